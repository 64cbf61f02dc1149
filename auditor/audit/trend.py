"""The runs before a run: the trend, and what changed since the last one. Nothing is read but stored counts,
but for the findings of a change, which are compared by their verdicts alone."""

from collections.abc import Collection

from auditor.audit.comparing import Comparison, Side
from auditor.model import Level
from auditor.model.comparison import CommuneChange, Fate
from auditor.reports.diff_words import better, worse
from auditor.reports.view_time import ChangeView, LevelChange, TrendPoint
from auditor.store import Store
from auditor.store.past import Judged

POINTS = 12
MAX_COMPARED = 1_000_000
"""Findings of a run up to which those of two are compared for a view; beyond it takes `auditor diff`."""
_LOOKED_AT = 40


def trend_of(store: Store, of: Judged, points: int = POINTS) -> tuple[TrendPoint, ...]:
    """*of* and up to *points* - 1 runs before it that cover the same ground, the oldest first.

    A run that was limited or not finished is left out, lest a part look like an improvement; the others count
    the communes that *of* has as well.
    """
    codes = store.past.codes(of.header.id)
    runs = [of, *earlier(store, of)][:points]
    found = (_point(store, each, codes) for each in reversed(runs))
    return tuple(point for point in found if point.communes)


def earlier(store: Store, of: Judged) -> list[Judged]:
    """The runs before *of* that it can be compared with, newest first: whole, or limited in the same way."""
    limits = {"", of.header.limit} if not _partial(store, of) else {of.header.limit}
    found = store.past.latest(_LOOKED_AT, before=of.header)
    return [each for each in found if each.header.status == "complete" and each.header.limit in limits]


def _partial(store: Store, of: Judged) -> bool:
    """Whether a commune was asked only in part."""
    return any(commune.left_out for commune in store.past.communes(of.header.id).values())


def _point(store: Store, of: Judged, codes: frozenset[str]) -> TrendPoint:
    communes = [each for code, each in store.past.standings(of).items() if code in codes]
    required = [each.required for each in communes]
    applicable = sum(each.applicable for each in communes)
    unknown = sum(each.unknown for each in communes)
    return TrendPoint(
        run=of.header.id,
        started=of.header.started,
        standard=of.standard_digest,
        communes=len(communes),
        levels={level: sum(each.level is level for each in communes) for level in Level},
        counters_serving=sum(each.serving for each in communes),
        counters_required=None if None in required else sum(n or 0 for n in required),
        failed=sum(each.failed for each in communes),
        coverage=(applicable - unknown) / applicable if applicable else None,
    )


def change_of(store: Store, of: Judged) -> ChangeView | None:
    """What *of* has over the newest earlier run that covers the same ground.

    None where there is none, and where the two are too large to compare for a view: `auditor diff` does.
    """
    before = next(iter(earlier(store, of)), None)
    return changed(store, before, of) if before else None


def changed(
    store: Store, before: Judged, of: Judged, codes: Collection[str] | None = None
) -> ChangeView | None:
    """What *of* has over *before* in the communes *codes* (None: all); None where they are too large."""
    if max(_size(store, each) for each in (before, of)) > MAX_COMPARED:
        return None
    every = Comparison(Side(store, before), Side(store, of)).changes(details=False)
    changes = [each for each in every if codes is None or each.commune.code in codes]
    counts = {fate: sum(each.counts.get(fate, 0) for each in changes) for fate in Fate}
    moved = [each for each in changes if each.level_changed]
    return ChangeView(
        before=before.header,
        fixed=counts[Fate.FIXED],
        new=counts[Fate.NEW],
        still=counts[Fate.STILL_OPEN],
        not_comparable=counts[Fate.NOT_COMPARABLE],
        better=tuple(_level(each) for each in moved if better(each)),
        worse=tuple(_level(each) for each in moved if worse(each)),
        unsure=tuple(_level(each) for each in moved if not better(each) and not worse(each)),
        same_standard=before.standard_digest == of.standard_digest,
    )


def _size(store: Store, of: Judged) -> int:
    return sum(each.checks for each in store.past.standings(of).values())


def _level(change: CommuneChange) -> LevelChange:
    before, after = change.level_before, change.level_after
    assert before is not None and after is not None  # noqa: S101  (its level changed, so both runs have one)
    return LevelChange(change.commune, before, after)
