"""PID 1 of a lab: starts the lab's namespaces, then only buries its dead.

The second half of this file is run as a script of its own (``python -I -S holder.py MARK``), so that what
stays in memory for the lab's life is small.
"""

import os
import signal
import sys
from pathlib import Path


def start(mark: str, log: Path, cgroups: list[Path]) -> int:
    """Make the lab's mount, PID and network namespaces with a holder in them; returns its PID. Raises LabError."""
    from auditor.errors import LabError

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
    from auditor.lab import kernel
    from auditor.lab.state import join_cgroup

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
    from auditor.lab import kernel

    # Slave: what the machine mounts later is seen here, what is mounted here is never seen outside.
    kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_SLAVE)
    kernel.mount("proc", "/proc", "proc")
    kernel.mount("tmpfs", "/run", "tmpfs", options="mode=755")
    os.mkdir("/run/netns")
    os.chdir("/")
    kernel.silence(log)
    os.set_inheritable(writer, True)
    os.execv(sys.executable, [sys.executable, "-I", "-S", __file__, str(writer), mark])


def _reap(writer: int) -> None:
    """Bury dead children until SIGTERM. PID 1 gets no signal it does not handle, save SIGKILL from outside."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    os.write(writer, b"ready")
    os.close(writer)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            signal.sigwait({signal.SIGCHLD})


if __name__ == "__main__":
    _reap(int(sys.argv[1]))
