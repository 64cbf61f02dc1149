"""Whatever failed, whatever the rules say of it: each failed finding ends in exactly one item."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import Disposition, Finding, Kind, Plan, PlanScope, Severity, Verdict
from auditor.remedy.planning import in_scope, make_plan
from auditor.standard.model import Remedy
from tests.support.plans import BASELINE, ENTRIES, basis, blank, call, device, failed

RULES = [rule.id for rule in BASELINE.rules][:40]
DEVICES = tuple(
    device(f"{commune}-{kind.value}{number}", kind, commune=commune, expect={"dns": ["198.18.0.53"]})
    for commune in ("03158", "03160")
    for kind in (Kind.PC, Kind.PRINTER, Kind.NETWORK)
    for number in (1, 2)
)
SUBJECTS = [("commune_03158", "03158"), ("commune_03160", "03160"), ("not-in-the-inventory", "03158")]

values: Any = st.one_of(
    st.text(max_size=5),
    st.lists(st.text(max_size=3), max_size=3),
    st.integers(),
    st.just({"inventory": "dns"}),
    st.just({"inventory": "nothing"}),
    st.just({"device": "id"}),
    st.just({"first": {"value": "time_zones"}}),
    st.just({"join": [{"value": "time_zones"}, {"inventory": "nothing"}]}),
)
calls = st.builds(
    lambda does, variables: call(does, **variables),
    st.sampled_from([*ENTRIES, "lost/role"]),
    st.dictionaries(
        st.sampled_from(sorted({name for each in ENTRIES.values() for name in each.options})), values
    ),
)
remedies = st.builds(
    Remedy,
    st.dictionaries(st.sampled_from(["", "linux", "windows"]), calls, max_size=2),
    st.lists(st.sampled_from(RULES), max_size=3).map(tuple),
    st.sampled_from(["", "technician", "purchase", "province"]),
)
found: Any = st.one_of(
    st.none(),
    st.text(max_size=5),
    st.lists(st.sampled_from(["1: printer", "2: pc", "scan", "nonsense", 7]), max_size=3),
    st.lists(
        st.fixed_dictionaries(
            {"missing": st.integers(0, 3), "required": st.integers(0, 4)},
            optional={
                "working": st.integers(0, 3),
                "present": st.integers(0, 4),
                "site": st.sampled_from(["A", "B"]),
            },
        ),
        max_size=2,
    ),
)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    rule = draw(st.sampled_from(RULES))
    places = [(each.id, each.commune, each.kind.value) for each in DEVICES]
    places += [(id, code, Kind.COMMUNE.value) for id, code in SUBJECTS]
    on, commune, kind = draw(st.sampled_from(places))
    more = {"verdict": draw(st.sampled_from(Verdict)), "severity": draw(st.sampled_from(Severity))}
    return failed(rule, on, commune=commune, kind=kind, found=draw(found), **more)


def _holds(plan: Plan, wanted: set[str]) -> None:
    """What may be relied on in any plan."""
    ids = [item.finding for item in plan.items]
    assert len(ids) == len(set(ids))
    assert wanted <= set(ids)
    steps = {step.id: step for step in plan.steps}
    assert len(steps) == len(plan.steps)
    for item in plan.items:
        assert (item.who is Disposition.AUTOMATIC) == bool(item.steps)
        assert set(item.steps) <= set(steps)
        assert item.how or item.who is Disposition.AUTOMATIC
    for step in plan.steps:
        assert step.closes
        assert set(step.closes) <= set(ids)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(findings(), max_size=25),
    st.dictionaries(st.sampled_from(RULES), remedies, max_size=15),
    st.sampled_from([PlanScope(), PlanScope(commune="03160"), PlanScope(rule="commune.pcs")]),
)
def test_every_failed_finding_of_the_scope_ends_in_exactly_one_item(
    drawn: list[Finding], said: dict[str, Remedy], scope: PlanScope
) -> None:
    unique = {finding.id: finding for finding in drawn}.values()
    plan = make_plan(basis(unique, said, DEVICES), blank(scope=scope))
    failed_ones = {f.id for f in unique if f.verdict is Verdict.FAIL and in_scope(f, scope)}
    _holds(plan, failed_ones)


@settings(deadline=None, max_examples=50)
@given(st.lists(findings(), max_size=25), st.dictionaries(st.sampled_from(RULES), remedies, max_size=15))
def test_without_a_limit_nothing_else_is_in_the_plan(drawn: list[Finding], said: dict[str, Remedy]) -> None:
    unique = {finding.id: finding for finding in drawn}.values()
    plan = make_plan(basis(unique, said, DEVICES), blank())
    assert {item.finding for item in plan.items} == {f.id for f in unique if f.verdict is Verdict.FAIL}
