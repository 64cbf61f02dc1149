"""Charts: they say what they show, and show no more than fits."""

import re
from dataclasses import replace
from datetime import timedelta

from markupsafe import Markup

from auditor.model import Level
from auditor.reports import charts
from auditor.reports.view import TrendPoint
from auditor.reports.words import words_of
from tests.reports.cases import START

VI, EN = words_of("vi"), words_of("en")
COUNTS = {Level.READY: 1661, Level.READY_WITH_GAPS: 0, Level.NOT_READY: 3, Level.NOT_MEASURED: 0}
POINT = TrendPoint("r", START, "a", 1664, COUNTS, 2001, None, 7, 0.9759)


def points(*serving: int) -> list[TrendPoint]:
    return [
        replace(
            POINT,
            started=START + timedelta(days=n),
            levels={Level.READY: count, Level.NOT_READY: 6 - count},
            coverage=0.5 + n / 100,
        )
        for n, count in enumerate(serving)
    ]


def test_a_bar_says_every_number_in_words_and_in_the_languages_format() -> None:
    label = re.search(r'aria-label="(.*?)"', charts.stacked(COUNTS, VI))
    assert label
    assert "sẵn sàng: 1.661" in label[1]
    assert "chưa sẵn sàng: 3" in label[1]
    assert "1,661" in charts.stacked(COUNTS, EN)


def test_a_share_too_small_for_its_number_is_drawn_all_the_same() -> None:
    drawn = charts.stacked(COUNTS, EN)
    assert re.search(r'<rect class="not_ready" [^>]*width="0\.5%"', drawn)
    assert len(re.findall('<text class="inside"', drawn)) == 1


def test_no_communes_make_no_bar_and_no_mistake() -> None:
    drawn = charts.stacked(dict.fromkeys(Level, 0), EN)
    assert "<rect" not in drawn
    assert drawn.count("<b>0</b>") == 4


def test_one_run_is_no_trend() -> None:
    assert charts.trend(points(3), EN) == Markup()


def test_a_trend_says_its_first_and_last_day() -> None:
    drawn = charts.trend(points(1, 2, 4), EN)
    said = "Communes that can serve: 1 of 6 on 21/11/2026, 4 of 6 on 23/11/2026."
    assert f"<figcaption>{said}</figcaption>" in drawn
    assert f'{said}">' in drawn


def test_a_trend_shows_the_days_and_how_much_was_measured_under_its_columns() -> None:
    drawn = charts.trend(points(1, 2), VI)
    assert [*re.findall(r">(\d\d/\d\d)</text>", drawn)] == ["21/11", "22/11"]
    assert [*re.findall(r">(\d+%)</text>", drawn)] == ["50%", "51%"]


def test_runs_of_one_day_are_told_apart_by_their_time() -> None:
    first, second = points(1, 2)
    drawn = charts.trend([first, replace(second, started=first.started + timedelta(hours=1))], EN)
    assert "on 21/11/2026 20:43, 2 of 6 on 21/11/2026 21:43" in drawn
    assert re.findall(r'y="149"[^>]*>([^<]*)</text>', drawn) == ["20:43", "21:43"]
    earlier = replace(first, started=first.started - timedelta(days=1))
    drawn = charts.trend([earlier, first, replace(second, started=first.started + timedelta(hours=1))], EN)
    assert re.findall(r'y="149"[^>]*>([^<]*)</text>', drawn) == ["20/11", "21/11", "21:43"]


def test_of_many_runs_the_last_are_shown_and_the_last_one_is_named() -> None:
    drawn = charts.trend(points(*[3] * 40), EN)
    days = re.findall(r">(\d\d/\d\d)</text>", drawn)
    assert len(re.findall(r'<rect class="ready"', drawn)) == charts.MAX_POINTS
    assert len(days) <= 8
    assert days[-1] == "30/12"


def test_another_standard_is_a_line_and_a_sentence() -> None:
    same = points(1, 2, 3)
    other = [*same[:2], replace(same[2], standard="b")]
    assert 'class="turn"' not in charts.trend(same, EN)
    assert charts.trend(other, EN).count('class="turn"') == 1
    assert "another standard" in charts.trend(other, EN)


def test_the_table_beside_a_trend_has_every_number() -> None:
    drawn = charts.trend(points(1, 2), EN)
    cells = re.findall(r'<td class="n" data-label="(.*?)">(.*?)</td>', drawn)
    assert ("Counters that serve", "2,001/?") in cells
    assert ("Measured", "51%") in cells


def test_bars_are_a_table_in_which_the_largest_is_as_wide_as_can_be() -> None:
    drawn = charts.bars([("<b>Máy in</b>", 4, "fail"), ("Máy quét", 1, "")], VI)
    assert re.findall(r'<rect width="([\d.]+)%"', drawn) == ["100", "25"]
    assert "&lt;b&gt;Máy in&lt;/b&gt;" in drawn
    assert drawn.count('scope="row"') == 2


def test_bars_of_nothing_are_nothing() -> None:
    assert charts.bars([], EN) == Markup()
    assert '<rect width="0%"' in charts.bars([("a", 0, "")], EN)
