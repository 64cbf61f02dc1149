"""Two judgements compared, on a terminal: what changed for citizens first, then finding by finding."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from auditor.model import Kind
from auditor.model.comparison import CommuneChange, Difference, Fate, Frame
from auditor.reports import diff_words as said
from auditor.reports.terminal import SHAPES
from auditor.reports.text import line
from auditor.reports.view import gravity
from auditor.reports.words import Words, first_up, words_of

MAX_EACH = 6
MAX_MOVED = 10
MAX_COMMUNES = 30


@dataclass(frozen=True)
class Bounded:
    """The changes with no more findings than are shown, and what all of them come to."""

    changes: tuple[CommuneChange, ...]
    counts: Counter[Fate]
    reasons: Counter[str]


def bounded(changes: Iterable[CommuneChange], words: Words, each: int, quiet: Iterable[Fate] = ()) -> Bounded:
    """*changes* with at most *each* findings of each fate (none of *quiet* ones), the gravest first."""
    kept, counts, reasons = [], Counter[Fate](), Counter[str]()
    left_out = frozenset(quiet)
    for change in changes:
        counts.update(change.counts)
        reasons.update(dict(said.reasons(change.differences, words)))
        shown = [
            difference
            for fate in said.FATES
            if fate not in left_out
            for difference in of_fate(change, fate)[:each]
        ]
        kept.append(replace(change, differences=tuple(shown)))
    return Bounded(tuple(kept), counts, reasons)


def of_fate(change: CommuneChange, fate: Fate) -> list[Difference]:
    """Its differences of one *fate*, the gravest first."""
    return sorted((d for d in change.differences if d.fate is fate), key=lambda d: gravity(d.shown))


def print_diff(
    frame: Frame,
    changes: Iterable[CommuneChange],
    console: Console,
    language: str,
    each: int = MAX_EACH,
    whole: bool = False,
) -> Counter[Fate]:
    """Print *changes*, at most *each* findings of a fate in a commune, and give back the counts.

    What is still open or not comparable is only counted unless *whole*.
    """
    words = words_of(language)
    quiet = () if whole else (Fate.STILL_OPEN, Fate.NOT_COMPARABLE)
    told = bounded(changes, words, each, quiet)
    parts = [_head(frame, told.counts, words), _levels(told.changes, words), _counters(told.changes, words)]
    parts += [_moved(frame, words), *_communes(told.changes, words, quiet), _reasons(told, words)]
    for part in parts:
        if part:
            console.print(Group(*part), highlight=False)
            console.print()
    return told.counts


def _head(frame: Frame, counts: Counter[Fate], words: Words) -> list[RenderableType]:
    _ = words.gettext
    shown: list[RenderableType] = [
        Text(_("What changed?"), style="bold"),
        Text(said.headline(counts, words)),
        Text(_("before: {side}").format(side=said.side(frame.before, words)), style="dim"),
        Text(_("after: {side}").format(side=said.side(frame.after, words)), style="dim"),
    ]
    compared = words.plural(
        "{n} commune is in both runs.", "{n} communes are in both runs.", frame.communes_both
    )
    shown.append(Text(compared, style="dim"))
    return shown + [Text(text, style="yellow") for text in said.caveats(frame, words)]


def _levels(changes: Sequence[CommuneChange], words: Words) -> list[RenderableType]:
    moved = [change for change in changes if change.level_changed]
    if not moved:
        return []
    shown: list[RenderableType] = [Text(words.gettext("Communes on another level"), style="bold")]
    for change in sorted(moved, key=lambda each: (said.better(each), each.commune.code)):
        shown.append(_indented(_level_row(change, words)))
    return shown


def _level_row(change: CommuneChange, words: Words) -> Text:
    mark, style = ("▲ ", "green") if said.better(change) else ("▼ ", "red")
    if not said.better(change) and not said.worse(change):
        mark, style = "? ", "magenta"
    text = Text(mark, style=style)
    text.append(f"{words.commune(change.commune, 40)}: ", style="bold default")
    for arrow, level in (("", change.level_before), (" → ", change.level_after)):
        assert level is not None  # noqa: S101  (both runs have it)
        text.append(arrow, style="not bold default")
        text.append(f"{SHAPES[level][0]} {words.word(level)}", style=f"not bold {SHAPES[level][1]}")
    return text


def _counters(changes: Sequence[CommuneChange], words: Words) -> list[RenderableType]:
    told = [(change, text) for change in changes for text in said.counters(change, words)]
    if not told:
        return []
    shown: list[RenderableType] = [Text(words.gettext("Counters"), style="bold")]
    for change, text in told[:MAX_COMMUNES]:
        shown.append(_indented(Text(f"{words.commune(change.commune, 40)}: {text}")))
    return shown


def _moved(frame: Frame, words: Words) -> list[RenderableType]:
    if not frame.moved:
        return []
    shown: list[RenderableType] = [
        Text(words.gettext("The same machine by another name or elsewhere"), style="bold")
    ]
    shown += [_indented(Text(said.moved(each, words))) for each in frame.moved[:MAX_MOVED]]
    if len(frame.moved) > MAX_MOVED:
        more = words.gettext("and {n} more").format(n=words.number(len(frame.moved) - MAX_MOVED))
        shown.append(_indented(Text(more, style="dim")))
    return shown


def _communes(
    changes: Sequence[CommuneChange], words: Words, quiet: Sequence[Fate]
) -> Iterable[list[RenderableType]]:
    told = [change for change in changes if change.differences]
    for change in told[:MAX_COMMUNES]:
        yield [*_commune(change, words, quiet)]
    if len(told) > MAX_COMMUNES:
        more = words.gettext("and {n} more communes: auditor diff --json, or -o diff.html")
        yield [Text(more.format(n=words.number(len(told) - MAX_COMMUNES)), style="dim")]


def _commune(change: CommuneChange, words: Words, quiet: Sequence[Fate]) -> Iterable[RenderableType]:
    yield Text(words.commune(change.commune), style="bold")
    if change.partial:
        yield _indented(Text(words.gettext("asked only in part: levels are not compared"), style="magenta"))
    for fate, (shape, title, _meaning) in said.FATES.items():
        count = change.counts.get(fate, 0)
        if not count:
            continue
        mark, colour = said.SHAPES[shape]
        yield _indented(Text(f"{mark} {words.gettext(title)}: {words.number(count)}", style=f"bold {colour}"))
        if fate in quiet:
            continue
        shown = of_fate(change, fate)
        for difference in shown:
            yield _indented(_difference(difference, words), 4)
        if count > len(shown):
            more = words.gettext("and {n} more").format(n=words.number(count - len(shown)))
            yield _indented(Text(more, style="dim"), 4)


def _difference(difference: Difference, words: Words) -> Text:
    one = difference.shown
    device = words.word(Kind.COMMUNE) if one.kind == Kind.COMMUNE else line(one.device, 80)
    text = Text(f"{one.id} ", style="cyan").append(f"{device}  ", style="bold default")
    text.append(f"{words.word(one.severity)}. {said.named(difference, words)}", style="not bold default")
    text.append(f"; {said.found(difference, words)}", style="not bold default")
    if difference.why:
        text.append(f" ({said.why(difference.why, words)})", style="not bold magenta")
    return text


def _reasons(told: Bounded, words: Words) -> list[RenderableType]:
    if not told.reasons:
        return []
    shown: list[RenderableType] = [Text(words.gettext("Not comparable, and why"), style="bold")]
    for reason, count in told.reasons.most_common():
        findings = words.plural("{n} finding", "{n} findings", count)
        shown.append(_indented(Text(f"{findings}: {first_up(reason)}")))
    return shown


def _indented(part: RenderableType, by: int = 2) -> Padding:
    return Padding(part, (0, 0, 0, by), expand=False)
