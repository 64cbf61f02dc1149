"""What the playbook's action plugins do, apart from Ansible: its hosts and variables in, counts out."""

import contextlib
import ctypes
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from auditor import i18n
from auditor.collectors import pc, targets, variables, windows
from auditor.collectors.asking import failed, parsed
from auditor.collectors.engine import Counts, Progress, collect
from auditor.collectors.measuring import with_throughput
from auditor.collectors.request import Request
from auditor.collectors.targets import Context, Target
from auditor.errors import DeviceError
from auditor.events import log
from auditor.events.spool import Spool, asked, collecting, exists, read_run, stop_requested
from auditor.i18n import _
from auditor.inventory.manifest import DESCRIPTION, manifest, plain
from auditor.model import Device, Failure, FailureKind, Manifest
from auditor.transports.connection import Answer

Hosts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Inventory:
    """The inventory's groups and the hosts outside the limit, their variables resolved on access."""

    groups: Hosts
    left_out: Hosts


@dataclass(frozen=True)
class Asked:
    """What came of it: the engine's counts, and the hosts that Ansible itself must ask."""

    counts: Counts
    elsewhere: tuple[str, ...]


def ask_all(
    request: Request,
    hosts: Hosts,
    inventory: Inventory,
    defaults: Mapping[str, Any],
    progress: Progress | None = None,
) -> Asked:
    """Ask every one of *hosts* (name → variables, resolved on access) that is not in the spool yet.

    *defaults* are Ansible's command line and ansible.cfg as variables. Raises InventoryError, RunError
    (RunLocked), StoreFull.
    """
    _end_with_parent()
    errors: dict[str, dict[str, str]] = {}
    resolved = {name: variables.resolved(each, errors.setdefault(name, {})) for name, each in hosts.items()}
    log.register_secrets(variables.secrets([*resolved.values(), defaults]))
    with _logged(request):
        spool = _spool(request, resolved, inventory)
        with spool, collecting(spool.folder, request.answer_timeout_s + 60):
            done, devices = asked(spool.folder), read_run(spool.folder)[1].devices
            open_ = [devices[name] for name in resolved if name in devices and name not in done]
            context = _context(request, defaults)
            here, there = _sorted_out(open_, resolved, errors, context)
            here = with_throughput(here, devices.values(), resolved, context.throughput_bytes)
            log.LOGGER.info("%d devices were asked before, %d are left to Ansible", len(done), len(there))
            return Asked(collect(here, spool, request.pool, progress), tuple(there))


def _context(request: Request, defaults: Mapping[str, Any]) -> Context:
    budget = request.throughput_budget_bytes if request.throughput else 0
    known = tuple(map(Path, request.known_hosts))
    return Context(defaults, known, request.ssh_kex, request.files, request.active, budget)


def _spool(request: Request, hosts: Hosts, inventory: Inventory) -> Spool:
    folder = request.spool_folder
    if exists(folder):
        return Spool.open(folder)
    groups = {name: _told(each, DESCRIPTION) for name, each in inventory.groups.items()}
    left_out = [str(_told(each, ("commune",)).get("commune")) for each in inventory.left_out.values()]
    limited = bool(left_out or request.header.limit)
    asked_for = manifest(hosts, groups, groups, left_out if limited else None)
    return Spool.create(folder, request.header, asked_for)


def _told(described: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Those of *names* that can be resolved; of what is not asked nothing else is looked at, no secret."""
    found = {}
    for name in names:
        with contextlib.suppress(Exception):  # whatever a template or lookup raises: then it is not known
            found[name] = plain(described[name])
    return found


def _sorted_out(
    devices: Iterable[Device], hosts: Hosts, errors: Mapping[str, Mapping[str, str]], context: Context
) -> tuple[list[Target], list[str]]:
    here: list[Target] = []
    there: list[str] = []
    for device in devices:
        mine = hosts[device.id]
        if errors.get(device.id):
            here.append(Target(device, refusal=_unresolved(errors[device.id])))
        elif targets.elsewhere(device, mine, context):
            there.append(device.id)
        else:
            here.append(targets.target(device, mine, context))
    return here, there


def _unresolved(errors: Mapping[str, str]) -> Failure:
    reasons = "; ".join(f"{name}: {reason}" for name, reason in errors.items())
    message = _("variables cannot be resolved: {reasons}").format(reasons=log.redact(reasons))
    return Failure(FailureKind.UNSUPPORTED, message)


def stopped(request: Request) -> bool:
    """Whether the run was asked to stop, or whoever started it has died: nobody else is asked then."""
    return stop_requested(request.spool_folder)


def probe_for(
    request: Request, name: str, host: Mapping[str, Any], on_windows: bool = False
) -> tuple[bytes, str]:
    """The probe for a PC that Ansible itself asks, and the command that runs its file (none on Windows)."""
    mine = variables.resolved(host, {})
    log.register_secrets(variables.secrets([mine]))
    asks = targets.asks(mine, _context(request, {}))
    command = "" if on_windows else pc.COMMAND.format(interpreter=targets.interpreter(mine))
    return pc.script(Target(_device(request, name), asks=asks), on_windows), command


def record(
    request: Request, name: str, said: "Answer | DeviceError", started: datetime, on_windows: bool = False
) -> str:
    """Put into the spool what Ansible brought from host *name*; returns the failure's word or ``""``."""
    raw_of = windows.raw_of if on_windows else pc.raw_of
    target = Target(_device(request, name))
    with _logged(request), Spool.open(request.spool_folder) as spool:
        try:
            if isinstance(said, DeviceError):
                raise said
            observation = parsed(target, raw_of(said), pc.COLLECTOR.parse)
        except DeviceError as error:
            # what Ansible says of a connection is its plugin's own text
            failure = Failure(FailureKind(error.kind), log.redact(error.message))
            observation = failed(target, failure, started)
        spool.append(observation)
        return observation.failure.kind.value if observation.failure else ""


def _device(request: Request, name: str) -> Device:
    return _manifest(request).devices[name]


def _manifest(request: Request) -> Manifest:
    return read_run(request.spool_folder)[1]


def finish(request: Request) -> str:
    """Write the run's last line; returns its word: ``complete`` when all were asked, else ``interrupted``."""
    folder = request.spool_folder
    status = "interrupted" if _manifest(request).devices.keys() - asked(folder) else "complete"
    with Spool.open(folder) as spool:
        spool.finish(status)
    return status


@contextlib.contextmanager
def _logged(request: Request) -> Iterator[None]:
    i18n.activate(request.language)
    handler = log.attach(request.log_file, request.log_level)
    try:
        yield
    finally:
        log.detach(handler)


def _end_with_parent() -> None:
    """Have the kernel send SIGTERM when Ansible dies (prctl(2), PR_SET_PDEATHSIG).

    Its worker has a session of its own and would go on asking, unseen, while the run is resumed.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
