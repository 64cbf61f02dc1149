"""``auditor findings``: what is wrong or not known in a run, what stops most first."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.cli import common
from auditor.errors import UsageError, did_you_mean
from auditor.evaluate import SUBJECT
from auditor.i18n import _
from auditor.model import Area, Finding, Kind, Severity, Verdict, times
from auditor.model.text import printable
from auditor.reports.text import line
from auditor.reports.words import Words, words_of
from auditor.store import FindingFilter, Store

ALL = "all"
SHOWN = 200
"""Findings that a terminal shows unless told otherwise; a program gets them all."""

_STYLES = {Severity.BLOCKER: "bold red", Severity.MAJOR: "yellow", Severity.MINOR: ""}


@click.command(
    help=_(
        "What failed or is not known in a run, what stops most first."
        "\n\nRUN is an id, the beginning of one, or latest."
        "\n\n\b\nExamples:\n  auditor findings\n"
        "  auditor findings latest --commune 03158 --severity blocker\n"
        "  auditor findings --verdict all --json > findings.json"
    )
)
@click.argument("run", default="latest")
@click.option(
    "--commune", "communes", multiple=True, metavar=_("CODE"), help=_("Only this commune; may be repeated.")
)
@click.option(
    "--device", "devices", multiple=True, metavar=_("NAME"), help=_("Only this device; may be repeated.")
)
@click.option("--rule", "rules", multiple=True, metavar=_("ID"), help=_("Only this rule; may be repeated."))
@click.option(
    "--verdict",
    "verdicts",
    multiple=True,
    type=click.Choice([ALL, *(word.value for word in Verdict)]),
    default=(Verdict.FAIL.value, Verdict.UNKNOWN.value),
    show_default=True,
    help=_("Only this verdict; may be repeated."),
)
@click.option(
    "--severity",
    "severities",
    multiple=True,
    type=click.Choice([word.value for word in Severity]),
    help=_("Only this severity; may be repeated."),
)
@click.option(
    "--area",
    "areas",
    multiple=True,
    type=click.Choice([word.value for word in Area]),
    help=_("Only this area; may be repeated."),
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    metavar=_("NUMBER"),
    help=_("At most so many; 0 is all. Default: 200, in JSON all."),
)
@common.json_option
def command(
    run: str,
    communes: tuple[str, ...],
    devices: tuple[str, ...],
    rules: tuple[str, ...],
    verdicts: tuple[str, ...],
    severities: tuple[str, ...],
    areas: tuple[str, ...],
    limit: int | None,
    as_json: bool,
) -> None:
    from auditor.audit import open_store

    where = FindingFilter(
        communes=communes,
        devices=devices,
        rules=rules,
        verdicts=() if ALL in verdicts else tuple(map(Verdict, verdicts)),
        severities=tuple(map(Severity, severities)),
        areas=tuple(map(Area, areas)),
    )
    workspace = common.workspace()
    with open_store(workspace) as store:
        id = store.header(run).id
        _check(store, id, where)
        total = store.count_findings(id, where)
        if as_json:
            _print_json(id, total, store.findings(id, where, limit=limit or 0))
            return
        shown = list(store.findings(id, where, limit=SHOWN if limit is None else limit))
    _print_table(id, total, shown, words_of(workspace.settings.language))


def _check(store: Store, run: str, where: FindingFilter) -> None:
    """Raise UsageError for a name that the run does not know: no finding would look like good news."""
    manifest = store.manifest(run)
    _known(where.communes, tuple(manifest.communes), _("the run has no commune “{name}”"))
    _known(where.rules, tuple(store.rule_ids(run)), _("the run was not judged by a rule “{name}”"))
    for device in where.devices:
        if device not in manifest.devices:
            _renamed(store, device, manifest.devices)
    subjects = (*manifest.devices, *(SUBJECT + code for code in manifest.communes))
    _known(where.devices, subjects, _("the run has no device “{name}”"))


def _known(names: Sequence[str], known: tuple[str, ...], message: str) -> None:
    for name in names:
        if name not in known:
            raise UsageError(message.format(name=name), did_you_mean(name, known))


def _renamed(store: Store, device: str, known: Iterable[str]) -> None:
    """Raise UsageError with the name that the machine answers by now, when it is known by another."""
    names = [seen.name for seen in store.sightings(device) if seen.name in known]
    if names:
        raise UsageError(
            _("the run has no device “{name}”").format(name=device),
            _("the machine of that name is now called “{name}”").format(name=names[-1]),
        )


def _print_json(run: str, total: int, findings: Iterable[Finding]) -> None:
    """One finding a line, written as it is read."""
    click.echo(f'{{"run": {json.dumps(run)}, "total": {total}, "findings": [', nl=False)
    for number, finding in enumerate(findings):
        click.echo((",\n" if number else "\n") + json.dumps(_data(finding)), nl=False)
    click.echo("\n]}")


def _data(finding: Finding) -> dict[str, Any]:
    observed = times.to_text(finding.observed) if finding.observed else None
    return {"id": finding.id, **asdict(finding), "observed": observed}


def _print_table(run: str, total: int, findings: Sequence[Finding], words: Words) -> None:
    console = Console(markup=False, emoji=False, highlight=False)
    if not findings:
        console.print(_("run {run}: no such finding").format(run=printable(run)))
        return
    table = Table(box=None, padding=(0, 2, 1, 0), pad_edge=False, header_style="dim", expand=True)
    table.add_column(_("severity"), no_wrap=True)
    table.add_column(_("device"), overflow="fold", max_width=24)
    table.add_column(_("finding"), ratio=1, overflow="fold")
    told: set[str] = set()
    for finding in findings:
        table.add_row(_weight(finding, words), _place(finding), _what(finding, words, told))
    console.print(table)
    console.print(_("run {run}: {shown} of {total} findings").format(
        run=printable(run), shown=words.number(len(findings)), total=words.number(total)
    ), style="dim")  # fmt: skip


def _weight(finding: Finding, words: Words) -> Text:
    return Text.assemble(
        (words.word(finding.severity), _STYLES[finding.severity]), "\n", (words.word(finding.verdict), "dim")
    )


def _place(finding: Finding) -> Text:
    where = " · ".join(filter(None, [finding.commune, finding.site, finding.counter]))
    device = _("the commune itself") if finding.kind == Kind.COMMUNE else line(finding.device, 80)
    return Text.assemble(device, "\n", (line(where, 80), "dim"))


def _what(finding: Finding, words: Words, told: set[str]) -> Text:
    text = Text.assemble((words.named(finding), "bold"), "\n", _comparison(finding, words))
    # a rule that fails on forty machines is repaired in the same way on each: once is enough
    if finding.verdict is Verdict.FAIL and finding.rule not in told:
        told.add(finding.rule)
        text.append("\n→ " + words.fix_line(finding))
    return text.append(f"\n{line(finding.rule)} · {finding.id}", style="dim")


def _comparison(finding: Finding, words: Words) -> str:
    if finding.verdict not in (Verdict.PASS, Verdict.FAIL):
        return words.reason(finding.reason)
    said = _("found: {found}; expected: {expected}")
    return said.format(found=line(words.found(finding), 120), expected=line(words.expected(finding), 120))
