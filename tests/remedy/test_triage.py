"""Which steps of a plan are taken, by what a fresh audit says of its devices."""

from dataclasses import replace

import pytest
from support import fixes, runs

from auditor.model import StepStatus, Verdict
from auditor.remedy import stale
from auditor.remedy.triage import Allowed, Seen, triage

ME = "serial 7"


def _found(found="Asia/Tokyo", verdict=Verdict.FAIL, device=fixes.PC1):
    return runs.finding("pc.time.zone", device, found=found, verdict=verdict)


def _step(device=fixes.PC1, **more):
    saw = stale.saw([_found(device=device)], ME)
    return fixes.step(f"s-{device}", device, saw=saw, **more)


def _triage(step, seen, begun=(), **allowed):
    taken, results = triage(replace(fixes.plan(), steps=(step,)), seen, Allowed(**allowed), begun)
    assert len(taken) + len(results) == 1
    return results[0] if results else None


def _seen(*findings, identity=ME, **more):
    return Seen(findings, {fixes.PC1: identity}, **more)


def test_a_device_that_is_as_the_plan_saw_it_gets_its_step():
    assert _triage(_step(), _seen(_found())) is None


def test_what_is_right_by_now_is_unchanged_and_not_taken():
    result = _triage(_step(), _seen(_found(verdict=Verdict.PASS)))
    assert (result.status, result.reason) == (StepStatus.UNCHANGED, "already right")


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (_seen(_found("Asia/Seoul")), "changed since the plan was made: pc.time.zone"),
        (_seen(_found(), identity="serial 8"), "another machine answers than the one that the plan is for"),
        (_seen(_found(verdict=Verdict.UNKNOWN)), "could not be looked at again: pc.time.zone"),
    ],
)
def test_a_device_that_is_not_as_the_plan_saw_it_is_refused_unless_forced(seen, reason):
    result = _triage(_step(), seen)
    assert (result.status, result.reason) == (StepStatus.REFUSED, reason)
    assert _triage(_step(), seen, force=True) is None


def test_a_device_that_does_not_answer_is_unreachable_forced_or_not():
    seen = _seen(failures={fixes.PC1: "no answer"})
    for force in (False, True):
        result = _triage(_step(), seen, force=force)
        assert (result.status, result.reason) == (StepStatus.UNREACHABLE, "no answer")


@pytest.mark.parametrize(("kind", "allow"), [("reboot", "reboot"), ("person", "on_site")])
def test_what_reboots_or_needs_somebody_is_skipped_unless_allowed(kind, allow):
    step = _step(**{kind: True})
    assert _triage(step, _seen(_found())).status is StepStatus.SKIPPED
    assert _triage(step, _seen(_found()), **{allow: True}) is None


def test_a_step_that_closes_nothing_is_taken():
    assert _triage(fixes.step("s1", rules=(), closes=(), saw=""), _seen()) is None


@pytest.mark.parametrize(
    "now", [{"verdict": Verdict.PASS}, {"found": "Asia/Seoul"}, {"verdict": Verdict.UNKNOWN}]
)
def test_what_is_left_on_a_device_that_this_fix_has_changed_is_taken(now):
    assert _triage(_step(), _seen(_found(**now)), begun={fixes.PC1}) is None


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        (_seen(_found(), identity="serial 8"), StepStatus.REFUSED),
        (_seen(failures={fixes.PC1: "no answer"}), StepStatus.UNREACHABLE),
    ],
)
def test_but_not_on_another_machine_of_its_name_nor_on_one_that_does_not_answer(seen, status):
    assert _triage(_step(), seen, begun={fixes.PC1}).status is status


def test_nor_is_what_reboots_without_leave():
    step = _step(reboot=True)
    assert _triage(step, _seen(_found()), begun={fixes.PC1}).status is StepStatus.SKIPPED
