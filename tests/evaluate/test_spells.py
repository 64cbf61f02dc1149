"""When a finding opened and when it was closed, out of verdicts run by run."""

from datetime import timedelta

from support.runs import START

from auditor.evaluate.spells import Look, spells
from auditor.model import Severity, Verdict
from auditor.model.history import OpenFinding, When


def look(number: int, **verdicts: Verdict) -> Look:
    failed = {
        rule: OpenFinding(rule, {"en": rule}, Severity.MAJOR)
        for rule, verdict in verdicts.items()
        if verdict is Verdict.FAIL
    }
    return Look(When(f"r{number}", START + timedelta(days=number)), verdicts, failed)


def told(*looks: Look) -> list[tuple[str, str, str, bool]]:
    return [
        (spell.opened.run, spell.last.run, spell.closed.run if spell.closed else "", spell.since_first)
        for spell in spells(looks)
    ]


def test_a_spell_lasts_from_the_first_failure_to_the_first_pass() -> None:
    looks = (
        look(1, a=Verdict.PASS),
        look(2, a=Verdict.FAIL),
        look(3, a=Verdict.FAIL),
        look(4, a=Verdict.PASS),
    )
    assert told(*looks) == [("r2", "r3", "r4", False)]


def test_what_failed_when_it_was_first_looked_at_may_have_failed_before() -> None:
    assert told(look(1, a=Verdict.FAIL)) == [("r1", "r1", "", True)]
    assert told(look(1, a=Verdict.UNKNOWN), look(2, a=Verdict.FAIL)) == [("r2", "r2", "", True)]


def test_what_is_not_measured_or_waived_closes_nothing() -> None:
    looks = (look(1, a=Verdict.FAIL), look(2, a=Verdict.UNKNOWN), look(3, a=Verdict.WAIVED), look(4))
    assert told(*looks) == [("r1", "r1", "", True)]


def test_what_fails_again_is_a_spell_of_its_own_the_latest_first() -> None:
    looks = (look(1, a=Verdict.FAIL), look(2, a=Verdict.NOT_APPLICABLE), look(3, a=Verdict.FAIL))
    assert told(*looks) == [("r3", "r3", "", False), ("r1", "r1", "r2", True)]
