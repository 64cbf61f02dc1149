"""One commune: in brief from its summary, or opened with its findings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from auditor.model import (
    DEVICE_KINDS,
    Commune,
    CommuneAssessment,
    CounterAssessment,
    Device,
    Finding,
    Kind,
    Step,
    Verdict,
)
from auditor.model.summary import Cause, CommuneSummary
from auditor.reports.summaries import blind_groups, device_ids, grouped, summarize
from auditor.reports.view import CommuneBrief, CommuneView
from auditor.reports.view_parts import (
    CapacityView,
    CounterView,
    DeviceView,
    StepView,
    UnmeasuredView,
    gravity,
)

_Counts = Mapping[str, Mapping[Verdict, int]] | None
_KINDS = (Kind.LINK, Kind.NETWORK, Kind.PC, Kind.KIOSK, Kind.PRINTER, Kind.SCANNER, Kind.UPS)


def brief_commune(commune: Commune, assessment: CommuneAssessment, summary: CommuneSummary) -> CommuneBrief:
    """The *commune* without its findings."""
    return CommuneBrief(**_in_brief(commune, assessment, summary, {}))


def _in_brief(
    commune: Commune, assessment: CommuneAssessment, summary: CommuneSummary, by_id: Mapping[str, Finding]
) -> dict[str, Any]:
    counters = tuple(_counter(counter, by_id) for counter in assessment.counters)
    return {
        "commune": commune,
        "assessment": assessment,
        "counters": counters,
        "capacity": tuple(_capacity(step, counters) for step in Step),
        "causes": summary.causes,
        "blind": summary.blind,
        "shortages": summary.shortages,
        "device_count": summary.devices,
        "measured": summary.measured,
    }


def open_commune(
    commune: Commune,
    assessment: CommuneAssessment,
    findings: Sequence[Finding],
    devices: Sequence[Device],
    told: CommuneSummary | None = None,
    counts: _Counts = None,
) -> CommuneView:
    """The *commune* with its *findings* and those *devices* that the run set out to ask.

    *told* is its summary where that is known, *counts* each device's findings by verdict. Both must be given
    where findings are left out; what was not measured is then told by the summary alone.
    """
    by_id = {finding.id: finding for finding in findings}
    own = [finding for finding in findings if finding.kind == Kind.COMMUNE]
    of_devices = [finding for finding in findings if finding.kind != Kind.COMMUNE]
    summary = told or summarize(commune, assessment, findings, devices)
    blind = () if told else blind_groups(findings)
    return CommuneView(
        **_in_brief(commune, assessment, summary, by_id),
        devices=_devices(of_devices, devices, counts),
        blockers=_by_harm(_known(assessment.blockers, by_id), summary.causes),
        unmeasured=tuple(_unmeasured(reason, group) for reason, group in blind),
        itself=_itself(commune.code, own),
    )


def open_counter(counter: CounterAssessment, findings: Sequence[Finding]) -> CounterView:
    """The *counter* with those of *findings* that stop or blind it."""
    return _counter(counter, {finding.id: finding for finding in findings})


def _itself(code: str, findings: Sequence[Finding]) -> DeviceView:
    id_ = findings[0].device if findings else code
    return DeviceView(Device(id_, Kind.COMMUNE, code), tuple(sorted(findings, key=gravity)))


def _unmeasured(reason: str, group: Sequence[Finding]) -> UnmeasuredView:
    return UnmeasuredView(
        reason=reason,
        findings=tuple(sorted(group, key=gravity)),
        devices=tuple(sorted(device_ids(group))),
        communes=tuple(sorted({finding.commune for finding in group})),
    )


def _known(ids: Iterable[str], by_id: Mapping[str, Finding]) -> tuple[Finding, ...]:
    return tuple(sorted((by_id[i] for i in ids if i in by_id), key=gravity))


def _by_harm(blockers: Iterable[Finding], causes: Sequence[Cause]) -> tuple[Finding, ...]:
    """*blockers* in the order of *causes*, of each the example first."""
    ranks = {cause.rule: rank for rank, cause in enumerate(causes)}
    examples = {cause.example.id for cause in causes}
    return tuple(
        sorted(blockers, key=lambda f: (ranks.get(f.rule, len(ranks)), f.id not in examples, gravity(f)))
    )


def _counter(counter: CounterAssessment, by_id: Mapping[str, Finding]) -> CounterView:
    stopping = _known(counter.stopped_by, by_id)
    chain = (
        StepView(
            step,
            verdict,
            tuple(f for f in stopping if step in f.steps and f.verdict is verdict),
            _served(counter, step),
        )
        for step, verdict in ((step, counter.steps.get(step, Verdict.UNKNOWN)) for step in Step)
    )
    return CounterView(counter.site, counter.counter, counter.works, tuple(chain))


def _served(counter: CounterAssessment, step: Step) -> bool | None:
    if step in counter.unserved:
        return False
    return None if step in counter.unseen else True


def _capacity(step: Step, counters: Sequence[CounterView]) -> CapacityView:
    chain = [view for counter in counters for view in counter.chain if view.step is step]
    stopping = {f.id: f for view in chain if view.verdict is Verdict.FAIL for f in view.findings}
    blinding = {f.id: f for view in chain if view.verdict is Verdict.UNKNOWN for f in view.findings}
    return CapacityView(
        step=step,
        working=sum(view.verdict is Verdict.PASS for view in chain),
        stopped=sum(view.verdict is Verdict.FAIL for view in chain),
        total=len(chain),
        findings=tuple(sorted(stopping.values(), key=gravity)),
        blind=tuple(sorted(blinding.values(), key=gravity)),
        unserved=tuple(
            counter.counter
            for counter in counters
            if any(view.step is step and not view.served for view in counter.chain)
        ),
    )


def _devices(
    findings: Sequence[Finding], devices: Sequence[Device], counts: _Counts
) -> tuple[DeviceView, ...]:
    found = grouped(findings, lambda finding: finding.device)
    known = {device.id: device for device in devices}
    strangers = (_stranger(id_, found[id_][0]) for id_ in found if id_ not in known)
    views = (
        DeviceView(
            device,
            tuple(sorted(found.get(device.id, []), key=gravity)),
            None if counts is None else counts.get(device.id, {}),
        )
        for device in (*devices, *strangers)
    )
    return tuple(sorted(views, key=lambda view: (_KINDS.index(view.device.kind), view.device.id)))


def _stranger(id_: str, finding: Finding) -> Device:
    """A device that has findings but stands in no manifest (its group of the inventory is gone)."""
    kind = Kind(finding.kind) if finding.kind in set(DEVICE_KINDS) else Kind.PC
    return Device(id_, kind, finding.commune, finding.site, finding.counter)
