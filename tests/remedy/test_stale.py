"""Whether a device is still as the plan saw it: words count, numbers do not."""

from dataclasses import replace
from typing import Any

import pytest

from auditor.model import Finding, PlanStep, Verdict
from auditor.remedy.stale import Now, compare, saw
from tests.support.runs import finding

ME = "serial 7"


def _found(found: Any, rule: str = "pc.time.zone", **more: Any) -> Finding:
    return finding(rule, "pc01", found=found, **more)


def _step(*findings: Finding, identity: str = ME) -> PlanStep:
    rules = tuple(each.rule for each in findings)
    return PlanStep("S1", "pc01", "pc", "03158", "base", "timezone", rules=rules, saw=saw(findings, identity))


def _now(before: Any, after: Any) -> Now:
    return compare(_step(_found(before)), [_found(after)], ME).now


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (3.5, 12),
        ("linux-image-6.1.0-18 is old", "linux-image-6.1.0-22 is old"),
        (["a", "b"], ["b", "a"]),
        (["a 1", "a 2"], ["a 3"]),
        ([{"name": "cups", "restarts": 3}], [{"restarts": 9, "name": "cups"}]),
        (None, None),
        (True, True),
    ],
)
def test_what_only_differs_in_numbers_or_order_is_the_same(before: Any, after: Any) -> None:
    assert _now(before, after) is Now.SAME


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("UTC", "Asia/Tokyo"),
        (["a"], ["a", "b"]),
        ([{"name": "cups"}], [{"name": "pcscd"}]),
        (True, False),
        (None, "UTC"),
        ({"a": 1}, {"b": 1}),
    ],
)
def test_what_differs_in_words_is_changed(before: Any, after: Any) -> None:
    assert _now(before, after) is Now.CHANGED


def test_which_rule_changed_is_told() -> None:
    before = [_found("UTC"), _found("a", "pc.net.dns")]
    compared = compare(_step(*before), [_found("UTC"), _found("b", "pc.net.dns")], ME)
    assert compared.rules == ("pc.net.dns",)


def test_what_passes_by_now_is_right_already() -> None:
    passes = _found("Asia/Ho_Chi_Minh", verdict=Verdict.PASS)
    assert compare(_step(_found("UTC")), [passes], ME).now is Now.RIGHT


def test_what_passes_in_part_is_no_change_against_the_plan() -> None:
    before = [_found("UTC"), _found("a", "pc.net.dns")]
    now = [_found("x", verdict=Verdict.PASS), _found("a", "pc.net.dns")]
    assert compare(_step(*before), now, ME).now is Now.SAME


def test_another_machine_of_the_same_name_is_told() -> None:
    step = _step(_found("UTC"))
    assert compare(step, [_found("UTC")], "serial 8").now is Now.OTHER_MACHINE
    assert compare(step, [_found("Asia/Ho_Chi_Minh", verdict=Verdict.PASS)], "serial 8").now is (
        Now.OTHER_MACHINE
    )


def test_a_machine_that_did_not_say_who_it_is_before_or_now_is_taken_for_the_same() -> None:
    assert compare(_step(_found("UTC"), identity=""), [_found("UTC")], ME).now is Now.SAME
    assert compare(_step(_found("UTC")), [_found("UTC")], "").now is Now.SAME


@pytest.mark.parametrize("now", [[], [_found(None, verdict=Verdict.UNKNOWN)]], ids=["not asked", "unknown"])
def test_what_could_not_be_measured_again_is_unknown(now: list[Finding]) -> None:
    assert compare(_step(_found("UTC")), now, ME).now is Now.UNKNOWN


def test_findings_of_other_devices_and_rules_do_not_count() -> None:
    others = [replace(_found("x"), device="pc02"), _found("x", "pc.net.dns")]
    assert compare(_step(_found("UTC")), [_found("UTC"), *others], ME).now is Now.SAME


def test_a_step_added_by_hand_whose_plan_saw_nothing_is_changed() -> None:
    step = replace(_step(_found("UTC")), saw="")
    assert compare(step, [_found("UTC")], "").now is Now.CHANGED


def test_a_device_may_say_anything() -> None:
    for nasty in ("\ud800", "{{ x }}", {"a": [[["b"]]]}, [{"x": ["\x00"]}], {"k": None}):
        assert _now(nasty, nasty) is Now.SAME
