"""A commune as a whole: how many of each it has, what serves its counters, what people attested."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from support import runs

from auditor.evaluate import judge
from auditor.evaluate.commune import facts
from auditor.evaluate.quantities import quantities, states
from auditor.model import (
    Attestation,
    Commune,
    Device,
    Failure,
    FailureKind,
    Kind,
    Observation,
    Step,
    Verdict,
)
from auditor.standard import load_standard

BASELINE = load_standard("baseline")
AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
CODE = "03158"
SUBJECT = f"commune_{CODE}"


def device(name, kind, counter="", site=""):
    return Device(name, kind, CODE, site, counter)


PC1 = device("pc1", Kind.PC, "1")
PC2 = device("pc2", Kind.PC, "2")
SCANNER = device("scanner1", Kind.SCANNER)
LINE_UP = {"link.alive": True, "link.essential_unreached": []}


def told(name, facts=None, failure=None):
    return Observation(name, AT, AT, facts or {}, {}, failure and Failure(failure, "port 22"))


def judged(devices, observations=(), required=None, attestations=(), standard=BASELINE, **commune):
    run = runs.run(devices, observations, [Commune(CODE, required=required or {}, **commune)])
    return judge(standard, run, AT, (), attestations)


def finding(judgement, rule):
    (found,) = [f for f in judgement.findings if (f.rule, f.device) == (rule, SUBJECT)]
    return found


def quantity(judgement, noun, site=""):
    (found,) = [q for q in judgement.communes[0].quantities if (q.noun, q.site) == (noun, site)]
    return found


def no_cables(*names):
    """PCs that tell that nothing is plugged in."""
    return [told(name, {"peripherals.scanners": [], "print.uris": []}) for name in names]


# --- the subject ------------------------------------------------------------------------------------------
def test_a_commune_has_its_own_findings_and_is_no_device():
    judgement = judged([PC1])
    own = [found for found in judgement.findings if found.kind == "commune"]
    assert {found.device for found in own} == {SUBJECT}
    assert {found.rule.split(".")[0] for found in own} == {"commune", "people"}
    assert len({found.id for found in own}) == len(own)


def test_a_commune_without_devices_is_judged_all_the_same():
    judgement = judged([], required={"": {"pc": 2}})
    assert finding(judgement, "commune.pcs").verdict is Verdict.FAIL
    assert finding(judgement, "people.seal_present").verdict is Verdict.UNKNOWN


# --- how many ---------------------------------------------------------------------------------------------
def test_what_the_inventory_does_not_state_is_not_judged():
    found = finding(judged([PC1]), "commune.pcs")
    assert (found.verdict, found.reason) == (Verdict.NOT_APPLICABLE, "not_stated: required.pc")


def test_too_few_devices_fail_with_the_figures():
    found = finding(judged([PC1], required={"": {"pc": 3}}), "commune.pcs")
    assert found.verdict is Verdict.FAIL
    assert found.found == [{"missing": 2, "present": 1, "required": 3}]


def test_a_site_that_has_too_few_is_named_although_the_commune_has_enough():
    here = [device("a", Kind.UPS, site="A"), device("b", Kind.UPS, site="A")]
    found = finding(judged(here, required={"": {"ups": 2}, "B": {"ups": 1}}), "commune.ups")
    assert found.found == [{"site": "B", "missing": 1, "present": 0, "required": 1}]


def test_a_device_that_was_not_measured_counts_neither_as_working_nor_as_missing():
    judgement = judged([PC1], required={"": {"pc": 1}})
    counted = quantity(judgement, "pc")
    assert (counted.present, counted.working, counted.unknown, counted.missing) == (1, 0, ("pc1",), 0)
    assert finding(judgement, "commune.pcs").verdict is Verdict.PASS
    found = finding(judgement, "commune.pcs.working")
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, "not_all_measured: pc1")


def test_a_device_that_refuses_the_log_in_was_not_measured():
    refused = told("pc1", {"answers": True}, FailureKind.AUTH_FAILED)
    assert quantity(judged([PC1], [refused]), "pc").unknown == ("pc1",)


def test_a_device_with_a_failed_blocker_is_broken_and_not_bought():
    line = device("line", Kind.LINK)
    judgement = judged([line], [told("line", {"link.alive": False})], required={"": {"link": 1}})
    assert quantity(judgement, "link").broken == ("line",)
    assert quantity(judgement, "link").missing == 0


@pytest.mark.parametrize(
    ("states", "required", "result"),
    [
        (("working", "broken"), 1, "enough"),
        (("working", "unknown"), 1, "enough"),
        (("broken", "working"), 2, "too few"),
        (("unknown", "working"), 2, "unknown"),
        (("broken", "unknown"), 2, "too few"),
        (("working",), 2, "enough"),
    ],
)
def test_enough_that_work_are_enough_whatever_the_others_are(states, required, result):
    stated = Commune(CODE, required={"": {"ups": required}})
    ups = {f"ups{number}": state for number, state in enumerate(states)}
    counted = quantities(stated, [device(name, Kind.UPS) for name in ups], ups, {})
    known = facts(stated, counted, (), (), AT)
    name = "quantity.ups.not_working"
    told_as = "unknown" if name in known.missing else "too few" if known.facts[name] else "enough"
    assert told_as == result


def test_a_scanner_on_a_pcs_cable_is_there():
    usb = [{"name": "x", "connection": "usb"}, {"name": "y", "connection": "network"}]
    told_by = told("pc1", {"peripherals.scanners": usb})
    judgement = judged([PC1], [told_by], required={"": {"scanner": 1}})
    assert quantity(judgement, "scanner").present == 1
    assert finding(judgement, "commune.scanners").verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("seen", "present"),
    [({"print.uris": ["usb://Canon/LBP", "ipp://10.0.0.1/"]}, 1), ({"print.usb": [{"port": "USB001"}]}, 1)],
)
def test_a_printer_on_a_pcs_cable_is_there_on_either_system(seen, present):
    assert quantity(judged([PC1], [told("pc1", seen)]), "printer").present == present


def test_a_pc_that_does_not_tell_what_is_plugged_in_leaves_it_unknown():
    found = finding(
        judged([PC1], [told("pc1", {"answers": True})], required={"": {"scanner": 1}}), "commune.scanners"
    )
    assert found.verdict is Verdict.UNKNOWN


def test_a_run_limited_to_some_devices_finds_nothing_missing():
    judgement = judged([PC1], required={"": {"pc": 3}}, left_out=2, counters=3)
    for rule in ("commune.pcs", "commune.counters"):
        assert finding(judgement, rule).verdict is Verdict.UNKNOWN
        assert finding(judgement, rule).reason == "left_out"


# --- counters ---------------------------------------------------------------------------------------------
def chain(judgement, counter="1"):
    (found,) = [each for each in judgement.communes[0].counters if each.counter == counter]
    return found


def test_fewer_counters_than_required_fail():
    found = finding(judged([PC1, PC2], counters=3), "commune.counters")
    assert found.found == [{"missing": 1, "present": 2, "required": 3}]


def test_a_counter_without_a_scanner_cannot_scan_where_one_is_required():
    judgement = judged([PC1], no_cables("pc1"), required={"": {"scanner": 1}})
    assert chain(judgement).steps[Step.SCAN] is Verdict.FAIL
    assert Step.SCAN in chain(judgement).unserved
    assert "1: scanner" in finding(judgement, "commune.counters.served").found
    assert finding(judgement, "commune.steps").found == ["scan"]


def test_where_no_scanner_is_required_the_list_may_not_be_complete():
    judgement = judged([PC1], no_cables("pc1"))
    assert chain(judgement).steps[Step.SCAN] is Verdict.UNKNOWN
    assert Step.SCAN in chain(judgement).unserved
    assert finding(judgement, "commune.counters.served").reason == "not_listed: 1: printer, 1: scanner"
    assert finding(judgement, "commune.steps").verdict is Verdict.NOT_APPLICABLE


def test_what_may_be_on_the_cable_of_a_silent_pc_is_not_said_to_be_missing():
    judgement = judged([PC1], required={"": {"scanner": 1}})
    assert chain(judgement).steps[Step.SCAN] is Verdict.UNKNOWN
    assert (chain(judgement).unserved, chain(judgement).unseen) == ((), (Step.SCAN, Step.PRINT))


def test_a_shared_scanner_serves_every_counter_of_its_site_and_no_other():
    pcs = [device("pc1", Kind.PC, "1", "A"), device("pc2", Kind.PC, "2", "B")]
    shared = device("scanner1", Kind.SCANNER, site="A")
    judgement = judged([*pcs, shared], no_cables("pc1", "pc2"), required={"": {"scanner": 1}})
    assert Step.SCAN not in chain(judgement, "1").unserved
    assert Step.SCAN in chain(judgement, "2").unserved
    assert finding(judgement, "commune.counters.served").found == ["B/2: scanner"]


def test_a_scanner_of_another_counter_serves_this_one_not():
    own = device("scanner1", Kind.SCANNER, counter="2")
    judgement = judged([PC1, PC2, own], no_cables("pc1", "pc2"), required={"": {"scanner": 1}})
    assert Step.SCAN in chain(judgement, "1").unserved
    assert Step.SCAN not in chain(judgement, "2").unserved
    assert finding(judgement, "commune.steps").found == []


def test_a_kiosk_is_no_counter_and_stops_none():
    kiosk = device("kiosk1", Kind.KIOSK, "1")
    silent = told("kiosk1", {"answers": False}, FailureKind.NO_ROUTE)
    judgement = judged([PC1, kiosk], [*no_cables("pc1"), silent])
    assert any(f.device == "kiosk1" and f.verdict is Verdict.FAIL for f in judgement.findings)
    failed = {f.id for f in judgement.findings if f.device == "kiosk1"}
    assert not failed & set(chain(judgement).stopped_by)
    assert judged([kiosk], [silent]).communes[0].counters == ()


# --- people -----------------------------------------------------------------------------------------------
def said(answer=True, days=30, made=AT - timedelta(days=1), **more):
    until = (made + timedelta(days=days)).date()
    fields = {"commune": CODE, "topic": "seal_present", "by": "Lò Văn B", "entered_by": "it@vm", **more}
    return Attestation(answer=answer, made=made, until=until, **fields)


def seal(*attestations):
    return finding(judged([PC1], attestations=attestations), "people.seal_present")


def test_what_nobody_attested_is_not_known():
    assert (seal().verdict, seal().reason) == (Verdict.UNKNOWN, "not_attested")


@pytest.mark.parametrize(("answer", "verdict"), [(True, Verdict.PASS), (False, Verdict.FAIL)])
def test_an_answer_counts_and_names_who_gave_it(answer, verdict):
    found = seal(said(answer))
    assert found.verdict is verdict
    assert found.reason == "attested: 2026-11-20; 2026-12-20; Lò Văn B; "


def test_an_expired_answer_is_not_known_and_says_since_when():
    found = seal(said(days=0))
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, "attestation_expired: 2026-11-20")


def test_it_holds_the_whole_of_its_last_day_in_vietnam():
    last = AT.astimezone(UTC).date()
    assert seal(said(days=1)).verdict is Verdict.PASS
    assert said(days=1).until == last == date(2026, 11, 21)


def test_the_latest_answer_counts():
    assert seal(said(True, id=1), said(False, made=AT - timedelta(hours=1), id=2)).verdict is Verdict.FAIL


def test_an_answer_that_was_taken_back_was_never_given_and_the_one_before_holds():
    taken_back = said(False, made=AT - timedelta(hours=2), id=2, revoked=AT - timedelta(hours=1))
    assert seal(said(True, id=1), taken_back).verdict is Verdict.PASS


def test_an_answer_of_the_future_or_of_another_commune_does_not_count():
    assert seal(said(made=AT + timedelta(days=1)), said(commune="03160")).reason == "not_attested"


# --- what works ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("verdicts", "failure", "seen", "state"),
    [
        ((Verdict.PASS,), None, {"answers": True}, "working"),
        ((Verdict.WAIVED,), None, {"answers": True}, "working"),
        ((), None, {"ups.model": "x"}, "working"),
        ((Verdict.PASS, Verdict.UNKNOWN), None, {"answers": True}, "unknown"),
        ((Verdict.UNKNOWN, Verdict.FAIL), None, {"answers": True}, "broken"),
        ((Verdict.PASS,), FailureKind.SUDO_FAILED, {"answers": True}, "unknown"),
        ((), None, {}, "unknown"),
    ],
)
def test_only_what_answered_and_has_no_blocker_failed_or_unknown_works(verdicts, failure, seen, state):
    line = device("line", Kind.LINK)
    (blocker, *_rest) = [f for f in judged([line]).findings if f.severity == "blocker" and f.device == "line"]
    findings = [replace(blocker, verdict=verdict) for verdict in verdicts]
    assert states([line], findings, {"line": told("line", seen, failure)}) == {"line": state}


def test_what_was_not_asked_is_not_known_to_work():
    assert states([PC1], [], {}) == {"pc1": "unknown"}
