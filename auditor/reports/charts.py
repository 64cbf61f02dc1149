"""Charts as inline SVG: each answers one question, and a legend or a table beside it says the same in words.

Widths are in percent of the place that a chart gets, so that its letters stay as large on a phone as on a
projector. Colours and shapes are the page's own (style.css, icons.svg); nothing is told by a colour alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from math import ceil

from markupsafe import Markup, escape

from auditor.model import Level, times
from auditor.reports.text import line
from auditor.reports.view_time import TrendPoint
from auditor.reports.words import Words

SHAPES = {
    Level.READY: "pass",
    Level.READY_WITH_GAPS: "gaps",
    Level.NOT_READY: "fail",
    Level.NOT_MEASURED: "unknown",
}
LEVELS = tuple(SHAPES)
MAX_POINTS = 16
"""Runs that a trend shows; the last ones."""
_BAR, _ROOM = 30, 130
"""Heights in pixels: of the one bar, of a trend's highest column."""
_LABELS = 6
"""As many dates stand side by side on a phone."""
_NARROW = 5
"""Percent of the width under which no number fits in."""
_LOW = 15
"""Pixels of height under which no number fits in."""


def stacked(counts: Mapping[Level, int], words: Words) -> Markup:
    """How many communes there are of each level: one bar, and the legend with the numbers under it."""
    total = sum(counts.values())
    said = "; ".join(f"{words.word(level)}: {words.number(counts.get(level, 0))}" for level in LEVELS)
    parts, left = [], 0.0
    for level in LEVELS:
        width = 100 * counts.get(level, 0) / (total or 1)
        if width:
            parts.append(_part(level, counts[level], left, width, words))
        left += width
    picture = _svg(_BAR, words.gettext("How the communes stand"), said, parts)
    return Markup('<figure class="chart">{}\n<ul class="legend">\n{}\n</ul></figure>').format(
        picture, Markup("\n").join(_legend(level, counts.get(level, 0), words) for level in LEVELS)
    )


def mini(counts: Mapping[Level, int]) -> Markup:
    """:func:`stacked` without a word, for the line of a table that says the numbers itself."""
    total, left, parts = sum(counts.values()) or 1, 0.0, []
    for level in LEVELS:
        width = 100 * counts.get(level, 0) / total
        parts.append(_rect(level, left, 0, width, 8) if width else Markup())
        left += width
    return Markup('<svg class="mini" aria-hidden="true" focusable="false">{}</svg>').format(
        Markup().join(parts)
    )


def _part(level: Level, count: int, left: float, width: float, words: Words) -> Markup:
    rect = _rect(level, left, 0, width, _BAR)
    if width < _NARROW:
        return rect
    text = Markup('<text class="inside" x="{}%" y="{}" text-anchor="middle">{}</text>')
    return rect + text.format(_n(left + width / 2), _BAR / 2 + 5, words.number(count))


def _legend(level: Level, count: int, words: Words) -> Markup:
    return Markup('<li><span class="v {}">{}{}</span> <b>{}</b></li>').format(
        level.value, _icon(level), words.word(level, capital=True), words.number(count)
    )


def bars(rows: Sequence[tuple[str, float, str]], words: Words, unit: str = "") -> Markup:
    """How rows (label, value, verdict or ``""``) compare: a table, each with a bar; no rows: ``""``."""
    if not rows:
        return Markup()
    most = max(value for _label, value, _kind in rows) or 1
    row = Markup(
        '<tr><th scope="row">{}</th><td class="track"><svg class="{}" aria-hidden="true" focusable="false">'
        '<rect width="{}%" height="100%"/></svg></td><td class="n">{}</td></tr>'
    )
    shown = (
        row.format(line(label, 160), kind, _n(100 * value / most), words.number(value) + unit)
        for label, value, kind in rows
    )
    return Markup('<table class="bars"><tbody>\n{}\n</tbody></table>').format(Markup("\n").join(shown))


def trend(points: Sequence[TrendPoint], words: Words) -> Markup:
    """Is it getting better: a column a run (the last 16) stacked by level, with its date and its coverage.

    Empty for fewer than two runs. A dashed line stands where another standard was judged by.
    """
    shown = points[-MAX_POINTS:]
    if len(shown) < 2:
        return Markup()
    columns = _Columns(shown)
    stacks = (columns.column(index, words) for index in range(len(shown)))
    parts = [*columns.frame(), *chain.from_iterable(stacks)]
    said = _trend_said(shown, words)
    picture = _svg(columns.height, words.gettext("How the communes stood, run by run"), said, parts)
    return Markup('<figure class="chart">\n<figcaption>{}</figcaption>\n{}\n{}\n{}\n</figure>').format(
        said, picture, _trend_notes(shown, words), _trend_table(shown, words)
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of a trend stand: x in percent, y in pixels."""

    points: Sequence[TrendPoint]

    @property
    def most(self) -> int:
        return max((sum(point.levels.values()) for point in self.points), default=0) or 1

    @property
    def height(self) -> int:
        return _ROOM + 44

    @property
    def pitch(self) -> float:
        return 100 / len(self.points)

    def middle(self, index: int) -> float:
        return self.pitch * (index + 0.5)

    def frame(self) -> Iterable[Markup]:
        """The base line, and a dashed one where the standard became another."""
        yield Markup('<line class="axis" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(_ROOM + 1)
        for index, (before, after) in enumerate(pairwise(self.points)):
            if before.standard != after.standard:
                where = _n(self.pitch * (index + 1))
                yield Markup('<line class="turn" x1="{0}%" x2="{0}%" y1="0" y2="{1}"/>').format(
                    where, _ROOM + 1
                )

    def column(self, index: int, words: Words) -> Iterable[Markup]:
        point, bottom = self.points[index], float(_ROOM)
        width = min(self.pitch * 0.7, 14)
        left = self.middle(index) - width / 2
        for level in LEVELS:
            high = (_ROOM - 4) * point.levels.get(level, 0) / self.most
            bottom -= high
            if high:
                yield _rect(level, left, bottom, width, high)
            if high >= _LOW and width >= _NARROW:
                yield self._inside(index, bottom + high / 2, words.number(point.levels[level]))
        if (len(self.points) - 1 - index) % ceil(len(self.points) / _LABELS) == 0:
            yield from self._under(index, words)

    def _inside(self, index: int, middle: float, text: str) -> Markup:
        made = Markup('<text class="inside" x="{}%" y="{}" text-anchor="middle">{}</text>')
        return made.format(_n(self.middle(index)), _n(middle + 4.5), text)

    def _under(self, index: int, words: Words) -> Iterable[Markup]:
        point = self.points[index]
        made = Markup('<text class="{}" x="{}%" y="{}" text-anchor="middle">{}</text>')
        where = _n(self.middle(index))
        yield made.format("", where, _ROOM + 19, self._when(index))
        yield made.format("quiet", where, _ROOM + 37, words.percent(_whole(point.coverage)))

    def _when(self, index: int) -> str:
        """The day; of a second run on one day the time, and of every run where all are of one day."""
        point, before = self.points[index], self.points[max(index - 1, 0)]
        one_day = times.day(self.points[0].started) == times.day(self.points[-1].started)
        again = one_day or (index and times.day(point.started) == times.day(before.started))
        return times.shown(point.started)[-5:] if again else f"{times.day(point.started):%d/%m}"


def _whole(share: float | None) -> float | None:
    """*share* in whole percent, as cut as words.percent cuts: under a column is little room."""
    return None if share is None else int(share * 100 + 1e-6) / 100


def _serving(point: TrendPoint) -> int:
    return point.levels.get(Level.READY, 0) + point.levels.get(Level.READY_WITH_GAPS, 0)


def _trend_said(points: Sequence[TrendPoint], words: Words) -> str:
    first, last = points[0], points[-1]
    same = times.day(first.started) == times.day(last.started)
    before, after = (
        words.time(each.started) if same else words.day(times.day(each.started)) for each in (first, last)
    )
    return words.gettext(
        "Communes that can serve: {before} of {before_all} on {before_day},"
        " {after} of {after_all} on {after_day}."
    ).format(
        before=words.number(_serving(first)),
        before_all=words.number(sum(first.levels.values())),
        before_day=before,
        after=words.number(_serving(last)),
        after_all=words.number(sum(last.levels.values())),
        after_day=after,
    )


def _trend_notes(points: Sequence[TrendPoint], words: Words) -> Markup:
    _ = words.gettext
    said = _("Under each column: the day, and how much of what applies was measured.")
    if len({point.standard for point in points}) > 1:
        said += " " + _("A dashed line: from there on another standard was judged by.")
    return Markup('<p class="note">{}</p>').format(said)


def _trend_table(points: Sequence[TrendPoint], words: Words) -> Markup:
    _ = words.gettext
    heads = [_("Run"), *(words.word(level, capital=True) for level in LEVELS)]
    heads += [_("Counters that serve"), _("Findings to repair"), _("Measured")]
    first = Markup('<th scope="col">{}</th>').format(heads[0])
    others = (Markup('<th class="n" scope="col">{}</th>').format(text) for text in heads[1:])
    body = Markup("\n").join(_trend_row(point, heads, words) for point in reversed(points))
    return Markup(
        '<details class="screen"><summary>{}</summary><div class="wide"><table class="cards">\n'
        "<thead><tr>{}</tr></thead><tbody>\n{}\n</tbody></table></div></details>"
    ).format(_("These figures as a table"), first + Markup().join(others), body)


def _trend_row(point: TrendPoint, heads: Sequence[str], words: Words) -> Markup:
    required = "?" if point.counters_required is None else words.number(point.counters_required)
    cells = [words.number(point.levels.get(level, 0)) for level in LEVELS]
    cells += [f"{words.number(point.counters_serving)}/{required}", words.number(point.failed)]
    cells += [words.percent(point.coverage)]
    made = Markup('<td class="n" data-label="{}">{}</td>')
    return Markup('<tr><th class="k" scope="row">{}</th>{}</tr>').format(
        words.time(point.started),
        Markup().join(made.format(name, cell) for name, cell in zip(heads[1:], cells, strict=True)),
    )


def _svg(height: int, title: str, said: str, parts: Iterable[Markup]) -> Markup:
    return Markup('<svg height="{}" role="img" aria-label="{}">{}</svg>').format(
        height, f"{title}: {said}", Markup().join(parts)
    )


def _rect(level: Level, x: float, y: float, width: float, height: float) -> Markup:
    """A piece of a column or a bar; however few they are, it is seen."""
    made = Markup('<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>')
    return made.format(level.value, _n(x), _n(y), _n(max(width, 0.5)), _n(max(height, 2)))


def _icon(level: Level) -> Markup:
    made = Markup('<svg class="i {0}" aria-hidden="true" focusable="false"><use href="#{0}"/></svg>')
    return made.format(escape(SHAPES[level]))


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
