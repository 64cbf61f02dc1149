"""``auditor inventory import``: the lists that IT keeps, taken into the inventory."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from auditor.cli import common
from auditor.cli.inventory_options import place
from auditor.errors import EXIT_BAD_INPUT, EXIT_ERROR
from auditor.i18n import _, language
from auditor.inventory.importing import Imported, Wish, import_list
from auditor.inventory.lists.cells import Level, Remark
from auditor.model import Kind
from auditor.model.text import printable

_MOST_TOLD = 100


@click.command(
    "import",
    help=_(
        "Take the devices of FILE (.xlsx or CSV, with a row of headers as IT writes them) into the inventory."
        "\n\nNew hosts go into devices-<code>.yml of their commune. A host that is there already is compared"
        " and shown; it is changed only with --update. With a mistake in the list nothing is written: each is"
        " told with its cell and what to do."
    )
    + "\n\n\b\n"
    + _("Examples:")
    + "\n  auditor inventory import thiet-bi.xlsx --dry-run\n"
    "  auditor inventory import may-in.csv --commune 03158",
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar=_("FILE"))
@click.option("--commune", default="", metavar=_("CODE"), help=_("The commune of rows that state none."))
@click.option("--into", metavar=_("DIR"), help=_("Folder of an inventory, instead of the workspace's."))
@click.option("--update", is_flag=True, help=_("Also change hosts of which the list says something else."))
@click.option("--skip-bad", is_flag=True, help=_("Leave out rows with mistakes, and take in the others."))
@click.option("--dry-run", is_flag=True, help=_("Only show what would be done; write nothing."))
@common.vault_options
@common.json_option
def import_command(
    file: Path,
    into: str | None,
    vault_password_file: Sequence[Path],
    vault_id: Sequence[str],
    as_json: bool,
    **how: Any,
) -> int:
    inventory, settings = place(into)
    done = import_list(
        Wish(file, inventory, **how), common.vault_words(vault_password_file, vault_id), settings
    )
    if as_json:
        click.echo(json.dumps(_data(done, how["dry_run"]), ensure_ascii=False, indent=2))
    else:
        _tell(done, how["dry_run"], how["update"])
    if done.refused:
        return EXIT_BAD_INPUT
    # changes that were only shown, or rows that were left out: it is not done yet
    undone = done.bad or (done.compared.changed and not how["update"])
    return EXIT_ERROR if undone else 0


def _tell(done: Imported, dry_run: bool, update: bool) -> None:
    for line in _lines(done, dry_run, update):
        click.echo(printable(line))
    errors = [told for told in done.remarks if told.level is Level.ERROR]
    for told in errors[:_MOST_TOLD]:
        click.echo(_remark(told), err=True)
    if done.errors > _MOST_TOLD:
        more = _("… and {count} more mistakes").format(count=done.errors - _MOST_TOLD)
        click.echo(more, err=True)
    if done.refused:
        click.echo(
            _("nothing was written: correct the list, or leave its bad rows out with --skip-bad"), err=True
        )


def _lines(done: Imported, dry_run: bool, update: bool) -> Iterator[str]:
    from auditor.reports.words import words_of

    compared, words = done.compared, words_of(language())
    for entry in compared.added:
        commune = done.communes.get(entry.commune, entry.commune)
        kind = words.word(Kind(entry.kind))
        yield f"+ {entry.name}  {kind}  {commune}  {entry.variables.get('ansible_host', '')}".rstrip()
    for change in compared.changed:
        for variable, (old, new) in change.values.items():
            yield f"~ {change.entry.name}  {variable}: {old if old is not None else '∅'} → {new}"
    for told in done.remarks:
        if told.level is not Level.ERROR:
            yield f"  {_remark(told)}"
    yield _("{rows} rows: {added} new, {changed} changed, {same} unchanged, {bad} with mistakes").format(
        rows=done.rows,
        added=len(compared.added),
        changed=len(compared.changed),
        same=len(compared.unchanged),
        bad=done.bad,
    )
    if compared.changed and not update:
        yield _("what changed was only shown; write it too: --update")
    for file in done.files:
        yield (_("would be written: {file}") if dry_run else _("written: {file}")).format(file=file)


def _remark(told: Remark) -> str:
    words = {Level.ERROR: _("error:"), Level.WARNING: _("attention:"), Level.NOTE: _("note:")}
    return printable(f"{words[told.level]} {told}")


def _data(done: Imported, dry_run: bool) -> dict[str, Any]:
    compared = done.compared
    return {
        "written": not (dry_run or done.refused),
        "rows": done.rows,
        "bad": done.bad,
        "mistakes": done.errors,
        "added": [_entry(entry) for entry in compared.added],
        "changed": [
            {
                "host": change.entry.name,
                "values": {name: {"from": old, "to": new} for name, (old, new) in change.values.items()},
            }
            for change in compared.changed
        ],
        "unchanged": list(compared.unchanged),
        "files": [str(file) for file in done.files],
        "remarks": [
            {**asdict(told.spot), "cell": told.spot.cell}
            | {"level": told.level, "message": told.message, "remedy": told.remedy, "count": told.count}
            for told in done.remarks
        ],
    }


def _entry(entry: Any) -> dict[str, Any]:
    where = {"sheet": entry.spot.sheet, "row": entry.spot.row}
    return {
        "host": entry.name,
        "kind": entry.kind,
        "commune": entry.commune,
        "variables": dict(entry.variables),
        **where,
    }
