"""From a judged run to the view: sorted by what blocks, counted by cause and by what was not measured."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from auditor.model import (
    DEVICE_KINDS,
    Commune,
    CommuneAssessment,
    CounterAssessment,
    Device,
    Finding,
    Judgement,
    Kind,
    Level,
    Manifest,
    RunHeader,
    Severity,
    Step,
    Tally,
    Verdict,
    WaiverUse,
)
from auditor.reports.shortages import shortages
from auditor.reports.view import (
    CapacityView,
    CauseView,
    CommuneView,
    CounterView,
    DeviceView,
    ProvinceView,
    RegionView,
    StepView,
    UnmeasuredView,
    gravity,
)
from auditor.standard.reasons import say_reason

NEED = (Level.NOT_READY, Level.NOT_MEASURED, Level.READY_WITH_GAPS, Level.READY)
"""Levels, the one that needs help first."""
REGIONS = ("III", "II", "I", "")
"""Regions 2026-2030, the most difficult first (Decision 46 of the People's Committee of the province)."""
MAX_CAUSES = 5
_KINDS = (Kind.LINK, Kind.NETWORK, Kind.PC, Kind.KIOSK, Kind.PRINTER, Kind.SCANNER, Kind.UPS)

_Item = TypeVar("_Item")
_Key = TypeVar("_Key", bound=Hashable)


def build_view(header: RunHeader, manifest: Manifest, judgement: Judgement, language: str) -> ProvinceView:
    """The view of a judged run, with every commune and device of *manifest*, also one without a finding."""
    found = _by(judgement.findings, lambda finding: finding.commune)
    devices = _by(manifest.devices.values(), lambda device: device.commune)
    assessed = {assessment.code: assessment for assessment in judgement.communes}
    communes = [
        _commune(
            manifest.communes.get(code, Commune(code)),
            assessed.get(code, CommuneAssessment(code, Level.NOT_MEASURED, Tally())),
            found.get(code, []),
            devices.get(code, []),
        )
        for code in {*manifest.communes, *assessed, *found, *devices}
    ]
    standard = (judgement.standard_name, judgement.standard_digest)
    return _province(header, language, standard, communes, judgement.at, judgement.waivers)


def narrowed(view: ProvinceView, codes: Collection[str]) -> ProvinceView:
    """*view* with the communes of *codes* alone, counted anew."""
    communes = [commune for commune in view.communes if commune.commune.code in codes]
    waivers = [use for use in view.waivers if use.waiver.commune in ("", *codes)]
    standard = (view.standard_name, view.standard_digest)
    return _province(view.run, view.language, standard, communes, view.at, waivers)


def _province(
    run: RunHeader,
    language: str,
    standard: tuple[str, str],
    communes: Sequence[CommuneView],
    at: datetime | None,
    waivers: Sequence[WaiverUse],
) -> ProvinceView:
    findings = [f for commune in communes for subject in commune.subjects for f in subject.findings]
    return ProvinceView(
        run=run,
        language=language,
        standard_name=standard[0],
        standard_digest=standard[1],
        communes=tuple(sorted(communes, key=_need)),
        regions=_regions(communes),
        levels=_levels(communes),
        causes=_causes(findings),
        unmeasured=_unmeasured(findings),
        tally=_total(communes),
        steps=_measured_steps(communes),
        at=at,
        waivers=tuple(waivers),
    )


def _need(view: CommuneView) -> tuple[int, int, int, int, str]:
    region = view.commune.region if view.commune.region in REGIONS else ""
    return (
        NEED.index(view.level),
        -view.blocked,
        -len(view.blockers),
        REGIONS.index(region),
        view.commune.code,
    )


def _commune(
    commune: Commune, assessment: CommuneAssessment, findings: Sequence[Finding], devices: Sequence[Device]
) -> CommuneView:
    by_id = {finding.id: finding for finding in findings}
    own = [finding for finding in findings if finding.kind == Kind.COMMUNE]
    of_devices = [finding for finding in findings if finding.kind != Kind.COMMUNE]
    counters = tuple(_counter(counter, by_id) for counter in assessment.counters)
    return CommuneView(
        commune=commune,
        assessment=assessment,
        counters=counters,
        capacity=tuple(_capacity(step, counters) for step in Step),
        devices=_devices(of_devices, devices),
        blockers=_known(assessment.blockers, by_id),
        unmeasured=_unmeasured(findings),
        itself=_itself(commune.code, own),
        shortages=shortages(assessment.quantities, of_devices),
    )


def _itself(code: str, findings: Sequence[Finding]) -> DeviceView:
    id_ = findings[0].device if findings else code
    return DeviceView(Device(id_, Kind.COMMUNE, code), tuple(sorted(findings, key=gravity)))


def _known(ids: Iterable[str], by_id: Mapping[str, Finding]) -> tuple[Finding, ...]:
    return tuple(sorted((by_id[i] for i in ids if i in by_id), key=gravity))


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


def _devices(findings: Sequence[Finding], devices: Sequence[Device]) -> tuple[DeviceView, ...]:
    found = _by(findings, lambda finding: finding.device)
    known = {device.id: device for device in devices}
    strangers = (_stranger(id_, found[id_][0]) for id_ in found if id_ not in known)
    views = (
        DeviceView(device, tuple(sorted(found.get(device.id, []), key=gravity)))
        for device in (*devices, *strangers)
    )
    return tuple(sorted(views, key=lambda view: (_KINDS.index(view.device.kind), view.device.id)))


def _stranger(id_: str, finding: Finding) -> Device:
    """A device that has findings but stands in no manifest (its group of the inventory is gone)."""
    kind = Kind(finding.kind) if finding.kind in set(DEVICE_KINDS) else Kind.PC
    return Device(id_, kind, finding.commune, finding.site, finding.counter)


def _unmeasured(findings: Iterable[Finding]) -> tuple[UnmeasuredView, ...]:
    unknown = (finding for finding in findings if finding.verdict is Verdict.UNKNOWN)
    views = (
        UnmeasuredView(
            reason=group[0].reason if len({finding.reason for finding in group}) == 1 else reason,
            findings=tuple(sorted(group, key=gravity)),
            devices=tuple(sorted(_device_ids(group))),
            communes=tuple(sorted({finding.commune for finding in group})),
        )
        for reason, group in _by(unknown, lambda finding: _kind_of(finding.reason)).items()
    )
    return tuple(sorted(views, key=_blindness))


def _device_ids(findings: Iterable[Finding]) -> set[str]:
    """Devices alone: a commune is none."""
    return {finding.device for finding in findings if finding.kind != Kind.COMMUNE}


def _blindness(view: UnmeasuredView) -> tuple[int, int, str]:
    """What hides most blockers comes first."""
    blockers = sum(finding.severity is Severity.BLOCKER for finding in view.findings)
    return (-blockers, -len(view.findings), view.reason)


def _kind_of(reason: str) -> str:
    """The stable word that *reason* begins with, without what is particular to one device."""
    word = reason.partition(":")[0]
    return word if say_reason(word, str) != word else reason


def _causes(findings: Iterable[Finding]) -> tuple[CauseView, ...]:
    failed = (f for f in findings if f.verdict is Verdict.FAIL and f.severity is Severity.BLOCKER)
    causes = (
        CauseView(
            rule=rule,
            example=group[0],
            communes=tuple(sorted({finding.commune for finding in group})),
            devices=len(_device_ids(group)),
        )
        for rule, group in _by(failed, lambda finding: finding.rule).items()
    )
    worst_first = sorted(causes, key=lambda cause: (-len(cause.communes), -cause.devices, cause.rule))
    return tuple(worst_first[:MAX_CAUSES])


def _regions(communes: Sequence[CommuneView]) -> tuple[RegionView, ...]:
    groups = _by(communes, lambda view: view.commune.region if view.commune.region in REGIONS else "")
    return tuple(
        RegionView(region, len(groups[region]), _levels(groups[region]))
        for region in reversed(REGIONS[:-1])
        if region in groups
    )


def _measured_steps(communes: Sequence[CommuneView]) -> tuple[Step, ...]:
    """A step that is not known anywhere, for want of a rule and not of an answer, is not measured."""
    chain = [view for commune in communes for counter in commune.counters for view in counter.chain]
    measured = {
        view.step for view in chain if view.verdict is not Verdict.UNKNOWN or view.findings or not view.served
    }
    measured |= {step for commune in communes if commune.commune.left_out for step in _ruled(commune)}
    return tuple(step for step in Step if step in measured or not chain)


def _ruled(view: CommuneView) -> Iterable[Step]:
    """Steps that were measured in a commune with devices left out, where no step is known to work."""
    blockers = (f for f in view.of(Verdict.PASS, Verdict.WAIVED) if f.severity is Severity.BLOCKER)
    return (step for finding in blockers for step in finding.steps)


def _levels(communes: Sequence[CommuneView]) -> dict[Level, int]:
    return {level: sum(view.level is level for view in communes) for level in Level}


def _total(communes: Sequence[CommuneView]) -> Tally:
    """The counts of all communes. No score: a mean of communes would hide the one that is shut."""
    tallies = [view.tally for view in communes]
    passed, failed, unknown, waived = (
        sum(getattr(tally, name) for tally in tallies) for name in ("passed", "failed", "unknown", "waived")
    )
    applicable = passed + failed + unknown + waived
    return Tally(
        passed=passed,
        failed=failed,
        unknown=unknown,
        not_applicable=sum(tally.not_applicable for tally in tallies),
        waived=waived,
        coverage=(applicable - unknown) / applicable if applicable else None,
    )


def _by(items: Iterable[_Item], key: Callable[[_Item], _Key]) -> dict[_Key, list[_Item]]:
    groups: dict[_Key, list[_Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups
