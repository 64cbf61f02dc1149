"""The files that tell the play what to take: a task file for each step, and an inventory that names them.

Variables are ``vars`` of the step's own include, so that none is left over for the device's next step; they
are ``!unsafe``, so that Ansible never reads a template in a text of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from auditor.model import PlanStep

GROUP = "auditor_fix"
"""The group of the devices that the play goes to."""
_WITH_SUDO = ("pc", "kiosk")


@dataclass(frozen=True)
class Taking:
    """One call of a role's entry point, as the play needs it; ``id`` is what the journal calls it."""

    id: str
    role: str
    entry: str
    variables: Mapping[str, Any] = field(default_factory=dict, hash=False)
    become: bool = True


def taking(step: PlanStep) -> Taking:
    """How *step* is taken: as root where there is sudo."""
    become = step.kind in _WITH_SUDO and step.os_family != "windows"
    return Taking(step.id, step.role, step.entry, step.variables, become)


def write(folder: Path, steps: Mapping[str, Sequence[Taking]]) -> Path:
    """Write what the play takes, by device, into *folder*; return the inventory. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    hosts = {}
    for number, (device, calls) in enumerate(steps.items(), 1):
        listed = [_written(call, folder / f"{number:04d}-{call.id}.yml", call is calls[0]) for call in calls]
        hosts[device] = {"auditor_steps": listed}
    inventory = folder / "inventory.yml"
    inventory.write_text(_yaml({"all": {"children": {GROUP: {"hosts": _unsafe(hosts)}}}}), "utf-8")
    return inventory


def _written(call: Taking, file: Path, first: bool) -> dict[str, Any]:
    file.write_text(tasks(call), "utf-8")
    # the first of a device is the last moment at which it can be left alone altogether
    return {"id": call.id, "file": str(file), "first": first}


def tasks(call: Taking) -> str:
    """The task file of *call*, as YAML."""
    include = {"name": call.role, "tasks_from": call.entry, "apply": {"become": call.become}}
    task = {"name": f"Take {call.role}/{call.entry}", "ansible.builtin.include_role": include}
    if call.variables:
        task["vars"] = _unsafe(call.variables)
    return _yaml([task])


class _Unsafe(dict[str, Any]):
    """A mapping in which Ansible must not template any text.

    It is tagged as a whole: a text that is tagged by itself Ansible reads anew, ``'no'`` as false and
    ``'03127'`` as a number.
    """


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True  # an anchor would be right, and unreadable


_Dumper.add_representer(_Unsafe, lambda dumper, data: dumper.represent_mapping("!unsafe", data.items()))


def _unsafe(value: Mapping[str, Any]) -> _Unsafe:
    return _Unsafe(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _yaml(data: Any) -> str:
    return "---\n" + yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
