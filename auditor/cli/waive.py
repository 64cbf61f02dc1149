"""``auditor waive``: excuse a finding for a time, with reason, approver and last day."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.cli import common
from auditor.cli.saying import AddByDefault, Day, as_json
from auditor.i18n import _
from auditor.model import WARN_DAYS, Scope, Waiver, times
from auditor.reports.text import line
from auditor.reports.words import Words, words_of


@click.group(
    cls=AddByDefault,
    help=_(
        "Excuse what fails or cannot be measured, for a time: with a reason, an approver and a last day."
        " It stays visible, is no pass, and counts again afterwards."
        "\n\n\b\nExamples:\n"
        "  auditor waive printer.supplies --scope device --device pasc-03158-printer01 \\\n"
        '    --reason "toner ordered" --approver "Nguyễn Văn A" --until 31/12/2026\n'
        "  auditor waive list --expiring"
    ),
)
def command() -> None:
    pass


@command.command(
    "add",
    help=_(
        "Excuse the rule RULE within a scope (the word add may be left out). It counts from the next audit,"
        " or when a run is judged again."
        "\n\n\b\nExample:\n"
        "  auditor waive pc.os.supported --scope commune --commune 03158 \\\n"
        '    --reason "replaced in December" --approver "Nguyễn Văn A" --until 31/12/2026'
    ),
)
@click.argument("rule")
@click.option(
    "--scope",
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help=_("How far it reaches."),
)
@click.option("--device", default="", metavar=_("NAME"), help=_("The device, for scope device."))
@click.option("--commune", default="", metavar=_("CODE"), help=_("The commune, for scopes commune and site."))
@click.option("--site", default="", metavar=_("NAME"), help=_("The reception point, for scope site."))
@click.option("--reason", required=True, metavar=_("TEXT"), help=_("Why."))
@click.option("--approver", required=True, metavar=_("NAME"), help=_("Who approved it."))
@click.option("--until", required=True, type=Day(), metavar=_("DATE"), help=_("Its last day, as dd/mm/yyyy."))
def add(
    rule: str,
    scope: str,
    device: str,
    commune: str,
    site: str,
    reason: str,
    approver: str,
    until: date,
) -> None:
    from auditor.audit.people import Excuse, waive

    workspace = common.workspace()
    wish = Excuse(rule, Scope(scope), reason, approver, until, device, commune, site)
    made = waive(workspace, wish)
    told = _("{name}: {rule} is waived for {where} until {until}").format(
        name=made.name,
        rule=made.rule,
        where=_where(made),
        until=times.day_shown(made.until),
    )
    click.echo(line(told, 400))
    click.echo(_("it counts from the next audit; for the latest run: auditor runs judge latest"))


@command.command(
    "list",
    help=_(
        "The waivers that hold now, the first to end first.\n\n\b\nExample:\n  auditor waive list --expiring"
    ),
)
@click.option("--expiring", is_flag=True, help=_("Only those that end within 14 days."))
@click.option("--all", "everything", is_flag=True, help=_("Also those that expired or were taken back."))
@click.option("--json", "json_", is_flag=True, help=_("JSON, for programs."))
def list_waivers(expiring: bool, everything: bool, json_: bool) -> None:
    from auditor.audit.people import waivers

    workspace, now = common.workspace(), times.now()
    kept = [waiver for waiver in waivers(workspace) if everything or waiver.valid(now)]
    if expiring:
        kept = [w for w in kept if w.valid(now) and w.days_left(now) <= WARN_DAYS]
    kept.sort(key=lambda waiver: (waiver.until, waiver.id))
    if json_:
        click.echo(as_json([{**asdict(w), "id": w.name, "valid": w.valid(now)} for w in kept]))
        return
    if not kept:
        click.echo(_("no such waiver"))
        return
    Console(markup=False, emoji=False, highlight=False).print(
        _table(kept, words_of(workspace.settings.language))
    )


@command.command(
    "revoke",
    help=_("Take a waiver back; it stays on record.\n\n\b\nExample:\n  auditor waive revoke W-3"),
)
@click.argument("id_", metavar="ID")
def revoke(id_: str) -> None:
    from auditor.audit.people import revoke_waiver

    waiver = revoke_waiver(common.workspace(), id_)
    click.echo(_("{name} is taken back: {rule} counts again").format(name=waiver.name, rule=waiver.rule))


def _where(waiver: Waiver) -> str:
    named = waiver.device or " ".join(filter(None, (waiver.commune, waiver.site)))
    return named or _("the whole province")


def _table(kept: Sequence[Waiver], words: Words) -> Table:
    table = Table(box=None, padding=(0, 2, 1, 0), pad_edge=False, header_style="dim")
    table.add_column(_("waiver"), no_wrap=True)
    table.add_column(_("rule and place"), overflow="fold")
    table.add_column(_("until"), no_wrap=True)
    table.add_column(_("reason and approver"), overflow="fold")
    for waiver in kept:
        table.add_row(
            waiver.name,
            Text.assemble((line(waiver.rule, 80), "bold"), "\n", (line(_where(waiver), 120), "dim")),
            _until(waiver, words),
            Text.assemble(line(waiver.reason, 300), "\n", (_entered(waiver), "dim")),
        )
    return table


def _entered(waiver: Waiver) -> str:
    said = _("approved by {approver}; entered by {by} on {made}")
    made = times.day_shown(times.day(waiver.made))
    return line(said.format(approver=waiver.approver, by=waiver.by, made=made), 200)


def _until(waiver: Waiver, words: Words) -> Text:
    now = times.now()
    left = waiver.days_left(now)
    day = times.day_shown(waiver.until)
    if waiver.revoked:
        taken = _("taken back {day}").format(day=times.day_shown(times.day(waiver.revoked)))
        return Text.assemble(day, "\n", (taken, "dim"))
    if left < 0:
        return Text.assemble(day, "\n", (_("expired"), "dim"))
    days = words.plural("{n} day left", "{n} days left", left)
    return Text.assemble(day, "\n", (days, "yellow" if left <= WARN_DAYS else "dim"))
