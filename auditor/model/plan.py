"""A plan: what is to be done about failed findings, by a machine or by whom else; the words of its file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Disposition(StrEnum):
    """Where a failed finding ends: exactly one of these, never nowhere."""

    AUTOMATIC = "automatic"
    TECHNICIAN = "technician"
    PURCHASE = "purchase"
    PROVINCE = "province"


@dataclass(frozen=True)
class PlanStep:
    """One entry point of one role on one device.

    ``variables`` are the role's, plain values; they come from the standard, the inventory and the device's
    id, never from what a device said. ``closes`` are ids of findings, ``rules`` theirs, in the same order.
    ``touches`` are the paths (globs) on the device that the entry point may change beside those whose
    difference check mode shows. ``saw`` is a digest of what the device answered then: see ``remedy.stale``.
    """

    id: str
    device: str
    kind: str
    commune: str
    role: str
    entry: str
    os_family: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict, hash=False)
    closes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    why: str = ""
    reversible: bool = True
    reboot: bool = False
    person: bool = False
    touches: tuple[str, ...] = ()
    saw: str = ""

    @property
    def does(self) -> str:
        """Role and entry point as one word: ``printing/queue``."""
        return f"{self.role}/{self.entry}"


@dataclass(frozen=True)
class PlanItem:
    """One failed finding in a plan and where it ends.

    ``steps`` are the ids of the steps that close it (AUTOMATIC only). Else ``how`` is the instruction in the
    plan's language and ``reason`` why no machine does it. ``count`` of ``noun`` are to be bought (PURCHASE
    only; 0 where another item counts the same shortage).
    """

    finding: str
    rule: str
    device: str
    kind: str
    commune: str
    severity: str
    who: Disposition
    title: str
    site: str = ""
    counter: str = ""
    steps: tuple[str, ...] = ()
    how: str = ""
    reason: str = ""
    noun: str = ""
    count: int = 0


@dataclass(frozen=True)
class PlanScope:
    """What a plan was limited to; ``""`` is no limit."""

    commune: str = ""
    device: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Plan:
    """Steps in the order in which they are taken, and every failed finding of the scope once.

    ``id`` is like a run's with ``P-`` before it; ``inventories`` and ``words`` are what the run was asked
    with (paths, ansible-playbook's words without ``--limit``), so that a fix goes to the same devices.
    """

    id: str
    made: datetime
    by: str
    run: str
    standard_name: str
    standard_digest: str
    scope: PlanScope = PlanScope()
    inventories: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    language: str = "vi"
    approved_by: str = ""
    note: str = ""
    steps: tuple[PlanStep, ...] = ()
    items: tuple[PlanItem, ...] = ()

    def steps_of(self, device: str) -> tuple[PlanStep, ...]:
        """The steps on *device*, in order."""
        return tuple(step for step in self.steps if step.device == device)

    @property
    def devices(self) -> tuple[str, ...]:
        """Every device that has a step, in the order in which they first come."""
        return tuple(dict.fromkeys(step.device for step in self.steps))
