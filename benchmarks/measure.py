"""Wall time and CPU of a command and of everything it starts, in a control group of its own.

A control group also counts what detaches itself (OpenSSH's ControlPersist masters), which getrusage does not.
The lab's machines are in other groups, so this is the controller's CPU alone.
"""

import os
import statistics
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_V2 = (_ROOT / "cgroup.controllers").exists()
_PARENT = _ROOT if _V2 else _ROOT / "cpuacct"


@dataclass(frozen=True)
class Sample:
    """One measured run: seconds of wall time, seconds of CPU, hosts whose answer was checked."""

    wall_s: float
    cpu_s: float
    hosts: int


def _cpu_s(group: Path) -> float:
    if _V2:
        words = (group / "cpu.stat").read_text().split()
        return int(words[words.index("usage_usec") + 1]) / 1e6
    return int((group / "cpuacct.usage").read_text()) / 1e9


_WRAPPER = """
echo 0 > "$1/cgroup.procs"; out=$2; shift 2
date +%s.%N > "$out/started"
"$@"
date +%s.%N > "$out/ended"
"""


def run(
    where: Sequence[str],
    command: Sequence[str],
    answered: Callable[[str], int],
    folder: Path,
    **environment: str,
) -> Sample:
    """Run *command* once; *answered* counts the hosts that really answered in its output.

    *where* are the words that lead into the lab: they are neither in the time nor in the control group.
    Raises RuntimeError with the tail of the output when nobody answered: a peer that failed is fast.
    """
    group = _PARENT / f"auditor-bench-{os.getpid()}"
    group.mkdir(exist_ok=True)
    log = folder / "peer.log"
    try:
        with log.open("wb") as output:
            before = _cpu_s(group)
            subprocess.run(
                [*where, "sh", "-c", _WRAPPER, "sh", str(group), str(folder), *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**_environment(), **environment},
                check=False,
            )
            cpu = _cpu_s(group) - before
    finally:
        _remove(group)
    text = log.read_text("utf-8", "replace")
    hosts = answered(text)
    if not hosts:
        raise RuntimeError(f"{command[0]} got no answer:\n{text[-3000:]}")
    started, ended = (float((folder / name).read_text()) for name in ("started", "ended"))
    return Sample(ended - started, cpu, hosts)


def _environment() -> dict[str, str]:
    # nobody is measured compiling his own byte code at every start
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _remove(group: Path) -> None:
    # what has detached itself goes back to the parent, so that the group can be removed
    for pid in (group / "cgroup.procs").read_text().split():
        (_PARENT / "cgroup.procs").write_text(pid)
    group.rmdir()


def median(samples: Sequence[Sample]) -> Sample:
    """The sample of medians; hosts is the least of all."""
    return Sample(
        statistics.median(sample.wall_s for sample in samples),
        statistics.median(sample.cpu_s for sample in samples),
        min(sample.hosts for sample in samples),
    )
