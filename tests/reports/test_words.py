"""Words and figures in the reader's language."""

from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum

import pytest

from auditor.model import Area, Kind, Level, Severity, SourceKind, Step, Tally, Verdict
from auditor.model.who import Who
from auditor.reports import values
from auditor.reports.leadership_texts import within
from auditor.reports.text import sentences
from auditor.reports.words import words_of
from tests.reports.cases import COMMUNES, RULES, devices_of, finding

VI, EN = words_of("vi"), words_of("en")


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1234567.891, "1.234.567,891", "1,234,567.891"),
        (0.5, "0,5", "0.5"),
        (3.0, "3", "3"),
        (12, "12", "12"),
        (-7200.5, "-7.200,5", "-7,200.5"),
    ],
)
def test_numbers_are_written_as_the_reader_writes_them(value: float, vi: str, en: str) -> None:
    assert (VI.number(value), EN.number(value)) == (vi, en)


@pytest.mark.parametrize(("share", "vi"), [(0.875, "87,5%"), (1, "100%"), (0.9996, "99,9%"), (None, "—")])
def test_a_share_is_never_rounded_up_to_all(share: float | None, vi: str) -> None:
    assert VI.percent(share) == vi


def test_a_score_is_not_shown_without_its_coverage() -> None:
    shown = EN.score(Tally(passed=7, failed=1, unknown=2, score=0.875, coverage=0.8))
    assert "87.5%" in shown
    assert "80%" in shown


def test_no_score_is_not_a_zero() -> None:
    assert "0" not in EN.score(Tally(unknown=4, coverage=0.0))


def test_times_are_those_of_viet_nam() -> None:
    assert VI.time(datetime(2026, 11, 21, 20, 43, tzinfo=UTC)) == "22/11/2026 03:43"


@pytest.mark.parametrize("words", [Area, Kind, Level, Severity, SourceKind, Step, Verdict, Who])
def test_every_fixed_word_has_a_text_in_both_languages(words: type[StrEnum]) -> None:
    for word in words:
        same = VI.word(word) == EN.word(word)
        assert not same or word is Kind.KIOSK


def test_a_text_that_lacks_the_language_is_given_in_vietnamese() -> None:
    assert EN.pick({"vi": "Cắm lại dây"}) == "Cắm lại dây"


def test_a_failed_rule_says_what_is_so_and_one_without_such_a_text_what_is_not_met() -> None:
    bare = finding(RULES[0], devices_of(COMMUNES[0])[0], Verdict.FAIL)
    failed = replace(bare, problem={"vi": "Máy in đang dừng", "en": "The printer has stopped"})
    assert VI.unmet(failed) == "Máy in đang dừng"
    assert VI.unmet(replace(bare, problem=None)) == f"Chưa đạt: {VI.title(bare)}"


def test_what_was_found_has_the_unit_of_its_fact() -> None:
    disk = next(rule for rule in RULES if rule.id == "pc.disk.free")
    broken = finding(disk, devices_of(COMMUNES[0])[-1], Verdict.FAIL)
    assert (VI.found(broken), EN.found(broken)) == ("1,25%", "1.25%")
    assert EN.expected(broken) == "at least 10%"


def test_what_was_not_observed_is_said_so_and_is_not_empty() -> None:
    disk = next(rule for rule in RULES if rule.id == "pc.disk.free")
    blind = finding(disk, devices_of(COMMUNES[0])[-1], Verdict.UNKNOWN)
    assert EN.found(blind) == "not observed"


def test_an_empty_list_is_none_and_an_empty_text_is_called_empty() -> None:
    rule = next(rule for rule in RULES if rule.id == "pc.net.dns")
    device = devices_of(COMMUNES[0])[-1]
    assert EN.found(replace(finding(rule, device, Verdict.FAIL), found=[])) == "none"
    assert EN.found(replace(finding(rule, device, Verdict.FAIL), found="")) == "(empty)"


def test_of_a_list_that_must_not_have_something_only_what_it_has_of_that_is_told() -> None:
    said = values.found(
        "services.disabled", ["RemoteRegistry", "SCardSvr"], 'contains_none ["SCardSvr"]', "en", EN.gettext
    )
    assert said == "SCardSvr"
    fine = values.found(
        "services.disabled", ["RemoteRegistry"], 'contains_none ["SCardSvr"]', "en", EN.gettext
    )
    assert fine == "RemoteRegistry"


def test_names_that_should_not_be_there_say_what_they_are_names_of() -> None:
    said = values.found("accounts.autologin", ["canbo"], "is_empty", "en", EN.gettext)
    assert said == "Users logged in without a password at start-up: canbo"


def test_advice_is_cut_behind_a_sentence_where_one_ends_in_time() -> None:
    assert sentences("Load paper. Close the lid until it clicks.", 30) == "Load paper.\N{NO-BREAK SPACE}…"
    assert sentences("Load paper. Close it.", 30) == "Load paper. Close it."
    assert sentences("Load the paper that was bought.", 12) == "Load the pa…"


@pytest.mark.parametrize(
    ("name", "vi"),
    [
        ("Xã Sín Thầu", "xã Sín Thầu"),
        ("Phường Mường Lay", "phường Mường Lay"),
        ("Phường Điện Biên Phủ", "Phường Điện Biên Phủ"),
        ("Phường 1", "Phường 1"),
    ],
)
def test_a_commune_is_written_inside_a_sentence_as_official_papers_do(name: str, vi: str) -> None:
    assert (within(name, VI), within(name, EN)) == (vi, name)
