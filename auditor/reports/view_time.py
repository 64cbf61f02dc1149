"""What changed over time: a point of the trend for each run, and what a run has over the one before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from auditor.model import Commune, Level, RunHeader


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One run of the trend. ``standard`` is the digest it was judged by, ``failed`` counts findings;
    ``counters_required`` is None where of one commune it is not known, ``coverage`` where nothing applies."""

    run: str
    started: datetime
    standard: str
    communes: int
    levels: Mapping[Level, int]
    counters_serving: int
    counters_required: int | None
    failed: int
    coverage: float | None


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A commune whose level is another than it was."""

    commune: Commune
    before: Level
    after: Level


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What a run has over the run ``before`` it, counted in findings; and the communes that moved."""

    before: RunHeader
    fixed: int
    new: int
    still: int
    not_comparable: int
    better: tuple[LevelChange, ...] = ()
    worse: tuple[LevelChange, ...] = ()
    unsure: tuple[LevelChange, ...] = ()
    """Those of which nobody knows whether they are better or worse: what stopped them was not measured."""
    same_standard: bool = True
    """Whether both were judged by the very same standard; else the rules may be what changed."""

    @property
    def moved(self) -> tuple[LevelChange, ...]:
        """Every commune whose level is another, those that got worse first."""
        return (*self.worse, *self.better, *self.unsure)
