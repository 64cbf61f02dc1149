"""What a counter still needs: which jobs, and whether it then works, waits for others, or is only seen."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from auditor.model import CounterAssessment, Finding, Kind, Step, Verdict
from auditor.reports.view import CounterView
from auditor.reports.work_jobs import Outcome

ONE_IS_ENOUGH = (Kind.PRINTER, Kind.SCANNER)
"""Kinds of which one that works is enough for the counters that it serves."""
MAX_OPTIONS = 64
_GOODNESS = tuple(Outcome)


@dataclass(frozen=True, slots=True)
class Need:
    """A counter that does not work or is not known to; any of *options* (sets of jobs) is enough."""

    counter: CounterView
    outcome: Outcome
    options: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What needs are worked out from: the open findings, the jobs that close them or make a device answer."""

    findings: Mapping[str, Finding]
    closes: Mapping[str, int]
    """By a finding's id."""
    wakes: Mapping[str, int]
    """By a silent device."""


def needs(
    counters: Iterable[tuple[CounterView, CounterAssessment]], steps: Collection[Step], known: Known
) -> list[Need]:
    """What each counter that does not do all of *steps* needs; nothing for one that no job here helps."""
    open_ = ((view, told) for view, told in counters if view.verdict(steps) is not Verdict.PASS)
    found = (_need(view, told, steps, known) for view, told in open_)
    return [need for need in found if need]


def _need(view: CounterView, told: CounterAssessment, steps: Collection[Step], known: Known) -> Need | None:
    findings = [known.findings[id] for id in told.stopped_by if id in known.findings]
    at_best = _at_best(view, told, steps, findings)
    options: dict[Outcome, list[frozenset[int]]] = defaultdict(list)
    for choice in _choices(findings):
        jobs, outcome = _option(choice, known)
        if jobs:
            options[_worse(outcome, at_best)].append(jobs)
    best = next((outcome for outcome in _GOODNESS if options[outcome]), None)
    return Need(view, best, tuple(dict.fromkeys(options[best]))) if best else None


def _at_best(
    view: CounterView, told: CounterAssessment, steps: Collection[Step], findings: Sequence[Finding]
) -> Outcome:
    """What no repair changes: a step that no device serves, or whose state no finding explains."""
    outcomes = {Outcome.FREE}
    for link in view.chain:
        explained = any(link.step in f.steps and f.verdict is link.verdict for f in findings)
        if link.step not in steps or link.verdict is Verdict.PASS:
            continue
        if link.step in told.unseen or (link.verdict is Verdict.UNKNOWN and not explained):
            outcomes.add(Outcome.SEEN)
        elif link.step in told.unserved or not explained:
            outcomes.add(Outcome.WAITS)
    return max(outcomes, key=_GOODNESS.index)


def _worse(one: Outcome, other: Outcome) -> Outcome:
    return max(one, other, key=_GOODNESS.index)


def _choices(findings: Sequence[Finding]) -> Iterable[list[Finding]]:
    """What must go: everything, but of several printers (or scanners) that fail only what one of them has."""
    always = [finding for finding in findings if finding.kind not in ONE_IS_ENOUGH]
    kinds = []
    for kind in ONE_IS_ENOUGH:
        devices: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            if finding.kind == kind:
                devices[finding.device].append(finding)
        if devices:
            kinds.append(list(devices.values()))
    for chosen in islice(product(*kinds), MAX_OPTIONS):
        yield always + [finding for group in chosen for finding in group]


def _option(findings: Iterable[Finding], known: Known) -> tuple[frozenset[int], Outcome]:
    jobs: set[int] = set()
    outcomes = {Outcome.FREE}
    for finding in findings:
        failed = finding.verdict is Verdict.FAIL
        job = known.closes.get(finding.id) if failed else known.wakes.get(finding.device)
        if job is not None:
            jobs.add(job)
        if not failed:
            outcomes.add(Outcome.SEEN)
        elif job is None:
            outcomes.add(Outcome.WAITS)
    return frozenset(jobs), max(outcomes, key=_GOODNESS.index)
