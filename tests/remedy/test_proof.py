"""The proof: what was open and is closed, what is still open, what opened, what is no longer measured."""

import pytest

from auditor.model import Finding, Verdict
from auditor.remedy.proof import confirmed, doubtful, proof
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


@pytest.mark.parametrize(
    ("before", "after", "claimed", "asked"),
    [
        (P, F, False, True),
        (None, F, False, True),
        (F, F, True, True),
        (F, F, False, False),
        (F, P, True, False),
        (F, U, True, False),
        (W, F, False, False),
    ],
)
def test_asked_again_is_what_opened_or_is_open_although_a_step_claims_to_have_closed_it(
    before: Verdict | None, after: Verdict, claimed: bool, asked: bool
) -> None:
    now = _one(after)
    claims = {each.id for each in now if claimed}
    assert doubtful(_one(before), now, claims) == tuple(each.device for each in now if asked)


def test_a_pc_that_is_held_against_the_others_of_its_commune_is_asked_beside_them() -> None:
    blocked = finding("pc.endpoints.blocked", "pc1", fact="endpoints.blocked_here")
    others = [
        finding("pc.endpoints.blocked", name, fact="endpoints.blocked_here", verdict=P, commune=commune)
        for name, commune in (("pc2", "03158"), ("pc3", "03127"))
    ]
    assert doubtful([], [*others, blocked, finding(device="pc4", verdict=P)], ()) == ("pc1", "pc2")


@pytest.mark.parametrize(
    ("first", "again", "counts"),
    [(F, P, P), (F, N, N), (F, W, W), (F, F, F), (F, U, F), (F, None, F), (P, F, P), (U, P, U)],
)
def test_open_is_what_both_audits_found_open_and_a_second_that_measured_nothing_refutes_nothing(
    first: Verdict, again: Verdict | None, counts: Verdict
) -> None:
    assert [each.verdict for each in confirmed(_one(first), _one(again))] == [counts]
