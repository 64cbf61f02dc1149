"""`lab up`: image, keys, faults, namespaces, wires, machines, inventory, in this order. Its end is in
state.py.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.errors import LabError, MissingRequirement
from auditor.i18n import _
from auditor.lab import blank, ground, holder, hosts, kernel, links, machines, mirror, network
from auditor.lab.bed import Bed
from auditor.lab.blank_layer import ensure_layer
from auditor.lab.image import ensure_image, mirror_dir
from auditor.lab.keys import Keys, make_keys, save_keys
from auditor.lab.kiosk import kiosk_disk
from auditor.lab.machines import Bench
from auditor.lab.pc import Materials, pc_disk
from auditor.lab.plan import Machine, Plan
from auditor.lab.printer import printer_disk
from auditor.lab.programs import call
from auditor.lab.province import province_disk
from auditor.lab.rootfs import Rootfs
from auditor.lab.router import router_disk
from auditor.lab.scanner import scanner_disk
from auditor.lab.scenario import Scenario
from auditor.lab.state import State, building, cgroup_dirs, lab_dir, load_state, mark, need_root, take_down
from auditor.lab.truth import Placed, place_all
from auditor.lab.ups import ups_disk
from auditor.lab.windows import windows_disk

_ROLES: Mapping[str, Callable[[Materials, Machine], Rootfs]] = {
    "pc": pc_disk,
    "kiosk": kiosk_disk,
    "router": router_disk,
    "printer": printer_disk,
    "scanner": scanner_disk,
    "ups": ups_disk,
    "windows": windows_disk,
    "province": province_disk,
}

_BLANK: Mapping[str, Callable[[Materials, Machine], Rootfs]] = {
    "pc": blank.pc_disk,
    "printer": blank.printer_disk,
    "router": blank.router_disk,
}

# What each Debian package of packages.txt is needed for, by a program of it.
PROGRAMS = {
    "systemd-container": "systemd-nspawn",
    "mmdebstrap": "mmdebstrap",
    "iproute2": "ip",
    "nftables": "nft",
    "mount": "mount",
    "util-linux": "nsenter",
    "e2fsprogs": "mkfs.ext4",
    "openssl": "openssl",
}


@dataclass
class Watch:
    """Whom `up` tells what it does: *say* a sentence, *step* how many machines of how many are up."""

    say: Callable[[str], None] = field(default=lambda sentence: None)
    step: Callable[[int, int], None] = field(default=lambda ready, of: None)


def packages() -> list[str]:
    """Debian packages that the lab needs on this machine."""
    lines = (Path(__file__).parent / "packages.txt").read_text().splitlines()
    return [name for line in lines if (name := line.partition("#")[0].strip())]


def missing_packages() -> list[str]:
    """Those of them whose program is not here."""
    place = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return [name for name in packages() if not shutil.which(PROGRAMS.get(name, name), path=place)]


def check_machine() -> None:
    """Raises MissingRequirement when rights or programs for a lab are missing here."""
    need_root()
    missing = missing_packages()
    if missing:
        names = " ".join(missing)
        raise MissingRequirement(
            _("the lab needs: {names}").format(names=names), f"apt-get install -y {names}"
        )


def up(
    name: str, scenario: Scenario, inventory: Path, file: str = "", watch: Watch | None = None
) -> list[Placed]:
    """Build and start the lab *name* and write its inventory and truth into the folder *inventory*.

    Raises LabError, MissingRequirement, ScenarioError; whatever it raises, nothing of the lab is left
    running.
    """
    check_machine()
    with building(name):
        return _up(name, scenario, inventory, file, watch or Watch())


def _up(name: str, scenario: Scenario, inventory: Path, file: str, watch: Watch) -> list[Placed]:
    _clear_ground(name)
    image = ensure_image(watch.say)
    layer = ensure_layer(image, watch.say) if scenario.blank else None
    plan, state = plan_of(name, scenario), State(name, inventory=str(inventory), size=scenario.size)
    bench = Bench(plan, image, lab_dir(name), cgroup_dirs(name), layer)
    materials = materials_of(plan, image, make_keys([m.host for m in plan.machines]))
    bed = Bed(materials, disks(materials))
    if plan.blank:
        bed.absent = {m.host for m in plan.machines}
    placed = place_all(bed, scenario, file)
    keys = lab_dir(name) / "keys"
    try:
        known = {} if plan.blank else {m.host: m.address for m in plan.machines}
        save_keys(materials.keys, known, keys)
        _start(state, bench, bed, watch)
        hosts.write_inventory(inventory, materials, keys, bed)
        hosts.write_truth(inventory, hosts.truth(plan, scenario.name, scenario.seed, placed))
    except BaseException:
        take_down(name)
        raise
    state.phase = "up"
    state.save()
    return placed


def disks(materials: Materials) -> dict[str, Rootfs]:
    """The disk of every machine, each of them healthy, or as it came."""
    roles = {**_ROLES, **(_BLANK if materials.plan.blank else {})}
    return {m.host: roles[m.role](materials, m) for m in materials.plan.machines}


def _clear_ground(name: str) -> None:
    """Remove what a crash left of the lab *name*. Raises LabError when it is up and well."""
    state = load_state(name)
    if state is not None and state.alive and state.phase == "up":
        raise LabError(_("the lab “{name}” is up already").format(name=name), "auditor lab down")
    take_down(name)


def plan_of(name: str, scenario: Scenario) -> Plan:
    """What the lab *name* consists of."""
    return Plan(name, ground.communes(scenario.communes), scenario.pcs, scenario.blank, **scenario.others)


def materials_of(plan: Plan, image: Path, keys: Keys) -> Materials:
    """What its machines' disks are made from. Raises LabError."""
    bundle = (image / "etc/ssl/certs/ca-certificates.crt").read_text()
    suite = mirror.indexes((mirror_dir(image) / "Packages").read_text())
    return Materials(plan, keys, bundle, _subject_hash(keys), suite)


def _subject_hash(keys: Keys) -> str:
    return call(["openssl", "x509", "-subject_hash", "-noout"], keys.root.pem).strip()


def _start(state: State, bench: Bench, bed: Bed, watch: Watch) -> None:
    plan = bed.plan
    (bench.folder / "logs").mkdir(parents=True, exist_ok=True)
    machines.raise_limits()
    state.save()
    state.holder = holder.start(mark(plan.name), bench.folder / "logs" / "holder.log", bench.cgroups)
    state.holder_start = kernel.start_time(state.holder)
    state.save()
    running = [m for m in plan.machines if not bed.disks[m.host].off]
    state.machines = {m.host: _entry(plan, m) for m in plan.machines}
    ready = 0

    def listen(what: dict[str, Any]) -> None:
        nonlocal ready
        if "started" in what:
            state.machines[what["started"]]["pid"] = what["pid"]
        if "ready" in what:
            ready += 1
            watch.step(ready, len(running))

    kernel.inside(state.holder, lambda report: _raise_lab(bench, bed, running, report), listen)


def _entry(plan: Plan, machine: Machine) -> dict[str, Any]:
    """What state.json keeps of *machine*."""
    ports = network.ports(plan, machine)
    return {"role": machine.role, "address": machine.address, "pid": 0, "ports": ports}


def _raise_lab(bench: Bench, bed: Bed, running: list[Machine], report: kernel.Report) -> None:
    """Inside the holder: wires, then machines, then wait for them."""
    network.build(bench.plan)
    for machine in (m for m in bench.plan.machines if bed.disks[m.host].off):
        # Or the kernel would answer for a machine that is off.
        network.plug(network.ports(bench.plan, machine), "down")
    pids = {}
    for machine in bench.plan.machines:
        pids[machine.host] = machines.launch(bench, machine, bed.disks[machine.host])
        report({"started": machine.host, "pid": pids[machine.host]})
    # Lines go bad after the machines are up, or a cut one would keep its PCs waiting for their clock.
    machines.wait_ready(bench, {m.host: pids[m.host] for m in running}, report)
    for code, line in bed.lines.items():
        links.shape(bench.plan, bed.commune(code), line)
