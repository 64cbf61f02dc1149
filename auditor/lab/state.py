"""Where a lab keeps what outlives a command: its folder, its holder, what was built. And how it is taken
down.
"""

import fcntl
import json
import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from auditor.errors import LabError, MissingRequirement, UsageError
from auditor.i18n import _
from auditor.lab.kernel import start_time

DEFAULT_NAME = "lab"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,23}")


def labs_dir() -> Path:
    """Where labs keep their state (AUDITOR_LAB_DIR overrides)."""
    return Path(os.environ.get("AUDITOR_LAB_DIR", "/var/lib/auditor-lab"))


def lab_dir(name: str) -> Path:
    """The folder of the lab *name*. Raises UsageError for a name that could not be a folder's."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            _("“{name}” cannot be a lab's name").format(name=name),
            _("use up to 24 small letters, digits and hyphens, a letter first"),
        )
    return labs_dir() / name


def mark(name: str) -> str:
    """What the holder of the lab *name* carries as its last argument, so that a scan finds it without a
    file.
    """
    return f"aud-lab:{lab_dir(name).absolute()}"


@dataclass
class State:
    """state.json of a lab. ``holder`` is a PID with its start time, so that a reused PID is never taken
    for it.
    """

    name: str
    holder: int = 0
    holder_start: str = ""
    phase: str = "building"
    inventory: str = ""
    machines: dict[str, dict[str, Any]] = field(default_factory=dict)
    size: dict[str, Any] = field(default_factory=dict)
    """How many of what it was made of: a Scenario's own words."""

    @property
    def alive(self) -> bool:
        return self.holder_exists and _last_argument(Path(f"/proc/{self.holder}")) == mark(self.name)

    @property
    def holder_exists(self) -> bool:
        """Whether the holder is there, be it only to end: then it has no command line any more."""
        return bool(self.holder) and start_time(self.holder) == self.holder_start

    def save(self) -> None:
        path = lab_dir(self.name) / "state.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".tmp")
        draft.write_text(json.dumps(asdict(self), indent=1))
        draft.replace(path)


@contextmanager
def building(name: str) -> Iterator[None]:
    """Hold the right to build the lab *name*. Raises LabError when another process holds it.

    A record lock (fcntl(2)): children do not inherit it, so what a killed `up` had started does not
    keep it.
    """
    lab_dir(name).parent.mkdir(parents=True, exist_ok=True)
    with lab_dir(name).with_suffix(".lock").open("w") as handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LabError(_("another command is building the lab “{name}”").format(name=name)) from error
        yield


def load_state(name: str) -> State | None:
    """What state.json says, or None when there is none (or a crash left it unreadable)."""
    try:
        return State(**json.loads((lab_dir(name) / "state.json").read_text()))
    except (OSError, ValueError, TypeError):
        return None


def running(name: str) -> State:
    """The state of a lab that is up. Raises LabError when it is not."""
    state = load_state(name)
    if state is None or not state.alive or state.phase != "up":
        raise LabError(_("the lab “{name}” is not up").format(name=name), _("auditor lab up"))
    return state


def need_root() -> None:
    """Raises MissingRequirement unless we are root: namespaces, mounts and interfaces need it."""
    if os.geteuid() != 0:
        raise MissingRequirement(
            _("the lab needs root: it makes namespaces, mounts and network interfaces"), "sudo"
        )


def holders(name: str) -> Iterator[int]:
    """PIDs of every holder of the lab *name*, by state file and by scan; also one that a crash left
    unrecorded.
    """
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid() and _last_argument(entry) == mark(name):
            yield int(entry.name)


def _last_argument(entry: Path) -> str:
    try:
        return (entry / "cmdline").read_bytes().rstrip(b"\0").rpartition(b"\0")[2].decode(errors="replace")
    except OSError:
        return ""


def take_down(name: str) -> bool:
    """End the lab *name* and remove what it kept; True when there was something. Raises LabError if it
    resists.

    The holder is PID 1 of the lab's PID namespace: the kernel ends everything in it first, and with the
    last process go its mounts, loop devices, network namespaces and interfaces.
    """
    state, folder = load_state(name), lab_dir(name)
    pids = {*holders(name), *([state.holder] if state and state.holder_exists else [])}
    found = bool(pids) or folder.exists()
    for pid in pids:
        _end(pid)
    _remove_cgroups(name)
    shutil.rmtree(folder, ignore_errors=True)
    return found


def _end(pid: int) -> None:
    began = start_time(pid)
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    deadline = time.monotonic() + 60
    while began and start_time(pid) == began:
        if time.monotonic() > deadline:
            raise LabError(_("process {pid} of the lab does not end").format(pid=pid))
        time.sleep(0.02)


def cgroup_dirs(name: str) -> list[Path]:
    """The lab's control group in each hierarchy in which systemd keeps units: one on cgroup v2, two on a
    hybrid v1.
    """
    root = Path("/sys/fs/cgroup")
    unified = [root] if (root / "cgroup.controllers").exists() else []
    own = "aud-" + str(lab_dir(name)).strip("/").replace("/", "-")
    return [place / own for place in (*unified, root / "unified", root / "systemd") if place.is_dir()]


def join_cgroup(folders: list[Path], member: str) -> None:
    """Put this process into the group *member* of each of *folders*.

    A machine's systemd takes the group it finds itself in for its own: two in one group would end each
    other's units.
    """
    for folder in folders:
        group = folder / member
        group.mkdir(parents=True, exist_ok=True)
        (group / "cgroup.procs").write_text("0")


def _remove_cgroups(name: str) -> None:
    for top in cgroup_dirs(name):
        for folder, _dirs, _files in os.walk(top, topdown=False):
            _remove_group(Path(folder))


def _remove_group(folder: Path) -> None:
    for _attempt in range(100):
        try:
            folder.rmdir()
            return
        except FileNotFoundError:
            return
        except OSError:
            # The kernel releases a group some moments after its last process has gone.
            time.sleep(0.02)
