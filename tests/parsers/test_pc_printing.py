"""Print queues."""

import base64

import pytest

from tests.support.pc_answers import fact, why

KEPT = {
    "/etc/cups/printers.conf": [
        "<DefaultPrinter Quay1>",
        "DeviceURI ipp://198.19.1.200:631/ipp/print",
        "State Idle",
        "Accepting Yes",
        "</DefaultPrinter>",
        "<Printer HP>",
        "DeviceURI socket://198.19.1.5",
        "State Stopped",
        "StateMessage het giay",
        "Accepting Yes",
        "</Printer>",
    ]
}
STOPPED = {"running": False, "installed": True, "queues": KEPT, "options": {}}


def test_queues_of_a_cups_that_runs_are_its_own_words():
    assert fact("print.queues") == [
        {
            "name": "HP2",
            "uri": "socket://198.19.1.5",
            "enabled": False,
            "accepting": True,
            "reason": "het giay",
        },
        {
            "name": "Q1",
            "uri": "ipp://198.19.1.200:631/ipp/print",
            "enabled": True,
            "accepting": False,
            "reason": "Rejecting Jobs",
        },
        {
            "name": "Quầy1",
            "uri": "ipp://198.19.1.200:631/ipp/print",
            "enabled": True,
            "accepting": True,
            "reason": "",
        },
    ]
    assert fact("print.default") == "Q1"
    assert fact("print.stopped_queues") == ["HP2", "Q1"]


def test_queues_of_a_cups_that_is_stopped_come_from_its_file():
    assert fact("print.stopped_queues", printing=STOPPED) == ["HP"]
    assert fact("print.default_uri", printing=STOPPED) == "ipp://198.19.1.200:631/ipp/print"


def test_the_systems_lpoptions_choose_the_default_before_the_server():
    chosen = {**STOPPED, "options": {"/etc/cups/lpoptions": ["Default HP sides=one-sided"]}}
    assert fact("print.default", printing=chosen) == "HP"


def test_a_file_that_only_root_may_read_is_not_an_empty_list():
    assert (
        why("print.queues", {"print.queues": "needs root"}, printing={**STOPPED, "queues": {}})
        == "needs root"
    )


def test_a_pc_without_cups_has_no_queue():
    nothing = {"running": False, "installed": False, "queues": {}, "options": {}}
    assert fact("print.queues", printing=nothing) == []
    assert fact("print.default_uri", printing=nothing) == ""


@pytest.mark.parametrize(
    "body", ["", "AgA=", base64.b64encode(b"\2\0\5\0\0\0\0\1\3").decode(), "!", "AgAAAAAAAAEE/w=="]
)
def test_an_answer_of_cups_that_is_not_understood_is_missing(body):
    assert why("print.queues", printing__printers={"head": "", "body": body})


def test_a_queue_whose_state_cups_keeps_to_itself_is_not_taken_for_a_good_one():
    name = b"\x42\0\x0cprinter-name\0\2Q1"
    body = base64.b64encode(b"\2\0\0\0\0\0\0\1\4" + name + b"\3").decode()
    assert why("print.stopped_queues", printing__printers={"head": "", "body": body})


def test_cups_saying_not_found_is_no_queue_and_no_default():
    none = {"head": "", "body": base64.b64encode(b"\2\0\4\6\0\0\0\1\1\3").decode()}
    assert fact("print.queues", printing__printers=none) == []
    assert fact("print.default", printing__default=none) == ""
