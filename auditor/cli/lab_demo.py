"""`auditor lab demo`: a small province from nothing to its report."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import click

from auditor.cli import common
from auditor.errors import (
    EXIT_FINDINGS,
    EXIT_LAB,
    EXIT_NOT_MEASURED,
    EXIT_READY,
    LabError,
    MissingRequirement,
    WorkspaceNotFound,
)
from auditor.i18n import _, language
from auditor.lab.state import DEFAULT_NAME, take_down
from auditor.workspace import Workspace, open_workspace

_TOML = 'inventory = "inventories/lab/"\n'
_SHOWN = ("html", "pdf", "work")
"""For leadership on screen and paper, for a technician; the rest is named by `auditor report --help`."""
_AUDITED = (EXIT_READY, EXIT_FINDINGS, EXIT_NOT_MEASURED)


@click.command(
    "demo",
    help=_(
        "A small province from nothing to its report: build it with nine faults in it, audit it, compare what"
        " was found with what was put in, put right what a machine can, audit it again, write the report,"
        " take it down."
        "\n\nWhere no lab can run (no root, no Linux) recorded answers take its place, and it says so."
    )
    + "\n\n\b\n"
    + _("Example:")
    + "\n  auditor lab demo",
)
@click.option("--keep", is_flag=True, help=_("Leave the lab up."))
@click.option("--replay", is_flag=True, help=_("Take the recorded answers, even where a lab could run."))
@click.option("--record", is_flag=True, hidden=True)
def command(keep: bool, replay: bool, record: bool) -> int:
    place = _workspace()
    inventory = place.root / "inventories" / DEFAULT_NAME
    real = not replay and _build(inventory)
    if not real:
        from auditor.lab.recording import lay_out

        lay_out(inventory)
        click.echo(_("recorded answers take the lab's place: nothing runs"))
    try:
        _audit(place, inventory, real)
        first = _latest(place)
        if real and not record:
            _put_right(place, inventory, first)
    finally:
        if real and not keep:
            take_down(DEFAULT_NAME)
    if record:
        _record(place, inventory)
    return _tell(place, first)


def _workspace() -> Workspace:
    """The workspace of this call; the folder one is in becomes one when there is none."""
    try:
        return common.workspace()
    except WorkspaceNotFound:
        Path("auditor.toml").write_text(_TOML, "utf-8")
        return open_workspace(Path.cwd())


def _build(inventory: Path) -> bool:
    """Start the demo lab; False, with the reason told, where that cannot be."""
    from auditor.lab import build
    from auditor.lab.scenario import load_scenario

    try:
        build.check_machine()
    except MissingRequirement as missing:
        click.echo(f"{missing.message}. → {missing.remedy}")
        return False
    take_down(DEFAULT_NAME)
    click.echo(_("building the province …"))
    placed = build.up(DEFAULT_NAME, load_scenario(Path("demo")), inventory, watch=build.Watch(say=click.echo))
    click.echo(_("it is up, with {count} faults in it; now the audit:").format(count=len(placed)))
    return True


def _ours(place: Workspace, *words: str) -> int:
    """Run one of our commands as a person would; what it says is seen."""
    return subprocess.run([*_auditor(place), *words], check=False).returncode


def _auditor(place: Workspace) -> list[str]:
    return [sys.executable, "-m", "auditor", "--workspace", str(place.root), "--lang", language()]


def _audit(place: Workspace, inventory: Path, real: bool) -> None:
    within = ["lab", "exec", "--", *_auditor(place)] if real else []
    code = _ours(place, *within, "audit", "--inventory", str(inventory))
    if code not in _AUDITED:
        raise LabError(_("the audit ended with code {code}").format(code=code))


def _latest(place: Workspace) -> str:
    from auditor.audit import open_store

    with open_store(place) as store:
        return store.header("latest").id


def _put_right(place: Workspace, inventory: Path, run: str) -> None:
    """What a machine can; then everything is audited again."""
    plan = place.reports / f"plan-{run}.yml"
    click.echo(_("now the plan, and what of it a machine can do:"))
    _ours(place, "plan", run, "--output", str(plan))
    code = _ours(place, "lab", "exec", "--", *_auditor(place), "fix", str(plan), "--apply", "--yes")
    if code not in (EXIT_READY, EXIT_FINDINGS):
        raise LabError(_("the fix ended with code {code}").format(code=code))
    _audit(place, inventory, real=True)


def _record(place: Workspace, inventory: Path) -> None:
    from auditor.audit import open_store
    from auditor.lab.recording import keep
    from auditor.transports.replay import record

    answers = keep(inventory)
    with open_store(place) as store:
        run = store.load("latest")
        for device, observation in run.observations.items():
            whole = replace(observation, raw=store.raw(run.header.id, device))
            # What can be read from the raw answer again is not kept beside it.
            lean = whole if whole.failure else replace(whole, facts={}, missing={})
            record(lean, answers / f"{device}.json")


def _tell(place: Workspace, run: str) -> int:
    """The score of *run* and the report; the exit code is 0 when each fault was found and nothing else."""
    from auditor.audit.stored import findings_of
    from auditor.cli.lab import print_score
    from auditor.cli.lab_options import read_truth
    from auditor.lab.score import score

    truth = read_truth(place.root / "inventories" / DEFAULT_NAME / "truth.json")
    result = score(truth, ((f.device, f.rule, str(f.verdict)) for f in findings_of(place, run)))
    print_score(result)
    _ours(place, "report", "latest", *(word for form in _SHOWN for word in ("--format", form)))
    return EXIT_READY if not result.missed and not result.unexplained else EXIT_LAB
