"""``auditor fixes``: what was done to which device, by whom, with every difference and the proof."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.cli import common
from auditor.i18n import _
from auditor.model import StepStatus, times
from auditor.model.fix_codec import fix_to_json
from auditor.reports import fix_words as said
from auditor.reports.text import line
from auditor.reports.words import Words, words_of
from auditor.store import FixSummary


@click.group(
    invoke_without_command=True,
    help=_(
        "What was fixed, or would have been (dry runs); without a command they are listed."
        "\n\n\b\nExample:\n  auditor fixes"
    ),
)
@click.pass_context
def command(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_command)


@command.command(
    "list", help=_("List the fixes, the latest first.\n\n\b\nExample:\n  auditor fixes list --limit 5")
)
@common.limit_option(_("At most so many; 0 is all."))
@common.json_option
def list_command(limit: int, as_json: bool) -> None:
    from auditor.audit import open_store

    workspace = common.workspace()
    with open_store(workspace) as store:
        found = store.fixes(limit)
    if as_json:
        click.echo(json.dumps([_data(summary) for summary in found], indent=1))
    elif not found:
        click.echo(_("there is no fix yet; make one: auditor plan, then auditor fix"))
    else:
        _console().print(_table(found, words_of(workspace.settings.language)))


@command.command(
    "show",
    help=_(
        "One fix: every step, what it changed, and the proof by a new audit."
        "\n\nFIX is an id, the beginning of one, or latest."
        "\n\n\b\nExamples:\n  auditor fixes show latest\n  auditor fixes show latest --html fix.html"
    ),
)
@click.argument("fix", default="latest")
@common.json_option
@click.option(
    "--html",
    metavar=_("FILE"),
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Write it as a page to this file."),
)
@click.option("--all", "whole", is_flag=True, help=_("Every line of every difference."))
def show_command(fix: str, as_json: bool, html: Path | None, whole: bool) -> None:
    from auditor.audit import open_store
    from auditor.reports import fix_page, fix_terminal

    workspace = common.workspace()
    with open_store(workspace) as store:
        found = store.fix(fix)
    language = workspace.settings.language
    if html:
        click.echo(fix_page.write_fix(found, html, language))
    elif as_json:
        click.echo(json.dumps(fix_to_json(found), indent=1))
    else:
        lines = _EVERY_LINE if whole else fix_terminal.MAX_DIFF_LINES
        fix_terminal.print_fix(found, _console(), language, lines)


_EVERY_LINE = 1_000_000


def _console() -> Console:
    return Console(markup=False, emoji=False, highlight=False)


def _data(summary: FixSummary) -> dict[str, Any]:
    ended = times.to_text(summary.ended) if summary.ended else None
    return {**asdict(summary), "started": times.to_text(summary.started), "ended": ended}


def _table(found: list[FixSummary], words: Words) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column(_("fix id"), overflow="fold", min_width=25)
    table.add_column(_("started"), no_wrap=True)
    table.add_column(_("outcome"), overflow="fold")
    for summary in found:
        table.add_row(
            Text.assemble(line(summary.id, 60), "\n", (line(summary.who, 60), "dim")),
            Text.assemble(words.time(summary.started), "\n", (_status(summary, words), "dim")),
            Text("\n").join(part for part in (_steps(summary, words), _proof(summary, words)) if part),
        )
    return table


def _status(summary: FixSummary, words: Words) -> str:
    return f"{said.kind(summary.check, words)}, {said.state(summary.status, words)}"


def _steps(summary: FixSummary, words: Words) -> Text:
    told = []
    for status in StepStatus:
        if count := summary.steps.get(status.value, 0):
            colour = said.SHAPES[status][1]
            told.append(Text(f"{words.number(count)} {said.status(status, summary.check, words)}", colour))
    return Text(", ").join(told)


def _proof(summary: FixSummary, words: Words) -> Text:
    if summary.check:
        return Text()
    told = []
    for name, shape, title, _meaning in said.PROOF:
        if count := summary.proof.get(name, 0):
            colour = said.PROOF_SHAPES[shape][1]
            told.append(Text(f"{words.gettext(title)}: {words.number(count)}", style=colour))
    return Text(", ").join(told)
