"""Several processes on one socket: started, started again when one dies, ended together."""

import multiprocessing
import os
import signal
import socket
import threading
import time
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from types import FrameType

from auditor.errors import MissingRequirement
from auditor.i18n import _
from auditor.web import server
from auditor.web.options import Serving

_LOOK_EVERY_S = 0.5
_TOO_SOON_S = 5.0
_GRACE_S = 20.0
# A fresh interpreter each: threads of the store's driver and of TLS do not survive a fork.
_SPAWN = multiprocessing.get_context("spawn")


def serve(serving: Serving, listening: socket.socket) -> None:
    """Serve until SIGTERM or Ctrl-C, in as many processes as *serving* says.

    Raises StoreError, and MissingRequirement when a process cannot even begin.
    """
    if serving.workers == 1:
        server.run(serving, [listening])
    else:
        _Crew(serving, listening).work()


class _Crew:
    def __init__(self, serving: Serving, listening: socket.socket) -> None:
        self._serving, self._listening = serving, listening
        self._stopping = threading.Event()
        self._since: dict[SpawnProcess, float] = {}

    def work(self) -> None:
        former = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            for _number in range(self._serving.workers):
                self._start()
            while not self._stopping.is_set():
                wait([process.sentinel for process in self._since], _LOOK_EVERY_S)
                self._replace_dead()
        finally:
            self._end()
            for number, handler in former.items():
                signal.signal(number, handler)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _start(self) -> None:
        process = _SPAWN.Process(target=_worker, args=(self._serving, self._listening))
        process.start()
        self._since[process] = time.monotonic()

    def _replace_dead(self) -> None:
        for process, since in list(self._since.items()):
            if process.is_alive() or self._stopping.is_set():
                continue
            del self._since[process]
            if time.monotonic() - since < _TOO_SOON_S:  # the next one would die of the same
                raise MissingRequirement(_("a process of the dashboard ended as soon as it began"))
            self._start()

    def _end(self) -> None:
        for process in self._since:
            process.terminate()
        deadline = time.monotonic() + _GRACE_S
        for process in self._since:
            process.join(max(0.0, deadline - time.monotonic()))
            if process.is_alive():
                process.kill()


def _worker(serving: Serving, listening: socket.socket) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    server.run(serving, [listening])


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
