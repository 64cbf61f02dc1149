"""The technician's checklist of a commune: what is to stand there, known by now or only required."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from auditor.audit.provision_talk import ProvisionWish
from auditor.inventory.described import Described, described
from auditor.inventory.device_file import DeviceFile, read_devices
from auditor.inventory.drafting import Names
from auditor.inventory.lists.communes import Communes
from auditor.inventory.manifest import manifest
from auditor.model import Commune, Kind, times
from auditor.model.handover import Checklist, Planned
from auditor.workspace import Workspace

_ORDER = (Kind.NETWORK, Kind.PC, Kind.KIOSK, Kind.PRINTER, Kind.SCANNER, Kind.UPS)
"""In which order hands set them up; a line is nobody's to unpack."""


def checklist(workspace: Workspace, wish: ProvisionWish) -> Checklist:
    """What hands do in *wish*'s commune: for devices of the inventory, of the file, and required ones.

    Asks no device. Raises UsageError, InventoryError.
    """
    commune = described(workspace.inventory, wish.commune, wish.vault, workspace.ansible_settings)
    listed = DeviceFile()
    if wish.devices:
        listed = read_devices(wish.devices, Communes([commune.code]), commune.code)
    known = {**{name: _of_host(name, each) for name, each in commune.own.items()}, **_of_file(listed)}
    wanted = list(_wanted(commune, list(known.values())))
    subnets = commune.stated.get("subnets")
    return Checklist(
        commune=_commune(commune),
        made=times.now(),
        gateway=str(commune.stated.get("expect_gateway") or ""),
        subnets=tuple(map(str, subnets)) if isinstance(subnets, list) else tuple(wish.subnets),
        devices=tuple(
            sorted((each for each in [*known.values(), *wanted] if each.kind in _ORDER), key=_place)
        ),
    )


def _place(device: Planned) -> tuple[int, str]:
    return _ORDER.index(device.kind), device.name


def _commune(commune: Described) -> Commune:
    group = f"commune_{commune.code}"
    return manifest({}, [group], {group: commune.stated}).communes[commune.code]


def _of_host(name: str, variables: Mapping[str, Any]) -> Planned:
    return Planned(
        name=name,
        kind=Kind(variables["kind"]),
        counter=str(variables.get("counter") or ""),
        site=str(variables.get("site") or ""),
        address=str(variables.get("ansible_host") or ""),
        serial=str(variables.get("asset_serial") or ""),
        origin=str(variables.get("origin") or ""),
    )


def _of_file(listed: DeviceFile) -> dict[str, Planned]:
    made = {}
    for entry in listed.entries:
        planned = _of_host(entry.name, {**entry.variables, "kind": entry.kind.value})
        key = listed.fingerprints.get(planned.address, "")
        made[entry.name or planned.address] = Planned(**{**vars(planned), "host_key": key})
    return made


def _wanted(commune: Described, known: Sequence[Planned]) -> Iterator[Planned]:
    """What the commune must have and nobody has named yet, under the names that it would get."""
    required = commune.stated.get("required")
    numbers = required if isinstance(required, Mapping) else {}
    names = Names(commune.code, [*commune.hosts, *(each.name for each in known)])
    taken = {each.counter for each in known if each.kind is Kind.PC}
    counters = commune.stated.get("counters")
    free = iter([str(c) for c in counters if str(c) not in taken] if isinstance(counters, list) else [])
    for kind in _ORDER:
        wanted = numbers.get(kind.value, 0)
        there = sum(each.kind is kind for each in known)
        for _number in range(max(0, (wanted if isinstance(wanted, int) else 0) - there)):
            yield Planned(names.free(kind), kind, next(free, "") if kind is Kind.PC else "")
