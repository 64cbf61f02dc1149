"""A view with a past: two runs of a trend, and what changed between them."""

from dataclasses import replace
from datetime import timedelta

from auditor.model import Level
from auditor.reports.view import ChangeView, LevelChange, ProvinceView, TrendPoint
from tests.reports.cases import header


def looking_back(view: ProvinceView) -> ProvinceView:
    """*view* with a run a week before it, in which its first commune was ready."""
    before = header(id="20261114T134307Z-0001", started=view.run.started - timedelta(days=7))
    now = TrendPoint(
        view.run.id,
        view.run.started,
        view.standard_digest,
        len(view.communes),
        view.levels,
        view.counters_serving,
        view.counters_required,
        view.tally.failed,
        view.tally.coverage,
    )
    then = replace(now, run=before.id, started=before.started, failed=0, coverage=None)
    worse = tuple(LevelChange(c.commune, Level.READY, c.level) for c in view.communes[:1])
    change = ChangeView(before, fixed=2, new=3, still=4, not_comparable=1, worse=worse)
    return replace(view, trend=(then, now), change=change)
