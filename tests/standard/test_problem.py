"""What is so when a rule fails: read, and said by every rule of the baseline in a line of its own."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from auditor.standard import Rule, load_standard

SMALL = Path(__file__).parent / "small"
BASELINE = load_standard("baseline", [])
LONGEST = 70
"""What a tile of a phone 360 px wide shows in two lines."""


def test_a_rule_says_what_is_so_when_it_fails(tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text(
        "name: own\nextends: baseline\n"
        "rules:\n  printer.state:\n    problem: {vi: Máy in nghỉ, en: It rests}\n"
    )
    standard = load_standard("own", [tmp_path])
    assert standard.rule("printer.state").problem == {"vi": "Máy in nghỉ", "en": "It rests"}


@pytest.mark.parametrize(
    ("own", "problem"), [("", None), (", problem: {vi: Chưa tắt, en: It is on}", "It is on")]
)
def test_who_writes_another_title_is_not_told_what_the_former_one_meant(
    own: str, problem: str | None, tmp_path: Path
) -> None:
    (tmp_path / "own.yml").write_text(
        "name: own\nextends: baseline\n"
        f"rules:\n  printer.state: {{title: {{vi: Máy in tắt buổi tối, en: Off at night}}{own}}}\n"
    )
    told = load_standard("own", [tmp_path]).rule("printer.state").problem
    assert (told and told["en"]) == problem


def test_a_standard_need_not_say_it() -> None:
    assert load_standard(str(SMALL), []).rule("pc.time.zone").problem is None


@pytest.mark.parametrize("rule", BASELINE.rules, ids=lambda rule: rule.id)
def test_every_rule_of_the_baseline_says_it_in_both_languages_in_a_line(rule: Rule) -> None:
    assert rule.problem is not None
    for language in ("vi", "en"):
        said = rule.problem[language]
        assert 0 < len(said) <= LONGEST
        assert said == unicodedata.normalize("NFC", said).strip().removesuffix(".")
        assert said[0].isupper() or not said[0].isalpha()
        assert said != rule.title[language]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_two_rules_never_say_the_same(language: str) -> None:
    said = Counter(rule.problem[language] for rule in BASELINE.rules if rule.problem)
    assert {text: times for text, times in said.items() if times > 1} == {}
