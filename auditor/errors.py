"""Every error that auditor raises on purpose, and every exit code, in one place.

AuditorError (1)
├── UsageError (2)                  a command was called in a way that cannot work
├── BadInput (3)                    a file that a person wrote cannot be used; names file, line, remedy
│   ├── SettingsError               auditor.toml, AUDITOR_* or an option
│   ├── InventoryError              inventories/
│   ├── StandardError               standard/
│   ├── ScenarioError               a lab scenario
│   └── PlanError                   a plan of what is to be done
├── WorkspaceNotFound (4)           no auditor.toml here or above
├── StoreError (5)                  the store cannot be used
│   ├── StoreTooNew                 made by a newer auditor
│   ├── StoreFull                   no space left where the store is
│   ├── RunNotFound                 no run of that name
│   ├── JudgedAnew                  what was being read has been replaced
│   └── FixNotFound                 no fix of that name
├── RunError (6)                    a run could not be started, continued or read
│   ├── RunLocked                   another process is working on this very run
│   └── CommuneLocked               somebody else is changing devices of this commune
├── ReportError (1)                 a report could not be written
├── MissingRequirement (7)          a program, package or right is missing on this machine
├── LabError (8)                    the lab could not be built, entered or taken down
├── NotSent (1)                     a message did not go out by one channel: becomes that channel's result
├── MatchError                      found and wanted cannot be compared: becomes the verdict unknown
└── DeviceError                     one device could not be asked: that device's Failure, never the run's end
"""

import difflib
from dataclasses import dataclass
from datetime import datetime

from auditor.i18n import _

EXIT_READY = 0
EXIT_ERROR = 1
EXIT_USAGE = 2
EXIT_BAD_INPUT = 3
EXIT_NO_WORKSPACE = 4
EXIT_STORE = 5
EXIT_RUN = 6
EXIT_MISSING = 7
EXIT_LAB = 8
EXIT_FINDINGS = 100
EXIT_NOT_MEASURED = 101
EXIT_INTERRUPTED = 130


class AuditorError(Exception):
    """Root of the tree. ``exit_code`` is what the command line ends with; ``remedy`` says what to do."""

    exit_code = EXIT_ERROR

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class UsageError(AuditorError):
    """Raised when options contradict each other or name what is not there."""

    exit_code = EXIT_USAGE


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file: where (1-based line and column, 0 = whole file), what, and what to do."""

    file: str
    line: int
    column: int
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}" + (f":{self.column}" if self.column else "")
        return f"{place}: {self.message}" + (f" — {self.remedy}" if self.remedy else "")


class BadInput(AuditorError):
    """Raised when files that people wrote cannot be used; carries every problem, not only the first."""

    exit_code = EXIT_BAD_INPUT

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class SettingsError(BadInput):
    """Raised when auditor.toml, an AUDITOR_* variable or an option has an unusable value."""


class InventoryError(BadInput):
    """Raised when an inventory file cannot be used."""


class StandardError(BadInput):
    """Raised when a standard's file cannot be used."""


class ScenarioError(BadInput):
    """Raised when a lab scenario cannot be used."""


class PlanError(BadInput):
    """Raised when a plan's file cannot be used: edited by hand into nonsense, or made for other roles."""


class WorkspaceNotFound(AuditorError):
    """Raised when no auditor.toml is found here or in any folder above."""

    exit_code = EXIT_NO_WORKSPACE


class StoreError(AuditorError):
    """Raised when the store cannot be opened, read or written."""

    exit_code = EXIT_STORE


class StoreTooNew(StoreError):
    """Raised when the store was written by a newer auditor: this one could lose what it does not know."""


class StoreFull(StoreError):
    """Raised when the disk or quota under the store or spool is full. What was written before is intact."""


class RunNotFound(StoreError):
    """Raised when no run has the given id (or there is no run at all for ``latest``)."""


class JudgedAnew(StoreError):
    """Raised when a judgement that is being read was replaced by a later one: read that."""


class FixNotFound(StoreError):
    """Raised when no fix has the given id (or there is no fix at all for ``latest``)."""


class RunError(AuditorError):
    """Raised when a run cannot be started, continued or read."""

    exit_code = EXIT_RUN


class RunLocked(RunError):
    """Raised when another living process holds the run that is to be resumed."""


class CommuneLocked(RunError):
    """Raised when ``who`` is changing devices of the commune ``code`` since ``since`` (None: unknown)."""

    def __init__(self, code: str, who: str, since: datetime | None) -> None:
        self.code, self.who, self.since = code, who, since
        at = f"{since:%Y-%m-%d %H:%M}Z" if since else "?"
        held = _("commune {code} is being changed by {who}, since {since}")
        super().__init__(held.format(code=code, who=who or "?", since=at), _("wait until that has ended"))


class ReportError(AuditorError):
    """Raised when a report cannot be written (disk full, no right). The one that was there is intact."""


class MissingRequirement(AuditorError):
    """Raised when a program, package or right is missing on this machine; the remedy adds it."""

    exit_code = EXIT_MISSING


class LabError(AuditorError):
    """Raised when the lab cannot be built, entered or taken down."""

    exit_code = EXIT_LAB


class NotSent(AuditorError):
    """Raised when a mail server or a webhook did not take a message.

    ``outcome`` is one of ``auditor.model.notice.Outcome``'s words; ``temporary``: a later try may succeed.
    """

    def __init__(self, outcome: str, message: str, temporary: bool = False) -> None:
        super().__init__(message)
        self.outcome, self.temporary = outcome, temporary


class DeviceError(AuditorError):
    """Raised by a transport when one device cannot be asked.

    ``kind`` is one of ``auditor.model.FailureKind``'s words; the engine turns it into that device's Failure.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class MatchError(AuditorError):
    """Raised by a matcher when what was found cannot be compared with what is wanted (type, not seen)."""


def did_you_mean(word: str, known: list[str] | tuple[str, ...]) -> str:
    """The sentence "did you mean …?" for the nearest of *known*, or ``""`` when none is near."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return _("did you mean “{word}”?").format(word=near[0]) if near else ""
