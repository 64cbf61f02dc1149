"""A device moved from one commune to another: in the inventory, and into the register's history."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from auditor.audit.assets import Inventory, machine_of, origin_code, read_inventory
from auditor.audit.stores import open_store
from auditor.collectors.request import who
from auditor.errors import InventoryError, Problem, UsageError
from auditor.i18n import _
from auditor.inventory import placing
from auditor.inventory.check import check
from auditor.inventory.importing import Written
from auditor.inventory.listing import Listing, listing
from auditor.inventory.lists.reading import HOST_NAME
from auditor.inventory.moving import move
from auditor.model import EXPECT_PREFIX, Device, Waiver, times
from auditor.model.assets import Move
from auditor.store import Store
from auditor.workspace import Workspace


@dataclass(frozen=True)
class Transfer:
    """What is wanted: *device* to the commune *to* (code or name), *by* whom, why, perhaps a new *name*."""

    device: str
    to: str
    reason: str
    by: str = ""
    name: str = ""


@dataclass(frozen=True)
class Transferred:
    """A move that was made: the inventory's files that changed, and what only a person can put right."""

    move: Move
    files: tuple[Path, ...]
    by_hand: tuple[str, ...]


def transfer(workspace: Workspace, wish: Transfer, vault: Sequence[str] = ()) -> Transferred:
    """Move a device to another commune: in the inventory, and into the store's history.

    Nothing is changed unless all of it can be. Raises UsageError, InventoryError, StoreError, CommuneLocked.
    """
    check(workspace.inventory)
    inventory = read_inventory(workspace, vault)
    device, to = inventory.device(wish.device), inventory.commune(wish.to)
    _must_make_sense(inventory, wish, device, to)
    with open_store(workspace) as store, store.hold_communes([device.commune, to], who()):
        origin = origin_code(device, inventory)
        moved = move(workspace.inventory, device.id, to, name=wish.name, origin=origin)
        with Written(moved.texts), _away(moved.gone):
            after = _verified(workspace, inventory, wish, device, to, vault)
            made = store.add_move(_made(store, wish, device, to))
            excused = [waiver.name for waiver in _valid(store) if waiver.device == device.id]
    by_hand = [*_by_hand(inventory, after, device, made), *map(_stayed, moved.comments)]
    if excused and made.renamed:
        told = _("waivers {names} are for the old name: they excuse nothing of it any more")
        by_hand.append(told.format(names=", ".join(excused)))
    return Transferred(made, tuple(moved.texts), tuple(by_hand))


def _valid(store: Store) -> list[Waiver]:
    now = times.now()
    return [waiver for waiver in store.waivers() if waiver.valid(now)]


@contextmanager
def _away(file: Path | None) -> Iterator[None]:
    """*file* taken away; back as it was when the body raises."""
    text = placing.read(file) if file else ""
    if file:
        file.unlink()
    try:
        yield
    except BaseException:
        if file:
            placing.write(file, text)
        raise


def _must_make_sense(inventory: Inventory, wish: Transfer, device: Device, to: str) -> None:
    if not wish.reason.strip():
        raise UsageError(_("a transfer needs a reason"), '--reason "…"')
    if to == device.commune:
        there = _("{device} is in commune {commune} already")
        raise UsageError(there.format(device=device.id, commune=inventory.communes.label(to)))
    if wish.name and not HOST_NAME.fullmatch(wish.name):
        unusable = _("“{name}” cannot be a host's name").format(name=wish.name)
        raise UsageError(unusable, _("letters, digits, “-” and “_”, for example pasc-03160-pc07"))
    if wish.name in {*inventory.found.hosts, *inventory.found.groups}:
        raise UsageError(_("“{name}” is taken in the inventory").format(name=wish.name))


def _made(store: Store, wish: Transfer, device: Device, to: str) -> Move:
    return Move(
        device=device.id,
        origin=device.commune,
        to=to,
        by=wish.by or who(),
        made=times.now(),
        reason=wish.reason.strip(),
        entered_by=who(),
        identity=machine_of(store, device.id),
        renamed=wish.name,
    )


def _verified(
    workspace: Workspace, before: Inventory, wish: Transfer, device: Device, to: str, vault: Sequence[str]
) -> Listing:
    """The inventory as Ansible reads it now. Raises InventoryError unless just this device was moved."""
    check(workspace.inventory)
    after = listing([workspace.inventory], vault, workspace.ansible_settings)
    name = wish.name or device.id
    others = {host: of for host, of in before.found.hosts.items() if host != device.id}
    same = {host: of for host, of in after.hosts.items() if host != name} == others
    if not same or after.hosts.get(name, {}).get("commune") != to:
        message = _("Ansible does not read there that {host} alone was moved; nothing was changed")
        remedy = _("another source of the inventory may override it; move it by hand")
        raise InventoryError([Problem(str(workspace.inventory), 0, 0, message.format(host=name), remedy)])
    return after


def _by_hand(inventory: Inventory, after: Listing, device: Device, made: Move) -> Iterator[str]:
    """What a transfer leaves as it was and a person must look at."""
    name = made.renamed or device.id
    label = inventory.communes.label(made.to)
    if device.commune in name:
        named = _("its name {name} still has the old commune's code (--name gives it another)")
        yield named.format(name=name)
    if not _inside(device.address, after.hosts[name].get("subnets")):
        address = _("its address {address}: give it one of {commune}'s network, and ansible_host the same")
        yield address.format(address=device.address, commune=label)
    for variable, value in (("counter", device.counter), ("site", device.site)):
        if value:
            place = _("{variable} “{value}”: is there one of that name in {commune}?")
            yield place.format(variable=variable, value=value, commune=label)
    if own := sorted(_own_expectations(inventory.path, name)):
        told = _("what is expected of it there: {variables}")
        yield told.format(variables=", ".join(own))


def _stayed(comment: str) -> str:
    return _("the comment above its old entry stayed there: {comment}").format(comment=comment)


def _inside(address: str, subnets: Any) -> bool:
    try:
        of = [ip_network(str(each), strict=False) for each in subnets or ()]
        return any(ip_address(address) in each for each in of)
    except (ValueError, TypeError):  # a name, which DNS knows better
        return False


def _own_expectations(inventory: Path, host: str) -> set[str]:
    places = placing.places_of(inventory, frozenset([host])).get(host, ())
    return {name for place in places for name in place.variables if name.startswith(EXPECT_PREFIX)}
