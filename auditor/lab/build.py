"""`lab up`: image, keys, namespaces, wires, machines, inventory, in this order. `lab down` is in state.py."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from auditor.errors import LabError
from auditor.i18n import _
from auditor.lab import holder, kernel, machines, network
from auditor.lab.image import ensure_image
from auditor.lab.keys import Keys, make_keys, save_keys
from auditor.lab.machines import Bench
from auditor.lab.pc import Materials, pc_disk
from auditor.lab.plan import Machine, Plan
from auditor.lab.printer import printer_disk
from auditor.lab.province import province_disk
from auditor.lab.rootfs import Rootfs
from auditor.lab.router import router_disk
from auditor.lab.state import State, cgroup_dir, lab_dir, load_state, mark, take_down

ROLES: Mapping[str, Callable[[Materials, Machine], Rootfs]] = {
    "pc": pc_disk,
    "router": router_disk,
    "printer": printer_disk,
    "province": province_disk,
}

Say = Callable[[str], None]


def clear_ground(name: str) -> None:
    """Remove what a crash left of the lab *name*. Raises LabError when it is up and well."""
    state = load_state(name)
    if state is not None and state.alive and state.phase == "up":
        raise LabError(_("the lab “{name}” is up already").format(name=name), _("auditor lab down"))
    take_down(name)


def materials_for(plan: Plan, image: Path) -> Materials:
    keys = make_keys([m.host for m in plan.machines])
    bundle = (image / "etc/ssl/certs/ca-certificates.crt").read_text()
    return Materials(plan, keys, bundle, _subject_hash(keys))


def _subject_hash(keys: Keys) -> str:
    command = ["openssl", "x509", "-subject_hash", "-noout"]
    return subprocess.run(command, input=keys.root.pem, capture_output=True, text=True, check=True).stdout.strip()


def disks_for(materials: Materials) -> dict[str, Rootfs]:
    """The disk of every machine, healthy."""
    return {m.host: ROLES[m.role](materials, m) for m in materials.plan.machines}


def start(plan: Plan, image: Path, disks: dict[str, Rootfs], heard: kernel.Report) -> State:
    """Start the lab's namespaces and machines; on failure nothing of them is left. Raises LabError."""
    folder = lab_dir(plan.name)
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    machines.raise_limits()
    state = State(plan.name)
    state.save()
    bench = Bench(plan, image, folder, cgroup_dir(plan.name))
    state.holder = holder.start(mark(plan.name), folder / "logs" / "holder.log", bench.cgroup)
    state.holder_start = kernel.start_time(state.holder)
    state.save()

    def listen(what: dict[str, Any]) -> None:
        if "started" in what:
            state.machines[what["started"]] = {"pid": what["pid"]}
            state.save()
        heard(what)

    kernel.inside(state.holder, lambda report: _raise_machines(bench, disks, report), listen)
    return state


def _raise_machines(bench: Bench, disks: dict[str, Rootfs], report: kernel.Report) -> None:
    network.build(bench.plan)
    report({"network": len(network.namespaces(bench.plan))})
    pids = {}
    for machine in bench.plan.machines:
        if disks[machine.host].off:
            continue
        pids[machine.host] = machines.launch(bench, machine, disks[machine.host])
        report({"started": machine.host, "pid": pids[machine.host]})
    machines.wait_ready(bench, pids, report)


def demo(plan: Plan, say: Say) -> State:
    clear_ground(plan.name)
    image = ensure_image(say)
    materials = materials_for(plan, image)
    folder = lab_dir(plan.name)
    addresses = {m.host: m.address for m in plan.machines}
    try:
        save_keys(materials.keys, addresses, folder / "keys")
        state = start(plan, image, disks_for(materials), lambda what: say(str(what)))
    except BaseException:
        if not os.environ.get("LABKEEP"):
            take_down(plan.name)
        raise
    state.phase = "up"
    state.save()
    return state
