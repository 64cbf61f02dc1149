"""What the dashboard's pages show beside the view: devices, rules, hits, runs, a run under way, accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from auditor.model import (
    Commune,
    Device,
    FailureKind,
    Finding,
    Kind,
    Level,
    Observation,
    RunHeader,
    Severity,
    Texts,
    Verdict,
    Waiver,
)
from auditor.model.accounts import Account
from auditor.reports.view import DeviceView


@dataclass(frozen=True, slots=True)
class Filter:
    """Which communes the province's page shows; ``""`` is all. ``page`` counts from 1."""

    region: str = ""
    level: str = ""
    text: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filter":
        """Out of a query string's fields; what makes no sense is left out."""
        level = query.get("level", "")
        return cls(
            region=query.get("region", "")[:20],
            level=level if level in set(Level) else "",
            text=query.get("q", "").strip()[:80],
            page=page_asked(query),
        )


def page_asked(query: Mapping[str, str]) -> int:
    """The number of the page that a query string's fields ask for; 1 where that makes no sense."""
    page = query.get("page", "1")
    return max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1


@dataclass(frozen=True)
class CheckRow:
    """How a device was judged in one run."""

    run: str
    started: datetime
    commune: str
    verdicts: Mapping[Verdict, int]


@dataclass(frozen=True)
class RawAnswer:
    """One raw answer as text that can be shown; ``size`` is all of it in bytes, ``cut``: more follows."""

    name: str
    size: int
    text: str
    cut: bool = False


@dataclass(frozen=True)
class DevicePage:
    """A device in a run. ``observation`` (without raw answers) is None when it was not asked;
    ``raw`` is empty for whoever may not read it, ``pruned`` when there is nothing any more."""

    run: RunHeader
    commune: Commune
    device: DeviceView
    observation: Observation | None = None
    raw: tuple[RawAnswer, ...] = ()
    may_read_raw: bool = False
    history: tuple[CheckRow, ...] = ()
    """How it was judged before, newest first."""


@dataclass(frozen=True)
class FindingPage:
    """A finding with its evidence: the fact's value as it was observed and, for IT, the raw answers."""

    run: RunHeader
    commune: Commune
    finding: Finding
    device: Device | None = None
    observation: Observation | None = None
    raw: tuple[RawAnswer, ...] = ()
    may_read_raw: bool = False
    waiver: Waiver | None = None
    """The one that excuses it."""


@dataclass(frozen=True)
class DeviceHit:
    """A device that a search found."""

    id: str
    kind: Kind
    commune: Commune
    verdict: Verdict
    address: str = ""


@dataclass(frozen=True)
class RuleHit:
    """A rule that a search found; ``failed`` devices do not meet it."""

    rule: str
    severity: Severity
    title: Texts
    failed: int


@dataclass(frozen=True)
class SearchPage:
    """What was looked for and what was found; ``more`` says that hits beyond the shown ones were left out."""

    query: str
    communes: tuple[tuple[Commune, Level], ...] = ()
    devices: tuple[DeviceHit, ...] = ()
    findings: tuple[Finding, ...] = ()
    rules: tuple[RuleHit, ...] = ()
    more: bool = False


@dataclass(frozen=True)
class RulePlace:
    """How a rule stands in one commune: devices by verdict."""

    commune: Commune
    verdicts: Mapping[Verdict, int]


@dataclass(frozen=True)
class RulePage:
    """A rule in a run: its texts out of ``example``, where it fails or is unknown (most first), and, for who
    may see devices, the first of these findings; ``more`` says that there are others."""

    run: RunHeader
    example: Finding
    verdicts: Mapping[Verdict, int]
    places: tuple[RulePlace, ...]
    findings: tuple[Finding, ...] = ()
    more: bool = False
    page: str = ""
    """What the standard says of it in the reader's language (Markdown), where it is known."""
    number: int = 1
    """Which of the ``pages`` of places this is, counted from 1; the findings stand on the first."""
    pages: int = 1


@dataclass(frozen=True)
class RunRow:
    """One run in the list. ``judged`` is False for one that cannot be opened yet."""

    run: RunHeader
    devices: int
    asked: int
    failed: int
    standard: str
    levels: Mapping[Level, int]
    judged: bool = True


@dataclass(frozen=True)
class CommuneProgress:
    """How far one commune is: devices asked, of how many, how many of them not or not wholly answered."""

    commune: Commune
    asked: int
    total: int
    failed: int


@dataclass(frozen=True)
class Progress:
    """An audit under way, or one that just ended. ``failures`` counts devices by why they did not answer."""

    run: RunHeader
    asked: int
    total: int
    failed: int
    communes: tuple[CommuneProgress, ...]
    failures: Mapping[FailureKind, int]
    ended: bool = False
    event: int = 0
    """The number of the event that says this: what the stream goes on after."""


@dataclass(frozen=True)
class LoginPage:
    """The login. ``wrong``: name or password were; ``wait_s``: how long nothing will be tried (0: now)."""

    name: str = ""
    next: str = ""
    wrong: bool = False
    wait_s: int = 0
    token_only: bool = False
    """There is no account: only the address printed by `auditor serve` lets somebody in."""


@dataclass(frozen=True)
class AccountPage:
    """A reader's own account; ``problem`` is why the password was not changed, ready to be shown."""

    account: Account
    problem: str = ""


@dataclass(frozen=True)
class AccountRow:
    """An account as IT sees it; ``sessions`` are open now."""

    account: Account
    last_login: datetime | None = None
    sessions: int = 0
