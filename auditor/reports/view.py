"""The shapes that every report shows: province → communes → counters and devices → findings.

Nothing here depends on a format or on the words of a language; the texts are made by ``words`` when shown.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from auditor.model import (
    Commune,
    CommuneAssessment,
    Device,
    Finding,
    Level,
    RunHeader,
    Severity,
    Step,
    Tally,
    Verdict,
    WaiverUse,
)
from auditor.model.people import expiring
from auditor.reports.shortages import NeedView, ShortageView, summed

SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True)
class StepView:
    """One step with its verdict and the findings that stop (fail) or blind (unknown) it."""

    step: Step
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    served: bool | None = True
    """Whether a device serves it here; None where that could not be seen."""


@dataclass(frozen=True, slots=True)
class CounterView:
    """One counter's chain: receive → scan → sign → print → submit."""

    site: str
    counter: str
    works: bool
    chain: tuple[StepView, ...]

    def verdict(self, steps: Collection[Step]) -> Verdict:
        """FAIL when one of *steps* is known not to work, PASS when all are known to (none: UNKNOWN)."""
        verdicts = {link.verdict for link in self.chain if link.step in steps}
        if Verdict.FAIL in verdicts:
            return Verdict.FAIL
        return Verdict.PASS if verdicts == {Verdict.PASS} else Verdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class CapacityView:
    """One step over a commune's counters: at how many it works, at how many it fails; what stops it."""

    step: Step
    working: int
    stopped: int
    total: int
    findings: tuple[Finding, ...] = ()
    unserved: tuple[str, ...] = ()
    """Counters where no device is known to serve it."""
    blind: tuple[Finding, ...] = ()
    """Why it is not known at some counter."""

    @property
    def verdict(self) -> Verdict:
        """PASS only when it works at every counter; UNKNOWN also where there is no counter to look at."""
        if self.stopped:
            return Verdict.FAIL
        return Verdict.PASS if self.total and self.working == self.total else Verdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One device with all its findings, the gravest failure first."""

    device: Device
    findings: tuple[Finding, ...]

    def of(self, *verdicts: Verdict) -> tuple[Finding, ...]:
        """Its findings with one of *verdicts*."""
        return tuple(finding for finding in self.findings if finding.verdict in verdicts)

    @property
    def verdict(self) -> Verdict:
        """FAIL if anything fails, else UNKNOWN if anything (or everything) is, else PASS."""
        verdicts = {finding.verdict for finding in self.findings}
        for worst in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS, Verdict.WAIVED):
            if worst in verdicts:
                return Verdict.PASS if worst is Verdict.WAIVED else worst
        return Verdict.NOT_APPLICABLE if self.findings else Verdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class UnmeasuredView:
    """What was not measured for one reason: the findings, of which devices and communes."""

    reason: str
    findings: tuple[Finding, ...]
    devices: tuple[str, ...]
    communes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CauseView:
    """A blocker that fails: in which communes and on how many devices. ``example`` is one of its findings."""

    rule: str
    example: Finding
    communes: tuple[str, ...]
    devices: int


@dataclass(frozen=True, slots=True)
class CommuneView:
    """One commune, ready to be shown."""

    commune: Commune
    assessment: CommuneAssessment
    counters: tuple[CounterView, ...]
    capacity: tuple[CapacityView, ...]
    devices: tuple[DeviceView, ...]
    blockers: tuple[Finding, ...]
    unmeasured: tuple[UnmeasuredView, ...]
    itself: DeviceView
    """The findings on the commune as a whole; it is not among its devices."""
    shortages: tuple[ShortageView, ...] = ()

    @property
    def level(self) -> Level:
        """How ready it is."""
        return self.assessment.level

    @property
    def tally(self) -> Tally:
        """Its counts, score and coverage."""
        return self.assessment.tally

    def serving(self, steps: Collection[Step]) -> int:
        """Counters that can do all of *steps* today."""
        return sum(counter.verdict(steps) is Verdict.PASS for counter in self.counters)

    @property
    def blocked(self) -> int:
        """Counters at which a step is known not to work."""
        return sum(any(step.verdict is Verdict.FAIL for step in counter.chain) for counter in self.counters)

    @property
    def work(self) -> tuple[DeviceView, ...]:
        """Devices that have something to repair, the gravest first."""
        broken = (DeviceView(device.device, device.of(Verdict.FAIL)) for device in self.subjects)
        return tuple(sorted((d for d in broken if d.findings), key=lambda d: gravity(d.findings[0])))

    def of(self, *verdicts: Verdict) -> tuple[Finding, ...]:
        """Its findings with one of *verdicts*, device by device."""
        return tuple(finding for device in self.subjects for finding in device.of(*verdicts))

    @property
    def subjects(self) -> tuple[DeviceView, ...]:
        """Everything that has findings: its devices, and the commune itself where a rule is for it."""
        return (*self.devices, self.itself) if self.itself.findings else self.devices


@dataclass(frozen=True, slots=True)
class RegionView:
    """One region with its communes counted by level."""

    region: str
    communes: int
    levels: Mapping[Level, int]


@dataclass(frozen=True, slots=True)
class ProvinceView:
    """A judged run, ready to be shown in ``language``."""

    run: RunHeader
    language: str
    standard_name: str
    standard_digest: str
    communes: tuple[CommuneView, ...]
    regions: tuple[RegionView, ...]
    levels: Mapping[Level, int]
    causes: tuple[CauseView, ...]
    unmeasured: tuple[UnmeasuredView, ...]
    tally: Tally
    steps: tuple[Step, ...]
    """The steps that some rule measured somewhere; the others are not known at any counter."""
    at: datetime | None = None
    """When it was judged."""
    waivers: tuple[WaiverUse, ...] = ()

    @property
    def needs(self) -> tuple[NeedView, ...]:
        """What the communes lack, by noun."""
        return summed({commune.commune.code: commune.shortages for commune in self.communes})

    @property
    def expiring(self) -> tuple[WaiverUse, ...]:
        """Waivers that end within WARN_DAYS of the judgement, the first to end first."""
        return expiring(self.waivers, self.at)

    @property
    def devices(self) -> int:
        """Devices of all communes."""
        return sum(len(commune.devices) for commune in self.communes)

    @property
    def serving(self) -> int:
        """Communes in which no blocker fails and none is unknown."""
        return self.levels[Level.READY] + self.levels[Level.READY_WITH_GAPS]

    @property
    def counters_working(self) -> int:
        """Counters that can do all five steps today."""
        return sum(commune.assessment.counters_working for commune in self.communes)

    @property
    def counters_serving(self) -> int:
        """Counters that can do every step that is measured."""
        return sum(commune.serving(self.steps) for commune in self.communes)

    @property
    def unmeasured_steps(self) -> tuple[Step, ...]:
        """Steps that no rule measured anywhere."""
        return tuple(step for step in Step if step not in self.steps)

    @property
    def counters_required(self) -> int | None:
        """Counters required, or None when of one commune it is not known."""
        required = [commune.assessment.counters_required for commune in self.communes]
        return sum(n or 0 for n in required) if required and None not in required else None

    @property
    def waiting(self) -> tuple[CommuneView, ...]:
        """Communes that cannot serve today or of which it is not known."""
        return tuple(c for c in self.communes if c.level in (Level.NOT_READY, Level.NOT_MEASURED))

    def commune(self, code: str) -> CommuneView | None:
        """The commune *code*, None when the run has none of it."""
        return next((c for c in self.communes if c.commune.code == code), None)


def gravity(finding: Finding) -> tuple[int, str, str]:
    """Sort key: blockers first, then by device and rule."""
    return (SEVERITIES.index(finding.severity), finding.device, finding.rule)


def by_rule(findings: Iterable[Finding]) -> list[list[Finding]]:
    """*findings* with those of one rule together, in the order in which the rules first appear."""
    return _grouped((finding.rule, finding) for finding in findings)


def by_device(findings: Iterable[Finding]) -> list[list[Finding]]:
    """*findings* with those of one device together, in the order in which the devices first appear."""
    return _grouped((finding.device, finding) for finding in findings)


def _grouped(keyed: Iterable[tuple[str, Finding]]) -> list[list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for key, finding in keyed:
        groups.setdefault(key, []).append(finding)
    return list(groups.values())
