"""The trend and the change of a view: only runs that cover the same ground are set side by side."""

import json
from pathlib import Path

import pytest
from support import times
from support.times import PC

from auditor.audit.stored import view_of
from auditor.audit.trend import POINTS
from auditor.model import Level, Verdict
from auditor.reports import json_report
from auditor.reports.html import index_page
from auditor.reports.leadership import leadership
from auditor.reports.notice import notice_of
from auditor.reports.view import ProvinceView
from auditor.workspace import open_workspace

PASS, FAIL = Verdict.PASS, Verdict.FAIL
OTHER = "pasc-03160-pc01"


def view(folder: Path, run: str = "latest") -> ProvinceView:
    return view_of(open_workspace(folder, env={}), run)


def test_the_trend_ends_with_the_run_itself_and_begins_with_the_oldest(tmp_path: Path) -> None:
    folder = times.workspace(tmp_path)
    heads = [times.add(folder, times.header(day), {(PC, "pc.os"): FAIL}) for day in range(POINTS + 2)]
    assert [point.run for point in view(folder).trend] == [head.id for head in heads[-POINTS:]]
    assert [point.run for point in view(folder, heads[1].id).trend] == [head.id for head in heads[:2]]


def test_a_run_of_a_part_does_not_look_like_an_improvement(tmp_path: Path) -> None:
    folder = times.workspace(tmp_path)
    whole = {(PC, "pc.os"): FAIL, (OTHER, "pc.os"): FAIL}
    first = times.add(folder, times.header(0), whole)
    times.add(folder, times.header(1, limit="commune_03158"), {(PC, "pc.os"): PASS})
    times.add(folder, times.header(2, status="interrupted"), whole)
    times.add(folder, times.header(3, purpose="fix"), {(PC, "pc.os"): PASS})
    last = times.add(folder, times.header(4), whole)
    shown = view(folder)
    assert [(point.run, point.failed) for point in shown.trend] == [(first.id, 2), (last.id, 2)]
    assert shown.change is not None
    assert (shown.change.before.id, shown.change.still, shown.change.fixed) == (first.id, 2, 0)


def test_a_run_of_one_commune_is_set_beside_what_whole_runs_say_of_that_commune(tmp_path: Path) -> None:
    folder = times.workspace(tmp_path)
    times.add(folder, times.header(0), {(PC, "pc.os"): FAIL, (OTHER, "pc.os"): FAIL})
    times.add(folder, times.header(1, limit="commune_03158"), {(PC, "pc.os"): PASS})
    shown = view(folder)
    assert [(point.communes, point.failed) for point in shown.trend] == [(1, 1), (1, 0)]
    assert shown.change is not None
    assert (shown.change.fixed, [each.after for each in shown.change.better]) == (1, [Level.READY])


def test_a_run_that_left_devices_out_is_only_compared_with_its_like(tmp_path: Path) -> None:
    folder = times.workspace(tmp_path)
    times.add(folder, times.header(0), {(PC, "pc.os"): FAIL})
    times.add(folder, times.header(1, limit="pc"), {(PC, "pc.os"): PASS}, left_out=2)
    assert view(folder).change is None
    assert len(view(folder).trend) == 1


def test_from_not_ready_to_not_measured_is_neither_better_nor_worse(tmp_path: Path) -> None:
    folder = times.workspace(tmp_path)
    for day, level in enumerate((Level.NOT_READY, Level.NOT_MEASURED)):
        stand = times.assess("03158", level)
        times.add(folder, times.header(day), {(PC, "pc.os"): FAIL}, communes=[stand])
    change = view(folder).change
    assert change is not None
    assert (change.better, change.worse) == ((), ())
    assert [each.after for each in change.unsure] == [Level.NOT_MEASURED]


def test_a_first_run_has_no_change(tmp_path: Path) -> None:
    folder = times.workspace(tmp_path)
    times.add(folder, times.header(0), {(PC, "pc.os"): FAIL})
    assert view(folder).change is None


def test_the_last_point_of_the_trend_says_what_the_view_says(tmp_path: Path) -> None:
    folder = times.workspace(tmp_path)
    chains = {"1": Verdict.PASS, "2": FAIL, "3": Verdict.UNKNOWN}
    stand = [times.assess(code, Level.NOT_READY, 1, chains) for code in ("03158", "03160")]
    times.add(folder, times.header(0), {(PC, "pc.os"): FAIL, (OTHER, "pc.os"): FAIL}, communes=stand)
    shown = view(folder)
    (point,) = shown.trend
    assert (point.counters_serving, point.counters_required, point.failed, point.coverage) == (
        shown.counters_serving,
        shown.counters_required,
        shown.tally.failed,
        shown.tally.coverage,
    )
    assert (dict(point.levels), point.communes) == (dict(shown.levels), len(shown.communes))


@pytest.mark.parametrize(("digest", "warned"), [("d1", False), ("d2", True)])
def test_a_change_of_the_standard_is_told_wherever_a_change_of_devices_is(
    digest: str, warned: bool, tmp_path: Path
) -> None:
    folder = times.workspace(tmp_path)
    times.add(folder, times.header(0), {(PC, "pc.os"): PASS})
    times.add(folder, times.header(1), {(PC, "pc.os"): FAIL}, digest=digest)
    shown = view_of(open_workspace(folder, env={}), "latest", "en")
    notice = notice_of(shown)
    data = json.loads("".join(json_report.pieces(shown)))
    paper = leadership(shown).change
    for told in (notice.text, notice.html, "".join(index_page(shown)), paper):
        assert ("judged by different standards" in told) is warned
    assert notice.data["change"]["same_standard"] is data["change"]["same_standard"] is not warned
