"""The lines of a site together: a backup that lives, throughput against contract, services that fail."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support import runs

from auditor.evaluate.derive import derive
from auditor.evaluate.judge import judge
from auditor.model import Device, Kind, Observation, Verdict
from auditor.standard import load_standard

WHEN = datetime(2026, 11, 21, 8, tzinfo=UTC)
SILENT = {"answers": False}
MAIN = Device("main", Kind.LINK, "03158")
SPARE = Device("spare", Kind.LINK, "03158", role="backup")
PC = Device("pc", Kind.PC, "03158")
ROUTER = Device("rt", Kind.NETWORK, "03158")
DEAD, LIVES = {"link.alive": False, "link.sent": 20}, {"link.alive": True, "link.sent": 20}


def run(said, devices=(MAIN, SPARE, PC)):
    return runs.run(devices, [Observation(name, WHEN, WHEN, facts) for name, facts in said.items()])


def derived(said, devices=(MAIN, SPARE, PC)):
    return derive(run(said, devices))


def verdicts(said, devices=(MAIN, SPARE, PC)):
    findings = judge(load_standard("baseline"), run(said, devices), WHEN).findings
    return {(finding.rule, finding.device): finding.verdict for finding in findings}


# --- primary and backup -------------------------------------------------------------------------------------
def test_a_dead_primary_with_a_living_backup_is_no_dead_site():
    found = verdicts({"main": DEAD, "spare": LIVES})
    assert found["link.alive", "main"] is Verdict.PASS
    assert found["link.primary.in_use", "main"] is Verdict.FAIL
    assert found["link.backup.alive", "spare"] is Verdict.PASS


def test_a_dead_backup_is_its_own_finding():
    found = verdicts({"main": LIVES, "spare": DEAD})
    assert found["link.alive", "spare"] is Verdict.PASS
    assert found["link.primary.in_use", "main"] is Verdict.PASS
    assert found["link.backup.alive", "spare"] is Verdict.FAIL


def test_with_both_dead_the_site_is_dead():
    found = verdicts({"main": DEAD, "spare": DEAD})
    assert found["link.alive", "main"] is found["link.alive", "spare"] is Verdict.FAIL


def test_without_a_backup_the_rules_for_one_do_not_apply():
    found = verdicts({"main": DEAD}, (MAIN, PC))
    assert found["link.alive", "main"] is Verdict.FAIL
    assert found["link.primary.in_use", "main"] is Verdict.NOT_APPLICABLE
    assert ("link.backup.alive", "main") not in found


def test_a_dead_primary_beside_a_backup_that_was_not_asked_is_not_known_to_cut_the_site_off():
    found = verdicts({"main": DEAD})
    assert found["link.alive", "main"] is Verdict.UNKNOWN


@pytest.mark.parametrize(("spare", "excused"), [(DEAD, True), (LIVES, False), (None, True)])
def test_a_silent_device_is_excused_only_while_no_line_of_its_site_is_known_to_live(spare, excused):
    said = {"main": DEAD, "pc": SILENT} | ({"spare": spare} if spare else {})
    assert ("answers" in derived(said)["pc"].missing) is excused


def test_another_sites_backup_is_none_of_ours():
    main, spare = replace(MAIN, site="A"), replace(SPARE, site="B")
    found = derived({"main": DEAD, "spare": LIVES}, (main, spare))
    assert found["main"].facts["link.site_alive"] is False
    assert found["main"].facts["link.has_backup"] is False


def test_services_are_judged_on_the_primary_line_alone():
    found = verdicts({"main": LIVES, "spare": LIVES, "pc": {"endpoints": []}})
    assert found["link.essential", "spare"] is Verdict.NOT_APPLICABLE


# --- services that answer with an error ---------------------------------------------------------------------
def endpoint(status, ok=True):
    record = {"name": "portal", "url": "https://portal/", "essential": True, "ok": ok}
    return {
        "endpoints": [{**record, "stage": "ok" if ok else "tcp"} | ({"http_status": status} if ok else {})]
    }


@pytest.mark.parametrize(
    ("statuses", "failing"),
    [
        ((503, 502), ["portal"]),
        ((503, 200), []),
        ((200, 503), []),
        ((404, 401), []),
        ((501, 405), []),
    ],
)
def test_a_service_fails_when_nobody_gets_better_than_a_servers_error(statuses, failing):
    pcs = [replace(PC, id=f"pc{number}") for number in range(len(statuses))]
    said = {pc.id: endpoint(status) for pc, status in zip(pcs, statuses, strict=True)}
    link = derived({"main": LIVES, **said}, (MAIN, *pcs))["main"]
    assert link.facts["link.failing_services"] == failing
    assert ("link.http", "main") in verdicts({"main": LIVES, **said}, (MAIN, *pcs))


def test_a_service_that_cannot_be_reached_is_not_said_to_fail():
    link = derived({"main": LIVES, "pc": endpoint(0, ok=False)}, (MAIN, PC))["main"]
    assert link.facts["link.failing_services"] == []


# --- throughput ---------------------------------------------------------------------------------------------
def contract(mbps):
    return replace(MAIN, expect={"bandwidth_mbps": mbps})


def measured(*records):
    return {"throughput": [{"direction": "down", **record} for record in records]}


def test_a_measured_line_is_judged_against_its_contract():
    said = measured({"method": "http", "mbps": 150.0, "bytes": 20_000_000, "seconds": 1.1})
    link = derived({"main": LIVES, "pc": said}, (contract(200), PC))["main"]
    assert link.facts["link.throughput_percent"] == 75.0
    assert link.facts["link.throughput_from"] == "pc"
    found = verdicts({"main": LIVES, "pc": said}, (contract(200), PC))
    assert found["link.throughput", "main"] is Verdict.FAIL


@pytest.mark.parametrize(("http", "iperf3", "best"), [(90.0, 190.0, "iperf3"), (190.0, 90.0, "http")])
def test_the_best_of_several_measurements_has_the_word(http, iperf3, best):
    said = measured({"method": "http", "mbps": http}, {"method": "iperf3", "mbps": iperf3})
    link = derived({"main": LIVES, "pc": said}, (contract(200), PC))["main"]
    assert (link.facts["link.throughput_method"], link.facts["link.throughput_percent"]) == (best, 95.0)


def test_what_was_asked_for_and_failed_is_unknown_with_the_reason():
    said = measured({"method": "http", "error": "HTTP 404"})
    found = verdicts({"main": LIVES, "pc": said}, (contract(200), PC))
    assert found["link.throughput", "main"] is Verdict.UNKNOWN
    link = derived({"main": LIVES, "pc": said}, (contract(200), PC))["main"]
    assert link.missing["link.throughput_percent"] == "not_observed: HTTP 404"


@pytest.mark.parametrize(("link", "said"), [(contract(200), {}), (MAIN, measured({"mbps": 5.0}))])
def test_unasked_or_without_a_contract_throughput_does_not_apply(link, said):
    found = verdicts({"main": LIVES, "pc": said}, (link, PC))
    assert found["link.throughput", "main"] is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize("said", [{"throughput": "fast"}, {"throughput": [7, {"mbps": "9"}]}])
def test_a_hostile_measurement_breaks_nothing(said):
    assert (
        "link.throughput_down_mbps"
        not in derived({"main": LIVES, "pc": said}, (contract(9), PC))["main"].facts
    )


# --- age of software ----------------------------------------------------------------------------------------
def test_software_is_as_old_as_it_was_when_it_was_asked_and_undated_software_is_not_judged():
    said = {"network.firmware_released": "2020-11-21T08:00:00.000000Z", "network.firmware_dated": True}
    assert derived({"rt": said}, (ROUTER,))["rt"].facts["network.firmware_age_days"] == 2191.0
    assert verdicts({"rt": said}, (ROUTER,))["network.firmware.age", "rt"] is Verdict.FAIL
    undated = verdicts({"rt": {"network.firmware_dated": False}}, (ROUTER,))
    assert undated["network.firmware.age", "rt"] is Verdict.NOT_APPLICABLE


def test_a_date_that_is_none_leaves_the_age_out():
    assert (
        "network.firmware_age_days"
        not in derived({"rt": {"network.firmware_released": "x"}}, (ROUTER,))["rt"].facts
    )


# --- interfaces that somebody switched off ------------------------------------------------------------------
def test_a_port_that_was_switched_off_is_told_from_one_whose_cable_is_out():
    ports = [
        {"name": "wan0", "admin": "up", "oper": "down"},
        {"name": "lan1", "admin": "down", "oper": "down"},
    ]
    assert derived({"rt": {"network.interfaces": ports}}, (ROUTER,))["rt"].facts[
        "network.interfaces_off"
    ] == ["lan1"]


@pytest.mark.parametrize("ports", [None, "x", [], [7], [{"name": "wan0", "oper": "up"}]])
def test_where_nobody_says_whether_a_port_was_switched_off_it_is_not_known(ports):
    assert (
        "network.interfaces_off" not in derived({"rt": {"network.interfaces": ports}}, (ROUTER,))["rt"].facts
    )
