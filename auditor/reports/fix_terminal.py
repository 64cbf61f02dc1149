"""A fix on a terminal: what was (or would be) changed where, and what a new audit says of it."""

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from auditor.model import Disposition, Fix, StepStatus
from auditor.reports import fix_words as said
from auditor.reports.fix_view import (
    ChangeView,
    DeviceFixView,
    DiffView,
    StepView,
    changes_of,
    devices_of,
    left_to_people,
)
from auditor.reports.text import line
from auditor.reports.words import Words, first_up, words_of

MAX_DIFF_LINES = 40
MAX_CHANGES = 40
_COLOURS = {"+": "green", "-": "red", "@": "cyan", " ": "dim", "…": "dim"}


def print_fix(fix: Fix, console: Console, language: str = "", max_diff_lines: int = MAX_DIFF_LINES) -> None:
    """Print *fix* for reading, in *language* (``""``: the plan's): devices, differences, proof, what next."""
    words = words_of(language or fix.plan.language)
    parts = [_headline(fix, words), *_devices(fix, words, max_diff_lines)]
    parts += [_proof(fix, words), _people(fix, words), _next(fix, words)]
    for part in parts:
        if part:
            console.print(Group(*part), highlight=False)
            console.print()


def _headline(fix: Fix, words: Words) -> list[RenderableType]:
    title = Text(said.title(fix, words), style="bold")
    title.append(f"  {line(fix.id, 60)}", style="bold")
    about = words.gettext("plan {plan} from run {run}, {start} to {end}, by {who}").format(
        plan=line(fix.plan.id, 60),
        run=line(fix.plan.run, 40),
        start=words.time(fix.started),
        end=words.time(fix.ended),
        who=line(fix.who, 60),
    )
    shown: list[RenderableType] = [title, Text(said.headline(fix, words))]
    if proven := said.proven(fix, words):
        shown.append(Text(proven, style="bold"))
    shown.append(Text(said.tally(fix, words)))
    shown.append(Text(about, style="dim"))
    if unfinished := said.unfinished(fix, words):
        shown.append(Text(unfinished, style="yellow"))
    if fix.forced:
        forced = words.gettext("Forced: also where a device was not as the plan saw it.")
        shown.append(Text(forced, style="yellow"))
    return shown


def _devices(fix: Fix, words: Words, max_lines: int) -> Iterable[list[RenderableType]]:
    views = devices_of(fix, max_lines)
    quiet = [view for view in views if all(step.status is StepStatus.UNCHANGED for step in view.steps)]
    for view in views:
        if view not in quiet:
            yield _device(view, fix.check, words)
    if quiet:
        yield _quiet(quiet, words)


def _quiet(views: list[DeviceFixView], words: Words) -> list[RenderableType]:
    """Devices on which nothing had to be done take one line, however many they are."""
    shape, colour = said.SHAPES[StepStatus.UNCHANGED]
    names = words.listed([view.device for view in views])
    return [Text(f"{shape} " + words.gettext("already right: {devices}").format(devices=names), style=colour)]


def _device(view: DeviceFixView, check: bool, words: Words) -> list[RenderableType]:
    title = Text(line(view.device, 80), style="bold").append(
        f"  {line(view.commune, 20)}", style="not bold dim"
    )
    shown: list[RenderableType] = [title]
    for step in view.steps:
        shown.append(_indented(_step(step, check, words)))
        shown += [_indented(part, 4) for diff in step.diffs for part in _diff(diff, words)]
    return shown


def _step(view: StepView, check: bool, words: Words) -> Text:
    shape, colour = said.SHAPES[view.status]
    text = Text(f"{shape} {said.status(view.status, check, words)}", style=f"bold {colour}")
    text.append(f"  {line(view.step.does, 60)}", style="not bold cyan")
    text.append(f"  {line(view.step.why, 160)}", style="not bold default")
    text.append(f"  {line(view.step.id, 20)}", style="not bold dim")
    if view.reason and view.status is not StepStatus.UNCHANGED:
        text.append(f"\n  {view.reason}", style="not bold default")
    return text


def _diff(diff: DiffView, words: Words) -> Iterable[RenderableType]:
    title = diff.path or words.gettext("command")
    yield Text(title, style="bold").append(f"  {diff.task}", style="not bold dim")
    text = Text()
    for number, each in enumerate(diff.lines):
        mark = "" if each.sign == "@" else each.sign
        text.append(("\n" if number else "") + f"{mark}{each.text}", style=_COLOURS[each.sign])
    if diff.lines:
        yield text
    if diff.left_out:
        yield Text("… " + said.left_out(diff, words), style="dim")


def _proof(fix: Fix, words: Words) -> list[RenderableType]:
    if not said.proven(fix, words):
        return []
    shown: list[RenderableType] = [Text(words.gettext("Proof by a new audit of these devices"), style="bold")]
    for name, shape, title, meaning in said.PROOF:
        changes = getattr(fix.proof, name)
        mark, colour = said.PROOF_SHAPES[shape] if changes else ("○", "dim")
        head = Text(f"{mark} {words.gettext(title)}: {words.number(len(changes))}", style=f"bold {colour}")
        shown.append(_indented(head.append(f"  {words.gettext(meaning)}", style="not bold dim")))
        if changes:
            shown.append(_indented(_changes(changes_of(fix, changes[:MAX_CHANGES]), words), 4))
        if len(changes) > MAX_CHANGES:
            more = words.gettext("and {n} more").format(n=words.number(len(changes) - MAX_CHANGES))
            shown.append(_indented(Text(more, style="dim"), 4))
    if again := said.asked_again(fix, words):
        shown.append(_indented(Text(again, style="dim")))
    return shown


def _changes(changes: Iterable[ChangeView], words: Words) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold")
    grid.add_column(overflow="fold")
    for each in changes:
        grid.add_row(Text(line(each.change.device, 60)), _change(each, words))
    return grid


def _change(view: ChangeView, words: Words) -> Text:
    change = view.change
    text = Text(view.title)
    if view.title != change.rule:
        text.append(f"  {line(change.rule, 80)}", style="dim")
    before, after = (said.verdict(word, words) for word in (change.before, change.after))
    seen = [
        f"{verdict}: {found}" if found else verdict
        for verdict, found in ((before, view.before), (after, view.after))
    ]
    return text.append("\n" + " → ".join(seen), style="default")


def _people(fix: Fix, words: Words) -> list[RenderableType]:
    left = left_to_people(fix)
    if not left:
        return []
    title = Text(words.gettext("Left to people, as the plan says"), style="bold")
    return [title, *(_indented(Text(_left(who, len(items), words))) for who, items in left.items())]


def _left(who: Disposition, count: int, words: Words) -> str:
    return f"{first_up(said.people(who, words))}: {words.plural('{n} finding', '{n} findings', count)}"


def _next(fix: Fix, words: Words) -> list[RenderableType]:
    shown: list[RenderableType] = [Text(words.gettext("What to do next"), style="bold")]
    for command, meaning in said.next_steps(fix, words):
        shown += [_indented(Text(first_up(meaning))), _indented(Text(f"  {command}", style="cyan"))]
    return shown


def _indented(part: RenderableType, by: int = 2) -> Padding:
    return Padding(part, (0, 0, 0, by), expand=False)
