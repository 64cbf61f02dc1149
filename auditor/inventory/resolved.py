"""Communes and devices of an inventory as Ansible resolves it; what is wrong is told with file and line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from auditor.errors import InventoryError, Problem
from auditor.inventory.check import first_mentions
from auditor.inventory.listing import Listing, listing
from auditor.inventory.manifest import manifest
from auditor.inventory.nodes import Place
from auditor.model import Manifest


def resolved(
    inventories: Sequence[Path],
    words: Sequence[str] = (),
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Manifest:
    """What an audit of *inventories* would ask; *words* and *settings* as for ``listing``.

    A host whose kind or commune is a template is left out: only a play resolves it. Raises InventoryError
    with every host that states no usable kind or commune, at its first mention where the YAML has one.
    """
    return manifest_of(listing(inventories, words, settings), inventories)


def manifest_of(found: Listing, inventories: Sequence[Path]) -> Manifest:
    """What an audit of what is *found* in *inventories* would ask, as :func:`resolved` tells it."""
    stated = {
        name: variables
        for name, variables in found.hosts.items()
        if not any("{{" in str(variables.get(word)) for word in ("kind", "commune"))
    }
    try:
        return manifest(stated, list(found.groups))
    except InventoryError as error:
        mentions: dict[str, Place] = {}
        for inventory in filter(Path.exists, inventories):
            mentions = {**first_mentions(inventory), **mentions}
        raise InventoryError([_placed(problem, mentions) for problem in error.problems]) from error


def _placed(problem: Problem, mentions: Mapping[str, Place]) -> Problem:
    # a manifest's problem names the host where a file's names the file
    where = _mention(problem.file, mentions)
    if where is None:
        return problem
    message = f"{problem.file}: {problem.message}"
    return replace(problem, file=where.file, line=where.line, column=where.column, message=message)


def _mention(host: str, mentions: Mapping[str, Place]) -> Place | None:
    ranges = (written for written in mentions if "[" in written and _may_be_of(host, written))
    return mentions.get(host) or next((mentions[written] for written in ranges), None)


def _may_be_of(host: str, written: str) -> bool:
    parts = re.split(r"\[[^\]]*\]", written)
    return re.fullmatch(r"\w+".join(map(re.escape, parts)), host) is not None
