"""The parts of ``report.json`` that look back: the trend over runs, and what changed since the one before."""

from collections.abc import Iterable
from typing import Any

from auditor.model import times
from auditor.reports.view import ChangeView, LevelChange, TrendPoint


def trend(points: Iterable[TrendPoint]) -> list[dict[str, Any]]:
    """One object a run, the oldest first."""
    return [
        {
            "run": point.run,
            "started": times.to_text(point.started),
            "standard": point.standard,
            "communes": point.communes,
            "levels": {level.value: count for level, count in point.levels.items()},
            "counters_serving": point.counters_serving,
            "counters_required": point.counters_required,
            "failed": point.failed,
            "coverage": point.coverage,
        }
        for point in points
    ]


def change(view: ChangeView | None) -> dict[str, Any] | None:
    """What is otherwise than in the run before; None where there is none to compare with."""
    if view is None:
        return None
    return {
        "before": view.before.id,
        "same_standard": view.same_standard,
        "fixed": view.fixed,
        "new": view.new,
        "still_open": view.still,
        "not_comparable": view.not_comparable,
        "better": [_moved(one) for one in view.better],
        "worse": [_moved(one) for one in view.worse],
    }


def _moved(one: LevelChange) -> dict[str, Any]:
    return {"commune": one.commune.code, "before": one.before.value, "after": one.after.value}
