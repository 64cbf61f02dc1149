"""A run judged: one finding for each rule and device, and nothing that was not seen passes."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import runs

from auditor.evaluate import judge
from auditor.model import (
    UNREACHED,
    Area,
    Commune,
    Device,
    Failure,
    FailureKind,
    Kind,
    Level,
    Observation,
    SourceKind,
    Step,
    Verdict,
    Work,
)
from auditor.standard import Deviation, load_standard

SMALL = load_standard(Path(__file__).parents[1] / "standard" / "small")
WHEN = datetime(2026, 11, 21, 8, tzinfo=UTC)
GOOD = {
    "os.family": "linux",
    "time.zone": "Asia/Ho_Chi_Minh",
    "disk.root_free_percent": 40.0,
    "host.virtualization": "none",
    "disk.failing": [],
    "net.dns": ["198.18.0.1"],
    "packages.names": ["cups", "pcscd", *(f"package-{n}" for n in range(1800))],
    "files": [{"path": "/etc/policy.json", "exists": True, "sha256": "00"}],
}


def pc(name="pc1", **changes):
    base = Device(name, Kind.PC, "03158", counter="1", role="counter", expect={"dns": ["198.18.0.1"]})
    return replace(base, **changes)


PRINTER = Device("printer1", Kind.PRINTER, "03158")
LINK = Device("link", Kind.LINK, "03158")


def answer(device, facts=None, failure=None, missing=None):
    """As the collectors say it: whether it answered is a fact of the asking itself."""
    if failure not in {FailureKind.INTERNAL, FailureKind.NOT_ASKED} and device.kind is not Kind.LINK:
        facts = {"answers": failure not in UNREACHED, **(facts or {})}
    return Observation(
        device.id, WHEN, WHEN, facts or {}, missing or {}, failure and Failure(failure, "port 22")
    )


def run(*pairs, communes=()):
    return runs.run([device for device, _seen in pairs], [seen for _device, seen in pairs if seen], communes)


def judged(*pairs, standard=SMALL, communes=()):
    return judge(standard, run(*pairs, communes=communes), WHEN)


def finding(judgement, rule, device="pc1"):
    (found,) = [f for f in judgement.findings if (f.rule, f.device) == (rule, device)]
    return found


def good(device):
    return answer(device, GOOD)


def test_a_finding_says_what_its_repair_takes_as_it_holds_in_its_commune():
    work = {"pc.time.zone": {"work": Work(90)}}
    standard = replace(SMALL, communes={"03158": Deviation(rules=work)})
    assert finding(judged((pc(), good(pc())), standard=standard), "pc.time.zone").work == Work(90)
    assert finding(judged((pc(), good(pc()))), "pc.time.zone").work is None


WORKING = (
    (pc(), good(pc())),
    (PRINTER, answer(PRINTER, {"printer.state": "idle"})),
    (LINK, answer(LINK, {"link.alive": True})),
)


def test_a_device_as_it_should_be_passes_every_rule():
    assert {f.verdict for f in judged(*WORKING).findings} == {Verdict.PASS}


def test_a_finding_says_all_that_a_report_needs():
    seen = finding(judged((pc(), answer(pc(), {**GOOD, "disk.root_free_percent": 3.5}))), "pc.disk.free")
    assert seen.verdict is Verdict.FAIL
    assert (seen.expected, seen.found, seen.fact) == ("at_least 10", 3.5, "disk.root_free_percent")
    assert (seen.observed, seen.counter, seen.commune) == (WHEN, "1", "03158")
    assert (seen.title["en"], seen.fix["vi"], seen.area) == ("Disk has room", "Dọn đĩa", Area.EQUIPMENT)
    assert seen.source.kind is SourceKind.DEFAULT


@pytest.mark.parametrize(
    "observation",
    [None, answer(pc(), failure=FailureKind.CONNECT_TIMEOUT), answer(pc()), good(pc())],
    ids=["never asked", "silent", "says nothing", "good"],
)
def test_every_rule_gives_exactly_one_finding_on_every_device_it_is_for(observation):
    counts = Counter((f.rule, f.device) for f in judged((pc(), observation), (pc("pc2"), None)).findings)
    rules = {rule.id for rule in SMALL.rules if Kind.PC in rule.applies_to.kinds}
    assert counts == {(rule, device): 1 for rule in rules for device in ("pc1", "pc2")}


def test_a_fact_that_was_not_observed_is_unknown_with_the_reason():
    observation = answer(pc(), {}, missing={"packages.*": "dpkg: not found", "time.zone": "no timedatectl"})
    judgement = judged((pc(), observation))
    assert {f.verdict for f in judgement.findings if f.rule != "device.answers"} == {Verdict.UNKNOWN}
    assert finding(judgement, "pc.packages.required").reason == "not_observed: dpkg: not found"
    assert finding(judgement, "pc.time.zone").reason == "not_observed: no timedatectl"


def test_a_device_that_did_not_answer_fails_that_rule_only_and_leaves_the_rest_unknown():
    judgement = judged((pc(), answer(pc(), failure=FailureKind.CONNECT_TIMEOUT)))
    assert finding(judgement, "device.answers").verdict is Verdict.FAIL
    free = finding(judgement, "pc.disk.free")
    assert (free.verdict, free.reason, free.observed) == (
        Verdict.UNKNOWN,
        "connect_timeout: port 22",
        None,
    )


def test_a_device_that_was_not_asked_is_unknown_in_everything():
    verdicts = {f.verdict for f in judged((pc(), None)).findings}
    assert verdicts == {Verdict.UNKNOWN}


def test_a_fact_of_another_type_is_unknown_never_pass():
    seen = finding(judged((pc(), answer(pc(), {**GOOD, "disk.root_free_percent": "40"}))), "pc.disk.free")
    assert seen.verdict is Verdict.UNKNOWN
    assert seen.reason == "not_comparable: str instead of a number"


def test_a_condition_that_is_false_makes_a_rule_not_applicable():
    seen = finding(judged((pc(), answer(pc(), {**GOOD, "host.virtualization": "kvm"}))), "pc.disk.health")
    assert (seen.verdict, seen.reason) == (
        Verdict.NOT_APPLICABLE,
        'condition: host.virtualization equals "none"',
    )


def test_a_condition_that_was_not_observed_makes_a_rule_unknown():
    facts = {name: value for name, value in GOOD.items() if name != "host.virtualization"}
    seen = finding(judged((pc(), answer(pc(), facts))), "pc.disk.health")
    assert (seen.verdict, seen.reason) == (Verdict.UNKNOWN, "condition_unknown: host.virtualization")


def test_another_operating_system_makes_a_rule_not_applicable():
    seen = finding(judged((pc(), answer(pc(), {**GOOD, "os.family": "windows"}))), "pc.net.dns")
    assert (seen.verdict, seen.reason) == (Verdict.NOT_APPLICABLE, "other_system: windows")


def test_what_the_inventory_does_not_state_is_not_applicable_also_on_a_silent_device():
    bare = pc(expect={})
    seen = finding(judged((bare, answer(bare, failure=FailureKind.REFUSED))), "pc.net.dns")
    assert (seen.verdict, seen.reason) == (Verdict.NOT_APPLICABLE, "not_stated: expect_dns")


def test_a_list_in_the_inventory_is_what_the_device_is_compared_with():
    seen = finding(judged((pc(), answer(pc(), {**GOOD, "net.dns": ["8.8.8.8"]}))), "pc.net.dns")
    assert (seen.verdict, seen.expected, seen.found) == (
        Verdict.FAIL,
        'subset_of ["198.18.0.1"]',
        ["8.8.8.8"],
    )


def test_an_inventory_that_states_another_type_gives_unknown():
    odd = pc(expect={"dns": "198.18.0.1"})
    assert finding(judged((odd, good(odd))), "pc.net.dns").verdict is Verdict.UNKNOWN


def test_of_a_long_list_only_what_decided_is_kept():
    names = [name for name in GOOD["packages.names"] if name != "pcscd"]
    judgement = judged((pc(), answer(pc(), {**GOOD, "packages.names": names})))
    assert finding(judgement, "pc.packages.required").found == {"missing": ["pcscd"]}


def test_an_older_run_that_did_not_look_at_a_file_is_unknown_there():
    seen = finding(judged((pc(), answer(pc(), {**GOOD, "files": []}))), "pc.files.policy")
    assert (seen.verdict, seen.reason) == (
        Verdict.UNKNOWN,
        "not_comparable: the run did not look at /etc/policy.json",
    )


def test_a_rule_for_a_role_is_not_asked_of_another():
    other = pc(role="back_office")
    rules = {f.rule for f in judged((other, good(other))).findings}
    assert "pc.packages.required" not in rules


def test_a_rule_switched_off_stays_visible_with_its_reason():
    off = replace(
        SMALL, communes={"03158": Deviation({}, {"pc.disk.free": {"disabled": "thay máy 12/2026"}})}
    )
    seen = finding(judged((pc(), good(pc())), standard=off), "pc.disk.free")
    assert (seen.verdict, seen.reason) == (Verdict.NOT_APPLICABLE, "switched_off: thay máy 12/2026")


def test_a_commune_that_deviates_is_judged_by_its_own_values():
    value = replace(SMALL.values["free_percent"], value=50)
    own = replace(SMALL, communes={"03158": Deviation({"free_percent": value}, {})})
    other = pc("pc9", commune="03160")
    judgement = judged((pc(), good(pc())), (other, good(other)), standard=own)
    assert finding(judgement, "pc.disk.free").verdict is Verdict.FAIL
    assert finding(judgement, "pc.disk.free", "pc9").verdict is Verdict.PASS


def test_findings_come_by_commune_then_device_then_the_standards_order():
    far = pc("a-pc", commune="03160")
    findings = judged((far, good(far)), (pc("pc2"), None), (pc(), good(pc()))).findings
    order = [rule.id for rule in SMALL.rules]
    keys = [(f.commune, f.device, order.index(f.rule)) for f in findings]
    assert keys == sorted(keys)


def test_judging_twice_gives_the_same():
    assert judged(*WORKING) == judged(*WORKING)


# --- communes -----------------------------------------------------------------------------------------------
def test_a_commune_without_devices_is_not_measured():
    (commune,) = judged(communes=[Commune("03158", counters=2)]).communes
    assert (commune.level, commune.tally.score, commune.tally.coverage) == (Level.NOT_MEASURED, None, None)
    assert (commune.counters, commune.counters_required) == ((), 2)


def test_a_commune_that_the_manifest_does_not_describe_is_assessed_by_its_code():
    (commune,) = judged(*WORKING).communes
    assert (commune.code, commune.counters_required) == ("03158", None)


def test_a_commune_where_all_is_well_is_ready():
    (commune,) = judged(*WORKING).communes
    assert (commune.level, commune.tally.score, commune.tally.coverage) == (Level.READY, 1.0, 1.0)


def test_one_failed_blocker_makes_a_commune_not_ready_and_is_named():
    bad = (pc("pc2", counter="2"), answer(pc("pc2"), {**GOOD, "disk.root_free_percent": 1.0}))
    judgement = judged(*WORKING, bad)
    (commune,) = judgement.communes
    assert commune.level is Level.NOT_READY
    assert commune.blockers == (finding(judgement, "pc.disk.free", "pc2").id,)


def test_an_unknown_blocker_makes_a_commune_not_measured():
    (commune,) = judged(*WORKING, (pc("pc2", counter="2"), None)).communes
    assert commune.level is Level.NOT_MEASURED
    assert len(commune.unmeasured) == 1


def test_little_coverage_leaves_gaps():
    bare = answer(pc(), {"disk.root_free_percent": 40.0})
    (commune,) = judged((pc(), bare), *WORKING[1:]).communes
    assert commune.level is Level.READY_WITH_GAPS
    assert commune.tally.coverage < 0.95


def test_the_score_weighs_by_severity_and_stands_beside_its_coverage():
    facts = {**GOOD, "disk.root_free_percent": 1.0}
    del facts["time.zone"]
    (commune,) = judged((pc(), answer(pc(), facts))).communes
    # passed: answers 3, health 3, dns 3, packages 1, policy 1; failed: disk 10; unknown: time zone
    assert commune.tally.score == pytest.approx(11 / 21)
    assert commune.tally.coverage == pytest.approx(6 / 7)
    assert commune.areas[Area.SECURITY].score == 1.0


@pytest.mark.parametrize(
    ("printer", "level"),
    [("idle", Level.NOT_MEASURED), ("stopped", Level.NOT_READY), (None, Level.NOT_MEASURED)],
)
def test_a_commune_of_which_devices_were_left_out_is_not_ready_or_not_measured_never_ready(printer, level):
    seen = (PRINTER, printer and answer(PRINTER, {"printer.state": printer}))
    (commune,) = judged(WORKING[0], seen, WORKING[2], communes=[Commune("03158", left_out=1)]).communes
    assert commune.level is level


def test_a_commune_with_gaps_and_devices_left_out_is_not_measured():
    bare = answer(pc(), {"disk.root_free_percent": 40.0})
    (commune,) = judged((pc(), bare), *WORKING[1:], communes=[Commune("03158", left_out=1)]).communes
    assert commune.level is Level.NOT_MEASURED


# --- counters -----------------------------------------------------------------------------------------------
def steps(judgement, counter="1"):
    (commune,) = judgement.communes
    (found,) = [c for c in commune.counters if c.counter == counter]
    return found


def test_a_step_that_nothing_measured_is_not_shown_as_working():
    alone = judged((pc(), good(pc())))
    assert steps(alone).steps[Step.PRINT] is Verdict.UNKNOWN
    assert not steps(alone).works


def test_a_counter_that_can_do_all_five_steps_works():
    assert dict(steps(judged(*WORKING)).steps) == dict.fromkeys(Step, Verdict.PASS)
    assert judged(*WORKING).communes[0].counters_working == 1


def test_no_step_is_known_to_work_where_devices_were_left_out_and_a_failure_stays_one():
    stopped = (PRINTER, answer(PRINTER, {"printer.state": "stopped"}))
    judgement = judged(WORKING[0], stopped, WORKING[2], communes=[Commune("03158", left_out=1)])
    expected = {**dict.fromkeys(Step, Verdict.UNKNOWN), Step.PRINT: Verdict.FAIL}
    assert dict(steps(judgement).steps) == expected
    assert judgement.communes[0].counters_working == 0


def test_a_shared_printer_that_fails_stops_printing_at_every_counter():
    second = pc("pc2", counter="2")
    stopped = (PRINTER, answer(PRINTER, {"printer.state": "stopped"}))
    judgement = judged(WORKING[0], (second, good(second)), stopped, WORKING[2])
    for counter in ("1", "2"):
        assert steps(judgement, counter).steps[Step.PRINT] is Verdict.FAIL
        assert steps(judgement, counter).steps[Step.RECEIVE] is Verdict.PASS
        assert steps(judgement, counter).stopped_by == (finding(judgement, "printer.state", "printer1").id,)


def test_a_counters_own_printer_stops_only_that_counter():
    second, printer = pc("pc2", counter="2"), replace(PRINTER, id="printer2", counter="2")
    judgement = judged(
        *WORKING, (second, good(second)), (printer, answer(printer, {"printer.state": "stopped"}))
    )
    assert steps(judgement, "1").steps[Step.PRINT] is Verdict.PASS
    assert steps(judgement, "2").steps[Step.PRINT] is Verdict.FAIL


def test_a_computer_of_no_counter_stops_no_counter():
    desk = pc("pc9", counter="", role="back_office")
    judgement = judged(*WORKING, (desk, answer(desk, {**GOOD, "disk.root_free_percent": 1.0})))
    assert steps(judgement).works
    assert judgement.communes[0].level is Level.NOT_READY


def test_a_shared_device_of_another_site_stops_no_counter_here():
    here, there = pc(site="A"), replace(PRINTER, id="printer9", site="B")
    judgement = judged((here, good(here)), *WORKING[1:], (there, answer(there, {"printer.state": "stopped"})))
    assert steps(judgement).works


def test_an_unknown_beside_a_failure_is_a_failure_and_beside_a_pass_unknown():
    second = pc("pc1b", counter="1")
    judgement = judged(*WORKING, (second, None))
    assert steps(judgement).steps[Step.RECEIVE] is Verdict.UNKNOWN
    worse = judged(*WORKING[:2], (LINK, answer(LINK, {"link.alive": False})), (second, None))
    assert steps(worse).steps[Step.RECEIVE] is Verdict.FAIL
    assert steps(worse).steps[Step.SIGN] is Verdict.FAIL


def test_counter_ten_comes_after_counter_nine():
    pairs = [(pc(f"pc{n}", counter=str(n)), None) for n in (10, 9)]
    (commune,) = judged(*pairs).communes
    assert [c.counter for c in commune.counters] == ["9", "10"]
