"""What a waiver excuses, until when, and that it is no pass."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from support import runs

from auditor.evaluate import judge
from auditor.model import (
    Device,
    Kind,
    Level,
    Observation,
    Scope,
    Verdict,
    Waiver,
)
from auditor.standard import load_standard
from auditor.standard.reasons import say_reason

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
BASELINE = load_standard("baseline")
LINE = Device("line", Kind.LINK, "03158", site="A")
DOWN = {"link.alive": False}
WAIVER = Waiver(
    rule="link.alive",
    scope=Scope.DEVICE,
    reason="fibre is laid; in December",
    approver="Nguyễn A",
    until=date(2026, 11, 30),
    by="it@vm",
    made=AT - timedelta(days=1),
    device="line",
    id=7,
)


def judged(*waivers, facts=DOWN, at=AT):
    seen = [] if facts is None else [Observation("line", AT, AT, facts)]
    return judge(BASELINE, runs.run([LINE], seen), at, waivers)


def alive(*waivers, **more):
    (found,) = [f for f in judged(*waivers, **more).findings if f.rule == "link.alive"]
    return found


def test_a_failure_that_is_waived_says_who_approved_it_until_when_and_what_it_was():
    found = alive(WAIVER)
    assert found.verdict is Verdict.WAIVED
    assert found.found is False
    shown = say_reason(found.reason, str)
    assert shown == (
        "it fails, and is waived: until 30/11/2026, approved by Nguyễn A: fibre is laid; in December (W-7)"
    )


def test_what_could_not_be_observed_can_be_waived_too_and_says_so():
    found = alive(WAIVER, facts=None)
    assert found.verdict is Verdict.WAIVED
    assert found.reason.startswith("waived_unknown: ")


def test_what_passes_needs_no_waiver():
    assert alive(WAIVER, facts={"link.alive": True}).verdict is Verdict.PASS


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": "link.loss"},
        {"device": "other"},
        {"until": date(2026, 11, 20)},
        {"made": AT + timedelta(hours=1)},
        {"revoked": AT - timedelta(hours=1)},
        {"scope": Scope.COMMUNE, "device": "", "commune": "03160"},
        {"scope": Scope.SITE, "device": "", "commune": "03158", "site": "B"},
    ],
    ids=", ".join,
)
def test_a_waiver_of_something_else_or_another_time_excuses_nothing(changes):
    assert alive(replace(WAIVER, **changes)).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    "changes",
    [
        {"until": date(2026, 11, 21)},
        {"revoked": AT + timedelta(hours=1)},
        {"scope": Scope.COMMUNE, "commune": "03158"},
        {"scope": Scope.SITE, "commune": "03158", "site": "A"},
        {"scope": Scope.PROVINCE},
    ],
    ids=", ".join,
)
def test_a_waiver_reaches_as_far_as_its_scope_and_to_the_end_of_its_last_day(changes):
    wide = replace(WAIVER, device="") if "scope" in changes else WAIVER
    assert alive(replace(wide, **changes)).verdict is Verdict.WAIVED


def test_validity_is_that_of_the_time_of_judging():
    assert alive(WAIVER, at=AT + timedelta(days=30)).verdict is Verdict.FAIL


def test_the_nearest_waiver_is_named():
    wide = replace(WAIVER, scope=Scope.PROVINCE, device="", id=8)
    assert "W-7" in alive(wide, WAIVER).reason
    used = {use.waiver.id: use.findings for use in judged(wide, WAIVER).waivers}
    assert used == {7: 1, 8: 0}


def test_a_judgement_keeps_the_waivers_that_held_and_no_others():
    expired = replace(WAIVER, until=date(2026, 11, 1), id=9)
    elsewhere = replace(WAIVER, scope=Scope.COMMUNE, device="", commune="03160", id=10)
    assert [use.waiver.id for use in judged(WAIVER, expired, elsewhere).waivers] == [7]


def test_a_waived_blocker_lets_a_commune_serve_and_the_level_without_it_is_kept():
    (commune,) = judged(WAIVER).communes
    assert commune.level is not Level.NOT_READY
    assert commune.level_unwaived is Level.NOT_READY
    assert commune.blockers == ()


def test_a_waived_failure_is_in_no_score_but_in_the_one_without_waivers():
    facts = {"link.alive": False, "link.rtt_ms": 20.0}
    with_waiver, without = judged(WAIVER, facts=facts).communes[0], judged(facts=facts).communes[0]
    assert with_waiver.tally.waived == 1
    assert with_waiver.tally.score > with_waiver.tally.score_unwaived
    assert with_waiver.tally.score_unwaived == without.tally.score == without.tally.score_unwaived
    assert with_waiver.tally.coverage == without.tally.coverage


def test_waiving_what_was_not_observed_does_not_count_as_having_measured_it():
    waived, plain = judged(WAIVER, facts=None).communes[0].tally, judged(facts=None).communes[0].tally
    assert waived.score == plain.score
    measured = plain.passed + plain.failed
    assert waived.coverage == (measured / (measured + waived.unknown) if measured else 0.0)
