"""What is in the upper half of a machine's overlay: every file that is not the image's any more.

Read through the machine's own mount namespace, in which alone its disk is mounted.
"""

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.lab import kernel
from auditor.lab.kernel import Report
from auditor.lab.machines import ROOT, UPPER
from auditor.lab.state import State

Entry = str
"""What a path is, in one text: kind, permission bits, owner, and a file's digest or a link's aim."""
GONE = ""
"""Nothing: the machine removed what the image has there."""
# A disk that a fault fills has one file of 200 GB; the largest program has 200 MB.
_HASHED_BYTES = 1 << 30
_OPAQUE = "trusted.overlay.opaque"


@dataclass(frozen=True)
class Layer:
    """*upper*: by path what the machine has of its own. *lower*: what the image has at the same paths."""

    upper: Mapping[str, Entry]
    lower: Mapping[str, Entry]


def layers(state: State) -> dict[str, Layer]:
    """The layer of each machine of the lab by host, also of one that is off. Raises LabError."""
    found: dict[str, tuple[dict[str, Entry], dict[str, Entry]]] = {host: ({}, {}) for host in state.machines}

    def look(report: Report) -> None:
        for host, machine in state.machines.items():
            _tell(host, machine["pid"], report)

    def heard(said: Mapping[str, str]) -> None:
        upper, lower = found[said["host"]]
        upper[said["path"]] = said["upper"]
        lower[said["path"]] = said["lower"]

    kernel.inside(state.holder, look, heard)
    return {host: Layer(*each) for host, each in found.items()}


def _tell(host: str, keeper: int, report: Report) -> None:
    def look() -> None:
        below = _lower_folders()
        for path, is_ in entries(UPPER, below):
            report({"host": host, "path": path, "upper": is_, "lower": first(below, path)})

    kernel.in_mounts(keeper, look)


def _lower_folders() -> tuple[Path, ...]:
    """The folders below this machine's root, the topmost first (proc_pid_mountinfo(5))."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        if line.split()[4] == str(ROOT):
            option = next(word for word in line.split()[-1].split(",") if word.startswith("lowerdir="))
            return tuple(Path(each) for each in option.removeprefix("lowerdir=").split(":"))
    return ()


def entries(upper: Path, below: Sequence[Path]) -> Iterator[tuple[str, Entry]]:
    """Each path (``/etc/…``) in the overlay's folder *upper* with what it is there."""
    for folder, names, files in os.walk(upper):
        inner = folder.removeprefix(str(upper))
        if inner and _opaque(folder):
            yield from ((path, GONE) for path in _hidden(inner, set(names) | set(files), below))
        for name in (*names, *files):
            yield f"{inner}/{name}", entry(Path(folder, name))


def _opaque(folder: str) -> bool:
    """Whether the overlay shows nothing of the image in *folder*: it was removed and made anew."""
    try:
        return os.getxattr(folder, _OPAQUE) == b"y"
    except OSError:
        return False


def _hidden(inner: str, there: set[str], below: Sequence[Path]) -> Iterator[str]:
    for lower in below:
        place = lower / inner.lstrip("/")
        if place.is_dir():
            yield from (f"{inner}/{each.name}" for each in place.iterdir() if each.name not in there)


def first(below: Sequence[Path], path: str) -> Entry:
    """What the topmost of the folders *below* that has *path* has there; GONE when none has it."""
    for lower in below:
        place = lower / path.lstrip("/")
        if os.path.lexists(place):
            return entry(place)
    return GONE


def entry(place: Path) -> Entry:
    """What *place* is; GONE for an overlay's whiteout (a character device 0:0)."""
    info = place.lstat()
    if stat.S_ISCHR(info.st_mode) and info.st_rdev == 0:
        return GONE
    said = f"{stat.filemode(info.st_mode)} {info.st_uid}:{info.st_gid}"
    if stat.S_ISLNK(info.st_mode):
        return f"{said} {place.readlink()}"
    return f"{said} {_digest(place, info.st_size)}" if stat.S_ISREG(info.st_mode) else said


def _digest(place: Path, size: int) -> str:
    if size > _HASHED_BYTES:
        return f"{size} bytes"
    with place.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
