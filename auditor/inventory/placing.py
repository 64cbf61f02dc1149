"""Where a host's variables stand in the YAML that people wrote, and changing them there."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from auditor.i18n import _
from auditor.inventory import editing
from auditor.inventory.nodes import compose, pairs
from auditor.inventory.sources import find_sources, owner


@dataclass(frozen=True)
class Stated:
    """A mapping of one host's variables: its file, its path of keys there, the variables that it states."""

    file: Path
    path: tuple[str, ...]
    variables: frozenset[str]


def read(file: Path) -> str:
    """The text of *file* with its line ends as they are."""
    with file.open(encoding="utf-8", newline="") as stream:
        return stream.read()


def write(file: Path, text: str) -> None:
    """Put *text* in the place of what *file* holds, whole or not at all. Raises OSError."""
    new = file.with_name(f".{file.name}.new")
    with new.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    if file.exists():
        new.chmod(file.stat().st_mode & 0o777)
    new.replace(file)


def put_variables(
    inventory: Path, values: Mapping[str, Mapping[str, str]], texts: dict[Path, str]
) -> dict[str, str]:
    """Put each host's *values* into *texts* (file → new text), where the inventory states them.

    Returns, by host, why it cannot be changed by a program.
    """
    places = places_of(inventory, frozenset(values))
    refused = {}
    for host, variables in values.items():
        changed = dict(texts)
        try:
            for place, some in _by_place(places.get(host, ()), variables).items():
                before = changed[place.file] if place.file in changed else read(place.file)
                changed[place.file] = editing.put(before, place.path, some)
        except (editing.NotEditable, OSError, UnicodeDecodeError) as error:
            refused[host] = str(error)
        else:
            texts |= changed
    return refused


def _by_place(places: Sequence[Stated], variables: Mapping[str, str]) -> dict[Stated, dict[str, str]]:
    if not places:
        raise editing.NotEditable(_("it stands in a range, or in a file that only Ansible can read"))
    found: dict[Stated, dict[str, str]] = {}
    for variable, value in variables.items():
        stating = [place for place in places if variable in place.variables]
        having = [place for place in places if place.variables]
        # host_vars come last and win; a host that states nothing yet is best described in its commune
        place = (stating or having or sorted(places, key=_of_commune))[-1]
        found.setdefault(place, {})[variable] = value
    return found


def _of_commune(place: Stated) -> bool:
    return any(key.startswith("commune_") for key in place.path)


def places_of(inventory: Path, hosts: frozenset[str]) -> dict[str, list[Stated]]:
    """By host, every mapping of its variables, those that win last."""
    sources = find_sources(inventory)
    found: dict[str, list[Stated]] = {}
    for file in sources.hosts:
        root = compose(file, [])
        for host, place in _walk(file, root, (), 0):
            if host in hosts:
                found.setdefault(host, []).append(place)
    for file in sources.variables:
        kind, name = owner(file)
        if kind == "host" and name in hosts:
            node = compose(file, [])
            found.setdefault(name, []).append(Stated(file, (), _stated(node)))
    return found


def _walk(
    file: Path, groups: yaml.Node | None, path: tuple[str, ...], depth: int
) -> Iterator[tuple[str, Stated]]:
    if depth > 20:  # an alias of a group inside itself
        return
    for name, group in pairs(groups):
        for key, value in pairs(group):
            at = (*path, name.value, key.value)
            if key.value == "children":
                yield from _walk(file, value, at, depth + 1)
            elif key.value == "hosts":
                for host, variables in pairs(value):
                    yield host.value, Stated(file, (*at, host.value), _stated(variables))


def _stated(node: yaml.Node | None) -> frozenset[str]:
    return frozenset(key.value for key, _value in pairs(node))
