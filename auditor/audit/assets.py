"""The register of assets: what is where, where it came from, and what it went through."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.audit.stores import open_store
from auditor.errors import UsageError, did_you_mean
from auditor.i18n import _
from auditor.inventory.listing import Listing, listing
from auditor.inventory.lists.communes import Communes, NotMeant
from auditor.inventory.manifest import is_commune
from auditor.inventory.origins import Former, formers, meant
from auditor.inventory.resolved import manifest_of
from auditor.model import Device, Kind, Manifest, Observation
from auditor.model.assets import Asset, Move
from auditor.store import DeviceCheck, DeviceFix, Sighting, Store
from auditor.workspace import Workspace

_COMMUNE = "commune_"
_MADE = {
    Kind.PC: ("host.vendor", "host.model", "host.serial"),
    Kind.KIOSK: ("host.vendor", "host.model", "host.serial"),
    Kind.PRINTER: ("", "printer.make_model", "printer.serial"),
    Kind.SCANNER: ("", "scanner.make_model", "scanner.serial"),
    Kind.UPS: ("", "ups.model", "ups.serial"),
    Kind.NETWORK: ("", "network.model", "network.serial"),
}
"""The facts in which each kind says its maker, model and serial number."""


@dataclass(frozen=True)
class History:
    """One asset with what it went through: the names it answered by, its moves, fixes and latest audits."""

    asset: Asset
    names: tuple[Sighting, ...]
    moves: tuple[Move, ...]
    fixes: tuple[DeviceFix, ...]
    checks: tuple[DeviceCheck, ...]


@dataclass(frozen=True)
class Inventory:
    """The workspace's inventory as Ansible resolves it, and what was merged into its communes."""

    path: Path
    found: Listing
    manifest: Manifest
    formers: tuple[Former, ...]

    @property
    def communes(self) -> Communes:
        """Its communes by all their names."""
        groups = filter(is_commune, self.found.groups)
        stated = (device.commune for device in self.manifest.devices.values())
        return Communes({*(group.removeprefix(_COMMUNE) for group in groups), *stated})

    def device(self, name: str) -> Device:
        """The device of that *name*. Raises UsageError."""
        if name in self.manifest.devices:
            return self.manifest.devices[name]
        unknown = _("there is no device “{name}” in the inventory").format(name=name)
        raise UsageError(unknown, did_you_mean(name, tuple(self.manifest.devices)))

    def commune(self, wanted: str) -> str:
        """The code of the commune that *wanted* (a code or name) means. Raises UsageError."""
        try:
            return self.communes.meant(wanted).code
        except NotMeant as error:
            raise UsageError(error.message, error.remedy) from error

    def former(self, wanted: str) -> str:
        """The old code that *wanted* means; its own words where nothing lists them."""
        known = meant(wanted, self.formers)
        if len(known) > 1:
            several = _("“{name}” may be {communes}").format(
                name=wanted, communes=", ".join(each.label for each in known)
            )
            raise UsageError(several, _("write the code, in quotes"))
        return known[0].code if known else wanted


def read_inventory(workspace: Workspace, vault: Sequence[str]) -> Inventory:
    """The inventory of *workspace*; *vault* are words for Ansible. Raises InventoryError."""
    found = listing([workspace.inventory], vault, workspace.ansible_settings)
    devices = manifest_of(found, [workspace.inventory])
    return Inventory(workspace.inventory, found, devices, formers(workspace.inventory))


# ── the register ─────────────────────────────────────────────────────────────────────────────────


def register(
    workspace: Workspace, *, commune: str = "", origin: str = "", vault: Sequence[str] = ()
) -> tuple[Asset, ...]:
    """The assets of the inventory, of one *commune* or from one former commune (codes or names) if so wanted.

    *vault* are words for Ansible. Raises InventoryError, StoreError, UsageError.
    """
    inventory = read_inventory(workspace, vault)
    code = inventory.commune(commune) if commune else ""
    old = inventory.former(origin) if origin else ""
    wanted = [
        device
        for device in inventory.manifest.devices.values()
        if (not code or device.commune == code) and (not old or origin_code(device, inventory) == old)
    ]
    with open_store(workspace) as store:
        return _assets(wanted, inventory, store)


def _assets(wanted: Iterable[Device], inventory: Inventory, store: Store) -> tuple[Asset, ...]:
    # a line is no property, it is rented
    devices = {device.id: device for device in wanted if device.kind is not Kind.LINK}
    said = {seen.device: seen for seen in store.last_answers(devices)}
    spans: dict[str, list[Sighting]] = {}
    for span in store.spans(devices):
        spans.setdefault(span.name, []).append(span)
    for move in store.moves(devices):
        if move.renamed in devices and move.identity:
            _as_before(move, store, said, spans)
    made = [
        _asset(device, inventory, said.get(name), spans.get(name, [])) for name, device in devices.items()
    ]
    return tuple(sorted(made, key=lambda asset: (asset.commune, asset.kind, asset.device)))


def _as_before(
    move: Move, store: Store, said: dict[str, Observation], spans: dict[str, list[Sighting]]
) -> None:
    """A machine that was renamed is what it was by its former name, till it answers by the new one."""
    before = [span for span in store.spans([move.device]) if span.identity == move.identity]
    spans.setdefault(move.renamed, []).extend(before)
    for seen in store.last_answers([move.device]):
        if seen.identity == move.identity:
            said.setdefault(move.renamed, seen)


def _asset(
    device: Device, inventory: Inventory, seen: Observation | None, spans: Sequence[Sighting]
) -> Asset:
    stated = inventory.found.hosts.get(device.id, {})
    facts = seen.facts if seen else {}
    told = [str(facts.get(fact) or "") for fact in _MADE[device.kind]]
    serial_stated = _text(stated, "asset_serial") or str(device.expect.get("serial") or "")
    commune, origin = inventory.manifest.communes.get(device.commune), origin_code(device, inventory)
    names = {former.code: former.name for former in inventory.formers}
    return Asset(
        device=device.id,
        kind=device.kind.value,
        commune=device.commune,
        commune_name=commune.name if commune else "",
        site=device.site,
        counter=device.counter,
        maker=told[0] or ("" if told[1] else _text(stated, "asset_make")),
        model=told[1] or _text(stated, "asset_model"),
        serial=told[2] or serial_stated,
        serial_stated=serial_stated,
        observed=bool(told[2]),
        origin=origin,
        origin_name=names.get(origin, ""),
        first_seen=min((span.first_seen for span in spans), default=None),
        last_seen=max((span.last_seen for span in spans), default=None),
        note=_text(stated, "asset_note"),
    )


def origin_code(device: Device, inventory: Inventory) -> str:
    """An origin by name that its commune of now does not list (it was moved) may be another commune's."""
    known = meant(device.origin, inventory.formers, device.commune) if device.origin else ()
    return known[0].code if len(known) == 1 else device.origin


def _text(variables: Mapping[str, Any], name: str) -> str:
    value = variables.get(name)
    return "" if value is None else str(value)


def models(workspace: Workspace, devices: Iterable[Device]) -> dict[str, str]:
    """Maker and model of each of *devices* as it last said them; without those that never did.

    Raises StoreError.
    """
    by_id = {device.id: device for device in devices if device.kind in _MADE}
    with open_store(workspace) as store:
        said = {seen.device: _made(by_id[seen.device], seen) for seen in store.last_answers(by_id)}
    return {name: model for name, model in said.items() if model}


def _made(device: Device, seen: Observation) -> str:
    """The maker is often the model's first word already."""
    maker, model, _serial = (str(seen.facts.get(fact) or "") for fact in _MADE[device.kind])
    return model if model.casefold().startswith(maker.casefold()) else f"{maker} {model}".strip()


# ── one asset ────────────────────────────────────────────────────────────────────────────────────


def history(workspace: Workspace, name: str, vault: Sequence[str] = ()) -> History:
    """The asset *name* and what its machine went through, by whatever name. Raises as :func:`register`."""
    inventory = read_inventory(workspace, vault)
    device = inventory.device(name)
    with open_store(workspace) as store:
        (asset,) = _assets([device], inventory, store) or (_asset(device, inventory, None, ()),)
        machine = machine_of(store, name)
        known = [seen for seen in store.sightings(name) if machine and seen.identity == machine]
        names = {name, *(seen.name for seen in known)}
        moves = store.moves(names, [machine] if machine else [])
        names |= {each for made in moves for each in (made.device, made.renamed) if each}
        return History(
            asset=asset,
            names=tuple(known),
            moves=moves,
            fixes=tuple(store.device_fixes(names)),
            checks=tuple(store.device_checks(names, machine)),
        )


def machine_of(store: Store, name: str) -> str:
    """The identity of the machine that answered as *name* last, ``""``: unknown."""
    seen = [each for each in store.spans([name]) if each.identity]
    return seen[-1].identity if seen else ""
