"""``auditor diff``: what was fixed, what is new, what is still open between two judgements."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from rich.console import Console

from auditor.cli import common
from auditor.errors import EXIT_FINDINGS, EXIT_NOT_MEASURED, EXIT_READY, UsageError
from auditor.i18n import _
from auditor.model.comparison import CommuneChange, Fate
from auditor.model.text import printable


@click.command(
    help=_(
        "What was fixed, what is new, what is still open since an earlier run, and what cannot be compared."
        "\n\nRUN is an id, the beginning of one, or latest; RUN@STANDARD is its judgement by that standard "
        "(a name, or the beginning of a digest). Without BEFORE: the latest earlier run of the same communes."
        "\n\nExit code: 0 nothing new, 100 new findings, 101 nothing new but not all could be compared."
        "\n\n\b\nExamples:\n  auditor diff\n  auditor diff 20261101 latest -o diff.html\n"
        "  auditor diff latest@baseline latest@dien-bien\n  auditor diff --standard baseline"
    )
)
@click.argument("before", default="", metavar=_("[BEFORE]"))
@click.argument("after", default="latest", metavar=_("[AFTER]"))
@click.option(
    "--standard",
    metavar=_("NAME"),
    default="",
    help=_("Judge both by this standard first (its name or file); nothing of that is kept."),
)
@click.option("--all", "whole", is_flag=True, help=_("Show every finding, also those that did not change."))
@common.json_option
@click.option(
    "-o",
    "--output",
    metavar=_("FILE"),
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Write it as a page to this file."),
)
def command(before: str, after: str, standard: str, whole: bool, as_json: bool, output: Path | None) -> int:
    from auditor.audit.comparing import compared
    from auditor.reports import diff_json, diff_page, diff_terminal

    if as_json and output:
        raise UsageError(_("--json and --output exclude each other"), _("leave one of them out"))
    workspace = common.workspace()
    language = workspace.settings.language
    with compared(workspace, before, after, standard) as found:
        tallied = _Tallied(found.changes())
        if as_json:
            for piece in diff_json.pieces(found.frame, tallied, language):
                click.echo(piece, nl=False)
        elif output:
            diff_page.write_diff(found.frame, tallied, output, language)
            click.echo(_("written: {path}").format(path=printable(str(output))))
        else:
            console = Console(markup=False, emoji=False, highlight=False)
            most = _EVERY if whole else diff_terminal.MAX_EACH
            diff_terminal.print_diff(found.frame, tallied, console, language, most, whole)
    return _exit_code(tallied.counts)


_EVERY = 1_000_000


class _Tallied:
    """Counts what passes through it."""

    def __init__(self, changes: Iterable[CommuneChange]) -> None:
        self._changes = changes
        self.counts: Counter[Fate] = Counter()

    def __iter__(self) -> Iterator[CommuneChange]:
        for change in self._changes:
            self.counts.update(change.counts)
            yield change


def _exit_code(counts: Counter[Fate]) -> int:
    if counts[Fate.NEW]:
        return EXIT_FINDINGS
    return EXIT_NOT_MEASURED if counts[Fate.NOT_COMPARABLE] else EXIT_READY
