"""`auditor inventory check|list|trust`: what is to be audited, and whether it can be trusted."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from auditor.cli import common
from auditor.cli.inventory_discover import discover_command
from auditor.cli.inventory_import import import_command
from auditor.cli.inventory_options import columns, inventory_option, place
from auditor.errors import EXIT_BAD_INPUT, EXIT_ERROR, InventoryError
from auditor.i18n import _
from auditor.inventory.check import check
from auditor.inventory.resolved import resolved
from auditor.model import Manifest


@click.group(help=_("The inventory: is it right, what is in it, which host keys are trusted."))
def command() -> None:
    pass


command.add_command(import_command)
command.add_command(discover_command)


@command.command(
    "check",
    help=_("Check the inventory: every problem with file, line and remedy.")
    + "\n\n\b\n"
    + _("Example:")
    + "\n  auditor inventory check",
)
@inventory_option
@common.vault_options
@common.json_option
def check_command(
    inventory: str | None, vault_password_file: Sequence[Path], vault_id: Sequence[str], as_json: bool
) -> int | None:
    path, settings = place(inventory)
    try:
        sources = check(path)
        found = resolved([path], common.vault_words(vault_password_file, vault_id), settings)
    except InventoryError as error:
        if not as_json:
            raise
        click.echo(
            json.dumps({"problems": [asdict(problem) for problem in error.problems]}, ensure_ascii=False)
        )
        return EXIT_BAD_INPUT
    counts = {"communes": len(found.communes), "devices": len(found.devices)}
    not_checked = [str(file) for file in sources.opaque]
    if as_json:
        click.echo(json.dumps({"problems": [], **counts, "not_checked": not_checked}, ensure_ascii=False))
        return None
    click.echo(_("no problem: {communes} communes, {devices} devices").format(**counts))
    for file in not_checked:
        click.echo(_("only Ansible can read {file}").format(file=file))
    return None


@command.command(
    "list",
    help=_("List communes and devices as Ansible resolves them.")
    + "\n\n\b\n"
    + _("Example:")
    + "\n  auditor inventory list --limit commune_03127",
)
@inventory_option
@click.option(
    "--limit", default="", metavar=_("PATTERN"), help=_("Only these hosts (a pattern of Ansible's).")
)
@common.vault_options
@common.json_option
def list_command(
    inventory: str | None,
    limit: str,
    vault_password_file: Sequence[Path],
    vault_id: Sequence[str],
    as_json: bool,
) -> None:
    words = [*(["--limit", limit] if limit else []), *common.vault_words(vault_password_file, vault_id)]
    path, settings = place(inventory)
    found = resolved([path], words, settings)
    if as_json:
        click.echo(json.dumps(_listed(found), ensure_ascii=False, indent=2))
        return
    header = (_("device"), _("kind"), _("commune"), _("counter"), _("address"))
    rows = [
        (device.id, device.kind, found.communes[device.commune].label, device.counter, device.address)
        for device in found.devices.values()
    ]
    for line in columns([header, *rows]):
        click.echo(line)


def _listed(found: Manifest) -> dict[str, Any]:
    return {
        "communes": [asdict(commune) for commune in found.communes.values()],
        "devices": [asdict(device) for device in found.devices.values()],
    }


@command.command(
    "trust",
    help=_(
        "Record the SSH host keys of HOSTS (patterns of Ansible's) as they are now. Compare the"
        " fingerprints with those shown on the machines; a key that differs from the recorded one is refused"
        " without --replace."
    )
    + "\n\n\b\n"
    + _("Examples:")
    + "\n  auditor inventory trust commune_03127 --dry-run\n  auditor inventory trust commune_03127",
)
@click.argument("hosts", nargs=-1, required=True, metavar=_("HOSTS") + "...")
@inventory_option
@common.vault_options
@click.option("--replace", is_flag=True, help=_("Put the new key in the place of a different one."))
@click.option("--dry-run", is_flag=True, help=_("Only show the fingerprints; record nothing."))
@common.json_option
def trust_command(
    hosts: Sequence[str],
    inventory: str | None,
    vault_password_file: Sequence[Path],
    vault_id: Sequence[str],
    as_json: bool,
    **how: bool,
) -> int:
    from auditor.audit.trust import trust

    vault = common.vault_words(vault_password_file, vault_id)
    workspace = common.workspace(inventory=inventory)
    results = trust(workspace, ",".join(hosts), vault, replace=how["replace"], dry_run=how["dry_run"])
    if as_json:
        told = [{**asdict(each), "dry_run": how["dry_run"]} for each in results]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        words = _outcomes(how["dry_run"])
        rows = [
            (each.device, each.type, each.fingerprint or each.reason, words[each.result]) for each in results
        ]
        for line in columns(rows):
            click.echo(line)
    return EXIT_ERROR if {None, "different"} & {each.result for each in results} else 0


def _outcomes(dry_run: bool) -> dict[str | None, str]:
    return {
        "recorded": _("would be recorded") if dry_run else _("recorded"),
        "known": _("already trusted"),
        "replaced": _("would be replaced") if dry_run else _("replaced"),
        "different": _("DIFFERENT from the recorded key, not touched (--replace)"),
        None: _("no key"),
    }
