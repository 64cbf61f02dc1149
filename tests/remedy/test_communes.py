"""What is counted of a commune: what lacks is bought once, what does not work follows its devices."""

from typing import Any

from auditor.model import Disposition, Finding, Kind, Plan, PlanItem, PlanScope, Severity, Verdict
from auditor.remedy.planning import make_plan
from auditor.standard.model import Remedy
from tests.support.plans import PC1, PC2, basis, blank, blocker, call, device, failed

SUBJECT = "commune_03158"
ZONE = {"pc.time.zone": Remedy({"": call("base/timezone", base_timezone="Asia/Ho_Chi_Minh")})}


def _of_commune(rule: str, found: Any) -> Finding:
    return failed(rule, SUBJECT, kind=Kind.COMMUNE.value, found=found, site="", counter="")


def _item(plan: Plan, rule: str) -> PlanItem:
    (item,) = [each for each in plan.items if each.rule == rule]
    return item


# --- missing ------------------------------------------------------------------------------------------------
def test_what_is_missing_is_bought_and_counted() -> None:
    finding = _of_commune("commune.printers", [{"missing": 2, "present": 1, "required": 3}])
    item = _item(make_plan(basis([finding], {}), blank()), "commune.printers")
    assert (item.who, item.noun, item.count) == (Disposition.PURCHASE, "printer", 2)


def test_what_a_site_lacks_is_part_of_what_the_commune_lacks() -> None:
    found = [{"missing": 3, "present": 1, "required": 4}, {"site": "Nậm Vì", "missing": 2, "required": 2}]
    item = _item(make_plan(basis([_of_commune("commune.pcs", found)], {}), blank()), "commune.pcs")
    assert item.count == 3


def test_sites_may_lack_more_than_the_commune_in_all() -> None:
    found = [{"missing": 1, "required": 4}, {"site": "A", "missing": 2}, {"site": "B", "missing": 1}]
    item = _item(make_plan(basis([_of_commune("commune.pcs", found)], {}), blank()), "commune.pcs")
    assert item.count == 3


def test_counters_and_steps_without_what_is_bought_anyway_are_the_same_purchase() -> None:
    findings = [
        _of_commune("commune.scanners", [{"missing": 2, "present": 0, "required": 2}]),
        _of_commune("commune.counters.served", ["1: scanner", "2: scanner"]),
        _of_commune("commune.steps", ["scan"]),
    ]
    plan = make_plan(basis(findings, {}), blank())
    assert {item.who for item in plan.items} == {Disposition.PURCHASE}
    assert sum(item.count for item in plan.items) == 2
    assert "commune.scanners" in _item(plan, "commune.steps").reason


def test_a_counter_without_a_printer_where_the_commune_has_enough_is_a_matter_of_moving_one() -> None:
    finding = _of_commune("commune.counters.served", ["1: printer"])
    item = _item(make_plan(basis([finding], {}), blank()), "commune.counters.served")
    assert (item.who, item.count) == (Disposition.TECHNICIAN, 0)
    assert item.reason


def test_a_counter_that_lacks_what_is_bought_and_what_is_not_is_a_technicians() -> None:
    findings = [
        _of_commune("commune.scanners", [{"missing": 1, "present": 0, "required": 1}]),
        _of_commune("commune.counters.served", ["1: scanner", "2: printer"]),
    ]
    plan = make_plan(basis(findings, {}), blank())
    assert _item(plan, "commune.counters.served").who is Disposition.TECHNICIAN


def test_too_few_counters_are_bought_only_where_computers_are_missing() -> None:
    counters = _of_commune("commune.counters", [{"missing": 1, "present": 1, "required": 2}])
    pcs = _of_commune("commune.pcs", [{"missing": 1, "present": 1, "required": 2}])
    alone, both = (make_plan(basis(each, {}), blank()) for each in ([counters], [counters, pcs]))
    assert _item(alone, "commune.counters").who is Disposition.TECHNICIAN
    assert _item(both, "commune.counters").who is Disposition.PURCHASE


# --- not working --------------------------------------------------------------------------------------------
def _not_working(working: int, present: int, required: int, **more: Any) -> Finding:
    return _of_commune(
        "commune.pcs.working", [{**more, "working": working, "present": present, "required": required}]
    )


def test_what_does_not_work_is_automatic_where_every_blocker_behind_it_is() -> None:
    findings = [blocker("pc.time.zone", PC1), blocker("pc.time.zone", PC2), _not_working(0, 2, 2)]
    plan = make_plan(basis(findings, ZONE), blank())
    assert _item(plan, "commune.pcs.working").steps == ("S1", "S2")


def test_it_is_a_technicians_where_one_blocker_needs_hands() -> None:
    findings = [blocker("pc.time.zone", PC1), blocker("pc.memory.size", PC1), _not_working(0, 1, 1)]
    plan = make_plan(basis(findings, ZONE), blank())
    assert _item(plan, "commune.pcs.working").who is Disposition.TECHNICIAN
    assert _item(plan, "pc.time.zone").who is Disposition.AUTOMATIC


def test_without_a_device_that_comes_back_nothing_is_automatic() -> None:
    plan = make_plan(basis([_not_working(0, 0, 0)], ZONE), blank())
    assert _item(plan, "commune.pcs.working").who is Disposition.TECHNICIAN


def test_as_many_as_are_needed_are_enough() -> None:
    findings = [blocker("pc.time.zone", PC1), blocker("pc.memory.size", PC2), _not_working(1, 3, 2)]
    plan = make_plan(basis(findings, ZONE), blank())
    assert _item(plan, "commune.pcs.working").steps == ("S1",)


def test_a_device_whose_blockers_are_not_all_known_brings_nothing_back() -> None:
    unknown = blocker("pc.net.dns", PC1, verdict=Verdict.UNKNOWN)
    findings = [blocker("pc.time.zone", PC1), unknown, _not_working(0, 1, 1)]
    plan = make_plan(basis(findings, ZONE), blank())
    assert _item(plan, "commune.pcs.working").who is Disposition.TECHNICIAN


def test_a_site_needs_its_own_devices_back() -> None:
    there = [device(PC1, site="A"), device(PC2, site="B")]
    findings = [
        blocker("pc.time.zone", PC1, site="A"),
        blocker("pc.memory.size", PC2, site="B"),
        _not_working(0, 1, 1, site="B"),
    ]
    plan = make_plan(basis(findings, ZONE, there), blank())
    assert _item(plan, "commune.pcs.working").who is Disposition.TECHNICIAN


def test_what_is_no_blocker_stops_no_device() -> None:
    minor = failed("pc.memory.size", PC1, severity=Severity.MINOR)
    plan = make_plan(basis([blocker("pc.time.zone", PC1), minor, _not_working(0, 1, 1)], ZONE), blank())
    assert _item(plan, "commune.pcs.working").who is Disposition.AUTOMATIC


def test_limited_to_the_communes_rule_the_devices_steps_come_with_it() -> None:
    remedies = {**ZONE, "pc.name.inventory": Remedy({"": call("base/name", base_name={"device": "id"})})}
    no_blocker = failed("pc.name.inventory", PC1, severity=Severity.MINOR)
    findings = [blocker("pc.time.zone", PC1), no_blocker, _not_working(0, 1, 1)]
    plan = make_plan(basis(findings, remedies), blank(scope=PlanScope(rule="commune.pcs.working")))
    assert [step.device for step in plan.steps] == [PC1]
    assert {item.rule for item in plan.items} == {"commune.pcs.working", "pc.time.zone"}


def test_what_people_must_attest_is_theirs() -> None:
    finding = _of_commune("people.procedures_posted", False)
    plan = make_plan(basis([finding], {}), blank())
    assert _item(plan, "people.procedures_posted").who is Disposition.TECHNICIAN
