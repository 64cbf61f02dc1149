"""Recording host keys: what the hosts show now, by the way an audit would take to them, into known_hosts."""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.collectors.targets import Context, target
from auditor.errors import DeviceError, UsageError
from auditor.i18n import _
from auditor.inventory.listing import listing
from auditor.inventory.manifest import manifest
from auditor.model import Device, Kind
from auditor.transports.connection import NetworkConnection, SshConnection
from auditor.transports.hostkeys import fingerprint
from auditor.transports.jump import Jumps
from auditor.transports.trust import Trust, record, shown_key
from auditor.workspace import Workspace

_OVER_SSH = (Kind.PC, Kind.KIOSK, Kind.NETWORK)


@dataclass(frozen=True)
class Trusted:
    """What came of one host: its key's type and fingerprint, or why there is none (``result`` None)."""

    device: str
    result: Trust | None
    type: str = ""
    fingerprint: str = ""
    reason: str = ""


@dataclass(frozen=True)
class _Shown:
    device: str
    host: str = ""
    port: int = 22
    key: tuple[str, str] | None = None
    reason: str = ""


def trust(
    workspace: Workspace,
    pattern: str,
    vault: Sequence[str] = (),
    *,
    replace: bool = False,
    dry_run: bool = False,
    accept: Callable[[Sequence[Trusted]], Collection[str]] | None = None,
) -> Sequence[Trusted]:
    """Record the keys of the hosts that *pattern* (Ansible's) names and that are asked over SSH.

    *vault* are Ansible's words for its vault. A key that differs from a recorded one is left alone unless
    *replace*; with *dry_run* nothing is recorded, and what is returned is what would have been. *accept* is
    shown what would be recorded and says which of these devices it accepts; the very keys that it was shown
    are recorded, those of the others not. Raises InventoryError, and UsageError when the pattern names no
    such host.
    """
    found = listing([workspace.inventory], ["--limit", pattern, *vault], workspace.ansible_settings)
    devices = [d for d in manifest(found.hosts).devices.values() if d.kind in _OVER_SSH]
    if not devices:
        raise UsageError(_("{pattern} names no host that is asked over SSH").format(pattern=pattern))
    context = Context(known_hosts=(workspace.known_hosts,), kex=workspace.settings.ssh_kex)
    jumps = Jumps()
    show = _shower(found.hosts, context, jumps, workspace.settings.connect_timeout_s)
    try:
        with ThreadPoolExecutor(max_workers=workspace.settings.forks) as pool:
            shown = list(pool.map(show, devices))
    finally:
        jumps.close()
    text, results = _record(workspace.known_hosts, shown, replace)
    if accept is not None:
        text, results = _accepted(workspace.known_hosts, shown, replace, results, accept)
    if text is not None and not dry_run:
        _write(workspace.known_hosts, text)
    return results


def _accepted(
    file: Path,
    shown: Sequence[_Shown],
    replace: bool,
    results: Sequence[Trusted],
    accept: Callable[[Sequence[Trusted]], Collection[str]],
) -> tuple[str | None, Sequence[Trusted]]:
    new = [each for each in results if each.result in (Trust.RECORDED, Trust.REPLACED)]
    refused = {each.device for each in new} - set(accept(new)) if new else set()
    reason = _("its host key was not accepted")
    kept = [_Shown(each.device, reason=reason) if each.device in refused else each for each in shown]
    return _record(file, kept, replace)


def _shower(
    hosts: Mapping[str, Mapping[str, Any]], context: Context, jumps: Jumps, seconds: float
) -> Callable[[Device], _Shown]:
    def show(device: Device) -> _Shown:
        wanted = target(device, hosts[device.id], context)
        connection: Any = wanted.connection
        if isinstance(connection, NetworkConnection):
            connection = connection.ssh
        if not isinstance(connection, SshConnection):
            return _Shown(
                device.id, reason=wanted.refusal.message if wanted.refusal else _("not asked over SSH")
            )
        host, port = _name(connection)
        if "{{" in connection.host:
            return _Shown(device.id, reason=_("its address is a template, which only a play resolves"))
        try:
            key = shown_key(connection, jumps, seconds)
        except DeviceError as error:
            return _Shown(device.id, host, port, reason=error.message)
        return _Shown(device.id, host, port, key)

    return show


def _name(connection: SshConnection) -> tuple[str, int]:
    # as the login looks the key up
    alias = connection.host_key_alias
    return (alias, 22) if alias else (connection.host, connection.port)


def _record(file: Path, shown: Sequence[_Shown], replace: bool) -> tuple[str | None, Sequence[Trusted]]:
    """The text that *file* should get (None: it has it), and what came of each host."""
    before = text = file.read_text("utf-8") if file.exists() else ""
    results = []
    for each in shown:
        if each.key is None:
            results.append(Trusted(each.device, None, reason=each.reason))
            continue
        text, result = record(text, each.host, each.port, each.key, replace)
        results.append(Trusted(each.device, result, each.key[0], fingerprint(each.key[1])))
    return None if text == before else text, results


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(file.name + ".new")
    new.write_text(text, "utf-8")
    new.replace(file)
