"""`auditor lab demo|up|down|status|exec|shell|score|rules`: the province rebuilt on this machine."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.cli import common
from auditor.cli.lab_demo import command as demo_command
from auditor.cli.lab_options import example, name_option, read_truth
from auditor.cli.lab_proof import command as proof_command
from auditor.cli.lab_rules import command as rules_command
from auditor.cli.lab_trouble import break_command, changed_command, mark_command, power_command
from auditor.i18n import _, language
from auditor.lab import state as labs
from auditor.lab.plan import MOST_OTHERS
from auditor.lab.score import Score
from auditor.model import Verdict
from auditor.reports.words import words_of
from auditor.workspace import open_workspace


@click.group(
    help=_("The lab: a province on this machine, whose PCs, printers, routers and lines really run.")
    + "\n\n\b\n"
    + _("Example:")
    + "\n  auditor lab up --scenario demo\n  auditor lab exec -- auditor audit -i inventories/lab\n"
    "  auditor lab score\n  auditor lab down"
)
def command() -> None:
    pass


command.add_command(demo_command)
command.add_command(rules_command)
for _each_command in (proof_command, power_command, break_command, mark_command, changed_command):
    command.add_command(_each_command)


def _each(option: str, text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(option, type=click.IntRange(0, MOST_OTHERS), metavar=_("NUMBER"), help=text)


def _folder(name: str, workspace: str | None) -> Path:
    """Where a lab's inventory and truth are: inventories/<name> of the workspace."""
    place = open_workspace(Path(workspace)) if workspace else common.workspace()
    return place.root / "inventories" / name


@command.command(
    "up",
    help=example(
        _(
            "Build and start a lab, and write its inventory and what was put where into the workspace."
            " Needs root; the machine's own network stays as it is."
        ),
        "auditor lab up --communes 6 --random-faults 60 --seed 7",
    ),
)
@name_option
@click.option("--communes", type=click.IntRange(1, 200), metavar=_("NUMBER"), help=_("How many communes."))
@click.option("--pcs", type=click.IntRange(1, 180), metavar=_("NUMBER"), help=_("How many PCs in each."))
@_each("--printers", _("How many printers in each."))
@_each("--kiosks", _("How many kiosks in each."))
@_each("--windows", _("How many PCs with Windows in each."))
@_each("--scanners", _("How many network scanners in each."))
@_each("--ups", _("How many UPSes in each."))
@click.option(
    "--scenario", metavar=_("FILE"), help=_("Scenario file, or the name of a shipped one: demo, every-kind.")
)
@click.option(
    "--random-faults", type=click.IntRange(0), metavar=_("NUMBER"), help=_("How many faults to draw.")
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    metavar=_("NUMBER"),
    help=_("What the draw depends on: the same seed, the same faults."),
)
@click.option(
    "--blank",
    is_flag=True,
    help=_("Centers as the delivery van leaves them: factory-fresh devices, none of them in the inventory."),
)
@click.option("--workspace", metavar=_("DIR"), help=_("The workspace that gets inventories/<name>."))
def up_command(
    name: str,
    scenario: str | None,
    workspace: str | None,
    random_faults: int | None,
    blank: bool,
    **size: int | None,
) -> None:
    from auditor.lab import build
    from auditor.lab.scenario import choose

    labs.need_root()
    labs.lab_dir(name)
    folder = _folder(name, workspace)
    wanted = choose(scenario, blank, {"random_count": random_faults, **size})
    console = Console(stderr=True)
    with console.status(_("starting {count} communes …").format(count=wanted.communes)) as shown:
        watch = build.Watch(
            say=lambda sentence: console.print(Text(sentence)),
            step=lambda ready, of: shown.update(
                _("{ready} of {of} machines are up").format(ready=ready, of=of)
            ),
        )
        placed = build.up(name, wanted, folder, scenario or "", watch)
    click.echo(
        _("the lab is up: {communes} communes, {pcs} PCs in each, {faults} faults").format(
            communes=wanted.communes, pcs=wanted.pcs, faults=len(placed)
        )
    )
    click.echo(_("inventory: {folder}").format(folder=folder))
    which = "" if name == labs.DEFAULT_NAME else f" --name {name}"
    click.echo(f"→ auditor lab exec{which} -- auditor audit -i {folder}")


@command.command(
    "down",
    help=example(
        _("Stop a lab and remove what it kept; the inventory stays. Also after a crash."), "auditor lab down"
    ),
)
@name_option
@click.option("--all", "every", is_flag=True, help=_("Every lab of this machine."))
def down_command(name: str, every: bool) -> None:
    from auditor.lab.control import labs as known

    labs.need_root()
    for one in known() if every else [name]:
        done = labs.take_down(one)
        click.echo(
            (_("the lab “{name}” is down") if done else _("there was no lab “{name}”")).format(name=one)
        )


@command.command(
    "status",
    help=example(_("Which labs there are, and how each of their machines is."), "auditor lab status"),
)
@click.option("--name", metavar=_("NAME"), help=_("Only this lab."))
@common.json_option
def status_command(name: str | None, as_json: bool) -> None:
    from auditor.lab.control import labs as known
    from auditor.lab.control import status

    labs.need_root()
    found = [state for one in ([name] if name else known()) if (state := status(one)) is not None]
    if as_json:
        click.echo(json.dumps([asdict(state) for state in found], ensure_ascii=False))
        return
    if not found:
        click.echo(_("no lab is up"))
    for state in found:
        phases = {"up": _("up"), "building": _("building"), "broken": _("broken: lab down removes it")}
        click.echo(f"{state.name}: {phases.get(state.phase, state.phase)} · {state.inventory}")
        for machine in state.machines:
            word = _("up") if machine.state == "up" else _("off")
            click.echo(f"  {machine.host:<24} {machine.role:<9} {machine.address:<15} {word}")


@command.command(
    "exec",
    context_settings={"ignore_unknown_options": True},
    help=example(
        _("Run a command at the controller's end of the lab: in its network, with its DNS."),
        "auditor lab exec -- auditor audit -i inventories/lab",
    ),
)
@name_option
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- CMD…")
def exec_command(name: str, words: tuple[str, ...]) -> None:
    from auditor.lab.control import run_at_controller

    labs.need_root()
    run_at_controller(name, words)


@command.command(
    "shell",
    context_settings={"ignore_unknown_options": True},
    help=example(
        _("A root shell (or a command) inside a machine of the lab."),
        "auditor lab shell pasc-03158-pc01",
        "auditor lab shell pasc-03158-rt01 vtysh",
    ),
)
@name_option
@click.argument("host", metavar=_("HOST"))
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[CMD…]")
def shell_command(name: str, host: str, words: tuple[str, ...]) -> None:
    from auditor.lab.control import enter_machine

    labs.need_root()
    enter_machine(name, host, words)


@command.command(
    "score",
    help=example(
        _(
            "How much of what was put in a run found (recall),"
            " and how much of what it found was put in (precision)."
        ),
        "auditor lab score",
        "auditor lab score latest --json",
    ),
)
@name_option
@click.argument("run", default="latest")
@click.option(
    "--truth",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("Another truth.json."),
)
@common.json_option
def score_command(name: str, run: str, truth: Path | None, as_json: bool) -> None:
    from auditor.audit.stored import findings_of
    from auditor.lab.score import score

    place = common.workspace()
    wanted = read_truth(truth or place.root / "inventories" / name / "truth.json")
    found = ((f.device or "", f.rule, str(f.verdict)) for f in findings_of(place, run))
    result = score(wanted, found)
    if as_json:
        click.echo(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        print_score(result)


def print_score(result: Score) -> None:
    console = Console()
    line = _(
        "recall {recall} ({found} of {faults} faults),"
        " precision {precision} ({explained} of {failed} findings)"
    )
    words = words_of(language())
    shares = {"recall": words.percent(result.recall), "precision": words.percent(result.precision)}
    console.print(Text(line.format(**{**asdict(result), **shares})))
    table = Table(box=None, pad_edge=False)
    for title in (_("fault"), _("found"), _("put in")):
        table.add_column(title)
    for kind, tally in result.kinds.items():
        table.add_row(kind, str(tally.found), str(tally.faults), style="" if tally.recall == 1 else "red")
    console.print(table)
    for missed in result.missed:
        seen = ", ".join(
            f"{mark['rule']} {mark['device']}: {_seen(mark['verdict'])}" for mark in missed["seen"]
        )
        console.print(
            Text(_("missed: {fault} at {at} ({seen})").format(**{**missed, "seen": seen}), style="red")
        )
    for fault in result.unasked:
        console.print(Text(_("not asked for: {fault} at {at} (--{needs})").format(**fault), style="dim"))
    for device, rule in result.unexplained:
        console.print(
            Text(_("unexplained: {rule} on {device}").format(rule=rule, device=device), style="yellow")
        )


def _seen(verdict: str) -> str:
    """A verdict of the run, or that the rule was not judged there at all."""
    return _("not judged") if verdict == "absent" else words_of(language()).word(Verdict(verdict))
