"""A host's variables → how the engine reaches it, or why it cannot: honoured or refused, never ignored."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from auditor.collectors.variables import ALIASES, Vars, not_usable
from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.model import Device, Failure, FailureKind, Kind
from auditor.transports import ssh_options
from auditor.transports.connection import (
    Become,
    Connection,
    IppConnection,
    PingConnection,
    ReplayConnection,
    SshConnection,
)

SSH = ("ssh", "smart", "paramiko", "paramiko_ssh", "libssh", "network_cli")
_REFUSED = {
    "private_key": "an inline private key; name its file",
    "pkcs11": "PKCS#11 keys",
    "become_exe": "another sudo program",
}


@dataclass(frozen=True)
class Target:
    """One device to ask: how to reach it and what to ask for; or the failure it has before it is asked."""

    device: Device
    connection: Connection | None = None
    asks: Mapping[str, Any] = field(default_factory=dict)
    refusal: Failure | None = None


@dataclass(frozen=True)
class Context:
    """What holds for all: Ansible's settings as variables, trusted keys, files that the probe hashes."""

    defaults: Mapping[str, Any] = field(default_factory=dict)
    known_hosts: tuple[Path, ...] = ()
    kex: str = "fast"
    files: tuple[str, ...] = ()


def target(device: Device, variables: Mapping[str, Any], context: Context) -> Target:
    """The target of *device*; a refusal inside when its variables ask for what the engine cannot do."""
    try:
        host = Vars({**variables, "inventory_hostname": device.id}, context.defaults)
        wanted = asks(variables, context) if device.kind in (Kind.PC, Kind.KIOSK) else {}
        return Target(device, _connection(device, host, variables, context), wanted)
    except DeviceError as error:
        return Target(device, refusal=Failure(FailureKind(error.kind), error.message))


def elsewhere(device: Device, variables: Mapping[str, Any], context: Context) -> bool:
    """Whether Ansible itself must carry the probe: a PC whose connection the engine does not speak."""
    host = Vars(variables, context.defaults)
    return device.kind in (Kind.PC, Kind.KIOSK) and not host.get("replay") and _spoken(host) not in SSH


def _spoken(host: Vars) -> str:
    return host.text("connection", "ssh").rpartition(".")[2]


def asks(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """What the probe of a PC shall look at beside the machine itself."""
    return {"files": list(context.files), "endpoints": list(variables.get("endpoints") or ())}


def _connection(device: Device, host: Vars, variables: Mapping[str, Any], context: Context) -> Connection:
    if host.get("replay"):
        return ReplayConnection(Path(host.text("replay")).expanduser())
    make = _MAKERS.get(device.kind)
    if make is None:
        kind = _("this version cannot ask devices of kind {kind}")
        raise DeviceError("unsupported", kind.format(kind=device.kind.value))
    return make(host, variables, context)


def _ssh(host: Vars, _variables: Mapping[str, Any], context: Context) -> SshConnection:
    become, interpreter = _become(host), _interpreter(host.text("interpreter"))
    return replace(_over_ssh(host, context), become=become, interpreter=interpreter)


def _over_ssh(host: Vars, context: Context) -> SshConnection:
    _refuse(host)
    first, last = _arguments(host)
    return SshConnection(
        host=host.text("host"),
        port=first.port or host.number("port", int) or last.port or 22,
        user=first.user or host.text("user") or last.user,
        password=host.text("password"),
        key_file=first.identity_file or host.text("key_file") or last.identity_file,
        key_passphrase=host.text("key_passphrase"),
        jumps=first.jumps or last.jumps,
        proxy_command=first.proxy_command or last.proxy_command,
        host_key_alias=first.host_key_alias or last.host_key_alias,
        known_hosts=(*context.known_hosts, *first.known_hosts, *last.known_hosts),
        kex=context.kex,
        connect_s=first.connect_timeout or host.number("timeout", float) or last.connect_timeout,
    )


def _arguments(host: Vars) -> tuple[ssh_options.SshOptions, ssh_options.SshOptions]:
    # Ansible's order on ssh's command line: ssh_args, its own variables, common, extra; the first value wins.
    later = f"{host.text('ssh_common_args')} {host.text('ssh_extra_args')}"
    return ssh_options.parse(host.text("ssh_args")), ssh_options.parse(later)


def _refuse(host: Vars) -> None:
    if _spoken(host) not in SSH:
        connection = _("ansible_connection {connection} is not supported for this kind of device")
        raise DeviceError("unsupported", connection.format(connection=host.text("connection")))
    if host.truth("host_key_checking") is False:
        off = _("host keys are always checked; record them first: auditor inventory trust")
        raise DeviceError("unsupported", f"ansible_host_key_checking: {off}")
    for name, what in _REFUSED.items():
        if host.get(name):
            raise DeviceError("unsupported", f"{ALIASES[name][-1]}: {what}")


def _become(host: Vars) -> Become | None:
    if not host.truth("become"):
        return None
    _only("sudo", host)
    flags = host.text("become_flags")
    if set(flags.split()) - {"-H", "-S", "-n"}:
        raise not_usable("ansible_become_flags", flags)
    return Become(host.text("become_user", "root"), host.text("become_password"))


def _enable(host: Vars, variables: Mapping[str, Any]) -> Become | None:
    """Cisco's privileged mode. Become for all hosts (``ansible-playbook -b``) means the PCs' sudo."""
    method = host.text("become_method").rpartition(".")[2]
    if not host.truth("become") or (method != "enable" and "ansible_become" not in variables):
        return None
    _only("enable", host)
    return Become("", host.text("become_password"))


def _only(method: str, host: Vars) -> None:
    given = host.text("become_method", "sudo").rpartition(".")[2]
    if given != method:
        refused = _("ansible_become_method {given} is not supported for this kind of device, only {method}")
        raise DeviceError("unsupported", refused.format(given=given, method=method))


def interpreter(variables: Mapping[str, Any]) -> str:
    """The command that starts Python on a host, by its variables."""
    return _interpreter(Vars(variables, {}).text("interpreter"))


def _interpreter(wanted: str) -> str:
    return "python3" if not wanted or wanted.startswith("auto") else shlex.join(shlex.split(wanted))


def _ipp(host: Vars, variables: Mapping[str, Any], _context: Context) -> IppConnection:
    try:
        port = int(variables.get("ipp_port") or 631)
    except (TypeError, ValueError) as error:
        raise not_usable("ipp_port", variables["ipp_port"]) from error
    path, tls = str(variables.get("ipp_path") or "/ipp/print"), bool(variables.get("ipp_tls"))
    return IppConnection(host.text("host"), port, "/" + path.lstrip("/"), tls)


def _network(host: Vars, variables: Mapping[str, Any], context: Context) -> SshConnection:
    platform = host.text("network_os")
    if not platform:
        raise DeviceError("unsupported", _("the inventory states no ansible_network_os"))
    become = _enable(host, variables)
    return replace(_over_ssh(host, context), become=become, platform=platform)


def _ping(host: Vars, _variables: Mapping[str, Any], _context: Context) -> PingConnection:
    return PingConnection(host.text("host"))


_MAKERS: Mapping[Kind, Callable[[Vars, Mapping[str, Any], Context], Connection]] = {
    Kind.PC: _ssh,
    Kind.KIOSK: _ssh,
    Kind.PRINTER: _ipp,
    Kind.NETWORK: _network,
    Kind.LINK: _ping,
}
