"""What devices and standards call things, in words that a reader knows."""

import json

import pytest

from auditor.i18n import catalogue
from auditor.reports import values
from auditor.reports.keywords import worded

VI = catalogue("vi").gettext
EN = catalogue("en").gettext


def found(fact: str, value: object, expected: str = "") -> str:
    return values.found(fact, value, expected, "vi", VI)


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("printer.state_reasons", ["cover-open-error"], "mở nắp"),
        ("printer.state_reasons", ["media-empty", "media-empty-error"], "hết giấy"),
        ("scanner.state_reasons", ["feeder-jam", "never-heard"], "kẹt giấy ở khay nạp, never-heard"),
        ("ups.battery_status", "low", "yếu"),
        ("ups.output_source", "normal", "điện lưới"),
        ("ups.runtime_min", 3, "3\N{NO-BREAK SPACE}phút"),
        ("updates.installed_age_days", 265.96, "266\N{NO-BREAK SPACE}ngày"),
        ("os.build", 22631, "22631"),
        ("printer.media_default", "na_letter_8.5x11in", "Letter"),
        ("ssh.permit_root_login", "yes", "cho phép"),
    ],
)
def test_a_word_of_a_device_is_said_in_the_readers_language(fact: str, value: object, said: str) -> None:
    assert found(fact, value) == said


def test_a_truth_is_said_with_what_it_is_about() -> None:
    assert found("answers", False) == "Thiết bị có trả lời kiểm tra: không"


def test_of_a_list_in_which_something_lacks_that_is_said_first() -> None:
    said = found("network.interfaces_up", ["lan0", "lo"], 'contains_all ["lan0", "lan1"]')
    assert said == "thiếu: lan1; đang có: lan0, lo"


def test_a_disagreement_is_a_sentence_with_the_facts_meaning() -> None:
    said = found(
        "printer.disagreements",
        [
            {"fact": "printer.state", "ipp": "idle", "snmp": "stopped"},
            {"fact": "printer.duplex", "ipp": "True", "snmp": "False"},
        ],
    )
    assert said.endswith("IPP nói rỗi, SNMP nói bị dừng; In được hai mặt: IPP nói có, SNMP nói không")


def test_a_way_that_failed_is_told_with_its_reason() -> None:
    said = found("printer.ways_failed", [{"way": "snmp", "kind": "refused", "reason": "198.18.0.1"}])
    assert said == "SNMP: thiết bị từ chối kết nối: 198.18.0.1"


def test_a_long_list_of_what_must_not_be_is_cut_by_whole_items() -> None:
    wanted = "contains_none " + json.dumps([f"word-{number}" for number in range(20)])
    said = values.expected(wanted, "en", EN, "packages.names")
    assert said.endswith("word-7, and 12 more")


def test_what_is_wanted_is_written_as_what_was_found() -> None:
    assert (
        values.expected("at_least 3600", "vi", VI, "network.uptime_s")
        == "ít nhất 3.600\N{NO-BREAK SPACE}giây"
    )
    assert values.expected("at_least 26100", "vi", VI, "os.build") == "ít nhất 26100"


def test_what_a_word_says_of_another_fact_is_left_alone() -> None:
    assert worded("host.name", "idle", VI) == "idle"
