"""``auditor runs``: the runs that are kept, one of them closely, its log, and ageing."""

import json
import re
from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from auditor.cli import common
from auditor.cli.runs_shown import device_rows, run_rows, runs_table
from auditor.errors import RunNotFound, UsageError
from auditor.i18n import N_, _
from auditor.model import Judgement, Kind, RunHeader, Verdict, times
from auditor.model.text import printable
from auditor.reports.words import words_of
from auditor.store import RunSummary

_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_PRUNED = {
    (False, False): N_("removed runs: {runs} ({size} MB)"),
    (False, True): N_("runs that would be removed: {runs} ({size} MB)"),
    (True, False): N_("runs that lost their raw answers: {runs} ({size} MB)"),
    (True, True): N_("runs that would lose their raw answers: {runs} ({size} MB)"),
}
"""What pruning says, by evidence only and dry run."""

_run = click.argument("run", default="latest")


@click.group(
    invoke_without_command=True,
    help=_("The runs that are kept; without a command they are listed.\n\n\b\nExample:\n  auditor runs"),
)
@click.pass_context
def command(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_command)


@command.command(
    "list", help=_("List the runs, the latest first.\n\n\b\nExample:\n  auditor runs list --limit 5")
)
@common.limit_option(_("At most so many; 0 is all."))
@common.json_option
def list_command(limit: int, as_json: bool) -> None:
    from auditor.audit import open_store

    workspace = common.workspace()
    with open_store(workspace) as store:
        found = store.runs(limit)
    if as_json:
        _print_json([_data(summary) for summary in found])
    elif not found:
        click.echo(_("there is no run yet; make one: auditor audit"))
    else:
        _console().print(runs_table(found, words_of(workspace.settings.language)))


@command.command(
    "show",
    help=_(
        "One run: when, by whom, by which standard, which devices failed."
        "\n\nRUN is an id, the beginning of one, or latest."
        "\n\n\b\nExample:\n  auditor runs show latest"
    ),
)
@_run
@common.json_option
def show_command(run: str, as_json: bool) -> None:
    from auditor.audit import open_store

    workspace = common.workspace()
    with open_store(workspace) as store:
        summary = store.run(run)
        manifest, failures = store.manifest(summary.header.id), store.failures(summary.header.id)
    if as_json:
        _print_json({**_data(summary), "failures": failures})
        return
    words = words_of(workspace.settings.language)
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", max_width=28)
    grid.add_column(overflow="fold")
    for label, value in [*run_rows(summary, words), *device_rows(manifest, failures, words)]:
        grid.add_row(label, value)
    _console().print(grid)


@command.command(
    "log",
    help=_(
        "Print the log of a run; it holds no secret and can be sent."
        "\n\n\b\nExample:\n  auditor runs log --path"
    ),
)
@_run
@click.option("--path", "path_only", is_flag=True, help=_("Only say where it is."))
def log_command(run: str, path_only: bool) -> None:
    from auditor.audit.folders import folder_of

    file = folder_of(common.workspace(), run).log
    if path_only:
        click.echo(printable(str(file)))
        return
    if not file.is_file():
        raise RunNotFound(_("the run has no log (any more): {file}").format(file=file))
    with file.open(encoding="utf-8", errors="replace") as lines:
        for text in lines:
            click.echo(printable(text.rstrip("\n"), keep="\t"))


@command.command(
    "import",
    help=_(
        "Take in and judge a run that was made elsewhere or by ansible-playbook itself. DIR is its folder."
        "\n\n\b\nExample:\n  auditor runs import runs/20261121T204307Z-4f2a"
    ),
)
@click.argument("folder", metavar=_("DIR"), type=click.Path(exists=True, file_okay=False, path_type=Path))
def import_command(folder: Path) -> None:
    from auditor.audit.stored import take_in

    header, manifest, judgement = take_in(common.workspace(), folder)
    _judged(header, len(manifest.devices), judgement)


@command.command(
    "judge",
    help=_(
        "Judge a stored run again, by the standard as it is now."
        "\n\n\b\nExample:\n  auditor runs judge latest --standard standard/dien-bien.yml"
    ),
)
@_run
@click.option("--standard", metavar=_("NAME"), help=_("Standard to judge by: its name or file."))
def judge_command(run: str, standard: str | None) -> None:
    from auditor.audit.stored import judge_again

    header, judgement = judge_again(common.workspace(standard=standard), run)
    devices = len({f.device for f in judgement.findings if f.kind != Kind.COMMUNE})
    _judged(header, devices, judgement)


def _judged(header: RunHeader, devices: int, judgement: Judgement) -> None:
    counts = Counter(finding.verdict for finding in judgement.findings)
    told = _("{run}: {devices} devices judged by {standard}: {failed} failed, {unknown} not measured")
    click.echo(
        printable(
            told.format(
                run=header.id,
                devices=devices,
                standard=judgement.standard_name,
                failed=counts[Verdict.FAIL],
                unknown=counts[Verdict.UNKNOWN],
            )
        )
    )


@command.command(
    "prune",
    help=_(
        "Remove the raw answers of old runs; facts and findings stay. With --whole the runs themselves, "
        "but for the latest judged run of each commune."
        "\n\n\b\nExamples:\n  auditor runs prune --older-than 90d\n"
        "  auditor runs prune --older-than 2y --whole --dry-run"
    ),
)
@click.option(
    "--older-than",
    metavar=_("AGE"),
    help=_(
        "90d, 12w, 6m or 2y (days, weeks, months of 30 days, years). Default: the setting keep_runs_days."
    ),
)
@click.option("--whole", is_flag=True, help=_("Whole runs, not only their raw answers."))
@click.option("--dry-run", is_flag=True, help=_("Only say what would be removed."))
@common.json_option
def prune_command(older_than: str | None, whole: bool, dry_run: bool, as_json: bool) -> None:
    from auditor.audit.pruning import prune_runs

    workspace = common.workspace()
    age = _age(older_than) if older_than else timedelta(days=workspace.settings.keep_runs_days)
    before = times.now() - age
    result = prune_runs(workspace, before, evidence_only=not whole, dry_run=dry_run)
    if as_json:
        _print_json({"before": times.to_text(before), "dry_run": dry_run, **asdict(result)})
        return
    for run in (*result.runs, *result.evidence):
        click.echo(printable(run))
    words = words_of(workspace.settings.language)
    count = words.number(len(result.runs) + len(result.evidence))
    size = words.number(round(result.freed_bytes / 1e6, 1))
    click.echo(_(_PRUNED[not whole, dry_run]).format(runs=count, size=size))


def _age(text: str) -> timedelta:
    match = re.fullmatch(r"([1-9][0-9]{0,4})([dwmy])", text)
    if not match:
        raise UsageError(_("not an age: {text}").format(text=text), _("write 90d, 12w, 6m or 2y"))
    return timedelta(days=int(match[1]) * _DAYS[match[2]])


def _console() -> Console:
    return Console(markup=False, emoji=False, highlight=False)


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, indent=1))


def _data(summary: RunSummary) -> dict[str, Any]:
    header = summary.header
    ended = times.to_text(header.ended) if header.ended else None
    return {
        **asdict(header),
        "started": times.to_text(header.started),
        "ended": ended,
        "devices": summary.devices,
        "asked": summary.asked,
        "failed": summary.failed,
        "judgements": [
            {**asdict(made), "judged_at": times.to_text(made.judged_at)} for made in summary.judgements
        ],
    }
