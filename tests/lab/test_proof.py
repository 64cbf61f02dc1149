"""What a plan called automatic of what was put in, and what of that was gone afterwards."""

from datetime import UTC, datetime

from auditor.lab.catalogue import FAULTS
from auditor.lab.hands import HANDS, needs
from auditor.lab.proof import prove
from auditor.model import Disposition, Plan, PlanItem

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PC = "pasc-03158-pc01"


def _fault(number, name, rule, also=(), role="pc", at=PC):
    marks = [{"rule": each, "device": at} for each in also]
    expects = [{"rule": rule, "device": at}]
    return {"id": number, "fault": name, "at": at, "role": role, "expects": expects, "also": marks}


def _plan(**who):
    items = [
        PlanItem(f"F-{rule}", rule, PC, "pc", "03158", "major", Disposition(word), "")
        for rule, word in ((rule.replace("_", "."), word) for rule, word in who.items())
    ]
    return Plan("P-1", NOW, "x", "run", "dien-bien", "0" * 64, items=tuple(items))


def _prove(faults, plan, after, before=None):
    before = before if before is not None else {(PC, rule): "fail" for _device, rule in after}
    return prove({"faults": faults}, plan, before, after)


ZONE = _fault(1, "timezone-wrong", "pc.time.zone")
FULL = _fault(2, "disk-full", "pc.disk.free")


def test_every_fault_that_needs_hands_is_one_that_there_is_and_says_why():
    assert set(HANDS) <= set(FAULTS)
    assert all(HANDS.values())


def test_a_fault_only_recordings_have_counts_for_nobody():
    replays = [name for name, fault in FAULTS.items() if fault.kinds == ("windows",)]
    assert replays and all(needs(name, ("windows",)) for name in replays)
    found = _prove([_fault(1, "timezone-wrong", "pc.time.zone", role="windows")], _plan(), {})
    assert (found.machine, found.hands, found.replayed) == (0, 0, 1)


def test_what_a_machine_could_do_is_measured_against_what_the_plan_calls_automatic():
    found = _prove([ZONE, FULL], _plan(pc_time_zone="technician", pc_disk_free="technician"), {})
    assert (found.machine, found.hands, found.automatic, found.share) == (1, 1, 0, 0.0)
    assert found.not_automatic == (("timezone-wrong", PC),)


def test_an_automatic_fault_is_fixed_when_what_it_must_cause_passes_afterwards():
    plan = _plan(pc_time_zone="automatic")
    assert _prove([ZONE], plan, {(PC, "pc.time.zone"): "pass"}).fixed == 1
    for verdict in ("fail", "unknown", "waived"):
        assert _prove([ZONE], plan, {(PC, "pc.time.zone"): verdict}).not_fixed == (("timezone-wrong", PC),)


def test_a_fault_with_one_finding_left_to_people_is_not_automatic():
    both = {**ZONE, "expects": [*ZONE["expects"], {"rule": "pc.time.offset", "device": PC}]}
    assert _prove([both], _plan(pc_time_zone="automatic"), {}).automatic == 0


def test_what_fails_now_and_did_not_before_is_newly_opened():
    after = {(PC, "pc.net.dns"): "fail"}
    assert _prove([ZONE], _plan(), after, before={}).newly_opened == ((PC, "pc.net.dns"),)
    assert _prove([ZONE], _plan(), after).newly_opened == ()


def test_what_a_fault_that_is_still_there_explains_is_not_newly_opened():
    dns = _fault(3, "dns-wrong", "pc.net.dns", also=("pc.endpoints.blocked",))
    still = {(PC, "pc.net.dns"): "fail", (PC, "pc.endpoints.blocked"): "fail"}
    gone = {**still, (PC, "pc.net.dns"): "pass"}
    assert _prove([dns], _plan(), still, before={(PC, "pc.net.dns"): "fail"}).newly_opened == ()
    assert _prove([dns], _plan(), gone, before={}).newly_opened == ((PC, "pc.endpoints.blocked"),)


def test_a_fault_that_needs_hands_and_is_called_automatic_is_told():
    assert _prove([FULL], _plan(pc_disk_free="automatic"), {}).automatic_by_hands == (("disk-full", PC),)
