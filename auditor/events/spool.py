"""The spool: what a run asked and each answer as it arrives, in lines that survive kill -9 and power loss.

    {"type": "run", "header": {…}, "manifest": {…}}     first line; of several files the last one counts
    {"type": "observation", "observation": {…}}
    {"type": "finish", "ended": "…", "status": "complete" | "interrupted"}

A folder may hold several spool files (``*.jsonl``: a worker's beside ours); the store merges them by device
and time of observation, newer never loses to older. A line that power loss tore off is ignored by readers and
cut by the next writer. Writers lock (flock) for the length of one line.
"""

import contextlib
import errno
import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from auditor.errors import RunError, RunLocked, StoreFull
from auditor.events import codec
from auditor.i18n import _
from auditor.model import Manifest, Observation, RunHeader, times
from auditor.model.observation import from_json, to_json

FILE = "spool.jsonl"
LOCK = "collecting.lock"
STOP = "stop"
OWNER = "owner.lock"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Spool:
    """One spool file, open for appending; safe for threads and for several processes at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock, self._sync_lock = threading.Lock(), threading.Lock()
        self._written = self._synced = 0
        with _as_run_error(folder):
            self._fd = os.open(folder / FILE, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @classmethod
    def create(cls, folder: Path, header: RunHeader, manifest: Manifest) -> Self:
        """A new spool in *folder* (made if need be). Raises RunError when one is there, StoreFull."""
        with _as_run_error(folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if exists(folder):
            raise RunError(_("{folder} holds a run already").format(folder=folder))
        spool = cls(folder)
        spool._append_run(header, manifest)
        _sync_folder(folder)  # else the file's very name may be lost with the power
        return spool

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The spool of *folder*, to go on writing. Raises RunError when there is none."""
        if not exists(folder):
            raise RunError(_("no run in {folder}").format(folder=folder))
        return cls(folder)

    def append(self, observation: Observation) -> None:
        """Write *observation*; it is on the disk on return. Raises StoreFull; earlier lines stay whole."""
        self._line({"type": "observation", "observation": to_json(observation)})

    def finish(self, status: str = "complete", ended: datetime | None = None) -> None:
        """The last line: ``complete``, or ``interrupted`` when devices were left out."""
        self._line({"type": "finish", "status": status, "ended": times.to_text(ended or times.now())})

    def close(self) -> None:
        """Close the file; nothing is pending, every append has been on the disk."""
        os.close(self._fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def _append_run(self, header: RunHeader, manifest: Manifest) -> None:
        run = {"header": codec.header_to_json(header), "manifest": codec.manifest_to_json(manifest)}
        self._line({"type": "run", **run})

    def _line(self, data: dict[str, Any]) -> None:
        line = json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode() + b"\n"
        with self._lock, _flocked(self._fd):
            _write_whole(self._fd, line)
            self._written += 1
            mine = self._written
        self._sync(mine)

    def _sync(self, number: int) -> None:
        # Group commit: whoever comes first syncs for all that was written until then.
        with self._sync_lock:
            if self._synced < number:
                target = self._written
                os.fdatasync(self._fd)
                self._synced = target


def _write_whole(fd: int, line: bytes) -> None:
    end = _cut_torn_line(fd)
    try:
        written = os.write(fd, line)
        while written < len(line):
            written += os.write(fd, line[written:])
    except OSError as error:
        os.ftruncate(fd, end)
        if error.errno in _FULL:
            raise StoreFull(
                _("no space left for the run's observations"), _("free some space, then resume the run")
            ) from error
        raise


def _cut_torn_line(fd: int) -> int:
    """Cut what follows the last newline (power loss or kill mid-write); return the file's length then."""
    end = size = os.fstat(fd).st_size
    while end and os.pread(fd, 1, end - 1) != b"\n":
        start = max(0, end - 65536)
        end = start + os.pread(fd, end - start, start).rfind(b"\n") + 1
    if end < size:
        os.ftruncate(fd, end)
    return end


@contextlib.contextmanager
def _flocked(fd: int) -> Iterator[None]:
    fcntl.flock(fd, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(fd, fcntl.LOCK_UN)


@contextlib.contextmanager
def _as_run_error(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull(_("no space left for the run's observations")) from error
        raise RunError(_("{folder} cannot be used: {error}").format(folder=folder, error=error)) from error


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


@contextlib.contextmanager
def collecting(folder: Path, wait_s: float) -> Iterator[None]:
    """Hold the right to ask this run's devices. Raises RunLocked when another still has it after *wait_s*.

    A killed audit may leave a collector that still finishes what it had begun: waiting for it means that no
    device is asked twice. The kernel frees the lock when its holder dies.
    """
    with (folder / LOCK).open("a") as file:
        deadline = time.monotonic() + wait_s
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    locked = _("another process is asking the devices of this run ({folder})")
                    raise RunLocked(locked.format(folder=folder), _("wait until it ends")) from None
                time.sleep(0.1)
        yield


@contextlib.contextmanager
def owned(folder: Path) -> Iterator[None]:
    """Own the run of *folder* as the one who started its collector; raises RunLocked when somebody else does.

    The kernel frees it when the owner dies, kill -9 too; the collector then stops as if it had been asked to.
    """
    with _as_run_error(folder):
        file = (folder / OWNER).open("a")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            locked = _("another audit is working on this run ({folder})").format(folder=folder)
            raise RunLocked(locked, _("wait until it ends")) from None
        yield


def _owner_died(folder: Path) -> bool:
    try:
        with (folder / OWNER).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return True
    except (FileNotFoundError, BlockingIOError):
        return False  # started by hand, or its owner lives


def request_stop(folder: Path) -> None:
    """Ask the collector of *folder*, wherever it runs, to finish what is in flight and leave out the rest."""
    (folder / STOP).touch()


def clear_stop(folder: Path) -> None:
    """Forget an earlier :func:`request_stop` (a run is resumed)."""
    (folder / STOP).unlink(missing_ok=True)


def stop_requested(folder: Path) -> bool:
    """Whether :func:`request_stop` was called, or whoever owned the run has died."""
    return (folder / STOP).exists() or _owner_died(folder)


def exists(folder: Path) -> bool:
    """Whether *folder* holds a run: some spool file with a whole first line."""
    return any(file.stat().st_size for file in _files(folder))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.jsonl"))


def lines(folder: Path) -> Iterator[dict[str, Any]]:
    """Every whole line of every spool file of *folder*. Raises RunError for one that is no JSON."""
    for file in _files(folder):
        with file.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if not line.endswith(b"\n"):
                    break  # torn by kill or power loss: never reported as written
                yield _decoded(line, file, number)


def _decoded(line: bytes, file: Path, number: int) -> dict[str, Any]:
    try:
        data = json.loads(line)
        if not isinstance(data, dict):
            raise ValueError("not an object")
    except ValueError as error:
        broken = _("{file}:{number}: not a line of a run: {error}")
        raise RunError(broken.format(file=file, number=number, error=error)) from error
    return data


def stream(folder: Path) -> Iterator[Observation]:
    """Every observation as written, one at a time (of a device's two the newer counts). Raises RunError."""
    for data in lines(folder):
        if data["type"] == "observation":
            yield _observation(data, folder)


def _observation(data: dict[str, Any], folder: Path) -> Observation:
    try:
        return from_json(data["observation"])
    except (KeyError, TypeError, ValueError) as error:
        raise RunError(
            _("{folder}: not an observation: {error}").format(folder=folder, error=error)
        ) from error


def asked(folder: Path) -> set[str]:
    """Ids of the devices whose observation is in *folder*."""
    found = (line for line in lines(folder) if line["type"] == "observation")
    return {line["observation"]["device"] for line in found}


def read_run(folder: Path) -> tuple[RunHeader, Manifest]:
    """Header (with end and status when finished) and manifest. Raises RunError when there is none."""
    header: RunHeader | None = None
    manifest = Manifest()
    finish: dict[str, Any] = {}
    for data in lines(folder):
        if data["type"] == "run":
            header, manifest = (
                codec.header_from_json(data["header"]),
                codec.manifest_from_json(data["manifest"]),
            )
            finish = {}
        elif data["type"] == "finish":
            finish = data
    if header is None:
        raise RunError(_("no run in {folder}").format(folder=folder))
    if finish:
        header = replace(header, status=finish["status"], ended=times.from_text(finish["ended"]))
    return header, manifest
