"""Two judgements side by side: what was fixed, what is new, what is still open, what cannot be compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from auditor.model.devices import Commune
from auditor.model.finding import Finding
from auditor.model.run import RunHeader
from auditor.model.words import Level


class Fate(StrEnum):
    """What became of a finding that is open (``fail``) on at least one side."""

    NEW = "new"
    STILL_OPEN = "still_open"
    NOT_COMPARABLE = "not_comparable"
    FIXED = "fixed"


class Why(StrEnum):
    """Why a finding cannot be compared."""

    NOT_MEASURED_BEFORE = "not_measured_before"
    NOT_MEASURED_AFTER = "not_measured_after"
    WAIVED_BEFORE = "waived_before"
    """It was waived, and fails now that it is not: nothing on the device need have changed."""
    WAIVED_AFTER = "waived_after"
    """It failed and is waived now, which repairs nothing."""
    RULE_ONLY_BEFORE = "rule_only_before"
    RULE_ONLY_AFTER = "rule_only_after"
    DEVICE_ONLY_BEFORE = "device_only_before"
    DEVICE_ONLY_AFTER = "device_only_after"
    NOT_ASKED_BEFORE = "not_asked_before"
    """The earlier run was limited and left the device out."""
    NOT_ASKED_AFTER = "not_asked_after"
    ANOTHER_MACHINE = "another_machine"
    """Another machine answers by that name since."""
    NOT_FOR_IT_BEFORE = "not_for_it_before"
    """The rule was not for this device then: its kind, role or commune was another, or the rule's were."""
    NOT_FOR_IT_AFTER = "not_for_it_after"


class Mark(NamedTuple):
    """A finding in four values. ``verdict`` is Verdict's word, ``key`` finds the whole one where it is."""

    device: str
    rule: str
    verdict: str
    key: int


class Pair(NamedTuple):
    """A finding on both sides (None: there was none), what became of it, and why that is not known."""

    before: Mark | None
    after: Mark | None
    fate: Fate
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A device that a run set out to ask; ``identity`` is the machine's serial or id, ``""`` unknown."""

    device: str
    commune: str
    identity: str = ""


@dataclass(frozen=True)
class JudgedRun:
    """One judgement of one run. ``at`` is when it was judged (None: not said)."""

    header: RunHeader
    standard_name: str
    standard_digest: str
    at: datetime | None = None


@dataclass(frozen=True)
class Moved:
    """A machine that has another name or commune than before (codes)."""

    before: str
    after: str
    origin: str
    to: str

    @property
    def renamed(self) -> bool:
        """Whether its name is another."""
        return self.before != self.after


@dataclass(frozen=True)
class Difference:
    """One finding before and after (None: there was none). ``why`` says why it cannot be compared."""

    fate: Fate
    before: Finding | None
    after: Finding | None
    why: Why | None = None

    @property
    def shown(self) -> Finding:
        """The later of the two."""
        one = self.after or self.before
        assert one is not None  # noqa: S101  (a difference is of something)
        return one


@dataclass(frozen=True)
class CounterChange:
    """Counters (site, counter) that do every step measured in both runs: since then, no longer, or not known
    any more."""

    gained: tuple[tuple[str, str], ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    unsure: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CommuneChange:
    """One commune in both runs. ``level``s are None where that run did not have it.

    ``partial`` says that a run was limited to some of its devices, so that levels and counters tell nothing.
    """

    commune: Commune
    level_before: Level | None
    level_after: Level | None
    partial: bool = False
    score_before: float | None = None
    score_after: float | None = None
    coverage_before: float | None = None
    coverage_after: float | None = None
    counters: CounterChange = CounterChange()
    counts: Mapping[Fate, int] = field(default_factory=dict, hash=False)
    differences: tuple[Difference, ...] = ()

    @property
    def in_both(self) -> bool:
        """Whether both runs had it."""
        return self.level_before is not None and self.level_after is not None

    @property
    def level_changed(self) -> bool:
        """Whether its level is another; never where that would compare a part with the whole."""
        return self.in_both and not self.partial and self.level_before is not self.level_after


@dataclass(frozen=True)
class Frame:
    """What is compared with what, before any finding is looked at."""

    before: JudgedRun
    after: JudgedRun
    rules_only_before: tuple[str, ...] = ()
    rules_only_after: tuple[str, ...] = ()
    communes_only_before: tuple[Commune, ...] = ()
    communes_only_after: tuple[Commune, ...] = ()
    communes_both: int = 0
    moved: tuple[Moved, ...] = ()
    replaced: tuple[str, ...] = ()

    @property
    def same_standard(self) -> bool:
        """Whether both were judged by the very same standard."""
        return self.before.standard_digest == self.after.standard_digest

    @property
    def same(self) -> bool:
        """Whether the two are one judgement of one run: of that nothing can have changed."""
        return self.same_standard and self.before.header.id == self.after.header.id
