"""A scanner's answers become one set of facts, by their names; what is not there says why."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model.dictionary import check_value
from auditor.parsers import scanner_device
from auditor.parsers.parsed import Unreadable
from auditor.parsers.scanner import Scanner, facts

DATA = Path(__file__).parent / "data" / "scanner"
ESCL = (DATA / "escl.xml").read_bytes()
STATUS = b"<ScannerStatus><State>Idle</State><AdfState>ScannerAdfJam</AdfState></ScannerStatus>"
ALL = {
    "escl-capabilities": ESCL,
    "escl-status": STATUS,
    "ledm-capabilities": (DATA / "ledm-caps.xml").read_bytes(),
    "ledm-status": (DATA / "ledm-status.xml").read_bytes(),
    "ledm-product": (DATA / "ledm-product.xml").read_bytes(),
    "wsd-elements": (DATA / "wsd-elements.xml").read_bytes(),
    "wsd-metadata": (DATA / "wsd-metadata.xml").read_bytes(),
}


@pytest.mark.parametrize("protocol", ["escl", "wsd", "ledm"])
def test_every_fact_is_of_the_dictionary_and_each_protocol_tells_what_the_law_asks(protocol):
    raw = {name: data for name, data in ALL.items() if name.startswith(protocol)}
    found = scanner_device.parse(raw)
    assert [problem for name, value in found.facts.items() if (problem := check_value(name, value))] == []
    for name in ("color", "max_resolution", "a4", "state", "state_reasons", "feeder", "formats"):
        assert f"scanner.{name}" in found.facts
    assert found.facts["scanner.protocol"] == protocol


def test_capabilities_alone_say_why_the_state_is_missing():
    raw = {"escl-capabilities": ESCL, "errors": json.dumps({"escl-status": "HTTP 503"}).encode()}
    found = scanner_device.parse(raw)
    assert found.missing["scanner.state"] == found.missing["scanner.state_reasons"] == "HTTP 503"


def test_a_status_that_cannot_be_read_leaves_the_capabilities():
    found = scanner_device.parse({"escl-capabilities": ESCL, "escl-status": b"<html/>"})
    assert found.facts["scanner.color"] is True
    assert "escl-status" in found.missing["scanner.state"]
    assert found.warnings


def test_nothing_that_can_be_read_is_no_scanner():
    with pytest.raises(Unreadable):
        scanner_device.parse({"escl-capabilities": b"<html/>"})
    with pytest.raises(Unreadable):
        scanner_device.parse({"test": b"{}"})


def test_a_fact_is_either_there_or_missing():
    found = scanner_device.parse(ALL)
    assert not set(found.facts) & set(found.missing)


def test_a_feeder_that_jams_is_a_reason_and_an_empty_one_is_not():
    jam = scanner_device.parse({"escl-capabilities": ESCL, "escl-status": STATUS})
    assert jam.facts["scanner.state_reasons"] == ["feeder-jam"]
    empty = STATUS.replace(b"Jam", b"Empty")
    assert scanner_device.parse({"escl-status": empty}).facts["scanner.state_reasons"] == []


def test_reasons_that_the_scanner_states_itself_are_told():
    told = STATUS.replace(
        b"</State>", b"</State><StateReasons><StateReason>CoverOpen</StateReason></StateReasons>"
    )
    found = scanner_device.parse({"escl-status": told})
    assert found.facts["scanner.state_reasons"] == ["cover-open", "feeder-jam"]


@pytest.mark.parametrize(
    ("unit", "width", "height", "fits"),
    [
        (300, 2480, 3508, True),
        (300, 2550, 3300, False),
        (300, 3508, 2480, True),
        (300, 1748, 2480, False),
        (1000, 8500, 11700, True),
        (1000, 8500, 11000, False),
    ],
    ids=["A4", "Letter glass", "lying", "A5", "A4 in thousandths", "Letter in thousandths"],
)
def test_a4_fits_when_both_sides_do(unit, width, height, fits):
    source = {"name": "platen", "max_width": width, "max_height": height}
    assert facts(Scanner(sources=(source,), unit=unit))[0]["scanner.a4"] is fits


def test_a_scanner_that_states_no_size_leaves_a4_unknown():
    found, missing = facts(Scanner(sources=({"name": "platen"},)))
    assert "scanner.a4" not in found
    assert missing["scanner.a4"]


def test_a_test_scan_that_was_not_asked_for_is_missing_with_that_reason():
    found = scanner_device.parse({"escl-capabilities": ESCL})
    assert found.facts["scanner.test_asked"] is False
    assert all("--active" in found.missing[f"scanner.test_{name}"] for name in scanner_device.TESTED)


def test_a_test_scan_that_was_skipped_says_why():
    found = scanner_device.parse({"escl-capabilities": ESCL, "test": b'{"skipped": "busy"}'})
    assert found.facts["scanner.test_asked"] is True
    assert found.missing["scanner.test_ok"] == "busy"


@pytest.mark.parametrize("test", [b"", b"[1]", b"no json", b'{"ok": true'])
def test_a_broken_note_of_a_test_scan_tells_nothing(test):
    found = scanner_device.parse({"escl-capabilities": ESCL, "test": test})
    assert found.missing["scanner.test_ok"]


@given(
    st.dictionaries(
        st.sampled_from([*ALL, "errors", "test"]), st.binary(max_size=200) | st.sampled_from([*ALL.values()])
    )
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_answers_are_facts_or_a_typed_error(raw):
    try:
        found = scanner_device.parse(raw)
    except Unreadable:
        return
    assert "scanner.test_asked" in found.facts
