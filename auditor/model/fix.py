"""A fix: what taking the steps of a plan gave, per step, and the proof by a new audit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from auditor.model.plan import Plan


class StepStatus(StrEnum):
    """How one step ended. In check mode CHANGED means: it would change something."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    """The device is not as it was when the plan was made."""
    SKIPPED = "skipped"
    """Not begun: stopped before it, its canary failed, or it needs a reboot that was not allowed."""


@dataclass(frozen=True)
class Diff:
    """What one task changes: *path* (a file, or what else it is about), text before and after.

    Texts are a device's and hostile until escaped; secrets are masked by the task (``no_log``).
    """

    path: str
    before: str = ""
    after: str = ""
    task: str = ""


@dataclass(frozen=True)
class StepResult:
    """What came of one step. ``reason`` says why it failed, was refused or skipped."""

    step: str
    device: str
    status: StepStatus
    reason: str = ""
    diffs: tuple[Diff, ...] = ()
    started: datetime | None = None
    ended: datetime | None = None

    @property
    def changed(self) -> bool:
        """Whether anything on the device was changed (check mode: would be)."""
        return self.status is StepStatus.CHANGED


@dataclass(frozen=True)
class Change:
    """One finding before and after; ``""``: there was none. Found values are shown texts."""

    finding: str
    rule: str
    device: str
    before: str
    after: str
    expected: str = ""
    found_before: str = ""
    found_after: str = ""


@dataclass(frozen=True)
class Proof:
    """Findings of exactly the fixed devices, before against after, each in one list.

    ``unmeasured``: failed before, and unknown now. ``asked_again``: devices of which one audit said that
    something had opened, or was still open after a change; they were audited twice, and only what both
    audits say is open here.
    """

    closed: tuple[Change, ...] = ()
    still_open: tuple[Change, ...] = ()
    newly_opened: tuple[Change, ...] = ()
    unmeasured: tuple[Change, ...] = ()
    asked_again: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fix:
    """One apply (or dry run) of a plan. ``id`` is like a run's with ``X-`` before it.

    ``status`` is ``running``, ``interrupted``, ``stopped`` (too many failures) or ``complete``; ``runs`` are
    the ids of its audits by their word: ``before``, ``wave`` (the devices just changed), ``after`` (all that
    were changed), ``again`` (of the one before it, those of which it said that the change did no good).
    """

    id: str
    plan: Plan
    started: datetime
    who: str
    check: bool
    forced: bool = False
    ended: datetime | None = None
    status: str = "running"
    results: tuple[StepResult, ...] = ()
    runs: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    proof: Proof = Proof()
