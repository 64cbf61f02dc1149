"""What faults are put into: everything of a lab as it will start, still open to change."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from auditor.errors import LabError
from auditor.lab.links import Line
from auditor.lab.pc import Materials
from auditor.lab.plan import ENDPOINTS, PROVINCE, Commune, Machine, Plan
from auditor.lab.rootfs import Rootfs

With = Mapping[str, Any]
"""A fault's own settings, as the scenario's ``with:`` gives them."""


@dataclass(frozen=True, order=True)
class Mark:
    """A finding: this rule fails on this device."""

    rule: str
    device: str


@dataclass(frozen=True)
class Effect:
    """What a fault leads to: findings it must cause, others it may cause, findings it would keep another
    fault
    from showing, and devices of which nothing more can be learned.

    *needs* is what must be asked for before it shows: ``active`` (a test scan), ``throughput``, or nothing.
    """

    expects: tuple[Mark, ...]
    also: tuple[Mark, ...] = ()
    hides: tuple[Mark, ...] = ()
    silences: frozenset[str] = frozenset()
    needs: str = ""


@dataclass
class Bed:
    """A lab before it starts: its disks by host, its lines by commune code."""

    materials: Materials
    disks: dict[str, Rootfs]
    lines: dict[str, Line] = field(default_factory=dict)
    specs: dict[str, object] = field(default_factory=dict)
    """What a device says (PrinterSpec, UpsSpec …), by host, where faults have changed it."""
    variables: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What the inventory says of a host besides, or otherwise than, what is so."""
    absent: set[str] = field(default_factory=set)
    """Hosts that the inventory leaves out, as if they had never been bought."""
    unreached: dict[str, frozenset[str]] = field(default_factory=dict)
    """By commune code, the PCs and kiosks that reach no service, or say nothing about it."""

    def draft(self, device: str) -> "Bed":
        """A copy in which *device* (and the province) can be changed without changing this bed."""
        disks = dict(self.disks)
        for host in {device, PROVINCE} & set(disks):
            disks[host] = disks[host].copy()
        return replace(
            self,
            disks=disks,
            lines=dict(self.lines),
            specs=dict(self.specs),
            variables={host: dict(each) for host, each in self.variables.items()},
            absent=set(self.absent),
            unreached=dict(self.unreached),
        )

    def adopt(self, draft: "Bed") -> None:
        """Make what was changed in *draft* this bed's own."""
        self.__dict__.update(draft.__dict__)

    def lose(self, device: str) -> tuple[Mark, ...]:
        """Note that the PC or kiosk *device* reaches nothing.

        Returns what follows for the line when it was the commune's last one.
        """
        commune = self.machine(device).place
        lost = self.unreached[commune.code] = self.unreached.get(commune.code, frozenset()) | {device}
        if len(lost) < sum(self.machine(host).place == commune for host in self.personal):
            return ()
        # No PC is left to tell that it is another one's own fault.
        others = (Mark("pc.endpoints.blocked", pc) for pc in sorted(lost))
        return (*on(commune.link, "link.essential", "link.useful", "link.http"), *others)

    @property
    def plan(self) -> Plan:
        return self.materials.plan

    def machine(self, host: str) -> Machine:
        found = self.plan.machine(host)
        if found is None:
            raise LabError(f"no machine {host}")
        return found

    def commune(self, code: str) -> Commune:
        return next(c for c in self.plan.communes if c.code == code)

    def devices_of(self, commune: Commune) -> list[str]:
        """Every device of *commune*, the link too."""
        return [commune.link, *(m.host for m in self.plan.local(commune))]

    def devices(self, kind: str) -> list[str]:
        """All devices that a fault of *kind* (truth.KINDS) can hit."""
        if kind == "link":
            return [commune.link for commune in self.plan.communes]
        if kind in ("endpoint", "https"):
            return [endpoint.name for endpoint in ENDPOINTS if endpoint.tls or kind == "endpoint"]
        role = {"network": "router"}.get(kind, kind)
        return [m.host for m in self.plan.machines if m.role == role]

    @property
    def personal(self) -> list[str]:
        """Every machine that people sit or stand at: each tells which services it reaches."""
        return [host for kind in ("pc", "windows", "kiosk") for host in self.devices(kind)]

    def commune_of(self, device: str) -> str:
        """Code of the commune of *device*, ``""`` for what is the province's."""
        machine = self.plan.machine(device)
        if machine is not None:
            return machine.commune.code if machine.commune else ""
        return next((commune.code for commune in self.plan.communes if device == commune.link), "")


def on(device: str, *rules: str) -> tuple[Mark, ...]:
    """Marks of several rules on one device."""
    return tuple(Mark(rule, device) for rule in rules)
