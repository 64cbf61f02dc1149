"""What a rule's repair takes: read, checked on load, deviated from; the baseline says it of every rule."""

import shutil
from pathlib import Path

import pytest

from auditor.errors import StandardError
from auditor.model import Finding, Source, SourceKind, Verdict, Work
from auditor.model.who import Who, who
from auditor.standard import Rule, Standard, load_standard

SMALL = Path(__file__).parent / "small"
HEAD = "name: own\nextends: small\n"
RULE = "rules:\n  pc.time.zone:\n    work: "
PAPER = "{vi: Giấy A4, en: A4 paper}"


def _load(folder: Path, text: str) -> Standard:
    shutil.copytree(SMALL, folder / "small", dirs_exist_ok=True)
    (folder / "own.yml").write_text(HEAD + text, "utf-8")
    return load_standard("own", [folder])


def _refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(StandardError) as caught:
        _load(folder, text)
    return [str(problem).replace(problem.file, "own.yml") for problem in caught.value.problems]


def test_minutes_parts_job_and_place_are_read(tmp_path: Path) -> None:
    said = (
        f"{{minutes: 15, bring: [{PAPER}, {{vi: Kìm, en: Pliers, tool: true}}], job: panel, on_site: true}}"
    )
    work = _load(tmp_path, f"{RULE}{said}\n").rule("pc.time.zone").work
    assert work is not None
    assert (work.minutes, work.job, work.on_site) == (15, "panel", True)
    assert [(part.name["vi"], part.tool) for part in work.bring] == [("Giấy A4", False), ("Kìm", True)]


def test_a_standard_that_says_nothing_of_it_is_one(tmp_path: Path) -> None:
    assert _load(tmp_path, "").rule("pc.time.zone").work is None


def test_a_commune_may_take_longer(tmp_path: Path) -> None:
    text = 'communes:\n  "03158":\n    rules:\n      pc.time.zone: {work: {minutes: 90}}\n'
    standard = _load(tmp_path, text)
    assert standard.for_commune("03158").rule("pc.time.zone").work == Work(90)
    assert standard.rule("pc.time.zone").work is None


def test_the_digest_is_another_one_with_other_minutes(tmp_path: Path) -> None:
    digests = {_load(tmp_path, f"{RULE}{{minutes: {minutes}}}\n").digest for minutes in (5, 6)}
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("work", "said"),
    [
        ("{}", "own.yml:5:5: minutes is a whole number from 1 to 480"),
        ("{minutes: 0}", "own.yml:5:12: minutes is a whole number from 1 to 480"),
        ("{minutes: 481}", "own.yml:5:12: minutes is a whole number from 1 to 480"),
        ("{minutes: true}", "own.yml:5:12: minutes is a whole number from 1 to 480"),
        ("{minutes: 1.5}", "own.yml:5:12: minutes is a whole number from 1 to 480"),
        ("15", "own.yml:5:5: must be a mapping (name: …)"),
        ("{minutes: 5, minuts: 6}", "own.yml:5:24: unknown key “minuts” in work — did you mean “minutes”?"),
        ("{minutes: 5, bring: Giấy}", "own.yml:5:24: bring is a list of {vi: …, en: …}"),
        (
            "{minutes: 5, bring: [{vi: Giấy}]}",
            "own.yml:5:32: the text is missing in “en” — {vi: …, en: …}",
        ),
        (f"{{minutes: 5, bring: [{PAPER[:-1]}, tool: 1}}]}}", "own.yml:5:60: tool is true or false"),
        ("{minutes: 5, job: Máy in}", "own.yml:5:24: job is a name in small letters (a-z, 0-9, _)"),
        ("{minutes: 5, on_site: 1}", "own.yml:5:24: on_site is true or false"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, work: str, said: str) -> None:
    assert said in _refused(tmp_path, f"{RULE}{work}\n")


def test_a_mistake_in_a_communes_work_is_told_too(tmp_path: Path) -> None:
    text = 'communes:\n  "03158":\n    rules:\n      pc.time.zone: {work: {minutes: x}}\n'
    assert any("minutes is a whole number" in problem for problem in _refused(tmp_path, text))


# --- the baseline -------------------------------------------------------------------------------------------
BASELINE = load_standard("baseline")


def _failed(rule: Rule) -> list[Finding]:
    """The rule failing on each kind that it is for."""
    return [
        Finding(
            rule=rule.id,
            device="any",
            kind=kind.value,
            commune="03158",
            verdict=Verdict.FAIL,
            severity=rule.severity,
            area=rule.area,
            steps=rule.steps,
            title=rule.title,
            fix=rule.fix,
            source=Source(SourceKind.DEFAULT),
            fact=rule.fact,
            work=rule.work,
        )
        for kind in rule.applies_to.kinds
    ]


@pytest.mark.parametrize("rule", BASELINE.rules, ids=lambda rule: rule.id)
def test_every_rule_that_somebody_repairs_says_how_long_it_takes(rule: Rule) -> None:
    hands = {who(finding) for finding in _failed(rule)} & {Who.VISIT, Who.STAFF, Who.REMOTE}
    assert not hands or rule.work is not None


def test_what_needs_a_cable_is_no_work_from_afar() -> None:
    (finding,) = _failed(BASELINE.rule("network.interfaces.up"))
    assert who(finding) is Who.VISIT


def test_one_part_has_one_name_in_each_language() -> None:
    parts = {part for rule in BASELINE.rules if rule.work for part in map(_named, rule.work.bring)}
    assert len({vi for vi, _en, _tool in parts}) == len({en for _vi, en, _tool in parts}) == len(parts)


def _named(part: object) -> tuple[str, str, bool]:
    return part.name["vi"], part.name["en"], part.tool  # type: ignore[attr-defined]


def test_a_job_is_named_only_where_several_rules_share_it() -> None:
    jobs = [rule.work.job for rule in BASELINE.rules if rule.work and rule.work.job]
    assert {job for job in jobs if jobs.count(job) == 1} == set()
