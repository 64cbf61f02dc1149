"""Putting a fault into a machine of a lab that is up: what happens between a plan and its fix.

The machine loses its power, gets the fault onto its disk as `lab up` would have put it there, and starts.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.errors import LabError
from auditor.i18n import _
from auditor.lab import build, kernel, links, machines, rootfs
from auditor.lab.bed import Bed, Effect
from auditor.lab.catalogue import find
from auditor.lab.consequences import with_consequences
from auditor.lab.control import known_machine
from auditor.lab.faults import Fault
from auditor.lab.image import ensure_image
from auditor.lab.keys import load_keys
from auditor.lab.power import power_off, power_on
from auditor.lab.rootfs import Rootfs
from auditor.lab.scenario import Scenario
from auditor.lab.state import State, lab_dir, running
from auditor.lab.truth import Placed, append_truth


def put_in(name: str, device: str, fault_name: str, given: Mapping[str, Any]) -> Placed:
    """Put the fault into *device* of the lab *name*, and into its truth.json. A printer's or UPS' earlier
    faults are replaced by it.

    Raises LabError for an unknown fault or place, and for what cannot come while a lab runs: a fault of the
    inventory, of the province's services, or one that takes away what the machine's first start made.
    """
    state, fault = running(name), find(fault_name)
    bed = _bed(state)
    _check_place(bed, fault, device)
    draft = bed.draft(device)
    settings = {**fault.settings, **given}
    effect = with_consequences(draft, fault.inject(draft, device, settings))
    if draft.variables != bed.variables or draft.absent != bed.absent:
        raise _impossible(fault, _("it is in the inventory"))
    _change(state, bed, draft, device, fault)
    return _note(state, bed, fault, device, settings, effect)


def _bed(state: State) -> Bed:
    """The lab as it would be without faults, with its own secrets."""
    scenario = Scenario(**state.size)
    plan = build.plan_of(state.name, scenario)
    keys = load_keys(lab_dir(state.name) / "keys", [m.host for m in plan.machines])
    materials = build.materials_of(plan, ensure_image(lambda _sentence: None), keys)
    return Bed(materials, build.disks(materials))


def _check_place(bed: Bed, fault: Fault, device: str) -> None:
    if {"endpoint", "https"} & set(fault.kinds):
        raise _impossible(fault, _("the province's services belong to everybody in the lab"))
    places = sorted(each for kind in fault.kinds for each in bed.devices(kind))
    if device not in places:
        message = _("fault “{fault}” has no place at “{at}”").format(fault=fault.name, at=device)
        raise LabError(message, ", ".join(places[:8]))


def _impossible(fault: Fault, why: str) -> LabError:
    return LabError(
        _("the fault “{fault}” cannot come while the lab runs: {why}").format(fault=fault.name, why=why)
    )


def _change(state: State, bed: Bed, draft: Bed, device: str, fault: Fault) -> None:
    if draft.lines:
        kernel.inside(state.holder, lambda report: _bend(draft), print)
    if device not in draft.disks:
        return
    change = difference(bed.disks[device], draft.disks[device])
    if change is None:
        raise _impossible(fault, _("the machine's first start made what it takes away"))
    power_off(state.name, device)
    keeper = known_machine(state, device)["pid"]
    kernel.inside(state.holder, lambda report: kernel.in_mounts(keeper, lambda: _write(change)), print)
    if not change.off:
        power_on(state.name, device)


def _bend(draft: Bed) -> None:
    for code, line in draft.lines.items():
        links.shape(draft.plan, draft.commune(code), line)


def _write(change: Rootfs) -> None:
    rootfs.write(change, machines.ROOT)
    if change.fill_disk_to:
        machines.fill(machines.ROOT, change.fill_disk_to)


def difference(before: Rootfs, after: Rootfs) -> Rootfs | None:
    """What makes a disk with *before* one with *after*; None when a command of *before* would have to be
    undone.
    """
    count = len(before.commands)
    if after.commands[:count] != before.commands:
        return None
    files = {path: file for path, file in after.files.items() if before.files.get(path) != file}
    aims = {path: aim for path, aim in after.links.items() if before.links.get(path) != aim}
    gone = [path for path in (*before.files, *before.links) if path not in after.files | after.links]
    removed = [path for path in after.removed if path not in before.removed]
    return Rootfs(files, aims, [*removed, *gone], after.commands[count:], after.fill_disk_to, after.off)


def _note(
    state: State, bed: Bed, fault: Fault, device: str, settings: dict[str, Any], effect: Effect
) -> Placed:
    machine = bed.plan.machine(device)
    role = machine.role if machine else ""
    placed = Placed(0, fault.name, device, bed.commune_of(device), settings, effect, role)
    return append_truth(Path(state.inventory), placed)
