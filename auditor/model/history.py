"""A commune and a device through time, run by run."""

from dataclasses import dataclass
from datetime import datetime

from auditor.model.devices import Commune
from auditor.model.finding import Texts
from auditor.model.words import Level, Severity


@dataclass(frozen=True, slots=True)
class When:
    """A run as a time: its id and when it started."""

    run: str
    at: datetime


@dataclass(frozen=True)
class CommunePoint:
    """How a commune stood in one run.

    ``partial`` says that the run left some of its devices out (and so tells no level), ``serving`` counts
    counters that can do every step the run measured, ``required`` is None where the inventory did not say.
    """

    when: When
    standard_name: str
    standard_digest: str
    level: Level
    partial: bool
    serving: int
    counters: int
    required: int | None
    failed: int
    unknown: int
    score: float | None
    coverage: float | None


@dataclass(frozen=True)
class CommuneHistory:
    """A commune's points, the oldest first."""

    commune: Commune
    points: tuple[CommunePoint, ...]


@dataclass(frozen=True)
class OpenFinding:
    """A finding that failed on a device in one run; ``title``: what was so, else what had to hold."""

    rule: str
    title: Texts
    severity: Severity


@dataclass(frozen=True)
class DevicePoint:
    """How a device stood in one run, under which name and where; ``answered`` whether it told anything."""

    when: When
    device: str
    commune: str
    standard_digest: str
    failed: int
    unknown: int
    passed: int
    answered: bool


@dataclass(frozen=True)
class Spell:
    """A finding from the run in which it was seen to fail first to the one in which it no longer did.

    ``since_first`` says that it failed in the first run that looked, so nobody knows since when; ``closed``
    is None while it is open, ``last`` the last run in which it was seen to fail.
    """

    rule: str
    title: Texts
    severity: Severity
    opened: When
    last: When
    closed: When | None = None
    since_first: bool = False
