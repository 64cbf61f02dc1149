"""What one does with a lab that is up: run a command at the controller's end, enter a machine, see how it
is.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from auditor.errors import LabError, did_you_mean
from auditor.i18n import _
from auditor.lab import kernel
from auditor.lab.kernel import Report
from auditor.lab.plan import DNS_ADDRESS, DOMAIN
from auditor.lab.state import State, lab_dir, labs_dir, load_state, running


def run_at_controller(name: str, command: Sequence[str]) -> NoReturn:
    """Become *command* in the province's network, with its DNS; the machine's own files and processes stay
    as they are.

    Raises LabError when the lab is not up or the command cannot be started.
    """
    state = running(name)
    resolver = lab_dir(name) / "resolv.conf"
    resolver.write_text(f"search {DOMAIN}\nnameserver {DNS_ADDRESS}\n")
    kernel.enter(state.holder, "net")
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_SLAVE)
    target = Path("/etc/resolv.conf").resolve()
    if target.exists():
        kernel.mount(str(resolver), str(target), flags=kernel.MS_BIND)
    try:
        os.execvp(command[0], list(command))
    except OSError as error:
        raise LabError(f"{command[0]}: {error.strerror}") from error


def enter_machine(name: str, host: str, command: Sequence[str]) -> NoReturn:
    """Become *command* (a root shell when empty) inside the machine *host*. Raises LabError."""
    state = running(name)
    known_machine(state, host)
    init = init_of(state, host)
    if not init:
        raise LabError(_("the machine “{host}” is off").format(host=host))
    # First to where the machine's PID means something, then into the machine.
    lab = ["nsenter", f"--target={state.holder}", "--mount", "--pid", "--"]
    machine = ["nsenter", f"--target={init}", "--all", "--"]
    os.execvp("nsenter", [*lab, *machine, *(command or ["/bin/bash", "-l"])])


def known_machine(state: State, host: str) -> dict[str, Any]:
    """What state.json says of *host*. Raises LabError with the nearest name when it is not in this lab."""
    if host not in state.machines:
        raise LabError(
            _("there is no machine “{host}” in this lab").format(host=host),
            did_you_mean(host, tuple(state.machines)),
        )
    return state.machines[host]


def init_of(state: State, host: str) -> int:
    """The PID, among the lab's, of the systemd of *host*; 0 when it is off."""
    found: list[int] = []

    def look(report: Report) -> None:
        report({"init": init_below(state.machines[host]["pid"])})

    kernel.inside(state.holder, look, lambda what: found.append(what["init"]))
    return found[0] if found else 0


def init_below(keeper: int) -> int:
    """The PID of the systemd whose power the shell *keeper* keeps: the one child of its systemd-nspawn; 0
    when it is off. Call inside the holder's namespaces.
    """
    spawn = _child_of(keeper)
    return _child_of(spawn) if spawn else 0


def _child_of(pid: int) -> int:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    return int(children[0]) if children else 0


@dataclass(frozen=True)
class MachineState:
    """A machine of a lab: *state* is up or off."""

    host: str
    role: str
    address: str
    state: str


@dataclass(frozen=True)
class LabState:
    """A lab: *phase* is up, building, or broken (its namespaces are gone)."""

    name: str
    phase: str
    inventory: str
    machines: tuple[MachineState, ...]


def labs() -> list[str]:
    """Names of all labs that left something on this machine."""
    folder = labs_dir()
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def status(name: str) -> LabState | None:
    """How the lab *name* is, or None when there is none."""
    state = load_state(name)
    if state is None:
        return None
    alive: set[str] = set()

    def look(report: Report) -> None:
        for host, machine in state.machines.items():
            if machine["pid"] and init_below(machine["pid"]):
                report({"alive": host})

    if state.alive:
        kernel.inside(state.holder, look, lambda what: alive.add(what["alive"]))
    listed = tuple(
        MachineState(host, m["role"], m["address"], "up" if host in alive else "off")
        for host, m in state.machines.items()
    )
    return LabState(name, state.phase if state.alive else "broken", state.inventory, listed)
