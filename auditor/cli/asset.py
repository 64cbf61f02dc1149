"""``auditor asset``: the register of assets, what one went through, and moving it to another commune."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.cli import common
from auditor.cli.inventory_options import inventory_option
from auditor.cli.saying import as_json as told_as_json
from auditor.i18n import _
from auditor.model import Kind, times
from auditor.model.assets import Asset
from auditor.reports import files
from auditor.reports.text import line
from auditor.reports.words import Words, words_of

_NAME = 32
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.group(
    invoke_without_command=True,
    help=_(
        "The register of assets: what is where, where it came from, what it went through; without a command"
        " it is listed.\n\n\b\nExample:\n  auditor asset"
    ),
)
@click.pass_context
def command(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_command)


@command.command(
    "list",
    help=_(
        "The register: device, kind, commune, place, maker and model, serial number, origin, first and last"
        " seen. What a device says itself comes before what the inventory states."
        "\n\n\b\nExamples:\n  auditor asset list --commune 03158\n"
        "  auditor asset list --origin 03155 --csv tai-san.csv"
    ),
)
@click.option("--commune", default="", metavar=_("CODE"), help=_("Only this commune (code or name)."))
@click.option(
    "--origin", default="", metavar=_("CODE"), help=_("Only from this former commune (code or name).")
)
@click.option(
    "--csv",
    "file",
    metavar=_("FILE"),
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Write it as CSV to this file; “-” is standard output."),
)
@inventory_option
@common.vault_options
@common.json_option
def list_command(
    commune: str = "",
    origin: str = "",
    file: Path | None = None,
    inventory: str | None = None,
    vault_password_file: Sequence[Path] = (),
    vault_id: Sequence[str] = (),
    as_json: bool = False,
) -> None:
    from auditor.audit.assets import register

    workspace = common.workspace(inventory=inventory)
    vault = common.vault_words(vault_password_file, vault_id)
    found = register(workspace, commune=commune, origin=origin, vault=vault)
    if as_json:
        click.echo(told_as_json([data_of(asset) for asset in found]))
    elif file:
        _write_csv(found, file)
    elif not found:
        click.echo(_("no such device"))
    else:
        _console().print(_table(found, words_of(workspace.settings.language)))


@command.command(
    "show",
    help=_(
        "One device: what it is, the names it answered by, its moves, fixes and latest audits. They follow"
        " the machine by its serial number or machine-id, whatever it is called."
        "\n\n\b\nExample:\n  auditor asset show pasc-03158-pc01"
    ),
)
@click.argument("device")
@inventory_option
@common.vault_options
@common.json_option
def show_command(
    device: str,
    inventory: str | None,
    vault_password_file: Sequence[Path],
    vault_id: Sequence[str],
    as_json: bool,
) -> None:
    from auditor.audit.assets import history
    from auditor.cli.asset_shown import history_data, history_rows

    workspace = common.workspace(inventory=inventory)
    found = history(workspace, device, common.vault_words(vault_password_file, vault_id))
    if as_json:
        click.echo(told_as_json(history_data(found)))
        return
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", max_width=28)
    grid.add_column(overflow="fold")
    for label, value in history_rows(found, words_of(workspace.settings.language)):
        grid.add_row(label, value)
    _console().print(grid)


@command.command(
    "transfer",
    help=_(
        "Move a device to another commune: its entry in the inventory goes to that commune's group with its"
        " variables, and the register keeps from where, to where, when, who and why."
        "\n\n\b\nExample:\n  auditor asset transfer pasc-03158-pc04 --to 03160 \\\n"
        '    --reason "Mường Nhé lacks a computer" --by "Nguyễn Văn A" --name pasc-03160-pc07'
    ),
)
@click.argument("device")
@click.option("--to", required=True, metavar=_("CODE"), help=_("The commune it goes to (code or name)."))
@click.option("--reason", required=True, metavar=_("TEXT"), help=_("Why."))
@click.option("--by", default="", metavar=_("NAME"), help=_("Who answers for it. Default: you."))
@click.option("--name", default="", metavar=_("NAME"), help=_("Its name in the inventory from now on."))
@inventory_option
@common.vault_options
@common.json_option
def transfer_command(
    device: str,
    to: str,
    reason: str,
    by: str,
    name: str,
    inventory: str | None,
    vault_password_file: Sequence[Path],
    vault_id: Sequence[str],
    as_json: bool,
) -> None:
    from auditor.audit.transfers import Transfer, transfer

    workspace = common.workspace(inventory=inventory)
    vault = common.vault_words(vault_password_file, vault_id)
    made = transfer(workspace, Transfer(device, to, reason, by, name), vault)
    if as_json:
        move = {**asdict(made.move), "made": times.to_text(made.move.made)}
        files = [str(file) for file in made.files]
        click.echo(told_as_json({"move": move, "files": files, "by_hand": list(made.by_hand)}))
        return
    told = _("{device}: moved from commune {origin} to {to}").format(
        device=made.move.device, origin=made.move.origin, to=made.move.to
    )
    click.echo(line(told, 300))
    for file in made.files:
        click.echo(line(_("changed: {file}").format(file=file), 400))
    if made.by_hand:
        click.echo(_("look at by hand:"))
    for text in made.by_hand:
        click.echo(f"  {line(text, 400)}")


def data_of(asset: Asset) -> dict[str, Any]:
    """*asset* for JSON, times in RFC 3339."""
    moments = {name: getattr(asset, name) for name in ("first_seen", "last_seen")}
    told = {name: times.to_text(at) if at else None for name, at in moments.items()}
    return {**asdict(asset), **told, "other_machine": asset.other_machine}


def _console() -> Console:
    return Console(markup=False, emoji=False, highlight=False)


def _write_csv(found: Sequence[Asset], file: Path) -> None:
    if str(file) == "-":
        click.echo(_csv(found), nl=False)
        return
    # Excel takes a file without the mark for one in the system's old code page
    click.echo(files.write(file, ["\ufeff", _csv(found)]))


def _csv(found: Sequence[Asset]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(
        (
            *(_("device"), _("kind"), _("commune code"), _("commune"), _("site"), _("counter"), _("maker")),
            *(_("model"), _("serial number"), _("origin code"), _("origin"), _("first seen")),
            *(_("last seen"), _("note")),
        )
    )
    for asset in found:
        seen = [times.shown(at) if at else "" for at in (asset.first_seen, asset.last_seen)]
        cells = (
            *(asset.device, asset.kind, asset.commune, asset.commune_name, asset.site, asset.counter),
            *(asset.maker, asset.model, asset.serial, asset.origin, asset.origin_name, *seen, asset.note),
        )
        writer.writerow([_cell(cell) for cell in cells])
    return text.getvalue()


def _cell(text: str) -> str:
    """*text* as a spreadsheet shows it: never a formula, whatever a device calls itself."""
    shown = line(text, 300)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _table(found: Sequence[Asset], words: Words) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    widest = max(len(asset.device) for asset in found)
    table.add_column(_("device"), overflow="fold", min_width=min(widest, _NAME))
    for title in (_("kind and model"), _("serial number"), _("origin"), _("last seen")):
        table.add_column(title, overflow="fold")
    for asset in found:
        table.add_row(
            Text.assemble(line(asset.device, 80), "\n", (_place(asset), "dim")),
            Text.assemble(words.word(Kind(asset.kind)), "\n", (made_by(asset), "dim")),
            serial_of(asset),
            Text(line(asset.origin_name or asset.origin, 60) or "—"),
            Text(words.day(times.day(asset.last_seen)) if asset.last_seen else "—"),
        )
    return table


def _place(asset: Asset) -> str:
    commune = f"{asset.commune_name} ({asset.commune})" if asset.commune_name else asset.commune
    counter = _("counter {counter}").format(counter=asset.counter) if asset.counter else ""
    return line(", ".join(filter(None, (commune, asset.site, counter))), 160)


def made_by(asset: Asset) -> str:
    """Maker and model in one line."""
    return line(" ".join(filter(None, (asset.maker, asset.model))), 120) or "—"


def serial_of(asset: Asset) -> Text:
    """The serial number, and whether it is another than the inventory's, or only the inventory's."""
    shown = Text(line(asset.serial, 80) or "—")
    if asset.other_machine:
        differs = _("the inventory states {serial}").format(serial=line(asset.serial_stated, 60))
        shown.append(f"\n{differs}", style="yellow")
    elif asset.serial and not asset.observed:
        shown.append("\n" + _("stated, not seen"), style="dim")
    return shown
