"""A host moved from its commune's group to another's, where the inventory's YAML states it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from auditor.errors import InventoryError, Problem
from auditor.i18n import _
from auditor.inventory import carrying, editing, placing
from auditor.inventory.manifest import is_commune
from auditor.inventory.nodes import compose, pairs
from auditor.inventory.placing import Stated
from auditor.inventory.sources import find_sources, owner

_COMMUNE = "commune_"


@dataclass(frozen=True)
class Moved:
    """The files of a move with their new texts; ``gone``: a file that has another name since then.

    ``comments`` are lines above the old entry: whether they are about the host, only a person knows.
    """

    texts: Mapping[Path, str]
    gone: Path | None = None
    comments: tuple[str, ...] = ()


def move(inventory: Path, host: str, to: str, *, name: str = "", origin: str = "") -> Moved:
    """*host* in the group of commune *to*, with its variables, as *name* (``""``: as before).

    *origin* is put where the host states another way of saying it. Nothing is written yet. Raises
    InventoryError when the YAML does not state the host once, by its own name, in a commune's group.
    """
    try:
        return _move(inventory, host, to, name, origin)
    except (editing.NotEditable, OSError, UnicodeDecodeError) as error:
        told = _("{host} cannot be moved by a program: {reason}").format(host=host, reason=error)
        remedy = _("move it by hand in the inventory, from the one commune's group to the other's")
        raise InventoryError([Problem(str(inventory), 0, 0, told, remedy)]) from error


def _move(inventory: Path, host: str, to: str, name: str, origin: str) -> Moved:
    places = placing.places_of(inventory, frozenset([host])).get(host, [])
    texts: dict[Path, str] = {}
    stating = [place for place in places if "commune" in place.variables]
    for place in stating:
        _put(texts, place, {"commune": to})
    for place in places:
        if origin and "origin" in place.variables:
            _put(texts, place, {"origin": origin})
    grouped = [place for place in places if place.path and is_commune(_group(place))]
    if len(grouped) > 1 or not (grouped or stating):
        raise editing.NotEditable(
            _("it stands in {count} groups of communes by its own name").format(count=len(grouped))
        )
    comments: list[str] = []
    for place in grouped:
        comments += carrying.comments_above(_text(texts, place.file), place.path[:-1], host)
        _carry(inventory, texts, place, host, to)
    gone = _renamed(inventory, texts, host, name) if name else None
    return Moved(texts, gone, tuple(comments))


def _put(texts: dict[Path, str], place: Stated, values: Mapping[str, Any]) -> None:
    texts[place.file] = editing.put(_text(texts, place.file), place.path, values)


def _text(texts: Mapping[Path, str], file: Path) -> str:
    if file in texts:
        return texts[file]
    return placing.read(file) if file.exists() else ""


def _group(place: Stated) -> str:
    return place.path[-3]  # …, group, "hosts", host


def _carry(inventory: Path, texts: dict[Path, str], place: Stated, host: str, to: str) -> None:
    texts[place.file], entry = carrying.cut(_text(texts, place.file), place.path[:-1], host)
    file, path = _target(inventory, place.file, to)
    texts[file] = carrying.paste(_text(texts, file) or "---\n", [*path, "hosts"], host, entry)


def _target(inventory: Path, near: Path, to: str) -> tuple[Path, tuple[str, ...]]:
    """Where the group of commune *to* stands, in the same file if it can be; else a file of its devices."""
    found = [(file, path) for file in find_sources(inventory).hosts for path in _groups(file, _COMMUNE + to)]
    if found:
        return next((each for each in found if each[0] == near), found[0])
    if inventory.is_dir():
        return inventory / f"devices-{to}.yml", (_COMMUNE + to,)
    return near, (_COMMUNE + to,)


def _groups(file: Path, name: str) -> Iterator[tuple[str, ...]]:
    yield from _below(compose(file, []), (), name)


def _below(groups: yaml.Node | None, path: tuple[str, ...], name: str) -> Iterator[tuple[str, ...]]:
    if len(path) > 40:  # an alias of a group inside itself
        return
    for key, group in pairs(groups):
        if key.value == name:
            yield (*path, name)
        for word, value in pairs(group):
            if word.value == "children":
                yield from _below(value, (*path, key.value, "children"), name)


# ── another name ─────────────────────────────────────────────────────────────────────────────────


def _renamed(inventory: Path, texts: dict[Path, str], host: str, name: str) -> Path | None:
    """Every group's mention of *host*, in the texts as they have become; and the file of its variables."""
    gone = None
    for file in {*find_sources(inventory).hosts, *texts}:
        if file.parent.name != "host_vars":
            text = _text(texts, file)
            for path in _mentions(text, host):
                text = carrying.rename(text, path, host, name)
            if text != _text(texts, file):
                texts[file] = text
    own = [file for file in find_sources(inventory).variables if owner(file) == ("host", host)]
    if len(own) > 1 or (own and own[0].parent.name != "host_vars"):
        raise editing.NotEditable(_("its variables stand in a folder of host_vars"))
    for gone in own:
        texts[gone.with_name(f"{name}{gone.suffix}")] = texts.pop(gone, placing.read(gone))
    return gone


def _mentions(text: str, host: str) -> list[tuple[str, ...]]:
    return list(_mentioned(yaml.compose(text, Loader=yaml.CSafeLoader), (), host))


def _mentioned(groups: yaml.Node | None, path: tuple[str, ...], host: str) -> Iterator[tuple[str, ...]]:
    if len(path) > 40:
        return
    for key, group in pairs(groups):
        for word, value in pairs(group):
            at = (*path, key.value, word.value)
            if word.value == "children":
                yield from _mentioned(value, at, host)
            elif word.value == "hosts" and any(each.value == host for each, _value in pairs(value)):
                yield at
