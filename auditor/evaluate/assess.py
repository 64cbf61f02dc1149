"""What a commune's findings add up to: tally, level, and what each counter can do."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.evaluate.places import ALTERNATIVES, Served, demanded, serves, serving
from auditor.model import (
    NEEDS,
    Area,
    Commune,
    CommuneAssessment,
    CounterAssessment,
    Device,
    Finding,
    Level,
    Quantity,
    Severity,
    Step,
    Tally,
    Verdict,
)
from auditor.standard import Standard
from auditor.standard.reasons import verdict_unwaived

_GOOD = frozenset({Verdict.PASS, Verdict.WAIVED})


def tally(findings: Iterable[Finding], weights: Mapping[Severity, float]) -> Tally:
    """Count *findings*; the score and the coverage are None where there is nothing to divide by."""
    counts = dict.fromkeys(Verdict, 0)
    score, unwaived = _Score(weights), _Score(weights)
    not_seen = 0
    for finding in findings:
        counts[finding.verdict] += 1
        was = verdict_unwaived(finding.verdict, finding.reason)
        score.add(finding.severity, finding.verdict)
        unwaived.add(finding.severity, was)
        not_seen += finding.verdict is Verdict.WAIVED and was is Verdict.UNKNOWN
    measured = counts[Verdict.PASS] + counts[Verdict.FAIL] + counts[Verdict.WAIVED] - not_seen
    applicable = measured + counts[Verdict.UNKNOWN]
    return Tally(
        passed=counts[Verdict.PASS],
        failed=counts[Verdict.FAIL],
        unknown=counts[Verdict.UNKNOWN],
        not_applicable=counts[Verdict.NOT_APPLICABLE],
        waived=counts[Verdict.WAIVED],
        score=score.share,
        coverage=measured / applicable if applicable else None,
        score_unwaived=unwaived.share,
    )


@dataclass(slots=True)
class _Score:
    """Weight of what passed, and of what passed or failed."""

    weights: Mapping[Severity, float]
    good: float = 0.0
    all: float = 0.0

    def add(self, severity: Severity, verdict: Verdict) -> None:
        if verdict in (Verdict.PASS, Verdict.FAIL):
            self.all += self.weights[severity]
            self.good += self.weights[severity] * (verdict is Verdict.PASS)

    @property
    def share(self) -> float | None:
        return self.good / self.all if self.all else None


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
    quantities: tuple[Quantity, ...],
    served: Sequence[Served],
    standard: Standard,
) -> CommuneAssessment:
    """The commune's readiness from all findings on it and its *devices*, and what serves its counters.

    A run that was limited to some of its devices may show that it is not ready, never that it is: neither the
    commune nor any step is good by what was asked alone.
    """
    blockers = [finding for finding in findings if finding.severity is Severity.BLOCKER]
    whole = tally(findings, standard.weights)
    counters = _counters(commune, devices, blockers, served)
    if commune.left_out:
        counters = tuple(map(_in_part, counters))
    verdicts = [finding.verdict for finding in blockers]
    unwaived = [verdict_unwaived(finding.verdict, finding.reason) for finding in blockers]
    return CommuneAssessment(
        code=commune.code,
        level=_level(commune, verdicts, whole, standard.coverage),
        tally=whole,
        counters=counters,
        counters_required=commune.counters,
        blockers=_ids(blockers, Verdict.FAIL),
        unmeasured=_ids(blockers, Verdict.UNKNOWN),
        areas=_areas(findings, standard.weights),
        quantities=quantities,
        level_unwaived=_level(commune, unwaived, whole, standard.coverage),
    )


def _level(commune: Commune, blockers: Iterable[Verdict], whole: Tally, enough: float) -> Level:
    told = level(blockers, whole.coverage, enough)
    return Level.NOT_MEASURED if commune.left_out and told is not Level.NOT_READY else told


def _ids(findings: Iterable[Finding], *verdicts: Verdict) -> tuple[str, ...]:
    return tuple(finding.id for finding in findings if finding.verdict in verdicts)


def _areas(findings: Iterable[Finding], weights: Mapping[Severity, float]) -> dict[Area, Tally]:
    areas: dict[Area, list[Finding]] = defaultdict(list)
    for finding in findings:
        areas[finding.area].append(finding)
    return {area: tally(areas[area], weights) for area in Area if area in areas}


# --- counters -----------------------------------------------------------------------------------------------
def _counters(
    commune: Commune, devices: Sequence[Device], blockers: Sequence[Finding], served: Sequence[Served]
) -> tuple[CounterAssessment, ...]:
    by_id = {device.id: device for device in devices}
    found = []
    for each in served:
        there = serving([device for device in devices if serves(device, each.site, each.counter)])
        ids = {device.id for device in there}
        here = [finding for finding in blockers if finding.device in ids]
        found.append(_counter(commune, each, _decisive(here, by_id)))
    return tuple(found)


def _decisive(here: Sequence[Finding], by_id: Mapping[str, Device]) -> list[Finding]:
    """*here* without what no longer matters for a step because another device of the same use does it.

    Of several printers, or scanners, that serve a counter one that works is enough.
    """
    does = _done_by([finding for finding in here if by_id[finding.device].kind in ALTERNATIVES])

    def spared(finding: Finding) -> bool:
        if finding.verdict in _GOOD or finding.device not in does:
            return False
        kind = by_id[finding.device].kind
        others = [id for id in does if id != finding.device and by_id[id].kind is kind]
        return any(does[id].issuperset(finding.steps) for id in others)

    return [finding for finding in here if not spared(finding)]


def _done_by(findings: Iterable[Finding]) -> dict[str, set[Step]]:
    """The steps whose chain holds on each device that *findings* are on."""
    by_device: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_device[finding.device].append(finding)
    return {
        id: {step for step in Step if _chain(f.verdict for f in each if step in f.steps) is Verdict.PASS}
        for id, each in by_device.items()
    }


def _counter(commune: Commune, served: Served, here: Sequence[Finding]) -> CounterAssessment:
    """The chain of the counter that the blockers *here* are of."""
    steps = {step: _chain(f.verdict for f in here if step in f.steps) for step in Step}
    for step, noun in NEEDS.items():
        if noun in served.nouns and not served.has(noun) and steps[step] is not Verdict.FAIL:
            lacking = served.has(noun) is False and demanded(commune, noun, served.site)
            steps[step] = Verdict.FAIL if lacking else Verdict.UNKNOWN
    return CounterAssessment(
        site=served.site,
        counter=served.counter,
        steps=steps,
        stopped_by=_ids((finding for finding in here if finding.steps), Verdict.FAIL, Verdict.UNKNOWN),
        unserved=tuple(step for step, noun in NEEDS.items() if served.has(noun) is False),
        unseen=tuple(s for s, noun in NEEDS.items() if noun in served.nouns and served.has(noun) is None),
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
