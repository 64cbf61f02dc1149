"""What the findings of one commune come to, for all who do not open it; the same over several communes."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from auditor.model import (
    Commune,
    CommuneAssessment,
    CounterAssessment,
    Device,
    Finding,
    Judgement,
    Kind,
    Manifest,
    Severity,
    Step,
    Verdict,
)
from auditor.model.summary import Blind, Cause, CommuneSummary
from auditor.reports.shortages import shortages
from auditor.reports.view_parts import gravity
from auditor.standard.reasons import NOT_OBSERVED, say_reason

_GOOD = (Verdict.PASS, Verdict.WAIVED)
_Item = TypeVar("_Item")
_Key = TypeVar("_Key", bound=Hashable)
_Stop = tuple[int, Step]
"""The place of a counter among its commune's, and a step that cannot be done there."""


def summarize(
    commune: Commune, assessment: CommuneAssessment, findings: Sequence[Finding], devices: Iterable[Device]
) -> CommuneSummary:
    """The summary of a *commune* from all its *findings* and the *devices* that the run set out to ask."""
    of_devices = [finding for finding in findings if finding.kind != Kind.COMMUNE]
    return CommuneSummary(
        code=commune.code,
        causes=_causes(findings, assessment.counters),
        blind=tuple(_blind(reason, group) for reason, group in blind_groups(findings)),
        shortages=shortages(assessment.quantities, of_devices),
        devices=len({device.id for device in devices} | device_ids(of_devices)),
        measured=_measured(commune, assessment, findings),
    )


def summaries_of(manifest: Manifest, judgement: Judgement) -> tuple[CommuneSummary, ...]:
    """The summary of each commune that was judged."""
    found = grouped(judgement.findings, lambda finding: finding.commune)
    devices = grouped(manifest.devices.values(), lambda device: device.commune)
    return tuple(
        summarize(
            manifest.communes.get(assessment.code, Commune(assessment.code)),
            assessment,
            found.get(assessment.code, []),
            devices.get(assessment.code, []),
        )
        for assessment in judgement.communes
    )


def device_ids(findings: Iterable[Finding]) -> set[str]:
    """The devices that *findings* are on: a commune is none."""
    return {finding.device for finding in findings if finding.kind != Kind.COMMUNE}


def blind_groups(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Findings that are not known, by reason; what hides most blockers comes first.

    Reasons that differ in what is particular to one device alone are one.
    """
    unknown = (finding for finding in findings if finding.verdict is Verdict.UNKNOWN)
    groups = grouped(unknown, lambda finding: kind_of(finding.reason))
    told = [(_common({f.reason for f in group}, kind), group) for kind, group in groups.items()]
    return sorted(told, key=lambda each: (-_blockers(each[1]), -len(each[1]), each[0]))


def merged_blind(groups: Iterable[Blind]) -> tuple[Blind, ...]:
    """What was not measured in several communes, by reason; what hides most blockers comes first."""
    merged = (
        Blind(
            reason=_common({each.reason for each in same}, kind),
            checks=sum(each.checks for each in same),
            blockers=sum(each.blockers for each in same),
            devices=tuple(sorted({device for each in same for device in each.devices})),
            communes=tuple(sorted({code for each in same for code in each.communes})),
        )
        for kind, same in grouped(groups, lambda each: kind_of(each.reason)).items()
    )
    return tuple(sorted(merged, key=lambda each: (-each.blockers, -each.checks, each.reason)))


def merged_causes(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """What stops several communes, by rule: what stops most of them first, then most of their counters,
    then what is on most devices."""
    merged = (
        Cause(
            rule=rule,
            example=same[0].example,
            communes=tuple(sorted({code for each in same for code in each.communes})),
            devices=sum(each.devices for each in same),
            counters=sum(each.counters for each in same),
        )
        for rule, same in grouped(causes, lambda each: each.rule).items()
    )
    return tuple(sorted(merged, key=lambda c: (-len(c.communes), -c.counters, -c.devices, c.rule)))


def grouped(items: Iterable[_Item], key: Callable[[_Item], _Key]) -> dict[_Key, list[_Item]]:
    """*items* by what *key* says of each, in the order in which they come."""
    groups: dict[_Key, list[_Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def _causes(findings: Iterable[Finding], counters: Sequence[CounterAssessment]) -> tuple[Cause, ...]:
    """What does most harm first: at most counters, of most steps, on most devices."""
    failed = (f for f in findings if f.verdict is Verdict.FAIL and f.severity is Severity.BLOCKER)
    stopping = _stopping(counters)
    told = [
        _cause(rule, [(finding, _stops(finding, stopping, counters)) for finding in group])
        for rule, group in grouped(failed, lambda finding: finding.rule).items()
    ]
    ordered = sorted(told, key=lambda each: (-each[0].counters, -each[1], -each[0].devices, each[0].rule))
    return tuple(cause for cause, _steps in ordered)


def _cause(rule: str, group: Sequence[tuple[Finding, set[_Stop]]]) -> tuple[Cause, int]:
    """The cause with how many steps it stops, each counted at each counter."""
    findings = [finding for finding, _stopped in group]
    example, _most = min(group, key=lambda each: (-len(each[1]), gravity(each[0])))
    stops = {stop for _finding, stopped in group for stop in stopped}
    at = len({counter for counter, _step in stops})
    return Cause(rule, example, (example.commune,), len(device_ids(findings)), at), len(stops)


def _stopping(counters: Sequence[CounterAssessment]) -> Mapping[str, list[int]]:
    """The places of the counters that each finding (its id) stops or blinds."""
    told = ((id, place) for place, counter in enumerate(counters) for id in counter.stopped_by)
    return {id: [place for _id, place in same] for id, same in grouped(told, lambda each: each[0]).items()}


def _stops(
    finding: Finding, stopping: Mapping[str, Sequence[int]], counters: Sequence[CounterAssessment]
) -> set[_Stop]:
    """What a failed *finding* stops where. One on the commune itself is in no counter's chain: it stops those
    of its steps that no device serves there."""
    if finding.kind != Kind.COMMUNE:
        return {(place, step) for place in stopping.get(finding.id, ()) for step in finding.steps}
    return {
        (place, step)
        for place, counter in enumerate(counters)
        for step in counter.unserved
        if step in finding.steps and counter.steps.get(step) is Verdict.FAIL
    }


def _blind(reason: str, group: Sequence[Finding]) -> Blind:
    devices, communes = device_ids(group), {finding.commune for finding in group}
    return Blind(reason, len(group), _blockers(group), tuple(sorted(devices)), tuple(sorted(communes)))


def _blockers(findings: Iterable[Finding]) -> int:
    return sum(finding.severity is Severity.BLOCKER for finding in findings)


def _common(reasons: set[str], kind: str) -> str:
    """The one reason with its particulars, else what they have in common."""
    return next(iter(reasons)) if len(reasons) == 1 else kind


def kind_of(reason: str) -> str:
    """The stable word that *reason* begins with, without what is particular to one device."""
    word = reason.partition(":")[0]
    return word if say_reason(word, str) != word else reason


def in_general(reason: str) -> str:
    """*reason* as leadership reads it: its stable word alone, without an address, a port, a device's name or
    its words. What begins with none is only said not to have been observed."""
    kind = kind_of(reason)
    return kind if say_reason(kind, str) != kind else NOT_OBSERVED


def generalized(groups: Iterable[Blind]) -> tuple[Blind, ...]:
    """What was not measured, by reason as leadership reads it (see :func:`in_general`)."""
    return merged_blind(replace(each, reason=in_general(each.reason)) for each in groups)


def _measured(
    commune: Commune, assessment: CommuneAssessment, findings: Sequence[Finding]
) -> tuple[Step, ...]:
    """A step that is not known anywhere, for want of a rule and not of an answer, is not measured."""
    unknown = [f for f in findings if f.verdict is Verdict.UNKNOWN and f.steps]
    by_id = {finding.id: finding for finding in unknown}
    measured = {step for counter in assessment.counters for step in _chained(counter, by_id)}
    if commune.left_out:  # no step is known to work there, whatever was measured
        good = (f for f in findings if f.verdict in _GOOD and f.severity is Severity.BLOCKER)
        measured |= {step for finding in good for step in finding.steps}
    return tuple(step for step in Step if step in measured)


def _chained(counter: CounterAssessment, unknown: dict[str, Finding]) -> Iterator[Step]:
    """The steps of *counter* that are known, that no device serves, or that an *unknown* finding blinds."""
    yield from (step for step, verdict in counter.steps.items() if verdict is not Verdict.UNKNOWN)
    yield from (*counter.unserved, *counter.unseen)
    yield from (step for id in counter.stopped_by if id in unknown for step in unknown[id].steps)
