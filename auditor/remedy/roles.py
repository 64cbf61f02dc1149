"""The entry points of the roles that ship: what a plan may call, and what it must know of each beforehand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from auditor.errors import MissingRequirement
from auditor.i18n import _
from auditor.workspace.resources import playbooks

Options = Mapping[str, Mapping[str, Any]]
"""Variables by name as ``argument_specs`` has them: type, required, choices, elements, options."""


@dataclass(frozen=True)
class Entry:
    """One entry point of a role.

    ``order`` sorts the steps of one device; ``touches`` are globs of paths on the device that its commands
    change beside the files whose difference check mode shows; ``confirm`` is the entry point to call once the
    re-audit passed (``""``: none); ``options`` are its variables. Of an entry point with a ``key`` (one of
    its variables) a device may have several steps, one for each value of it: a setting, a queue.
    """

    role: str
    entry: str
    order: int
    reversible: bool
    reboot: bool = False
    person: bool = False
    touches: tuple[str, ...] = ()
    confirm: str = ""
    key: str = ""
    options: Options = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """Role and entry point as one word: ``printing/queue``."""
        return f"{self.role}/{self.entry}"

    @property
    def required(self) -> tuple[str, ...]:
        """The variables without which it cannot be called."""
        return tuple(name for name, option in self.options.items() if option.get("required"))


def catalogue(folder: Path | None = None) -> Mapping[str, Entry]:
    """Every entry point below *folder* (default: the roles that ship) by ``role/entry``.

    An entry point is one that has a tasks file, argument_specs and a place in ``remedy.yml``: what lacks one
    of them cannot be planned. Raises MissingRequirement where a file of a role cannot be read.
    """
    roles = folder or playbooks() / "roles"
    found = [entry for role in sorted(roles.glob("*/remedy.yml")) for entry in _of_role(role.parent)]
    return {entry.name: entry for entry in found}


def _of_role(role: Path) -> Iterator[Entry]:
    told = _mapping(role / "remedy.yml")
    specs = _mapping(role / "meta" / "argument_specs.yml").get("argument_specs", {})
    for name, says in told.items():
        if name in specs and isinstance(says, Mapping) and (role / "tasks" / f"{name}.yml").is_file():
            yield _entry(role.name, name, says, specs[name] or {})


def _entry(role: str, name: str, says: Mapping[str, Any], spec: Mapping[str, Any]) -> Entry:
    return Entry(
        role=role,
        entry=name,
        order=int(says.get("order", 0)),
        reversible=bool(says.get("reversible", False)),
        reboot=bool(says.get("reboot", False)),
        person=bool(says.get("person", False)),
        touches=tuple(says.get("touches") or ()),
        confirm=str(says.get("confirm") or ""),
        key=str(says.get("key") or ""),
        options={variable: option or {} for variable, option in (spec.get("options") or {}).items()},
    )


def _mapping(file: Path) -> Mapping[str, Any]:
    try:
        data = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise MissingRequirement(
            _("a role of this installation cannot be read: {file}: {error}").format(file=file, error=error),
            _("install auditor again"),
        ) from error
    return data if isinstance(data, Mapping) else {}
