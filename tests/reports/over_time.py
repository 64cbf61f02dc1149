"""A past for a view: seven runs before it, another standard after the third, and what became otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from auditor.model import NOUNS, Area, Level, Quantity, Tally
from auditor.reports.build import province
from auditor.reports.shortages import Remedy
from auditor.reports.view import ChangeView, CommuneBrief, LevelChange, ProvinceView, ShortageView, TrendPoint

_PAST = ((0, 0, 6, 0), (0, 0, 5, 1), (1, 0, 4, 1), (1, 0, 4, 1), (2, 1, 2, 1), (2, 1, 3, 0), (3, 1, 1, 1))


def with_past(view: ProvinceView) -> ProvinceView:
    """*view* after seven others, five days apart."""
    days = [view.run.started - timedelta(days=5 * back) for back in range(len(_PAST), 0, -1)]
    before = replace(view.run, id="20261116T134307Z-1111", started=days[-1])
    first, last = view.communes[0].commune, view.communes[-1].commune
    change = ChangeView(
        before,
        12,
        3,
        9,
        4,
        (LevelChange(last, Level.NOT_READY, Level.READY),),
        (LevelChange(first, Level.READY_WITH_GAPS, Level.NOT_READY),),
    )
    points = [_point(number, day) for number, day in enumerate(days)]
    return replace(view, trend=(*points, _now(view)), change=change)


def lacking(view: ProvinceView) -> ProvinceView:
    """*view* whose first commune lacks some of everything."""
    first, *others = view.communes
    quantities = tuple(Quantity("", noun, 4, 3, 2) for noun in NOUNS)
    lacks = tuple(ShortageView(noun, "", 1, Remedy.BUY) for noun in NOUNS)
    assessment = replace(first.assessment, quantities=quantities, areas={Area.EQUIPMENT: Tally(failed=7)})
    return recounted(view, (replace(first, assessment=assessment, shortages=lacks), *others))


def recounted(view: ProvinceView, communes: Sequence[CommuneBrief]) -> ProvinceView:
    """*view* of other *communes*, everything counted anew."""
    standard = (view.standard_name, view.standard_digest)
    made = province(view.run, view.language, standard, communes, view.reader, view.at, view.waivers)
    return replace(made, trend=view.trend, change=view.change)


def _point(number: int, day: datetime) -> TrendPoint:
    levels = dict(zip(Level, _PAST[number], strict=True))
    digest = "old" if number < 3 else "5d41"
    return TrendPoint(
        f"r{number}", day, digest, 6, levels, 2 * number, 16, 40 - 3 * number, 0.8 + number / 50
    )


def _now(view: ProvinceView) -> TrendPoint:
    return TrendPoint(
        view.run.id,
        view.run.started,
        "5d41",
        len(view.communes),
        view.levels,
        view.counters_serving,
        view.counters_required,
        view.tally.failed,
        view.tally.coverage,
    )
