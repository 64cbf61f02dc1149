"""The journal of a fix: what began and how it ended, in lines that survive kill -9 and power loss.

    {"type": "begin", "step": "s01", "device": "pc01", "at": "…"}
    {"type": "end", "result": {…}}                     a StepResult
    {"type": "run", "word": "wave", "run": "…", "devices": ["pc01"]}

Two processes write it, each a whole line at a time under a lock: the play (its callback), so that what a step
did is written even when whoever started the play is dead; and the fix itself. A line that power loss tore off
is ignored by readers and cut by the next writer.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from auditor.errors import RunLocked
from auditor.events.spool import STOP, clear_stop, request_stop
from auditor.i18n import _
from auditor.model import StepResult, times
from auditor.model.fix_codec import result_to_json

__all__ = [
    "Journal",
    "Tail",
    "clear_stop",
    "is_orphaned",
    "is_playing",
    "may_begin",
    "owned",
    "playing",
    "request_stop",
    "stop_requested",
]

FILE = "journal.jsonl"
OWNER = "owner.lock"
PLAY = "play.lock"
_TRIES = 5


class Journal:
    """The journal in *folder*. Every line is on the disk on return; raises OSError where it cannot be."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def begin(self, step: str, device: str) -> None:
        """*step* of *device* begins now."""
        self._line({"type": "begin", "step": step, "device": device, "at": times.to_text(times.now())})

    def end(self, result: StepResult) -> None:
        """What came of a step."""
        self._line({"type": "end", "result": result_to_json(result)})

    def run(self, word: str, run: str, devices: Iterable[str]) -> None:
        """The audit *run* of *devices* is stored; *word* says which it was (before, wave, after, again)."""
        self._line({"type": "run", "word": word, "run": run, "devices": list(devices)})

    def _line(self, data: Mapping[str, Any]) -> None:
        line = json.dumps(data, ensure_ascii=True).encode() + b"\n"
        fd = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            end = _whole(fd)
            os.ftruncate(fd, end)
            os.lseek(fd, end, os.SEEK_SET)
            while line:
                line = line[os.write(fd, line) :]
            os.fsync(fd)
        finally:
            os.close(fd)


def _whole(fd: int) -> int:
    """The length of what is in whole lines."""
    end = os.fstat(fd).st_size
    while end and os.pread(fd, 1, end - 1) != b"\n":
        end -= 1
    return end


class Tail:
    """Reads a journal that may still grow: each call of :meth:`lines` gives what is new, in whole lines."""

    def __init__(self, folder: Path) -> None:
        self._file, self._offset = folder / FILE, 0

    def lines(self) -> Iterator[dict[str, Any]]:
        """The lines since the last call."""
        if not self._file.exists():
            return
        with self._file.open("rb") as stream:
            stream.seek(self._offset)
            for line in stream:
                if not line.endswith(b"\n"):
                    break
                self._offset += len(line)
                yield json.loads(line)


def stop_requested(folder: Path) -> bool:
    """Whether :func:`request_stop` was called: no device begins any more, those under way are finished."""
    return (folder / STOP).exists()


def may_begin(folder: Path, *, first: bool) -> bool:
    """Whether another step may begin on a device; *first*: nothing was done there yet.

    A device under way is finished when somebody asked for a stop; but not when the fix that started the play
    is dead: nobody would audit afterwards.
    """
    return not (_free(folder / OWNER) or (first and stop_requested(folder)))


@contextmanager
def owned(folder: Path) -> Iterator[None]:
    """Own the fix of *folder*. Raises RunLocked when another process does; the kernel frees it on death."""
    with (folder / OWNER).open("a") as file:
        if not any(_taken(file) for _try in range(_TRIES)):
            locked = _("another process is working on this fix ({folder})").format(folder=folder)
            raise RunLocked(locked, _("wait until it ends"))
        yield


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        time.sleep(0.05)  # somebody may just be looking whether it is free
        return False
    return True


def playing(folder: Path) -> IO[str]:
    """Say that a play works on *folder*, until the file returned, and every copy of it in a forked process,
    is closed."""
    file = (folder / PLAY).open("a")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def is_playing(folder: Path) -> bool:
    """Whether a play, or what a killed one left behind, still works on *folder*."""
    return (folder / PLAY).exists() and not _free(folder / PLAY)


def is_orphaned(folder: Path) -> bool:
    """Whether a play works on *folder* although the fix that started it is dead."""
    return is_playing(folder) and _free(folder / OWNER)


def _free(file: Path) -> bool:
    try:
        with file.open() as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return False  # taken by hand: nobody owns it
