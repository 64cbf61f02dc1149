"""Machines: a disk each over the shared image, then systemd-nspawn with its own network namespace.

A machine's mounts are made in a mount namespace of its own: they go with its processes.
"""

import contextlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import LabError
from auditor.i18n import _
from auditor.lab import kernel, mirror, rootfs
from auditor.lab.image import mirror_dir
from auditor.lab.plan import Machine, Plan
from auditor.lab.programs import call, works
from auditor.lab.rootfs import Rootfs
from auditor.lab.state import join_cgroup

# Sparse: it takes the host a few megabytes. A size that a counter PC really has.
DISK = "240G"
READY = "PASC-IS-UP"
GONE = "PASC-IS-OFF"
PATIENCE_S = 240.0
_STAGE = Path("/run/lab")
UPPER, ROOT = _STAGE / "disk" / "upper", _STAGE / "root"
"""A machine's own part of its disk, and the whole of it, in its mount namespace."""


@dataclass(frozen=True)
class Bench:
    """Where machines of one lab are put together."""

    plan: Plan
    image: Path
    folder: Path
    cgroups: list[Path]
    layer: Path | None = None
    """What lies above the image in the PCs of a blank center."""

    def log(self, host: str) -> Path:
        return self.folder / "logs" / f"{host}.log"

    def power(self, host: str) -> Path:
        """The pipe that a machine without power waits at."""
        return power_pipe(self.folder, host)


def power_pipe(folder: Path, host: str) -> Path:
    return folder / "power" / host


def raise_limits() -> None:
    """Each systemd takes several inotify instances; the default of 128 ends at about the tenth machine."""
    for name, least in (("max_user_instances", 8192), ("max_user_watches", 524288)):
        path = Path("/proc/sys/fs/inotify", name)
        if int(path.read_text()) < least:
            path.write_text(str(least))


def launch(bench: Bench, machine: Machine, disk: Rootfs) -> int:
    """Start *machine*; returns the PID of the shell that keeps its power. Call inside the holder's
    namespaces.
    """
    pipe = bench.power(machine.host)
    pipe.parent.mkdir(exist_ok=True)
    os.mkfifo(pipe, 0o600)
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        kernel.silence(bench.log(machine.host))
        _become(bench, machine, disk)
    except BaseException as error:
        os.write(2, f"lab-failed: {error}\n".encode())
    finally:
        os._exit(1)


def _become(bench: Bench, machine: Machine, disk: Rootfs) -> None:
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_SLAVE)
    root = _mount_disk(bench, machine)
    rootfs.write(disk, root)
    if disk.fill_disk_to:
        fill(root, disk.fill_disk_to)
    join_cgroup(bench.cgroups, machine.host)
    start = "off" if disk.off else "on"
    # What configures itself begins with bare interfaces; the others' are the lab's, and stay.
    bare = bench.plan.netns(machine.host) if machine.role in bench.plan.self_configured else ""
    script = ["sh", "-c", _POWER, "lab-power", str(bench.power(machine.host)), start, bare]
    os.execvp("sh", [*script, *_nspawn(bench, machine, root)])


# A machine's mounts last as long as this shell, not as its systemd: so it can restart (systemd-nspawn ends
# with 133 then), lose its power, and get it back (a line in the pipe) with the disk it had.
_POWER = """
pipe=$1 power=$2 bare=$3
shift 3
while :; do
  if [ "$power" = on ]; then
    [ -z "$bare" ] || ip -n "$bare" addr flush dev eth0
    "$@"
    code=$?
    [ $code = 133 ] && continue
    echo PASC-IS-OFF $code
  fi
  read -r power <"$pipe" || exit
done
"""


def _nspawn(bench: Bench, machine: Machine, root: Path) -> list[str]:
    wires = "/proc/1/ns/net" if machine.role == "province" else f"/run/netns/{bench.plan.netns(machine.host)}"
    return [
        "systemd-nspawn", "--register=no", "--keep-unit", "--quiet", "--boot", "--settings=no",
        "--capability=CAP_NET_ADMIN", "--link-journal=no", "--resolv-conf=off", "--timezone=off",
        f"--directory={root}",
        f"--network-namespace-path={wires}", f"--machine={machine.host}", *_bound(bench, machine),
        f"--uuid={bench.plan.machine_id(machine.host)}", "systemd.show_status=no",
    ]  # fmt: skip


def _bound(bench: Bench, machine: Machine) -> list[str]:
    """Folders of this machine that *machine* reads in: the province's has the packages of the mirror."""
    pool = mirror_dir(bench.image) / "pool"
    return [f"--bind-ro={pool}:{mirror.POOL}"] if machine.role == "province" else []


def _mount_disk(bench: Bench, machine: Machine) -> Path:
    """An overlay whose upper half is a sparse ext4 file of its own, so that it can run full alone."""
    disk, root = UPPER.parent, ROOT
    _STAGE.mkdir(exist_ok=True)
    kernel.mount("tmpfs", str(_STAGE), "tmpfs")
    disk.mkdir()
    root.mkdir()
    file = bench.folder / "disks" / f"{machine.host}.img"
    _make_disk(file)
    if not works(["mount", "-o", "loop", str(file), str(disk)]):
        # No loop devices here (a container without them): memory serves, and can run full as well.
        file.unlink()
        kernel.mount("tmpfs", str(disk), "tmpfs", options=f"size={DISK.lower()}")
    for part in (UPPER.name, "work"):
        (disk / part).mkdir(exist_ok=True)
    lower = [bench.layer] if bench.layer and machine.role == "pc" else []
    below = ":".join(str(folder) for folder in [*lower, bench.image])
    layers = f"lowerdir={below},upperdir={UPPER},workdir={disk}/work"
    kernel.mount("overlay", str(root), "overlay", options=layers)
    return root


def _make_disk(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as handle:
        handle.truncate(int(DISK[:-1]) << 30)
    command = ["mkfs.ext4", "-q", "-F", "-m", "0", "-N", "200000", "-O", "^has_journal,^resize_inode"]
    command += ["-E", "lazy_itable_init=1,nodiscard", str(file)]
    call(command)


def fill(root: Path, percent: float) -> None:
    """Take up *percent* of the disk: ext4 gives the space without writing it, so the sparse file stays
    small.
    """
    room = os.statvfs(root)
    size = int(room.f_blocks * room.f_frsize * percent / 100)
    path = root / "home" / "canbo" / "Tai-ve"
    path.mkdir(parents=True, exist_ok=True)
    with (path / "video.bin").open("wb") as handle:
        os.posix_fallocate(handle.fileno(), 0, size)


def wait_ready(bench: Bench, pids: Mapping[str, int], report: kernel.Report) -> None:
    """Wait until every machine of *pids* says on its console that it is up. Raises LabError, naming those
    that do not.
    """
    waiting = dict(pids)
    deadline = time.monotonic() + PATIENCE_S
    while waiting:
        for host in [h for h in waiting if _said(bench.log(h), READY)]:
            del waiting[host]
            report({"ready": host})
        lost = [h for h, pid in waiting.items() if _said(bench.log(h), GONE) or not kernel.start_time(pid)]
        if lost or (waiting and time.monotonic() > deadline):
            raise LabError(_lament(bench, lost or list(waiting)))
        time.sleep(0.1)


def _said(log: Path, word: str) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return word.encode() in log.read_bytes()
    return False


def _lament(bench: Bench, hosts: list[str]) -> str:
    tails = []
    for host in hosts[:3]:
        lines = bench.log(host).read_text(errors="replace").strip().splitlines()
        tails.append(f"{host}: {' / '.join(lines[-3:]) or '…'}")
    return _("{count} machines did not come up: {tails}").format(count=len(hosts), tails="; ".join(tails))
