"""What people say beside the machines: waivers of findings, and answers where no machine can look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from auditor.model import times
from auditor.model.finding import Finding
from auditor.model.words import Scope

ATTEST_PREFIX = "attest."
"""Facts of the dictionary with this prefix are topics that a person may attest."""
WARN_DAYS = 14
"""A waiver that ends within so many days is told in every summary."""


@dataclass(frozen=True)
class Waiver:
    """One rule excused within a scope, by whom, why, and until which day (the whole day, in Vietnam).

    ``device``, ``commune``, ``site`` are what the scope needs of them, else ``""``; ``by`` is who entered it
    and ``made`` when; ``id`` is the store's (0: not stored yet). Nothing of it changes once stored, but it
    may be revoked.
    """

    rule: str
    scope: Scope
    reason: str
    approver: str
    until: date
    by: str
    made: datetime
    device: str = ""
    commune: str = ""
    site: str = ""
    id: int = 0
    revoked: datetime | None = None
    revoked_by: str = ""

    @property
    def name(self) -> str:
        """What people call it: ``W-3``."""
        return f"W-{self.id}"

    def valid(self, at: datetime) -> bool:
        """Whether it holds at that time."""
        return _holds(self.made, self.revoked, at) and times.day(at) <= self.until

    def days_left(self, at: datetime) -> int:
        """Days after today until its last one; negative when it has expired."""
        return (self.until - times.day(at)).days

    def covers(self, finding: Finding) -> bool:
        """Whether *finding* is within its rule and scope."""
        if finding.rule != self.rule:
            return False
        where = {
            Scope.DEVICE: finding.device == self.device,
            Scope.SITE: (finding.commune, finding.site) == (self.commune, self.site),
            Scope.COMMUNE: finding.commune == self.commune,
            Scope.PROVINCE: True,
        }
        return where[self.scope]


@dataclass(frozen=True)
class WaiverUse:
    """A waiver that was valid when a run was judged, and how many findings it excused then."""

    waiver: Waiver
    findings: int = 0


def expiring(waivers: Iterable[WaiverUse], at: datetime | None) -> tuple[WaiverUse, ...]:
    """Those that end within WARN_DAYS of *at*, the first to end first; none where the time is not known."""
    soon = [use for use in waivers if at is not None and use.waiver.days_left(at) <= WARN_DAYS]
    return tuple(sorted(soon, key=lambda use: (use.waiver.until, use.waiver.id)))


@dataclass(frozen=True)
class Attestation:
    """A person's dated answer on one topic of a commune: ``topic`` is a fact's name without ``attest.``.

    ``by`` is who answers for it, ``entered_by`` who typed it; it holds through the day ``until``.
    """

    commune: str
    topic: str
    answer: bool
    by: str
    entered_by: str
    made: datetime
    until: date
    note: str = ""
    id: int = 0
    revoked: datetime | None = None
    revoked_by: str = ""

    @property
    def name(self) -> str:
        """What people call it: ``A-3``."""
        return f"A-{self.id}"

    def said(self, at: datetime) -> bool:
        """Whether it had been said, and not been taken back, at that time; it may have expired."""
        return _holds(self.made, self.revoked, at)

    def valid(self, at: datetime) -> bool:
        """Whether it holds at that time."""
        return self.said(at) and times.day(at) <= self.until


def _holds(made: datetime, revoked: datetime | None, at: datetime) -> bool:
    return made <= at and (revoked is None or at < revoked)
