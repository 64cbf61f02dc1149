"""A plan on a terminal: what a machine does, what hands must do, what is bought, what the province decides.

Short, so that it is read: the same instruction once for all its devices, and of many devices the first ones.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from auditor.i18n import N_
from auditor.model import NOUNS, Commune, Disposition, Kind, Plan, PlanItem, PlanStep, Severity
from auditor.reports.text import line
from auditor.reports.words import Words, first_up, words_of

MAX_STEPS = 40
"""Steps up to which each has a line of its own; of more, each device has one."""
MAX_DEVICES = 40
MAX_GROUPS = 40
MAX_NAMED = 6
_SEVERITIES = tuple(Severity)
_HOW = 200
_COUNTED = {
    Disposition.AUTOMATIC: N_("{n} automatic"),
    Disposition.TECHNICIAN: N_("{n} for a technician"),
    Disposition.PURCHASE: N_("{n} a matter of buying"),
    Disposition.PROVINCE: N_("{n} for provincial IT"),
}
_REBOOT, _PERSON, _FINAL = N_("reboot"), N_("somebody there"), N_("cannot be undone")
"""What a step's name is marked with."""
_CAUTIONS = (
    (N_("{n} restart the device (only with --allow-reboot): {steps}"), lambda step: step.reboot),
    (N_("{n} need somebody at the device: {steps}"), lambda step: step.person),
    (N_("{n} cannot be undone by a machine: {steps}"), lambda step: not step.reversible),
)


@dataclass(frozen=True)
class Around:
    """What is worth knowing beside a plan: how many findings of its scope are not in it, not being failed;
    how its run ended; the communes by code, for their names."""

    unknown: int = 0
    waived: int = 0
    status: str = "complete"
    communes: Mapping[str, Commune] = field(default_factory=dict)


def print_plan(
    plan: Plan, console: Console, *, around: Around | None = None, who: Disposition | None = None
) -> None:
    """Print *plan* for reading, only what is for *who* if that is given."""
    words, around = words_of(plan.language), around or Around()
    parts = [_headline(plan, words), _left_out(around, words)]
    shown = {
        Disposition.AUTOMATIC: _automatic,
        Disposition.TECHNICIAN: _technician,
        Disposition.PURCHASE: _purchase,
        Disposition.PROVINCE: _province,
    }
    parts += [part(plan, words, around) for each, part in shown.items() if who in (None, each)]
    for rows in parts:
        if rows:
            console.print(Group(*rows), highlight=False)
            console.print()


# --- head ---------------------------------------------------------------------------------------------------
def _headline(plan: Plan, words: Words) -> list[RenderableType]:
    _ = words.gettext
    if not plan.items:
        return [Text(_("Nothing failed: there is nothing to do."), style="bold"), _made(plan, words)]
    failed = words.plural("{n} finding failed", "{n} findings failed", len(plan.items))
    ends = "; ".join(text for each in Disposition if (text := _end(plan, each, words)))
    return [Text(f"{failed}: {ends}.", style="bold"), _made(plan, words)]


def _end(plan: Plan, who: Disposition, words: Words) -> str:
    count = sum(item.who is who for item in plan.items)
    if not count:
        return ""
    said = words.gettext(_COUNTED[who]).format(n=words.number(count))
    if who is not Disposition.AUTOMATIC:
        return said
    steps = words.plural("{n} step", "{n} steps", len(plan.steps))
    devices = words.plural("{n} device", "{n} devices", len(plan.devices))
    return words.gettext("{automatic} by {steps} on {devices}").format(
        automatic=said, steps=steps, devices=devices
    )


def _made(plan: Plan, words: Words) -> Text:
    told = words.gettext("plan {plan} for run {run}, standard {standard}").format(
        plan=line(plan.id, 40), run=line(plan.run, 40), standard=line(plan.standard_name, 40)
    )
    limits = [plan.scope.commune, plan.scope.device, plan.scope.rule]
    only = words.gettext("only {what}").format(what=", ".join(line(limit, 60) for limit in limits if limit))
    return Text(f"{told}; {only}" if any(limits) else told, style="dim")


def _left_out(around: Around, words: Words) -> list[RenderableType]:
    """What a plan says nothing about, so that nobody takes it for good."""
    rows: list[RenderableType] = []
    if around.status != "complete":
        state = words.run_state(around.status)
        text = words.gettext("This run is {state}: what is not in it is not known.").format(state=state)
        rows.append(Text(text, style="magenta"))
    if around.unknown:
        told = words.plural(
            "{n} check was not measured: it is in no plan. See: auditor findings --verdict unknown",
            "{n} checks were not measured: they are in no plan. See: auditor findings --verdict unknown",
            around.unknown,
        )
        rows.append(Text(told, style="magenta"))
    if around.waived:
        told = words.plural("{n} finding is waived", "{n} findings are waived", around.waived)
        rows.append(Text(told, style="dim"))
    return rows


# --- steps --------------------------------------------------------------------------------------------------
def _automatic(plan: Plan, words: Words, around: Around) -> list[RenderableType]:
    if not plan.steps:
        return []
    rows: list[RenderableType] = [_title(words.gettext("A machine can do it (auditor fix)"))]
    rows += _cautions(plan.steps, words)
    short = len(plan.steps) > MAX_STEPS
    left = MAX_DEVICES
    for commune, of_commune in groupby(plan.steps, lambda step: step.commune):
        devices = [list(steps) for _device, steps in groupby(of_commune, lambda step: step.device)]
        if left > 0:
            rows.append(_indented(Text(_commune(commune, words, around)), 1))
            rows += [row for steps in devices[:left] for row in _device(steps, short, words)]
        left -= len(devices)
    if left < 0:
        rows.append(_indented(_more(-left, words), 1))
    return rows


def _cautions(steps: Sequence[PlanStep], words: Words) -> list[RenderableType]:
    """What whoever applies it must know beforehand."""
    rows: list[RenderableType] = []
    for text, wants in _CAUTIONS:
        if which := [step for step in steps if wants(step)]:
            names = ", ".join(step.id for step in which[:MAX_NAMED]) + (
                " …" if len(which) > MAX_NAMED else ""
            )
            told = words.gettext(text).format(n=words.number(len(which)), steps=line(names, 80))
            rows.append(_indented(Text(told, style="yellow"), 1))
    return rows


def _ids(steps: Sequence[PlanStep]) -> str:
    names = ", ".join(step.id for step in steps[:MAX_NAMED])
    return line(names, 80) + (" …" if len(steps) > MAX_NAMED else "")


def _device(steps: Sequence[PlanStep], short: bool, words: Words) -> Iterable[RenderableType]:
    head = Text(line(steps[0].device, 60), style="bold")
    if short:
        names = ", ".join(_name(step, words) for step in steps)
        yield _indented(head.append(f"  {names}", style="not bold"), 2)
        return
    yield _indented(head, 2)
    for step in steps:
        text = Text.assemble(
            (line(step.id, 10), "cyan"), f" {line(step.why, 160)} ", (_name(step, words), "dim")
        )
        yield _indented(text, 3)


def _name(step: PlanStep, words: Words) -> str:
    told = ((step.reboot, _REBOOT), (step.person, _PERSON), (not step.reversible, _FINAL))
    marks = [words.gettext(text) for holds, text in told if holds]
    return line(step.does, 60) + (f" [{', '.join(marks)}]" if marks else "")


# --- people -------------------------------------------------------------------------------------------------
def _technician(plan: Plan, words: Words, around: Around) -> list[RenderableType]:
    """By commune, as they are driven to; what stops citizens first."""
    items = _of(plan, Disposition.TECHNICIAN)
    if not items:
        return []
    rows: list[RenderableType] = [_title(words.gettext("For a technician, on the spot"))]
    for commune, group in groupby(sorted(items, key=lambda item: item.commune), lambda item: item.commune):
        rows.append(_indented(Text(_commune(commune, words, around)), 1))
        rows += _instructions(list(group), words)
    return rows


def _province(plan: Plan, words: Words, around: Around) -> list[RenderableType]:
    items = _of(plan, Disposition.PROVINCE)
    if not items:
        return []
    return [_title(words.gettext("For provincial IT")), *_instructions(items, words)]


def _instructions(items: Sequence[PlanItem], words: Words) -> list[RenderableType]:
    """The same instruction, for the same reason, once for all its devices."""
    groups: dict[tuple[str, str], list[PlanItem]] = defaultdict(list)
    for item in sorted(items, key=lambda item: _SEVERITIES.index(Severity(item.severity))):
        groups[item.how or item.rule, item.reason].append(item)
    rows = [_indented(_instruction(group, words), 2) for group in list(groups.values())[:MAX_GROUPS]]
    if len(groups) > MAX_GROUPS:
        rows.append(_indented(_more(len(groups) - MAX_GROUPS, words), 2))
    return list(rows)


def _instruction(items: Sequence[PlanItem], words: Words) -> Text:
    item = items[0]
    text = Text(f"□ {_devices(items, words)}", style="bold")
    weight = first_up(words.word(Severity(item.severity)))
    titles = dict.fromkeys(line(each.title, 160) or line(each.rule) for each in items)
    text.append(f"  ✗ {weight}. {'; '.join(titles)}", style="not bold")
    if item.reason:
        text.append(f" ({line(item.reason, 160)})", style="not bold dim")
    return text.append(f"\n→ {line(item.how, _HOW)}", style="not bold") if item.how else text


def _devices(items: Sequence[PlanItem], words: Words) -> str:
    of = [words.word(Kind.COMMUNE) if item.kind == Kind.COMMUNE else line(item.device, 60) for item in items]
    names = list(dict.fromkeys(of))
    more = len(names) - MAX_NAMED
    shown = ", ".join(names[:MAX_NAMED])
    return f"{shown} +{words.number(more)}" if more > 0 else shown


# --- purchase -----------------------------------------------------------------------------------------------
def _purchase(plan: Plan, words: Words, around: Around) -> list[RenderableType]:
    items = _of(plan, Disposition.PURCHASE)
    if not items:
        return []
    rows: list[RenderableType] = [_title(words.gettext("To be bought, or moved from elsewhere"))]
    for noun, counts in counted(items).items():
        where = ", ".join(f"{line(code, 20)}: {words.number(count)}" for code, count in counts.items())
        name = first_up(words.noun(noun)) if noun in NOUNS else line(noun, 40)
        text = Text(f"{name}: {words.number(sum(counts.values()))}", style="bold")
        rows.append(_indented(text.append(f"  ({where})", style="not bold"), 1))
    # a shortage that is counted already says which one it is; everything else is a purchase of its own
    return rows + _instructions([item for item in items if not item.noun and not item.reason], words)


def counted(items: Iterable[PlanItem]) -> Mapping[str, Mapping[str, int]]:
    """How many of each noun are to be bought for each commune (code), by what *items* count."""
    found: dict[str, dict[str, int]] = {}
    for item in items:
        if item.count:
            of = found.setdefault(item.noun, {})
            of[item.commune] = of.get(item.commune, 0) + item.count
    order = [*NOUNS, *sorted(set(found) - set(NOUNS))]
    return {noun: dict(sorted(found[noun].items())) for noun in order if noun in found}


# --- parts --------------------------------------------------------------------------------------------------
def _of(plan: Plan, who: Disposition) -> list[PlanItem]:
    return [item for item in plan.items if item.who is who]


def _title(text: str) -> Text:
    return Text(text, style="bold underline")


def _commune(code: str, words: Words, around: Around) -> str:
    known = around.communes.get(code)
    if known and known.name:
        return words.commune(known, 40)
    return words.gettext("commune {code}").format(code=line(code, 20))


def _more(count: int, words: Words) -> Text:
    return Text(words.gettext("and {n} more").format(n=words.number(count)), style="dim")


def _indented(part: RenderableType, level: int) -> Padding:
    return Padding(part, (0, 0, 0, 2 * level), expand=False)
