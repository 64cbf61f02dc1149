"""The first phase: the commune's devices, found in its subnets or named by a file, into the inventory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.audit.discover import Discovered, Wish, discover, subnets
from auditor.audit.provision_talk import ProvisionWish, Talk
from auditor.errors import UsageError
from auditor.i18n import _
from auditor.inventory import proposing
from auditor.inventory.described import Described
from auditor.inventory.device_file import DeviceFile, read_devices
from auditor.inventory.importing import add
from auditor.inventory.lists.communes import Communes
from auditor.inventory.lists.reading import Entry
from auditor.model import Kind
from auditor.workspace import Workspace

ACCOUNT = "auditor"
"""The account on a PC, where the inventory names none."""


@dataclass(frozen=True)
class Found:
    """What the inventory got: names of new devices; fingerprints that a file states, by address."""

    added: tuple[str, ...] = ()
    fingerprints: Mapping[str, str] = field(default_factory=dict)


def find(workspace: Workspace, commune: Described, wish: ProvisionWish, talk: Talk) -> Found:
    """Write the new devices of *commune* into the inventory: the file's, then what else is in the subnets.

    Raises InventoryError (a bad file, a collision), UsageError (a subnet that should not be asked).
    """
    listed = _listed(commune, wish)
    added = _add(workspace, commune, wish, listed.entries, str(wish.devices or ""))
    taken = {**commune.hosts, **{e.name: {**e.variables, "kind": e.kind.value} for e in added}}
    networks = subnets(_subnets(commune, wish), wish.sure)
    if networks:
        talk.told(_("looking for devices in {subnets}").format(subnets=", ".join(map(str, networks))))
        asked = Wish(commune.code, networks, wish.rate, wish.snmp)
        done = discover(asked, taken, commune.groups)
        _tell(done, talk)
        if done.left:
            raise KeyboardInterrupt
        offered = proposing.proposals(done.drafts, commune.code, commune.stated, taken)
        chosen = talk.offered(offered) if offered else ()
        entries = proposing.entries(chosen, commune.code, "provision")
        added = (*added, *_add(workspace, commune, wish, entries, "provision"))
    return Found(tuple(entry.name for entry in added), listed.fingerprints)


def _listed(commune: Described, wish: ProvisionWish) -> DeviceFile:
    if wish.devices is None:
        return DeviceFile()
    return read_devices(wish.devices, Communes([commune.code]), commune.code)


def _subnets(commune: Described, wish: ProvisionWish) -> Sequence[str]:
    stated = commune.stated.get("subnets")
    named = [str(each) for each in stated] if isinstance(stated, list) else []
    if not (wish.subnets or named or wish.devices or commune.own):
        raise UsageError(
            _("nobody says where the devices of {commune} are").format(commune=commune.label),
            _(
                "state subnets: [10.11.12.0/24] in group_vars/commune_{code}.yml, or: --subnet, --devices"
            ).format(code=commune.code),
        )
    # a file names what was delivered: then only a subnet that is asked for is searched
    return wish.subnets or (() if wish.devices else named)


def _add(
    workspace: Workspace, commune: Described, wish: ProvisionWish, entries: Sequence[Entry], source: str
) -> tuple[Entry, ...]:
    if not entries:
        return ()
    complete = [_complete(workspace, commune, entry) for entry in entries]
    done = add(workspace.inventory, commune.code, complete, source, wish.vault, workspace.ansible_settings)
    return done.added


def _complete(workspace: Workspace, commune: Described, entry: Entry) -> Entry:
    """*entry* with what a login there needs and the inventory does not state for its kind."""
    inherited = commune.of_kind.get(entry.kind, {})
    wanted = _login(workspace, entry, inherited)
    missing = {name: value for name, value in wanted.items() if name not in inherited}
    return Entry(
        entry.spot, entry.kind, entry.commune, entry.name, {**missing, **entry.variables}, entry.columns
    )


def _login(workspace: Workspace, entry: Entry, inherited: Mapping[str, Any]) -> dict[str, Any]:
    key = {"ansible_ssh_private_key_file": str(workspace.root / "keys" / "id_ed25519")}
    if entry.kind is Kind.NETWORK:
        by_password = {"ansible_password", "ansible_ssh_pass", "ansible_ssh_password"} & inherited.keys()
        return {"ansible_user": ACCOUNT, **({} if by_password else key)}
    if entry.kind not in (Kind.PC, Kind.KIOSK):
        return {}
    if entry.variables.get("ansible_shell_type") or entry.variables.get("ansible_connection"):
        return {}  # Windows: its account is somebody else's to name
    return {"ansible_user": ACCOUNT, "ansible_become": True, **key}


def _tell(done: Discovered, talk: Talk) -> None:
    for known in done.known:
        if known.moved:
            moved = _("{host} is known by its serial number, but answers at {address}")
            talk.told(moved.format(host=known.host, address=known.found.address))
    talk.told(
        _("{count} addresses asked: {new} new devices, {known} known ones").format(
            count=done.asked, new=len(done.drafts), known=len(done.known)
        )
    )
    for address, why in done.failed.items():
        talk.told(_("{address}: its answer could not be read: {reason}").format(address=address, reason=why))
