"""Following a run while it goes on: each answer as it is written, and an orderly stop on Ctrl-C."""

import json
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from auditor.events import codec, spool
from auditor.model import Manifest

_LOOK_EVERY_S = 0.25


@dataclass(frozen=True)
class Watcher:
    """How a caller follows a run: what is asked (once it is known), then each answer as it is written."""

    begun: Callable[[Manifest], None] = lambda manifest: None
    answered: Callable[[str, str, str], None] = lambda device, commune, failure: None
    stopping: Callable[[], None] = lambda: None


@contextmanager
def orderly_stop(folder: Path, watcher: Watcher) -> Iterator[None]:
    """Ctrl-C and SIGTERM: what is being asked is finished, the rest is left for ``--resume``."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        spool.request_stop(folder)
        watcher.stopping()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def follow(folder: Path, ended: threading.Event, watcher: Watcher) -> None:
    """Tell *watcher* of each answer as its line is whole in the spool, until the play has ended."""
    tail = _Tail(folder / spool.FILE, watcher)
    while not ended.wait(_LOOK_EVERY_S):
        tail.read()
    tail.read()


class _Tail:
    """Reads a growing spool file; a line that is not whole yet is left for the next look."""

    def __init__(self, file: Path, watcher: Watcher) -> None:
        self._file, self._watcher = file, watcher
        self._offset = 0
        self._manifest = Manifest()

    def read(self) -> None:
        if not self._file.exists():
            return
        with self._file.open("rb") as stream:
            stream.seek(self._offset)
            for line in stream:
                if not line.endswith(b"\n"):
                    break
                self._offset += len(line)
                self._tell(json.loads(line))

    def _tell(self, data: Mapping[str, Any]) -> None:
        if data["type"] == "run":
            self._manifest = codec.manifest_from_json(data["manifest"])
            self._watcher.begun(self._manifest)
        elif data["type"] == "observation":
            observation = data["observation"]
            failure = (observation["failure"] or {}).get("kind", "")
            device = self._manifest.devices.get(observation["device"])
            self._watcher.answered(observation["device"], device.commune if device else "", failure)
