"""What the store tells about runs, beside the shapes of the model; and how findings are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from auditor.model import (
    Area,
    Commune,
    CommuneAssessment,
    Device,
    Finding,
    Level,
    RunHeader,
    Severity,
    Verdict,
)
from auditor.model.summary import CommuneSummary


@dataclass(frozen=True)
class JudgementSummary:
    """One judgement of a run: by which standard, when, and how many communes are on each level."""

    standard_name: str
    standard_digest: str
    judged_at: datetime
    levels: Mapping[Level, int]


@dataclass(frozen=True)
class RunSummary:
    """A run in a list: how many devices it set out to ask, how many were asked, how many of those failed.

    ``judgements`` has the latest first.
    """

    header: RunHeader
    devices: int
    asked: int
    failed: int
    judgements: tuple[JudgementSummary, ...]


@dataclass(frozen=True)
class FindingFilter:
    """Which findings: those that are in every tuple that is not empty."""

    communes: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    severities: tuple[Severity, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Sighting:
    """A device under a name it answered by; ``identity`` is its serial or machine-id, ``""`` unknown."""

    name: str
    identity: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True)
class FixSummary:
    """A fix in a list. ``steps`` counts results by their status, of ``planned`` ones on ``devices`` devices;
    ``proof`` counts findings by the names of Proof's lists."""

    id: str
    plan: str
    run: str
    who: str
    started: datetime
    ended: datetime | None
    status: str
    check: bool
    forced: bool
    devices: int
    planned: int
    steps: Mapping[str, int]
    proof: Mapping[str, int]


@dataclass(frozen=True)
class DeviceFix:
    """What a fix did to one device: how many of its steps ended how."""

    fix: str
    device: str
    commune: str
    started: datetime
    who: str
    statuses: Mapping[str, int]


@dataclass(frozen=True)
class DeviceCheck:
    """How a run judged one device: its name and commune then, how many findings of each verdict."""

    run: str
    started: datetime
    device: str
    commune: str
    verdicts: Mapping[Verdict, int]


@dataclass(frozen=True)
class JudgedCommune:
    """A commune of a run; ``assessment`` is None where it was not judged, ``summary`` where nobody has worked
    it out yet."""

    commune: Commune
    assessment: CommuneAssessment | None
    summary: CommuneSummary | None


@dataclass(frozen=True)
class OpenedCommune:
    """A commune of a run with its findings in the order they were made, and the devices to be asked."""

    commune: Commune
    assessment: CommuneAssessment | None
    findings: tuple[Finding, ...]
    devices: tuple[Device, ...]


@dataclass(frozen=True)
class PruneResult:
    """What pruning removed (or would remove): ids of whole runs, ids of runs that lost their raw answers,
    and the bytes of raw answers that no other run needs."""

    runs: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    freed_bytes: int = field(default=0)
