"""Taking a machine's power away while the lab is up, as when a plug is pulled, and giving it back."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from auditor.errors import LabError
from auditor.i18n import _
from auditor.lab import kernel, network
from auditor.lab.control import init_below, known_machine
from auditor.lab.kernel import Report
from auditor.lab.machines import PATIENCE_S, READY, power_pipe
from auditor.lab.state import State, lab_dir, running


def power_off(name: str, host: str) -> bool:
    """Let *host* die where it stands: no shutdown, no word to anybody; its disk keeps what was written.

    False when it was off already. Raises LabError.
    """
    state = running(name)
    machine = known_machine(state, host)

    def pull(report: Report) -> None:
        init = init_below(machine["pid"])
        network.plug(machine["ports"], "down")
        if init:
            os.kill(init, signal.SIGKILL)
            _await(lambda: not init_below(machine["pid"]), host)
            report({"was": "on"})

    return _heard(state, pull)


def power_on(name: str, host: str) -> bool:
    """Start *host* with the disk it has and wait until it is up. False when it was on already. Raises
    LabError.
    """
    state = running(name)
    machine = known_machine(state, host)
    log = lab_dir(name) / "logs" / f"{host}.log"

    def push(report: Report) -> None:
        if init_below(machine["pid"]):
            return
        before = starts(log)
        network.plug(machine["ports"], "up")
        power_pipe(lab_dir(name), host).write_text("on\n")
        _await(lambda: starts(log) > before, host)
        report({"was": "off"})

    return _heard(state, push)


def starts(log: Path) -> int:
    """How often the machine whose *log* this is has come up since the lab began."""
    return log.read_bytes().count(READY.encode())


def _heard(state: State, work: Callable[[Report], None]) -> bool:
    said: list[object] = []
    kernel.inside(state.holder, work, said.append)
    return bool(said)


def _await(done: Callable[[], bool], host: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        if time.monotonic() > deadline:
            raise LabError(_("{host} does not do what its switch says").format(host=host))
        time.sleep(0.05)
