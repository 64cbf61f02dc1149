"""The inventory as Ansible resolves it: ``ansible-inventory --list``, so every source will do."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from auditor.errors import InventoryError, MissingRequirement
from auditor.i18n import _
from auditor.inventory.nodes import Place

_MESSAGES = ("ERROR", "[ERROR]", "[WARNING]: Failed to parse", "[WARNING]: Unable to parse", "Origin:")


@dataclass(frozen=True)
class Listing:
    """Hosts with their variables, and groups with their hosts, as Ansible sees them."""

    hosts: Mapping[str, Mapping[str, Any]]
    groups: Mapping[str, Sequence[str]]


def listing(
    inventories: Sequence[Path],
    words: Sequence[str] = (),
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Listing:
    """Ask Ansible for *inventories*, as several ``-i`` of one call.

    *words* are for Ansible itself: ``--limit``, ``--vault-password-file``, ``--vault-id``, ``--extra-vars``;
    *settings* its environment variables, those of the workspace (``Workspace.ansible_settings``).
    Templates in variables stay unresolved. Raises InventoryError with what Ansible said, MissingRequirement
    when ansible-inventory is not installed.
    """
    sources = [word for path in inventories for word in ("-i", str(path))]
    with _environment(settings) as environment:
        command = [str(_program()), "--list", *sources, *words]
        answer = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if answer.returncode:
        said = answer.stderr.strip() or answer.stdout.strip()
        raise InventoryError([Place(", ".join(map(str, inventories))).problem(_message(said), _remedy(said))])
    data = json.loads(answer.stdout)
    hosts = data.pop("_meta", {}).get("hostvars", {})
    # an empty group has no entry of its own
    groups: dict[str, tuple[str, ...]] = {
        name: () for group in data.values() for name in group.get("children", ())
    }
    groups |= {name: tuple(group.get("hosts", ())) for name, group in data.items()}
    named = {host for members in groups.values() for host in members}
    return Listing({host: hosts.get(host, {}) for host in sorted(named)}, groups)


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[dict[str, str]]:
    # Ansible's own temporary folder is in the home, which may be read-only or not there
    with TemporaryDirectory(prefix="auditor-") as temporary:
        yield {
            "ANSIBLE_LOCAL_TEMP": temporary,
            **os.environ,
            **settings,
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_INVENTORY_UNPARSED_FAILED": "1",
        }


def _message(said: str) -> str:
    """Ansible's messages without its tracebacks; the last line when there is no message."""
    lines = [line.rstrip() for line in said.splitlines() if line.strip()]
    told = dict.fromkeys(line for line in lines if line.startswith(_MESSAGES))
    return "\n".join(told) or (lines[-1] if lines else _("Ansible gave no reason"))


def _remedy(said: str) -> str:
    if "vault secrets found" not in said and "Decryption failed" not in said:
        return ""
    return _("give the vault's password: --vault-password-file FILE, or --vault-id NAME@FILE")


def _program() -> Path:
    # the one beside this Python, whatever PATH says: the system's may be too old
    program = Path(sys.executable).with_name("ansible-inventory")
    if not program.is_file():
        raise MissingRequirement(
            _("{program} is not installed").format(program=program), _("install auditor again")
        )
    return program
