"""The step scan at a counter: by a scanner of its site, or by one that its own PC can use."""

from datetime import UTC, datetime

import pytest
from support import runs

from auditor.evaluate import judge
from auditor.model import (
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
WHEN = datetime(2026, 11, 21, 8, tzinfo=UTC)
COMMUNE = Commune("03158", counters=2)
PCS = [Device(f"pc{n}", Kind.PC, "03158", counter=str(n), role="counter") for n in (1, 2)]
SCANNER = Device("scanner1", Kind.SCANNER, "03158")
USB = {"peripherals.scanners": [{"name": "ScanSnap", "connection": "usb"}]}
WELL = {
    "scanner.state": "idle",
    "scanner.state_reasons": [],
    "scanner.color": True,
    "scanner.max_resolution": 600,
    "scanner.test_asked": False,
}


def judged(seen, devices, failures=()):
    observations = [
        Observation(
            device.id,
            WHEN,
            WHEN,
            {"answers": True, **seen.get(device.id, {})},
            failure=Failure(FailureKind.REFUSED, "80") if device.id in failures else None,
        )
        for device in devices
    ]
    return judge(BASELINE, runs.run(devices, observations, [COMMUNE]), WHEN)


def scan_at(result):
    (commune,) = result.communes
    return {counter.counter: counter.steps[Step.SCAN] for counter in commune.counters}


def verdict_of(result, rule, device):
    (found,) = (each for each in result.findings if (each.rule, each.device) == (rule, device))
    return found.verdict


def test_a_scanner_of_the_site_serves_every_counter():
    result = judged({"scanner1": WELL}, [*PCS, SCANNER])
    assert scan_at(result) == {"1": Verdict.PASS, "2": Verdict.PASS}


@pytest.mark.parametrize(
    "trouble",
    [
        {"scanner.state": "stopped"},
        {"scanner.state_reasons": ["feeder-jam"]},
        {"scanner.color": False},
        {"scanner.max_resolution": 150},
        {"scanner.test_asked": True, "scanner.test_ok": False},
    ],
    ids=str,
)
def test_one_that_cannot_scan_as_the_law_wants_stops_them_all(trouble):
    result = judged({"scanner1": WELL | trouble}, [*PCS, SCANNER])
    assert scan_at(result) == {"1": Verdict.FAIL, "2": Verdict.FAIL}


def test_a_scanner_that_is_silent_leaves_the_step_unknown():
    result = judged({}, [*PCS, SCANNER], failures=["scanner1"])
    assert set(scan_at(result).values()) == {Verdict.UNKNOWN}


def test_a_pcs_own_scanner_serves_its_counter_alone():
    result = judged({"pc1": USB}, PCS)
    assert scan_at(result) == {"1": Verdict.PASS, "2": Verdict.UNKNOWN}


@pytest.mark.parametrize(
    "seen",
    [
        {},
        {"peripherals.scanners": []},
        {"peripherals.scanners": [{"name": "Lab", "connection": "network"}]},
    ],
    ids=["not looked", "none", "only the network's"],
)
def test_a_pc_without_a_scanner_is_not_judged_for_it(seen):
    result = judged({"pc1": seen}, PCS)
    assert verdict_of(result, "pc.scanner.own", "pc1") is Verdict.NOT_APPLICABLE


def test_an_unasked_test_scan_is_not_judged():
    result = judged({"scanner1": WELL}, [SCANNER])
    assert verdict_of(result, "scanner.test", "scanner1") is Verdict.NOT_APPLICABLE


def test_serial_and_firmware_are_judged_where_the_inventory_states_them():
    stated = Device("scanner1", Kind.SCANNER, "03158", expect={"serial": "A1", "scanner_firmware": "2.41"})
    seen = WELL | {"scanner.serial": "B2", "scanner.firmware": "2.5"}
    assert (
        verdict_of(judged({"scanner1": seen}, [SCANNER]), "scanner.serial", "scanner1")
        is Verdict.NOT_APPLICABLE
    )
    result = judged({"scanner1": seen}, [stated])
    assert verdict_of(result, "scanner.serial", "scanner1") is Verdict.FAIL
    assert verdict_of(result, "scanner.firmware", "scanner1") is Verdict.FAIL


# --- several that serve the same counter ------------------------------------------------------------------
SECOND = Device("scanner2", Kind.SCANNER, "03158")
JAMMED = WELL | {"scanner.state_reasons": ["feeder-jam"]}


def stops(result):
    (commune,) = result.communes
    return {id for counter in commune.counters for id in counter.stopped_by}


def test_of_two_scanners_one_that_works_is_enough_for_the_counters():
    result = judged({"scanner1": JAMMED, "scanner2": WELL}, [*PCS, SCANNER, SECOND])
    assert scan_at(result) == {"1": Verdict.PASS, "2": Verdict.PASS}
    jam = next(f for f in result.findings if f.device == "scanner1" and f.verdict is Verdict.FAIL)
    assert jam.id not in stops(result)
    assert jam.id in result.communes[0].blockers


def test_two_broken_scanners_stop_scanning():
    result = judged({"scanner1": JAMMED, "scanner2": JAMMED}, [*PCS, SCANNER, SECOND])
    assert scan_at(result) == {"1": Verdict.FAIL, "2": Verdict.FAIL}


def test_a_second_scanner_of_which_nothing_is_known_does_not_make_up_for_a_broken_one():
    result = judged({"scanner1": JAMMED}, [*PCS, SCANNER, SECOND], failures=("scanner2",))
    assert scan_at(result) == {"1": Verdict.FAIL, "2": Verdict.FAIL}


PRINTS = {
    "printer.state": "idle",
    "printer.state_reasons": ["none"],
    "printer.ipp_asked": True,
    "printer.accepting_jobs": True,
}


def printing(named, seen):
    uris = {"expect": {"printer_uri": named}} if named else {}
    pc = Device("pc1", Kind.PC, "03158", counter="1", role="counter", **uris)
    printers = [Device(f"printer{n}", Kind.PRINTER, "03158", address=f"198.19.1.20{n}") for n in (1, 2)]
    (counter,) = judged(seen, [pc, *printers]).communes[0].counters
    found = set(counter.stopped_by)
    return {
        f.device for f in judged(seen, [pc, *printers]).findings if f.id in found and Step.PRINT in f.steps
    }


def test_a_counter_depends_on_the_printer_that_its_pc_names_and_on_no_other():
    seen = {"printer1": PRINTS | {"printer.state": "stopped"}, "printer2": PRINTS}
    assert "printer1" in printing("ipp://198.19.1.201:631/ipp/print", seen)
    assert "printer1" not in printing("ipp://198.19.1.202:631/ipp/print", seen)
    assert "printer1" not in printing("", seen)
