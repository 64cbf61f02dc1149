"""Which files an Ansible inventory is made of, and which of them are YAML that people wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import InventoryError
from auditor.i18n import _
from auditor.inventory.nodes import Place

_YAML = {".yml", ".yaml", ".json"}
# ansible.cfg's INVENTORY_IGNORE_EXTS, as shipped
_IGNORED = {".pyc", ".pyo", ".swp", ".bak", ".md", ".txt", ".rst", ".orig", ".cfg", ".retry"}


@dataclass(frozen=True)
class Sources:
    """Hosts files of YAML, variable files, and the sources that only Ansible can read (INI, scripts)."""

    hosts: tuple[Path, ...]
    variables: tuple[Path, ...]
    opaque: tuple[Path, ...]


def find_sources(inventory: Path) -> Sources:
    """The files of *inventory* (a file or folder, as for ``ansible -i``); InventoryError when not there."""
    if not inventory.exists():
        raise InventoryError([Place(str(inventory)).problem(_("there is no such inventory"))])
    files = list(_files(inventory)) if inventory.is_dir() else [inventory]
    folders = {file.parent for file in files} | ({inventory} if inventory.is_dir() else set())
    return Sources(
        hosts=tuple(file for file in files if file.suffix in _YAML),
        variables=tuple(file for folder in sorted(folders) for file in _variables(folder)),
        opaque=tuple(file for file in files if file.suffix not in _YAML),
    )


def _files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        hidden = entry.name.startswith(".") or entry.name.endswith("~") or entry.suffix in _IGNORED
        if hidden or entry.name in {"group_vars", "host_vars"}:
            continue
        if entry.is_dir():
            yield from _files(entry)
        else:
            yield entry


def _variables(folder: Path) -> Iterator[Path]:
    for name in ("group_vars", "host_vars"):
        yield from sorted(
            file
            for file in (folder / name).rglob("*")
            if file.is_file() and file.suffix in {*_YAML, ""} and not file.name.startswith(".")
        )


def owner(file: Path) -> tuple[str, str]:
    """("group" | "host", its name) of a variable file: group_vars/NAME.yml or group_vars/NAME/any.yml."""
    parts = file.parts
    index = max(i for i, part in enumerate(parts) if part in {"group_vars", "host_vars"})
    name = parts[index + 1] if index + 2 < len(parts) else file.stem if file.suffix in _YAML else file.name
    return parts[index].removesuffix("_vars"), name
