"""The inventory as Ansible resolves it: ``ansible-inventory --list``, so every source will do."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.errors import InventoryError, MissingRequirement
from auditor.i18n import _
from auditor.inventory.nodes import Place


@dataclass(frozen=True)
class Listing:
    """Hosts with their variables, and groups with their hosts, as Ansible sees them."""

    hosts: Mapping[str, Mapping[str, Any]]
    groups: Mapping[str, Sequence[str]]


def listing(inventory: Path, limit: str = "") -> Listing:
    """Ask Ansible for *inventory*, narrowed by Ansible's own ``--limit`` pattern.

    Templates in variables stay unresolved, and vault secrets sealed. Raises InventoryError with what Ansible
    said, MissingRequirement when ansible-inventory is not installed.
    """
    command = [str(_program()), "--list", "-i", str(inventory), *(["--limit", limit] if limit else [])]
    environment = {**os.environ, "ANSIBLE_NOCOLOR": "1", "ANSIBLE_INVENTORY_UNPARSED_FAILED": "1"}
    answer = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if answer.returncode:
        said = answer.stderr.strip() or answer.stdout.strip()
        raise InventoryError([Place(str(inventory)).problem(said)])
    data = json.loads(answer.stdout)
    hosts = data.pop("_meta", {}).get("hostvars", {})
    # an empty group has no entry of its own
    groups: dict[str, tuple[str, ...]] = {
        name: () for group in data.values() for name in group.get("children", ())
    }
    groups |= {name: tuple(group.get("hosts", ())) for name, group in data.items()}
    named = {host for members in groups.values() for host in members}
    return Listing({host: hosts.get(host, {}) for host in sorted(named)}, groups)


def _program() -> Path:
    # the one beside this Python, whatever PATH says: the system's may be too old
    program = Path(sys.executable).with_name("ansible-inventory")
    if not program.is_file():
        raise MissingRequirement(
            _("{program} is not installed").format(program=program), _("install auditor again")
        )
    return program
