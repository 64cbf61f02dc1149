"""Two judgements side by side: which machine is which, and what became of each finding."""

from datetime import UTC, datetime
from itertools import count

import pytest
from support.runs import assessment

from auditor.evaluate.compare import Between, Limits, counters, match, pairs
from auditor.model import CommuneAssessment, CounterAssessment, Level, Step, Tally, Verdict
from auditor.model.assets import Move
from auditor.model.comparison import Asked, Fate, Mark, Moved, Why
from auditor.model.standing import measured

NOW = datetime(2026, 11, 22, tzinfo=UTC)
RULE = "pc.time.zone"
_keys = count()


def mark(verdict: str, device: str = "pc01", rule: str = RULE) -> Mark:
    return Mark(device, rule, verdict, next(_keys))


def asked(*names: str, commune: str = "03158", **identities: str) -> list[Asked]:
    return [Asked(name, commune, identities.get(name, "")) for name in names]


def fates(before: list[Mark], after: list[Mark], **more: object) -> list[tuple[Fate, Why | None]]:
    devices = more.get("devices") or match(asked("pc01", "pc02"), asked("pc01", "pc02"))
    rules_before, rules_after = more.get("rules", ({RULE}, {RULE}))  # type: ignore[misc]
    between = Between(rules_before, rules_after, devices)  # type: ignore[arg-type]
    return [(pair.fate, pair.why) for pair in pairs(before, after, between)]


@pytest.mark.parametrize(
    ("before", "after", "fate", "why"),
    [
        ("fail", "pass", Fate.FIXED, None),
        ("fail", "not_applicable", Fate.FIXED, None),
        ("fail", "fail", Fate.STILL_OPEN, None),
        ("pass", "fail", Fate.NEW, None),
        ("not_applicable", "fail", Fate.NEW, None),
        ("fail", "unknown", Fate.NOT_COMPARABLE, Why.NOT_MEASURED_AFTER),
        ("unknown", "fail", Fate.NOT_COMPARABLE, Why.NOT_MEASURED_BEFORE),
        ("fail", "waived", Fate.NOT_COMPARABLE, Why.WAIVED_AFTER),
        ("waived", "fail", Fate.NOT_COMPARABLE, Why.WAIVED_BEFORE),
    ],
)
def test_what_becomes_of_a_finding_is_told_by_its_two_verdicts(
    before: str, after: str, fate: Fate, why: Why | None
) -> None:
    assert fates([mark(before)], [mark(after)]) == [(fate, why)]


@pytest.mark.parametrize("before", ["pass", "unknown", "waived", "not_applicable"])
@pytest.mark.parametrize("after", ["pass", "unknown", "waived", "not_applicable"])
def test_what_fails_on_neither_side_is_not_spoken_of(before: str, after: str) -> None:
    assert fates([mark(before)], [mark(after)]) == []


def test_a_rule_of_one_standard_alone_is_not_comparable_on_either_side() -> None:
    rules = ({RULE, "old"}, {RULE, "new"})
    assert fates([mark("fail", rule="old")], [mark("fail", rule="new")], rules=rules) == [
        (Fate.NOT_COMPARABLE, Why.RULE_ONLY_AFTER),
        (Fate.NOT_COMPARABLE, Why.RULE_ONLY_BEFORE),
    ]


def test_a_rule_that_is_no_longer_for_the_device_is_not_fixed() -> None:
    assert fates([mark("fail")], []) == [(Fate.NOT_COMPARABLE, Why.NOT_FOR_IT_AFTER)]
    assert fates([], [mark("fail")]) == [(Fate.NOT_COMPARABLE, Why.NOT_FOR_IT_BEFORE)]


@pytest.mark.parametrize(
    ("limits", "gone", "fresh"),
    [
        (Limits(), Why.DEVICE_ONLY_BEFORE, Why.DEVICE_ONLY_AFTER),
        (Limits(before=True, after=True), Why.NOT_ASKED_AFTER, Why.NOT_ASKED_BEFORE),
    ],
)
def test_a_device_of_one_run_alone_is_not_comparable(limits: Limits, gone: Why, fresh: Why) -> None:
    devices = match(asked("old"), asked("new"), limits=limits)
    found = fates([mark("fail", "old")], [mark("fail", "new")], devices=devices)
    assert found == [(Fate.NOT_COMPARABLE, fresh), (Fate.NOT_COMPARABLE, gone)]


def test_a_renamed_machine_keeps_its_findings() -> None:
    devices = match(asked("a", a="serial:1"), asked("b", b="serial:1"))
    assert fates([mark("fail", "a")], [mark("pass", "b")], devices=devices) == [(Fate.FIXED, None)]
    assert devices.moved == (Moved("a", "b", "03158", "03158"),)


def test_a_machine_that_is_elsewhere_is_known_to_have_moved() -> None:
    devices = match(
        [Asked("a", "03158", "serial:1")], [Asked("a", "03160", "serial:1"), Asked("x", "03158", "serial:2")]
    )
    assert devices.moved == (Moved("a", "a", "03158", "03160"),)


def test_another_machine_of_the_same_name_repairs_nothing() -> None:
    devices = match(asked("a", a="serial:1"), asked("a", a="serial:2"))
    found = fates([mark("fail", "a")], [mark("fail", "a")], devices=devices)
    assert found == [(Fate.NOT_COMPARABLE, Why.ANOTHER_MACHINE)] * 2
    assert devices.replaced == ("a",)


def test_a_machine_that_told_no_serial_number_this_time_is_still_the_one_of_its_name() -> None:
    assert match(asked("a", a="serial:1"), asked("a", a="machine-id:9")).twins == {"a": "a"}
    assert match(asked("a", a="serial:1"), asked("a")).twins == {"a": "a"}


def test_an_identity_that_several_devices_share_is_none() -> None:
    shared = {"a": "serial:To be filled", "b": "serial:To be filled"}
    assert match(asked("a", "b", **shared), asked("a", "b", **shared)).twins == {"a": "a", "b": "b"}
    assert match(asked("a", "b", **shared), asked("a", **shared)).twins == {"a": "a"}


def test_two_machines_that_swapped_their_names_are_told_apart() -> None:
    devices = match(asked("a", "b", a="serial:1", b="serial:2"), asked("a", "b", a="serial:2", b="serial:1"))
    assert devices.twins == {"a": "b", "b": "a"}
    assert not devices.gone and not devices.fresh


def test_a_recorded_renaming_counts_where_the_machine_did_not_answer() -> None:
    move = Move("a", "03158", "03160", "Lò", NOW, "", renamed="b")
    assert match(asked("a", a="serial:1"), asked("b"), [move]).twins == {"b": "a"}


def test_a_commune_itself_is_matched_by_its_name() -> None:
    found = fates([mark("fail", "commune_03158")], [mark("pass", "commune_03158")])
    assert found == [(Fate.FIXED, None)]


def stand(*counters_: CounterAssessment) -> CommuneAssessment:
    return CommuneAssessment("03158", Level.NOT_READY, Tally(), counters_)


def counter(number: str, print_: Verdict) -> CounterAssessment:
    return CounterAssessment("", number, {Step.RECEIVE: Verdict.PASS, Step.PRINT: print_})


def test_a_counter_is_lost_only_when_a_step_is_known_not_to_work() -> None:
    before = stand(*(counter(number, Verdict.PASS) for number in "123"), counter("4", Verdict.FAIL))
    after = stand(
        counter("1", Verdict.PASS),
        counter("2", Verdict.FAIL),
        counter("3", Verdict.UNKNOWN),
        counter("4", Verdict.PASS),
    )
    change = counters(before, after, measured([before, after]))
    assert (change.gained, change.lost, change.unsure) == ((("", "4"),), (("", "2"),), (("", "3"),))


def test_steps_that_nothing_measures_are_not_asked_of_a_counter() -> None:
    assert measured([assessment()]) == {Step.RECEIVE, Step.SIGN}
    assert measured([stand(counter("1", Verdict.UNKNOWN))]) == {Step.RECEIVE}
