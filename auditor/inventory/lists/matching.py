"""Entries of a list against each other and against the inventory: what is new, changed, or collides."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auditor.i18n import _
from auditor.inventory.lists.cells import Remarks
from auditor.inventory.lists.reading import Entry
from auditor.model import Kind

Hosts = Mapping[str, Mapping[str, Any]]
"""Hosts of the inventory and their variables, as Ansible resolves them."""


@dataclass(frozen=True)
class Changed:
    """A host of which the list says something else: variable → (in the inventory, in the list)."""

    entry: Entry
    values: Mapping[str, tuple[str | None, str]]


@dataclass(frozen=True)
class Compared:
    """What the list would make of the inventory; every entry has the name of its host."""

    added: tuple[Entry, ...] = ()
    changed: tuple[Changed, ...] = ()
    unchanged: tuple[str, ...] = ()
    left_out: int = 0


def compare(entries: Sequence[Entry], hosts: Hosts, groups: Iterable[str], remarks: Remarks) -> Compared:
    """Each of *entries* as new, changed or unchanged beside *hosts*; one that collides is an error."""
    alone = _without_repeated(entries, remarks)
    known = _Known(hosts, frozenset(groups))
    added, changed, unchanged = [], [], []
    left_out = len(entries) - len(alone)
    for entry in alone:
        name = known.match(entry, remarks)
        if name is None:
            left_out += 1
        elif name == "":
            added.append(replace(entry, name=known.new_name(entry)))
        elif values := _differences(entry, hosts[name]):
            changed.append(Changed(replace(entry, name=name), values))
        else:
            unchanged.append(name)
    return Compared(tuple(added), tuple(changed), tuple(unchanged), left_out)


def _without_repeated(entries: Sequence[Entry], remarks: Remarks) -> list[Entry]:
    seen: dict[tuple[str, str], Entry] = {}
    alone = []
    for entry in entries:
        keys = _keys(entry)
        first = next(((variable, seen[key]) for variable, key in keys if key in seen), None)
        if first:
            twice = _("“{value}” stands in {place} already").format(
                value=_said(entry, first[0]), place=first[1].where(first[0])
            )
            remarks.error(entry.where(first[0]), twice, _("one row a device; correct one, or delete it"))
            continue
        seen |= {key: entry for _variable, key in keys}
        alone.append(entry)
    return alone


def _keys(entry: Entry) -> list[tuple[str, tuple[str, str]]]:
    """What two devices cannot share: name, address, serial number."""
    found = [("name", ("name", entry.name.casefold()))] if entry.name else []
    for variable in ("ansible_host", "asset_serial"):
        value = entry.variables.get(variable, "")
        found += [(variable, (variable, key)) for key in shared_keys(entry.kind, value)]
    return found


def shared_keys(kind: str, value: str) -> list[str]:
    """*value* (an address, a serial number) as keys that collide where two devices cannot share it.

    A multifunction device is a printer and a scanner of one address and one serial number; a line is measured
    to its router's address.
    """
    if not value:
        return []
    own = {Kind.PRINTER, Kind.SCANNER, Kind.LINK} & {kind}
    return [f"{value.casefold()} {part}" for part in own or ("printer", "scanner", "device")]


def _said(entry: Entry, variable: str) -> str:
    return entry.name if variable == "name" else entry.variables[variable]


class _Known:
    """The inventory's hosts by name, address and serial number."""

    def __init__(self, hosts: Hosts, groups: frozenset[str]) -> None:
        self._hosts, self._groups = hosts, groups
        self._names = {name.casefold(): name for name in hosts}
        self._taken = {name.casefold() for name in (*hosts, *groups)}
        self._numbers: dict[str, int] = {}
        self._addresses = _index(hosts, lambda name, of: of.get("ansible_host") or name)
        self._serials = _index(hosts, lambda _name, of: of.get("asset_serial"))

    def match(self, entry: Entry, remarks: Remarks) -> str | None:
        """The host that *entry* is, ``""`` for a new one, None where it collides with another."""
        serial = _found(self._serials, entry, "asset_serial")
        address = _found(self._addresses, entry, "ansible_host")
        name = (self._names.get(entry.name.casefold()) if entry.name else serial or address) or ""
        if entry.name in self._groups:
            remarks.error(entry.where("name"), _("“{name}” is a group's name").format(name=entry.name))
            return None
        collides = next(
            (
                (variable, other)
                for variable, other in (("asset_serial", serial), ("ansible_host", address))
                if other and other != name
            ),
            None,
        )
        if collides:
            variable, other = collides
            taken = _("“{value}” belongs to {host} in the inventory").format(
                value=entry.variables[variable], host=other
            )
            remarks.error(
                entry.where(variable),
                taken,
                _("correct the cell, or the inventory if the device was renamed"),
            )
            return None
        return name if not name or self._same(entry, name, remarks) else None

    def _same(self, entry: Entry, name: str, remarks: Remarks) -> bool:
        """Whether commune and kind are as the inventory has them: groups are not a list's to change."""
        host = self._hosts[name]
        for variable, wanted, told in (
            ("commune", entry.commune, _("commune")),
            ("kind", entry.kind.value, _("kind")),
        ):
            if variable in host and host[variable] != wanted:
                differs = _("{host} has the {what} {found} in the inventory, here {wanted}").format(
                    host=name, what=told, found=host[variable], wanted=wanted
                )
                remarks.error(
                    entry.spot, differs, _("move the host by hand in the inventory, or correct the list")
                )
                return False
        return True

    def new_name(self, entry: Entry) -> str:
        """The list's own name, else pasc-<code>-<kind><number> with the first number that is free."""
        if entry.name:
            self._taken.add(entry.name.casefold())
            return entry.name
        stem = f"pasc-{entry.commune}-{STEMS.get(entry.kind, entry.kind.value)}"
        number = self._numbers.get(stem, 0) + 1
        while (name := f"{stem}{number:02}") in self._taken:
            number += 1
        self._numbers[stem] = number
        self._taken.add(name)
        return name


STEMS = {Kind.NETWORK: "net"}
"""How a kind stands in a host's name, where not by its own word."""


def _index(hosts: Hosts, value: Callable[[str, Mapping[str, Any]], Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, variables in hosts.items():
        for key in shared_keys(str(variables.get("kind", "")), str(value(name, variables) or "")):
            found.setdefault(key, name)
    return found


def _found(index: Mapping[str, str], entry: Entry, variable: str) -> str | None:
    keys = shared_keys(entry.kind, entry.variables.get(variable, ""))
    return next((index[key] for key in keys if key in index), None)


def _differences(entry: Entry, host: Mapping[str, Any]) -> dict[str, tuple[str | None, str]]:
    """What the list says otherwise; an empty cell says nothing."""
    return {
        variable: (None if host.get(variable) is None else str(host[variable]), value)
        for variable, value in entry.variables.items()
        if str(host.get(variable, "")) != str(value)
    }
