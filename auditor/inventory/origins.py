"""Where assets came from: the communes of before 1 July 2025, as ``merged_from`` of today's lists them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from auditor.errors import did_you_mean
from auditor.i18n import _
from auditor.inventory.nodes import compose, pairs
from auditor.inventory.provinces import plain
from auditor.inventory.sources import find_sources, owner

_COMMUNE = "commune_"
_TYPE = re.compile(r"^(xa|phuong|thi tran|x|p|tt) ")


@dataclass(frozen=True)
class Former:
    """A commune of before the merger: its old code and name; ``commune`` is the code of today's."""

    code: str
    name: str
    commune: str = ""

    @property
    def label(self) -> str:
        """Name with code."""
        return f"{self.name} ({self.code})"


def formers(inventory: Path) -> tuple[Former, ...]:
    """Every former commune that the YAML of *inventory* lists, in order. Raises InventoryError."""
    sources = find_sources(inventory)
    found: dict[Former, None] = {}
    for file in (*sources.hosts, *sources.variables):
        root = compose(file, [])
        kind, name = owner(file) if file in sources.variables else ("", "")
        group = name if kind == "group" else ""
        found |= dict.fromkeys(_below(root, group, 0))
    return tuple(found)


def _below(node: yaml.Node | None, group: str, depth: int) -> Iterator[Former]:
    if depth > 20:  # an alias of a group inside itself
        return
    for key, value in pairs(node):
        if key.value == "merged_from":
            yield from of_node(value, group.removeprefix(_COMMUNE) if group.startswith(_COMMUNE) else "")
        elif isinstance(value, yaml.MappingNode):
            below = key.value if key.value not in ("children", "hosts", "vars") else group
            yield from _below(value, below, depth + 1)


def of_node(merged_from: yaml.Node, commune: str) -> Iterator[Former]:
    """The former communes of a ``merged_from`` as it is written; what is no entry is passed over."""
    for item in merged_from.value if isinstance(merged_from, yaml.SequenceNode) else ():
        said = {key.value: value.value for key, value in pairs(item) if isinstance(value, yaml.ScalarNode)}
        if {"code", "name"} <= said.keys():
            yield Former(said["code"], said["name"], commune)


def of_variables(variables: Mapping[str, Any]) -> tuple[Former, ...]:
    """The former communes of a host's own commune, from its variables as Ansible resolves them."""
    listed = variables.get("merged_from")
    entries = listed if isinstance(listed, list | tuple) else ()
    return tuple(
        Former(str(each["code"]), str(each["name"]), str(variables.get("commune", "")))
        for each in entries
        if isinstance(each, Mapping) and {"code", "name"} <= each.keys()
    )


def meant(text: str, known: Iterable[Former], commune: str = "") -> tuple[Former, ...]:
    """The former communes that *text* (a code, or a name with or without type and accents) may mean.

    Those merged into *commune* come before others of the same name. One is certain, none unknown.
    """
    found = list(known)
    for fits in (_by_code, _by_name, _by_bare_name, _by_plain_name):
        matching = [former for former in found if fits(former, text)]
        own = [former for former in matching if former.commune == commune]
        if matching:
            return tuple({each.code: each for each in own or matching}.values())
    return ()


def origin_of(variables: Mapping[str, Any]) -> str:
    """The code of the former commune that a host's ``origin`` means; its own words where that is unclear."""
    said = " ".join(str(variables.get("origin") or "").split())
    found = meant(said, of_variables(variables)) if said else ()
    return found[0].code if len(found) == 1 else said


def unknown(text: str, known: Sequence[Former]) -> tuple[str, str]:
    """What is wrong with the origin *text*, and what to do; two empty texts: nothing."""
    found = meant(text, known)
    if len(found) == 1:
        return "", ""
    if found:
        several = _("“{name}” may be {communes}").format(
            name=text, communes=", ".join(each.label for each in found)
        )
        return several, _("write the code, in quotes")
    names = {each.name: each for each in known} | {each.code: each for each in known}
    none = _("no commune of before July 2025 that merged_from lists is “{name}”").format(name=text)
    return none, did_you_mean(text, tuple(names))


def _by_code(former: Former, text: str) -> bool:
    return former.code == text


def _by_name(former: Former, text: str) -> bool:
    return former.name.casefold() == text.casefold()


def _by_bare_name(former: Former, text: str) -> bool:
    return former.name.casefold().split(maxsplit=1)[-1] == text.casefold()


def _by_plain_name(former: Former, text: str) -> bool:
    wanted, name = plain(text), plain(former.name)
    return wanted in (name, _TYPE.sub("", name)) if wanted else False
