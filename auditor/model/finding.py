"""Findings and what they add up to: everything a report needs, without going back to the source."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from auditor.model.words import Area, Level, Severity, SourceKind, Step, Verdict

Texts = Mapping[str, str]
"""A text in each language: ``{"vi": …, "en": …}``."""


@dataclass(frozen=True)
class Source:
    """Where an expected value comes from. A default is never shown as a law."""

    kind: SourceKind
    reference: str = ""


@dataclass(frozen=True)
class Part:
    """Something that a job needs on the spot; a ``tool`` comes back and is packed once for all jobs."""

    name: Texts
    tool: bool = False


@dataclass(frozen=True)
class Work:
    """What it takes to put a rule right: hands-on ``minutes`` at the device (no driving, no waiting), what to
    bring. An estimate of whoever wrote the standard, never measured.

    Failed rules of one ``job`` on one device are closed by the same hands (``""``: a job of its own).
    ``on_site`` says whether hands on the spot are needed where kind and fact alone tell it wrong.
    """

    minutes: int
    bring: tuple[Part, ...] = ()
    job: str = ""
    on_site: bool | None = None


def finding_id(rule: str, device: str) -> str:
    """The id of the finding of *rule* on *device*."""
    return "F-" + hashlib.sha256(f"{rule}\0{device}".encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule on one device with its verdict; self-sufficient.

    ``expected`` is a short text of the comparison (e.g. ``at_least 10``), ``found`` the JSON value that was
    compared (None where nothing was observed), ``reason`` why it is unknown, not applicable or waived,
    ``fact`` the fact's name, ``observed`` when the device answered (None: it did not), ``work`` what it takes
    to put it right and ``problem`` what is so when it fails (None: the standard does not say).
    """

    rule: str
    device: str
    kind: str
    commune: str
    verdict: Verdict
    severity: Severity
    area: Area
    steps: tuple[Step, ...]
    title: Texts
    fix: Texts
    source: Source
    expected: str = ""
    found: Any = None
    reason: str = ""
    fact: str = ""
    observed: datetime | None = None
    counter: str = ""
    site: str = ""
    work: Work | None = None
    problem: Texts | None = None

    @property
    def id(self) -> str:
        """Stable over runs and formats: ``F-`` and 8 hex digits of rule and device."""
        return finding_id(self.rule, self.device)


@dataclass(frozen=True)
class Tally:
    """Counted findings. ``score`` is Σ weight of pass ÷ Σ weight of pass + fail (None: nothing measured),
    ``coverage`` measured ÷ applicable (None: nothing applicable). A waived failure is measured, but not in
    the score; what was waived because it could not be observed is in neither. ``score_unwaived`` is the score
    as it would be without any waiver.
    """

    passed: int = 0
    failed: int = 0
    unknown: int = 0
    not_applicable: int = 0
    waived: int = 0
    score: float | None = None
    coverage: float | None = None
    score_unwaived: float | None = None


@dataclass(frozen=True)
class CounterAssessment:
    """One counter: each step with the verdict of its chain, and the findings (ids) that stop or blind it.

    ``unserved`` are the steps for which there is no device at the counter or shared at its site, ``unseen``
    those for which that could not be seen: one may be plugged into a PC that did not tell.
    """

    site: str
    counter: str
    steps: Mapping[Step, Verdict]
    stopped_by: tuple[str, ...] = ()
    unserved: tuple[Step, ...] = ()
    unseen: tuple[Step, ...] = ()

    @property
    def works(self) -> bool:
        """True when all five steps are known to work."""
        return all(verdict is Verdict.PASS for verdict in self.steps.values())


@dataclass(frozen=True)
class Quantity:
    """How many of one noun a place has; ``site`` is ``""`` for the whole commune.

    ``required`` is None where the inventory states no number. ``present`` is what the inventory has or a PC
    sees, ``working`` those that answered and have no blocker failed or unknown; ``broken`` and ``unknown``
    are the ids of the devices with a failed blocker and of those that were not (wholly) measured.
    ``unseen`` says that there may be more, which could not be looked at.
    """

    site: str
    noun: str
    required: int | None
    present: int
    working: int
    broken: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    unseen: bool = False

    @property
    def missing(self) -> int:
        """How many are known to be too few."""
        return 0 if self.unseen else max(0, (self.required or 0) - self.present)


@dataclass(frozen=True)
class CommuneAssessment:
    """One commune's readiness; ``blockers`` and ``unmeasured`` are ids of failed and of unknown blockers.

    ``level_unwaived`` is the level as it would be without any waiver.
    """

    code: str
    level: Level
    tally: Tally
    counters: tuple[CounterAssessment, ...] = ()
    counters_required: int | None = None
    blockers: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()
    areas: Mapping[Area, Tally] = field(default_factory=dict)
    quantities: tuple[Quantity, ...] = ()
    level_unwaived: Level | None = None

    @property
    def counters_working(self) -> int:
        """Counters that can do all five steps today."""
        return sum(counter.works for counter in self.counters)
