"""Starting a lab's namespaces, with a holder in them that is PID 1 there: its end is the end of everything
inside.
"""

import os
import sys
from pathlib import Path

from auditor.errors import LabError
from auditor.lab import kernel
from auditor.lab.state import join_cgroup

_REAPER = Path(__file__).with_name("reaper.py")


def start(mark: str, log: Path, cgroups: list[Path]) -> int:
    """Make the lab's mount, PID and network namespaces with a holder in them; returns its PID. Raises
    LabError.
    """
    reader, writer = os.pipe()
    first = os.fork()
    if first == 0:
        _first_child(mark, log, cgroups, writer)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read().split()
    os.waitpid(first, 0)
    if said[-1:] != ["ready"]:
        raise LabError("the lab's namespaces could not be made: " + " ".join(said))
    return int(said[0])


def _first_child(mark: str, log: Path, cgroups: list[Path], writer: int) -> None:
    try:
        os.setsid()
        join_cgroup(cgroups, "holder")
        kernel.unshare(kernel.CLONE_NEWNS | kernel.CLONE_NEWPID | kernel.CLONE_NEWNET)
        child = os.fork()
        if child:
            os.write(writer, f"{child} ".encode())
            os._exit(0)
        _become_holder(mark, log, writer)
    except OSError as error:
        os.write(writer, str(error).encode())
    os._exit(1)


def _become_holder(mark: str, log: Path, writer: int) -> None:
    # Slave: what the machine mounts later is seen here, what is mounted here is never seen outside.
    kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_SLAVE)
    kernel.mount("proc", "/proc", "proc")
    kernel.mount("tmpfs", "/run", "tmpfs", options="mode=755")
    Path("/run/netns").mkdir()
    os.chdir("/")
    kernel.silence(log)
    os.set_inheritable(writer, True)
    os.execv(sys.executable, [sys.executable, "-I", "-S", str(_REAPER), str(writer), mark])
