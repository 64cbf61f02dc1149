"""A commune or a device through time, on a terminal: one row of signs first, then run by run."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from auditor.audit.history import DeviceHistory
from auditor.cli.asset_shown import fix_line, move_line, name_line
from auditor.i18n import _
from auditor.model.history import CommuneHistory, CommunePoint, DevicePoint, Spell
from auditor.model.plain import to_plain
from auditor.reports.terminal import RUN_ID, SHAPES
from auditor.reports.text import line
from auditor.reports.words import Words, words_of

_BARS = "▁▂▃▄▅▆▇█"
MAX_SPELLS = 40


def sparkline(values: Sequence[float | None]) -> str:
    """A bar for each of *values*, the highest as high as can be; ``·`` where there is none."""
    known = [value for value in values if value is not None]
    top = max(known, default=0) or 1
    return "".join("·" if value is None else _BARS[min(7, int(7 * value / top + 0.5))] for value in values)


def print_commune(history: CommuneHistory, console: Console, language: str) -> None:
    """Print *history*: a sign a run, then a row a run, the latest first."""
    words = words_of(language)
    console.print(Text(words.commune(history.commune), style="bold"))
    console.print(_signs(history.points, words))
    table = _table(
        (_("run"), _("level"), _("counters"), _("score"), _("measured"), _("failed"), _("standard")),
        right=(3, 4, 5),
    )
    for point in reversed(history.points):
        table.add_row(*_commune_row(point, words))
    console.print(table)
    if any(point.partial for point in history.points):
        console.print(
            _("in part: the run left devices out (--limit); such a level tells nothing"), style="dim"
        )
    if len({point.standard_digest for point in history.points}) > 1:
        console.print(_("Not all were judged by the same standard: auditor runs judge RUN."), style="yellow")


def _signs(points: Sequence[CommunePoint], words: Words) -> Text:
    text = Text(_("level, the oldest first: "), style="dim")
    for point in points:
        shape, colour = ("–", "dim") if point.partial else SHAPES[point.level]
        text.append(shape, style=colour)
    failed = sparkline([None if point.partial else point.failed for point in points])
    return text.append(_("   failed: "), style="dim").append(failed, style="not dim default")


def _commune_row(point: CommunePoint, words: Words) -> tuple[RenderableType, ...]:
    shape, colour = SHAPES[point.level]
    level = Text(f"{shape} {words.word(point.level)}", style=colour)
    if point.partial:
        level.append(" " + _("(in part)"), style="magenta")
    required = "?" if point.required is None else words.number(point.required)
    return (
        _run(point.when.run, words.time(point.when.at)),
        level,
        f"{words.number(point.serving)}/{required}",
        words.percent(point.score),
        words.percent(point.coverage),
        words.number(point.failed),
        f"{line(point.standard_name, 30)} {line(point.standard_digest[:6], 6)}",
    )


def _run(id: str, at: str) -> Text:
    return Text.assemble(at, "\n", (line(id, 40), "dim"))


def _table(columns: Iterable[str], right: Iterable[int] = ()) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    aligned = set(right)
    for number, column in enumerate(columns):
        table.add_column(
            column,
            overflow="fold",
            justify="right" if number in aligned else "left",
            width=RUN_ID if column == _("run") else None,
        )
    return table


def print_device(history: DeviceHistory, console: Console, language: str) -> None:
    """Print *history*: the machine, findings with their dates, then run by run, the latest first."""
    words = words_of(language)
    title = Text(line(history.device, 80), style="bold")
    console.print(title.append(f"  {line(history.identity, 120)}", style="not bold dim"))
    failed = sparkline([point.failed if point.answered else None for point in history.points])
    console.print(Text(_("failed, the oldest first: "), style="dim").append(failed, style="not dim default"))
    for label, texts in (
        (_("names"), [name_line(seen, words) for seen in history.names]),
        (_("moves"), [move_line(move, words) for move in history.moves]),
        (_("fixes"), [fix_line(fix, words) for fix in history.fixes]),
    ):
        if texts:
            console.print(Text(label, style="dim"))
            console.print(Text("\n".join(f"  {text}" for text in texts)))
    if history.spells:
        console.print(_spells(history.spells, words))
    table = _table(
        (_("run"), _("device"), _("commune"), _("failed"), _("not known"), _("pass")), right=(3, 4, 5)
    )
    for point in reversed(history.points):
        table.add_row(*_device_row(point, words))
    console.print(table)


def _device_row(point: DevicePoint, words: Words) -> tuple[RenderableType, ...]:
    name = Text(line(point.device, 80))
    if not point.answered:
        name.append(" " + _("(did not answer)"), style="magenta")
    return (
        _run(point.when.run, words.time(point.when.at)),
        name,
        line(point.commune, 20),
        words.number(point.failed),
        words.number(point.unknown),
        words.number(point.passed),
    )


def _spells(spells: Sequence[Spell], words: Words) -> Table:
    table = _table((_("finding"), _("opened"), _("closed")))
    for spell in spells[:MAX_SPELLS]:
        opened = words.time(spell.opened.at)
        closed = Text(words.time(spell.closed.at), style="green") if spell.closed else None
        table.add_row(
            Text.assemble(line(words.pick(spell.title), 160), " ", (line(spell.rule, 80), "dim")),
            _("{time} or before").format(time=opened) if spell.since_first else opened,
            closed or Text(_("open, seen {time}").format(time=words.time(spell.last.at)), style="red"),
        )
    if len(spells) > MAX_SPELLS:
        table.add_row(Text(_("and {n} more").format(n=words.number(len(spells) - MAX_SPELLS)), style="dim"))
    return table


def commune_data(history: CommuneHistory) -> dict[str, Any]:
    """The same for programs."""
    points = [to_plain(point) for point in history.points]
    place = history.commune
    return {"commune": {"code": place.code, "name": place.name}, "points": points}


def device_data(history: DeviceHistory) -> dict[str, Any]:
    """The same for programs, times in RFC 3339."""
    return dict(to_plain(history))
