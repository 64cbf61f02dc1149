"""The summary on a terminal: who cannot serve, what stops them, how it is repaired, what to do next."""

from collections.abc import Collection, Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from auditor.model import Finding, Kind, Level, Step, Verdict
from auditor.model.who import who
from auditor.reports import needs, sentences
from auditor.reports.text import line
from auditor.reports.text import sentences as whole_sentences
from auditor.reports.view import CommuneView, ProvinceView, UnmeasuredView, by_rule, gravity
from auditor.reports.words import Words, first_up, words_of

MAX_COMMUNES = 20
MAX_FINDINGS = 3
MAX_REASONS = 5
MAX_STOPS = 4
RUN_ID = 21
"""Columns that the id of a run takes: it stands whole, to be copied."""
SHAPES = {
    Level.READY: ("●", "green"),
    Level.READY_WITH_GAPS: ("◐", "yellow"),
    Level.NOT_READY: ("■", "red"),
    Level.NOT_MEASURED: ("?", "magenta"),
}


def print_summary(view: ProvinceView, console: Console) -> None:
    """Print *view* for reading: communes by need, the findings that block them, then what to do."""
    words = words_of(view.language)
    parts = [_headline(view, words), _communes(view, words), _rest(view, words), _causes(view, words)]
    parts += [_unmeasured(view, words), _expiring(view, words), _next(view, words)]
    for part in parts:
        if part:
            console.print(Group(*part), highlight=False)
            console.print()


def _headline(view: ProvinceView, words: Words) -> list[RenderableType]:
    _ = words.gettext
    shown: list[RenderableType] = [
        Text(_("Who can serve citizens?"), style="bold"),
        Text(sentences.headline(view, words)),
    ]
    if view.communes:
        shown.append(Text(sentences.capacity(view, words)))
    shown.append(Text(_run_line(view, words), style="dim"))
    if view.run.status != "complete":
        state = words.run_state(view.run.status)
        shown.append(Text(_("This run is {state}: what is not in it is not known.").format(state=state)))
    return shown


def _run_line(view: ProvinceView, words: Words) -> str:
    _ = words.gettext
    return _("run {run}, {start} to {end}, standard {standard}, by {who}").format(
        run=line(view.run.id, 40),
        start=words.time(view.run.started),
        end=words.time(view.run.ended),
        standard=line(view.standard_name, 40),
        who=line(view.run.who, 60),
    )


def _communes(view: ProvinceView, words: Words) -> list[RenderableType]:
    needy = [c.commune.code for c in view.communes if c.level is not Level.READY][:MAX_COMMUNES]
    width = max((len(words.word(level)) for level in Level), default=0) + 2
    blocks = [[*_commune(commune, view.steps, words, width), Text()] for commune in view.reader(needy)]
    return [row for block in blocks for row in block][:-1]


def _commune(
    view: CommuneView, steps: Collection[Step], words: Words, width: int
) -> Iterable[RenderableType]:
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=width, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(
        _level(view.level, words),
        Text(words.commune(view.commune), style="bold"),
        _counters(view, steps, words),
    )
    yield grid
    if partial := sentences.partial(view, words):
        yield _indented(Text(partial, style="magenta"))
    yield _indented(Text(words.score(view.tally), style="dim"))
    for text in _needs(view, words):
        yield _indented(text)
    blind = view.unmeasured if view.level is Level.NOT_MEASURED else ()
    groups = by_rule(view.blockers or sorted(view.of(Verdict.FAIL), key=gravity))
    room = MAX_FINDINGS - len(blind[:MAX_FINDINGS])
    yield _indented(_entries(blind[:MAX_FINDINGS], groups[:room], words))
    rest = sum(len(g.findings) for g in blind[MAX_FINDINGS:]) + sum(len(g) for g in groups[room:])
    if rest > 0:
        more = words.gettext("and {n} more: auditor findings --commune {code}").format(
            n=words.number(rest), code=line(view.commune.code, 20)
        )
        yield _indented(Text(more, style="dim"))


def _needs(view: CommuneView, words: Words) -> list[Text]:
    """Which device stops which step, and what is lacking."""
    stopped = needs.stops(view, words)
    shown = [Text(first_up(text), style="bold") for text in stopped[:MAX_STOPS]]
    if len(stopped) > MAX_STOPS:
        more = words.gettext("and {n} more").format(n=words.number(len(stopped) - MAX_STOPS))
        shown.append(Text(more, style="dim"))
    return shown + [Text(text) for text in needs.shortages(view, words)]


def _expiring(view: ProvinceView, words: Words) -> list[RenderableType]:
    ending = needs.expiring(view, words)
    if not ending:
        return []
    title = words.gettext("Waivers that end soon: then their findings count again")
    return [Text(title, style="bold yellow"), *(_indented(Text(text)) for text in ending)]


def _indented(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2), expand=False)


def _level(level: Level, words: Words) -> Text:
    shape, colour = SHAPES[level]
    return Text(f"{shape} {words.word(level)}", style=f"bold {colour}")


def _counters(view: CommuneView, steps: Collection[Step], words: Words) -> Text:
    required = view.assessment.counters_required
    count = words.number(view.serving(steps))
    return Text(
        words.gettext("{working}/{required} counters").format(
            working=count, required="?" if required is None else words.number(required)
        )
    )


def _entries(blind: Iterable[UnmeasuredView], groups: Iterable[Sequence[Finding]], words: Words) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, width=10)
    grid.add_column(overflow="fold")
    for unknown in blind:
        grid.add_row(Text(unknown.findings[0].id, style="cyan"), _blind(unknown, words))
    for group in groups:
        grid.add_row(Text(group[0].id, style="cyan"), _finding(group, words))
    return grid


def _blind(group: UnmeasuredView, words: Words) -> Text:
    checks = words.plural("{n} check", "{n} checks", len(group.findings))
    why = words.gettext("not known: {reason}").format(reason=words.reason(group.reason))
    return _devices(group.devices, words).append(f"  ? {checks} {why}", style="not bold")


def _devices(ids: Sequence[str], words: Words) -> Text:
    """The first device and how many more; none: it is the commune's own finding."""
    text = Text(line(ids[0], 80) if ids else words.word(Kind.COMMUNE), style="bold")
    if len(ids) > 1:
        more = words.plural("and {n} more device", "and {n} more devices", len(ids) - 1)
        text.append(f" {more}", style="not bold")
    return text


def _finding(group: Sequence[Finding], words: Words) -> Text:
    finding = group[0]
    text = _devices([other.device for other in group if other.kind != Kind.COMMUNE], words)
    text.append(f"  ✗ {words.word(finding.severity)}. {words.unmet(finding)}", style="not bold")
    found = words.gettext("found: {found}").format(found=words.found(finding))
    text.append(f"; {line(found, 120)}", style="not bold")
    who_first = first_up(words.word(who(finding)))
    return text.append(f"\n→ {who_first}: {whole_sentences(words.fix_line(finding), 160)}", style="not bold")


def _rest(view: ProvinceView, words: Words) -> list[RenderableType]:
    needy = [c for c in view.communes if c.level is not Level.READY]
    shown: list[RenderableType] = []
    if len(needy) > MAX_COMMUNES:
        more = words.gettext("and {n} more communes that are not ready: auditor report --format html")
        shown.append(Text(more.format(n=words.number(len(needy) - MAX_COMMUNES))))
    ready = [words.commune(c.commune, 40) for c in view.communes if c.level is Level.READY]
    if ready:
        text = _level(Level.READY, words)
        names = ", ".join(ready[:MAX_COMMUNES])
        text.append(f": {names}" + (" …" if len(ready) > MAX_COMMUNES else ""), style="not bold default")
        shown.append(text)
    return shown


def _causes(view: ProvinceView, words: Words) -> list[RenderableType]:
    if len(view.waiting) < 2 or not view.causes:
        return []
    shown: list[RenderableType] = [Text(words.gettext("What stops most communes"), style="bold")]
    for cause in view.causes:
        communes = words.plural("{n} commune", "{n} communes", len(cause.communes))
        text = Text(f"{communes}{_count(cause.devices, words)}: {words.unmet(cause.example)} ")
        shown.append(_indented(text.append(f"({line(cause.rule, 60)})", style="dim")))
    return shown


def _count(devices: int, words: Words) -> str:
    """``, 3 devices``; nothing for what is a commune's own."""
    return ", " + words.plural("{n} device", "{n} devices", devices) if devices else ""


def _unmeasured(view: ProvinceView, words: Words) -> list[RenderableType]:
    if not view.blind:
        return []
    shown: list[RenderableType] = [Text(words.gettext("What was not measured, and why"), style="bold")]
    for group in view.blind[:MAX_REASONS]:
        checks = words.plural("{n} check", "{n} checks", group.checks)
        of = _count(len(group.devices), words)
        shown.append(_indented(Text(f"{checks}{of}: {words.reason(group.reason)}")))
    rest = sum(group.checks for group in view.blind[MAX_REASONS:])
    if rest:
        shown.append(_indented(Text(words.gettext("and {n} more checks").format(n=words.number(rest)))))
    return shown


def _next(view: ProvinceView, words: Words) -> list[RenderableType]:
    shown: list[RenderableType] = [Text(words.gettext("What to do next"), style="bold")]
    for command, meaning in commands(view, words):
        shown += [_indented(Text(first_up(meaning))), _indented(Text(f"  {command}", style="cyan"))]
    return shown


def commands(view: ProvinceView, words: Words) -> list[tuple[str, str]]:
    """Commands that help on from here, with what each is for."""
    _ = words.gettext
    run = line(view.run.id, 40)
    found: list[tuple[str, str]] = []
    if view.run.status != "complete":
        found.append((f"auditor audit --resume {run}", _("ask the devices that are still missing")))
    if not view.communes:
        return [*found, ("auditor inventory check", _("see which devices the inventory describes"))]
    found.append((f"auditor report {run} --format html", _("write the pages for each commune")))
    worst = view.communes[0]
    if worst.level is not Level.READY:
        code = line(worst.commune.code, 20)
        found.append((f"auditor findings {run} --commune {code}", _("everything found in one commune")))
        found.append((f"auditor audit --limit commune_{code}", _("audit it again after the repair")))
    if view.causes:
        rule = line(view.causes[0].rule, 60)
        found.append((f"auditor standard explain {rule}", _("what a rule wants, why, and how to waive it")))
    return found
