"""``auditor inventory discover``: which devices are in a commune's subnets, as a draft of inventory."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli import common
from auditor.cli.inventory_options import inventory_option, place
from auditor.errors import EXIT_INTERRUPTED, UsageError
from auditor.i18n import _, os_error
from auditor.model import times
from auditor.model.text import printable

if TYPE_CHECKING:
    from auditor.audit.discover import Discovered

_SUSPICIOUS = 16
"""New devices from which on it matters that every address has one."""
_TELL_EACH = 64
VARIABLE = "AUDITOR_SNMP_COMMUNITY"


@click.command(
    "discover",
    help=_(
        "Look for devices in the subnets that are named: mDNS, IPP, eSCL, SSH and WinRM banners, SNMP where a"
        " community is given. No login is tried. What the inventory does not know yet is written as a draft"
        " to look through; nothing is overwritten. Ctrl-C keeps what was found."
    )
    + "\n\n\b\n"
    + _("Example:")
    + "\n  auditor inventory discover --commune 03158 --subnet 10.11.12.0/24 -o 03158.yml",
)
@click.option("--commune", required=True, metavar=_("CODE"), help=_("The commune that the devices are of."))
@click.option(
    "--subnet",
    "words",
    multiple=True,
    required=True,
    metavar=_("SUBNET"),
    help=_("A subnet to look in, for example 10.11.12.0/24; may be given several times."),
)
@click.option(
    "--rate",
    type=click.FloatRange(0.1, 1000),
    default=50.0,
    show_default=True,
    metavar=_("NUMBER"),
    help=_("At most so many questions a second."),
)
@click.option(
    "--snmp-community-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("File with the SNMP community (else AUDITOR_SNMP_COMMUNITY; without either SNMP is not asked)."),
)
@click.option("--yes", is_flag=True, help=_("Also look in subnets that are public or wider than /22."))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("Write the draft to FILE, which must not be there yet."),
)
@inventory_option
@common.vault_options
@common.json_option
def discover_command(
    commune: str,
    words: Sequence[str],
    rate: float,
    snmp_community_file: Path | None,
    yes: bool,
    output: Path | None,
    inventory: str | None,
    vault_password_file: Sequence[Path],
    vault_id: Sequence[str],
    as_json: bool,
) -> int:
    from auditor.audit.discover import Wish, discover, subnets

    if output and output.exists():
        there = _("{file} is there already").format(file=output)
        raise UsageError(there, _("name another file, or remove that one"))
    networks = subnets(words, yes)
    path, settings = place(inventory)
    vault = common.vault_words(vault_password_file, vault_id)
    code, label, found = _inventory(path, vault, settings, commune)
    wish = Wish(code, networks, rate, snmp_access(snmp_community_file))
    click.echo(_what(networks, rate, wish.snmp is not None), err=True)
    done = discover(wish, found.hosts, list(found.groups), _progress)
    text = _draft(code, label, done, [str(each) for each in networks])
    if output and done.drafts:
        _write(output, text)
    if as_json:
        click.echo(json.dumps(_data(done, output), ensure_ascii=False, indent=2))
    else:
        if not output:
            click.echo(text, nl=False)
        for line in _told(done, output):
            click.echo(printable(line), err=True)
    return EXIT_INTERRUPTED if done.left else 0


def _progress(done: int, of: int) -> None:
    if of >= _TELL_EACH and done and done % _TELL_EACH == 0:
        click.echo(_("{done} of {of} addresses").format(done=done, of=of), err=True)


def _inventory(path: Path, vault: Sequence[str], settings: Any, commune: str) -> tuple[str, str, Any]:
    from auditor.inventory.listing import listing
    from auditor.inventory.lists.communes import Communes, NotMeant
    from auditor.inventory.manifest import is_commune

    found = listing([path], vault, settings)
    communes = Communes(group.removeprefix("commune_") for group in found.groups if is_commune(group))
    try:
        code = communes.meant(commune).code
    except NotMeant as error:
        raise UsageError(error.message, error.remedy) from error
    return code, communes.label(code), found


def snmp_access(file: Path | None) -> Any:
    """How SNMP is asked: by the community of *file*, else of the environment, else not at all."""
    from auditor.transports.connection import SnmpConnection

    text = file.read_text("utf-8", "replace") if file else os.environ.get(VARIABLE, "")
    community = text.strip()
    return SnmpConnection("", community=community) if community else None


def _what(networks: Sequence[Any], rate: float, snmp: bool) -> str:
    asking = _("looking in {subnets} ({count} addresses), at most {rate} questions a second").format(
        subnets=", ".join(map(str, networks)),
        count=sum(each.num_addresses for each in networks),
        rate=f"{rate:g}",
    )
    return asking if snmp else asking + "\n" + _("SNMP is not asked: no community was given")


def _draft(code: str, label: str, done: "Discovered", subnets: Sequence[str]) -> str:
    from auditor.inventory.drafting import draft

    return draft(code, label, done.drafts, subnets, times.shown(times.now()))


def _write(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        cannot = _("cannot write {file}: {error}").format(file=file, error=os_error(error))
        raise UsageError(cannot) from error


def _told(done: "Discovered", output: Path | None) -> Iterator[str]:
    for each in done.known:
        if each.moved:
            yield _("{host} is known by its serial number, but answers at {address}").format(
                host=each.host, address=each.found.address
            )
        else:
            yield _("{address} is known: {host}").format(address=each.found.address, host=each.host)
    if done.mdns:
        yield _("mDNS was not asked: {reason}").format(reason=done.mdns)
    for address, why in done.failed.items():
        yield _("{address}: its answer could not be read: {reason}").format(address=address, reason=why)
    sent = ", ".join(f"{name} {count}" for name, count in sorted(done.sent.items()))
    yield _("questions sent: {sent}").format(sent=sent or "0")
    if done.left:
        yield _("interrupted: {count} addresses were not asked, or not wholly").format(count=done.left)
    yield _("{count} addresses asked: {new} new devices, {known} known ones").format(
        count=done.asked, new=len(done.drafts), known=len(done.known)
    )
    if len(done.drafts) >= _SUSPICIOUS and len(done.drafts) > done.asked * 0.9:
        yield _(
            "attention: nearly every address answered; a firewall or proxy may answer for addresses that"
            " nobody has. Look at each before you take it."
        )
    if output and done.drafts:
        yield _("written: {file}").format(file=output)


def _data(done: "Discovered", output: Path | None) -> dict[str, Any]:
    return {
        "new": [asdict(each) for each in done.drafts],
        "known": [
            {
                "host": each.host,
                "address": each.found.address,
                "kind": each.found.kind,
                "moved": each.moved,
                "said": list(each.found.said),
            }
            for each in done.known
        ],
        "questions": dict(done.sent),
        "addresses": done.asked,
        "left": done.left,
        "mdns": done.mdns,
        "failed": dict(done.failed),
        "file": str(output) if output and done.drafts else None,
    }
