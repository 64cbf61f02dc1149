"""Ansible's collections: where they are looked for, and which steps lack theirs.

A play in which one device's task cannot be resolved ends for all of them, so those steps are left out before.
"""

import os
import site
import sys
from collections.abc import Iterable
from pathlib import Path

from auditor.i18n import _
from auditor.model import PlanStep, StepResult, StepStatus

_WINDOWS = "ansible.windows"


def search_path() -> str:
    """ANSIBLE_COLLECTIONS_PATH: what the user says, then this installation, then Ansible's own places."""
    said = os.environ.get("ANSIBLE_COLLECTIONS_PATH", "")
    own = Path(sys.prefix, "ansible", "collections")
    home = Path(os.environ.get("ANSIBLE_HOME", "~/.ansible")).expanduser() / "collections"
    return os.pathsep.join([*filter(None, [said]), str(own), str(home), "/usr/share/ansible/collections"])


def is_here(name: str) -> bool:
    """Whether the collection *name* is in one of these places, or came with the package *ansible*."""
    places = [*map(Path, search_path().split(os.pathsep)), *map(Path, site.getsitepackages())]
    return any(Path(place, "ansible_collections", *name.split(".")).is_dir() for place in places)


def with_theirs(steps: Iterable[PlanStep]) -> tuple[tuple[PlanStep, ...], tuple[StepResult, ...]]:
    """The steps of *steps* that can be taken here, and the results of those whose collection is missing."""
    steps = tuple(steps)
    lacking = [s for s in steps if s.role.startswith("windows_") and not is_here(_WINDOWS)]
    reason = _("the collection {name} is not on this machine: ansible-galaxy collection install {name}")
    told = reason.format(name=_WINDOWS)
    return (
        tuple(step for step in steps if step not in lacking),
        tuple(StepResult(step.id, step.device, StepStatus.SKIPPED, told) for step in lacking),
    )
