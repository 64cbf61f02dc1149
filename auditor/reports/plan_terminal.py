"""A plan on a terminal: what a machine does, what hands must do, what is bought, what the province decides.

Short, so that it is read: the same instruction once for all its devices, and of many devices the first ones.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.text import Text

from auditor.i18n import N_
from auditor.model import Disposition, Plan, PlanStep
from auditor.reports.plan_people import counted, province, purchase, technician
from auditor.reports.plan_shown import Around, by_commune, commune_name, indented, more, title
from auditor.reports.text import line
from auditor.reports.words import Words, words_of

__all__ = ["Around", "counted", "print_plan"]

MAX_STEPS = 40
"""Steps up to which each has a line of its own; of more, each device has one."""
MAX_DEVICES = 40
MAX_NAMED = 6
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


def print_plan(
    plan: Plan, console: Console, *, around: Around | None = None, who: Disposition | None = None
) -> None:
    """Print *plan* for reading, only what is for *who* if that is given."""
    words, around = words_of(plan.language), around or Around()
    parts = [_headline(plan, words), _left_out(around, words)]
    shown = {
        Disposition.AUTOMATIC: _automatic,
        Disposition.TECHNICIAN: technician,
        Disposition.PURCHASE: purchase,
        Disposition.PROVINCE: province,
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
    rows: list[RenderableType] = [title(words.gettext("A machine can do it (auditor fix)"))]
    rows += _cautions(plan.steps, words)
    short = len(plan.steps) > MAX_STEPS
    left = MAX_DEVICES
    # ids tell the order in which they are taken; a reader looks for a place
    for commune, of_commune in groupby(by_commune(plan.steps), lambda step: step.commune):
        devices = [list(steps) for _device, steps in groupby(of_commune, lambda step: step.device)]
        if left > 0:
            rows.append(indented(Text(commune_name(commune, words, around)), 1))
            rows += [row for steps in devices[:left] for row in _device(steps, short, words)]
        left -= len(devices)
    if left < 0:
        rows.append(indented(more(-left, words), 1))
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
            rows.append(indented(Text(told, style="yellow"), 1))
    return rows


def _ids(steps: Sequence[PlanStep]) -> str:
    names = ", ".join(step.id for step in steps[:MAX_NAMED])
    return line(names, 80) + (" …" if len(steps) > MAX_NAMED else "")


def _device(steps: Sequence[PlanStep], short: bool, words: Words) -> Iterable[RenderableType]:
    head = Text(line(steps[0].device, 60), style="bold")
    if short:
        names = ", ".join(_name(step, words) for step in steps)
        yield indented(head.append(f"  {names}", style="not bold"), 2)
        return
    yield indented(head, 2)
    for step in steps:
        text = Text.assemble(
            (line(step.id, 10), "cyan"), f" {line(step.why, 160)} ", (_name(step, words), "dim")
        )
        yield indented(text, 3)


def _name(step: PlanStep, words: Words) -> str:
    told = ((step.reboot, _REBOOT), (step.person, _PERSON), (not step.reversible, _FINAL))
    marks = [words.gettext(text) for holds, text in told if holds]
    return line(step.does, 60) + (f" [{', '.join(marks)}]" if marks else "")
