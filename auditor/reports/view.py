"""The shapes that every report shows: province → communes → counters and devices → findings.

A commune is known in brief until it is opened: then its findings are read. Nothing here depends on a format
or on the words of a language; the texts are made by ``words`` when shown.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from auditor.model import (
    Commune,
    CommuneAssessment,
    Finding,
    Level,
    RunHeader,
    Step,
    Tally,
    Verdict,
    WaiverUse,
)
from auditor.model.people import expiring
from auditor.model.summary import Blind, Cause
from auditor.reports.shortages import NeedView, ShortageView
from auditor.reports.view_parts import (
    CapacityView,
    CounterView,
    DeviceView,
    StepView,
    UnmeasuredView,
    by_device,
    by_rule,
    gravity,
)
from auditor.reports.view_time import ChangeView, LevelChange, TrendPoint

__all__ = [
    "BlindView",
    "CapacityView",
    "CauseView",
    "ChangeView",
    "CommuneBrief",
    "CommuneView",
    "CounterView",
    "DeviceView",
    "LevelChange",
    "NeedView",
    "ProvinceView",
    "Reader",
    "RegionView",
    "ShortageView",
    "StepView",
    "TrendPoint",
    "UnmeasuredView",
    "by_device",
    "by_rule",
    "gravity",
]

BlindView = Blind
CauseView = Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneBrief:
    """One commune without its findings: all that a page of the province shows of it."""

    commune: Commune
    assessment: CommuneAssessment
    counters: tuple[CounterView, ...]
    capacity: tuple[CapacityView, ...]
    causes: tuple[CauseView, ...]
    """Its failing blockers by rule, what does most harm first (see CommuneSummary)."""
    blind: tuple[BlindView, ...]
    """What was not measured, by reason; what hides most blockers first."""
    shortages: tuple[ShortageView, ...]
    device_count: int
    measured: tuple[Step, ...]
    """The steps that some rule measured here."""

    @property
    def level(self) -> Level:
        """How ready it is."""
        return self.assessment.level

    @property
    def tally(self) -> Tally:
        """Its counts, score and coverage."""
        return self.assessment.tally

    @property
    def foremost(self) -> Finding | None:
        """The finding that keeps most counters from their steps, None when nothing is known to stop it."""
        return self.causes[0].example if self.causes else None

    def serving(self, steps: Collection[Step]) -> int:
        """Counters that can do all of *steps* today."""
        return sum(counter.verdict(steps) is Verdict.PASS for counter in self.counters)

    @property
    def blocked(self) -> int:
        """Counters at which a step is known not to work."""
        return sum(any(step.verdict is Verdict.FAIL for step in counter.chain) for counter in self.counters)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneView(CommuneBrief):
    """One commune with everything that was found in it."""

    devices: tuple[DeviceView, ...]
    blockers: tuple[Finding, ...]
    unmeasured: tuple[UnmeasuredView, ...]
    itself: DeviceView
    """The findings on the commune as a whole; it is not among its devices."""

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


Reader = Callable[[Sequence[str]], Iterator[CommuneView]]
"""Opens communes by their codes, one at a time, in that order."""


@dataclass(frozen=True, slots=True)
class ProvinceView:
    """A judged run, ready to be shown in ``language``; its communes in brief, the one most in need first."""

    run: RunHeader
    language: str
    standard_name: str
    standard_digest: str
    communes: tuple[CommuneBrief, ...]
    regions: tuple[RegionView, ...]
    levels: Mapping[Level, int]
    causes: tuple[CauseView, ...]
    blind: tuple[BlindView, ...]
    """What was not measured, by reason; what hides most blockers first."""
    tally: Tally
    steps: tuple[Step, ...]
    """The steps that some rule measured somewhere; the others are not known at any counter."""
    counters_serving: int
    """Counters that can do every step that is measured."""
    needs: tuple[NeedView, ...]
    """What the communes lack, by noun."""
    reader: Reader = field(compare=False, repr=False)
    at: datetime | None = None
    """When it was judged."""
    waivers: tuple[WaiverUse, ...] = ()
    trend: tuple[TrendPoint, ...] = ()
    """This run and those before it, the oldest first; empty where nobody asked."""
    change: ChangeView | None = None
    """What is otherwise than in the run before; None where there is none to compare with."""

    def open(self, code: str) -> CommuneView:
        """The commune *code* with its findings, read when asked. Raises KeyError when the run has none."""
        if self.commune(code) is None:
            raise KeyError(code)
        (opened,) = self.reader((code,))
        return opened

    def opened(self) -> Iterator[CommuneView]:
        """Every commune with its findings, in the order of ``communes``, one at a time in memory."""
        return self.reader(tuple(brief.commune.code for brief in self.communes))

    @property
    def expiring(self) -> tuple[WaiverUse, ...]:
        """Waivers that end within WARN_DAYS of the judgement, the first to end first."""
        return expiring(self.waivers, self.at)

    @property
    def devices(self) -> int:
        """Devices of all communes."""
        return sum(commune.device_count for commune in self.communes)

    @property
    def serving(self) -> int:
        """Communes in which no blocker fails and none is unknown."""
        return self.levels[Level.READY] + self.levels[Level.READY_WITH_GAPS]

    @property
    def counters_working(self) -> int:
        """Counters that can do all five steps today."""
        return sum(commune.assessment.counters_working for commune in self.communes)

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
    def waiting(self) -> tuple[CommuneBrief, ...]:
        """Communes that cannot serve today or of which it is not known."""
        return tuple(c for c in self.communes if c.level in (Level.NOT_READY, Level.NOT_MEASURED))

    def commune(self, code: str) -> CommuneBrief | None:
        """The commune *code* in brief, None when the run has none of it."""
        return next((c for c in self.communes if c.commune.code == code), None)
