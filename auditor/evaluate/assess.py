"""What a commune's findings add up to: tally, level, and what each counter can do."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from auditor.model import (
    Area,
    Commune,
    CommuneAssessment,
    CounterAssessment,
    Device,
    Finding,
    Kind,
    Level,
    Severity,
    Step,
    Tally,
    Verdict,
)

PERSONAL = frozenset({Kind.PC, Kind.KIOSK})
"""A computer without a counter is somebody's desk; every other kind without one is shared by its site."""

_GOOD = frozenset({Verdict.PASS, Verdict.WAIVED})


def tally(findings: Iterable[Finding], weights: Mapping[Severity, float]) -> Tally:
    """Count *findings*; the score and the coverage are None where there is nothing to divide by."""
    counts = dict.fromkeys(Verdict, 0)
    good = bad = 0.0
    for finding in findings:
        counts[finding.verdict] += 1
        if finding.verdict is Verdict.PASS:
            good += weights[finding.severity]
        elif finding.verdict is Verdict.FAIL:
            bad += weights[finding.severity]
    measured = counts[Verdict.PASS] + counts[Verdict.FAIL] + counts[Verdict.WAIVED]
    applicable = measured + counts[Verdict.UNKNOWN]
    return Tally(
        passed=counts[Verdict.PASS],
        failed=counts[Verdict.FAIL],
        unknown=counts[Verdict.UNKNOWN],
        not_applicable=counts[Verdict.NOT_APPLICABLE],
        waived=counts[Verdict.WAIVED],
        score=good / (good + bad) if good + bad else None,
        coverage=measured / applicable if applicable else None,
    )


def level(blockers: Iterable[Verdict], coverage: float | None, enough: float) -> Level:
    """How ready a commune is: by the verdicts of its blockers, and the share of all rules measured."""
    verdicts = set(blockers)
    if Verdict.FAIL in verdicts:
        return Level.NOT_READY
    if Verdict.UNKNOWN in verdicts or not verdicts & _GOOD:
        return Level.NOT_MEASURED
    return Level.READY if coverage is not None and coverage >= enough else Level.READY_WITH_GAPS


def assess(
    commune: Commune,
    devices: Sequence[Device],
    findings: Sequence[Finding],
    weights: Mapping[Severity, float],
    enough: float,
) -> CommuneAssessment:
    """The commune's readiness from all findings on its *devices*; *enough*: the coverage that ready needs.

    A run that was limited to some of its devices may show that it is not ready, never that it is: neither the
    commune nor any step is good by what was asked alone.
    """
    blockers = [finding for finding in findings if finding.severity is Severity.BLOCKER]
    whole = tally(findings, weights)
    told = level((finding.verdict for finding in blockers), whole.coverage, enough)
    counters = _counters(devices, blockers)
    if commune.left_out:
        told = told if told is Level.NOT_READY else Level.NOT_MEASURED
        counters = tuple(map(_in_part, counters))
    return CommuneAssessment(
        code=commune.code,
        level=told,
        tally=whole,
        counters=counters,
        counters_required=commune.counters,
        blockers=_ids(blockers, Verdict.FAIL),
        unmeasured=_ids(blockers, Verdict.UNKNOWN),
        areas=_areas(findings, weights),
    )


def _ids(findings: Iterable[Finding], *verdicts: Verdict) -> tuple[str, ...]:
    return tuple(finding.id for finding in findings if finding.verdict in verdicts)


def _areas(findings: Iterable[Finding], weights: Mapping[Severity, float]) -> dict[Area, Tally]:
    areas: dict[Area, list[Finding]] = defaultdict(list)
    for finding in findings:
        areas[finding.area].append(finding)
    return {area: tally(areas[area], weights) for area in Area if area in areas}


# --- counters -----------------------------------------------------------------------------------------------
def _counters(devices: Sequence[Device], blockers: Sequence[Finding]) -> tuple[CounterAssessment, ...]:
    shared = {device.id for device in devices if not device.counter and device.kind not in PERSONAL}
    places = sorted({(device.site, device.counter) for device in devices if device.counter}, key=_in_order)
    return tuple(_counter(site, counter, blockers, shared) for site, counter in places)


def _in_order(place: tuple[str, str]) -> tuple[str, int, str]:
    """Counter 10 comes after counter 9."""
    site, counter = place
    return site, int(counter) if counter.isdecimal() else 0, counter


def _counter(site: str, counter: str, blockers: Sequence[Finding], shared: set[str]) -> CounterAssessment:
    here = [
        finding
        for finding in blockers
        if (finding.site == site and finding.counter == counter)
        or (finding.device in shared and (finding.site == site or not finding.site or not site))
    ]
    serving = [finding for finding in here if finding.steps]
    return CounterAssessment(
        site=site,
        counter=counter,
        steps={step: _chain(finding.verdict for finding in here if step in finding.steps) for step in Step},
        stopped_by=_ids(serving, Verdict.FAIL, Verdict.UNKNOWN),
    )


def _in_part(counter: CounterAssessment) -> CounterAssessment:
    steps = {
        step: verdict if verdict is Verdict.FAIL else Verdict.UNKNOWN
        for step, verdict in counter.steps.items()
    }
    return replace(counter, steps=steps)


def _chain(verdicts: Iterable[Verdict]) -> Verdict:
    """A chain is as good as its weakest link; one that nothing measured is not known to hold."""
    seen = set(verdicts)
    if Verdict.FAIL in seen:
        return Verdict.FAIL
    return Verdict.PASS if seen & _GOOD and Verdict.UNKNOWN not in seen else Verdict.UNKNOWN
