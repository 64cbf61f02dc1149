"""`auditor lab proof`: how much of what was put in a plan called automatic, and how much a fix undid."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from auditor.cli import common
from auditor.cli.lab_options import example, name_option, read_truth
from auditor.i18n import _, language
from auditor.lab.proof import LabProof, Verdicts, prove
from auditor.reports.words import words_of
from auditor.workspace import Workspace


@click.command(
    "proof",
    help=example(
        _(
            "Of the faults that a machine could put right: how many the plan calls automatic, how many of"
            " these are gone in the runs after it was applied, and what was opened."
        ),
        "auditor lab proof plan.yml --after latest",
    ),
)
@name_option
@click.argument("plan", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar=_("PLAN"))
@click.option(
    "--after",
    "runs",
    multiple=True,
    default=["latest"],
    metavar="RUN",
    help=_("A run after it; several may be given, later ones win."),
)
@common.json_option
def command(name: str, plan: Path, runs: tuple[str, ...], as_json: bool) -> None:
    from auditor.remedy.plan_read import read

    place = common.workspace()
    made = read(plan)
    truth = read_truth(place.root / "inventories" / name / "truth.json")
    after = {key: verdict for run in runs for key, verdict in _verdicts(place, run).items()}
    result = prove(truth, made, _verdicts(place, made.run), after)
    if as_json:
        click.echo(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        _show(result)


def _verdicts(place: Workspace, run: str) -> Verdicts:
    from auditor.audit.stored import findings_of

    return {(f.device or "", f.rule): str(f.verdict) for f in findings_of(place, run)}


def _show(result: LabProof) -> None:
    console, words = Console(), words_of(language())
    lines = (
        _(
            "{faults} faults: {machine} that a machine could put right, {hands} that need hands,"
            " {replayed} in recordings"
        ),
        _("automatic by the plan: {automatic} of {machine} ({share})"),
        _("gone afterwards: {fixed} of {automatic} ({fixed_share})"),
    )
    data = result.as_json()
    shares = {key: words.percent(data[key]) for key in ("share", "fixed_share")}
    for line in lines:
        console.print(Text(line.format(**{**data, **shares})))
    lists = (
        (_("not automatic"), result.not_automatic, "yellow"),
        (_("not gone"), result.not_fixed, "red"),
        (_("automatic, but needs hands"), result.automatic_by_hands, "yellow"),
        (_("newly opened"), result.newly_opened, "red"),
    )
    for title, found, style in lists:
        for one, two in found:
            console.print(Text(f"{title}: {one} · {two}", style=style))
