"""The proof: what was open and is closed, what is still open, what opened, what is no longer measured."""

import pytest

from auditor.model import Finding, Verdict
from auditor.remedy.proof import proof
from tests.support.runs import finding

LISTS = ("closed", "still_open", "newly_opened", "unmeasured")


def _one(verdict: Verdict | None) -> list[Finding]:
    return [finding(verdict=verdict)] if verdict else []


P, F, U, N, W = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE, Verdict.WAIVED


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        (F, P, "closed"),
        (F, N, "closed"),
        (F, F, "still_open"),
        (F, W, "still_open"),
        (F, U, "unmeasured"),
        (F, None, "unmeasured"),
        (P, F, "newly_opened"),
        (U, F, "newly_opened"),
        (N, F, "newly_opened"),
        (None, F, "newly_opened"),
        (W, F, ""),
        (P, P, ""),
        (P, U, ""),
        (U, P, ""),
        (W, P, ""),
        (None, P, ""),
    ],
)
def test_a_finding_is_in_one_list_by_what_it_was_and_is(
    before: Verdict | None, after: Verdict | None, where: str
) -> None:
    told = proof(_one(before), _one(after))
    lists = [name for name in LISTS if getattr(told, name)]
    assert lists == ([where] if where else [])


def test_a_change_says_what_was_found_before_and_after() -> None:
    before = finding(found=["a", "b"], expected="is_empty")
    after = finding(found=[], expected="is_empty", verdict=Verdict.PASS)
    (change,) = proof([before], [after]).closed
    assert (change.before, change.after) == ("fail", "pass")
    assert (change.found_before, change.found_after) == ('["a", "b"]', "[]")
    assert (change.rule, change.device, change.expected) == (before.rule, before.device, "is_empty")


def test_what_a_device_says_is_shown_safely_and_short() -> None:
    nasty = finding(found="\x1b[31m\u202e" + "x" * 5000)
    (change,) = proof([nasty], [nasty]).still_open
    assert change.found_before.isprintable()
    assert len(change.found_before) <= 200


def test_findings_stay_in_the_order_in_which_they_were_judged() -> None:
    findings = [finding(device=name) for name in ("c", "a", "b")]
    told = proof(findings, [finding(device=name) for name in ("b", "c", "a")])
    assert [change.device for change in told.still_open] == ["c", "a", "b"]
