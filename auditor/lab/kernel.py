"""Linux namespaces and mounts by their system calls: what Python 3.11's os module does not have.

``inside`` runs a Python function in the lab's own mount, network and PID namespaces. Everything the lab
makes lives there, so that the end of one process (the holder) is the end of every process, mount,
loop device, namespace and interface of the lab, whoever killed it and when.
"""

import ctypes
import json
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from auditor.errors import AuditorError, LabError

CLONE_NEWNS = 0x00020000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_BIND = 4096
MS_REC = 16384
MS_SLAVE = 1 << 19

Report = Callable[[dict[str, Any]], None]

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """unshare(2). Raises OSError."""
    _checked(_libc.unshare(flags), "unshare")


def enter(pid: int, *kinds: str) -> None:
    """setns(2) into namespaces (``mnt``, ``net``, ``pid``) of the process *pid*. Raises OSError."""
    handles = [os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY) for kind in kinds]
    for handle in handles:
        _checked(_libc.setns(handle, 0), "setns")
        os.close(handle)


def enter_net(path: str) -> None:
    """setns(2) into the network namespace bound at *path*. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    _checked(_libc.setns(handle, CLONE_NEWNET), "setns")
    os.close(handle)


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """mount(2). Raises OSError."""
    _checked(
        _libc.mount(source.encode(), target.encode(), kind.encode() or None, flags, options.encode() or None),
        f"mount {target}",
    )


def in_mounts(pid: int, work: Callable[[], None]) -> None:
    """Run *work* in a child in the mount namespace of *pid*: there is no way back from one. Raises LabError
    with the words of what *work* raised.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            enter(pid, "mnt")
            work()
        except Exception as error:
            os.write(writer, str(error).encode()[:4000])
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if said:
        raise LabError(said)


def silence(log: Path = Path(os.devnull)) -> None:
    """Take this process's input from nowhere and put its output into *log*."""
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(out, 2)


def start_time(pid: int) -> str:
    """When the process *pid* started (clock ticks since boot, proc(5) field 22), ``""`` when it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in ("Z", "X") else fields[19]


def inside(holder: int, work: Callable[[Report], None], heard: Report) -> None:
    """Run *work* in a child that lives in the namespaces of *holder*; each thing it reports goes to *heard*.

    Raises LabError when *work* raised: an exception cannot cross a process, its text can.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _child(holder, work, writer)
    os.close(writer)
    failure: dict[str, Any] | None = {"message": "the lab's builder ended without a word", "remedy": ""}
    with os.fdopen(reader) as lines:
        for line in lines:
            said = json.loads(line)
            if "done" in said:
                failure = said["done"]
            else:
                heard(said)
    os.waitpid(child, 0)
    if failure:
        raise LabError(failure["message"], failure["remedy"])


def _child(holder: int, work: Callable[[Report], None], writer: int) -> None:
    """The half of ``inside`` behind the fork: never returns."""

    def report(what: dict[str, Any]) -> None:
        os.write(writer, (json.dumps(what) + "\n").encode())

    try:
        enter(holder, "mnt", "net", "pid")
        # A PID namespace holds only what is forked after it was entered.
        if os.fork() == 0:
            report({"done": _outcome(work, report)})
    finally:
        os._exit(0)


def _outcome(work: Callable[[Report], None], report: Report) -> dict[str, str] | None:
    try:
        work(report)
    except AuditorError as error:
        return {"message": error.message, "remedy": error.remedy}
    except Exception:
        return {"message": traceback.format_exc(), "remedy": ""}
    return None
