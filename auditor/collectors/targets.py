"""A host's variables → how the engine reaches it, or why it cannot: honoured or refused, never ignored."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from auditor.collectors.variables import (
    ALIASES,
    BECOME_ONLY,
    PARAMIKO_ONLY,
    SSH_ONLY,
    Vars,
    not_usable,
)
from auditor.errors import DeviceError
from auditor.i18n import N_, _
from auditor.inventory.manifest import truth
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

_BY_PARAMIKO = ("paramiko", "paramiko_ssh", "libssh", "network_cli")
SSH = ("ssh", "smart", *_BY_PARAMIKO)
_REFUSED = {
    "private_key": N_("a private key in the inventory is not supported; name its file"),
    "pkcs11": N_("PKCS#11 keys are not supported"),
    "become_exe": N_("another sudo program is not supported"),
}
_DEFAULTS = {"become_exe": "sudo"}


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
    endpoints = [_essential(each) for each in variables.get("endpoints") or ()]
    return {"files": list(context.files), "endpoints": endpoints}


def _essential(endpoint: Any) -> Any:
    """An endpoint whose ``essential`` a template gave as text, with the truth that it means."""
    if isinstance(endpoint, Mapping) and "essential" in endpoint:
        return {**endpoint, "essential": truth(endpoint["essential"]) is not False}
    return endpoint


def _connection(device: Device, host: Vars, variables: Mapping[str, Any], context: Context) -> Connection:
    if host.get("replay"):
        return ReplayConnection(Path(host.text("replay")).expanduser())
    make = _MAKERS.get(device.kind)
    if make is None:
        kind = _("kind: this version cannot ask devices of kind {kind}")
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
        proxy_command=_paramiko_proxy(host) or first.proxy_command or last.proxy_command,
        host_key_alias=first.host_key_alias or last.host_key_alias,
        known_hosts=(*context.known_hosts, *first.known_hosts, *last.known_hosts),
        kex=context.kex,
        connect_s=first.connect_timeout or host.number("timeout", float) or last.connect_timeout,
        retries=_retries(host),
    )


def _paramiko_proxy(host: Vars) -> str:
    return host.text("paramiko_proxy") if _spoken(host) in _BY_PARAMIKO else ""


def _retries(host: Vars) -> int:
    retries: int = host.number("retries", int)
    if retries < 0:
        raise not_usable("ansible_ssh_retries", retries)
    return retries


def _arguments(host: Vars) -> tuple[ssh_options.SshOptions, ssh_options.SshOptions]:
    # Ansible's order on ssh's command line: ssh_args, its own variables, common, extra; the first value wins.
    return _parsed(host, "ssh_args"), _parsed(host, "ssh_common_args", "ssh_extra_args")


def _parsed(host: Vars, *names: str) -> ssh_options.SshOptions:
    try:
        return ssh_options.parse(" ".join(host.text(name) for name in names))
    except DeviceError as error:
        given = ", ".join(ALIASES[name][-1] for name in names if host.text(name))
        raise DeviceError(error.kind, f"{given}: {error.message}") from error


def _refuse(host: Vars) -> None:
    if _spoken(host) not in SSH:
        connection = _("ansible_connection {connection} is not supported for this kind of device")
        raise DeviceError("unsupported", connection.format(connection=host.text("connection")))
    if host.truth("host_key_checking") is False:
        raise DeviceError("unsupported", f"ansible_host_key_checking: {_(ssh_options.TRUST)}")
    for name, what in _REFUSED.items():
        if host.text(name) not in ("", _DEFAULTS.get(name)):
            raise DeviceError("unsupported", f"{ALIASES[name][-1]}: {_(what)}")
    _refuse_unmet(host)


def _refuse_unmet(host: Vars) -> None:
    prefixes: tuple[str, ...] = SSH_ONLY
    if _spoken(host) in _BY_PARAMIKO:
        prefixes += PARAMIKO_ONLY
    if host.truth("become"):
        prefixes += BECOME_ONLY
    for name in host.unmet(prefixes):
        raise _meaningless(name)


def _meaningless(name: str) -> DeviceError:
    refused = _("{name} is not supported for this kind of device")
    return DeviceError("unsupported", refused.format(name=name))


def _refuse_connection(host: Vars) -> None:
    """For what is asked from here without logging in: ``local`` says just that, SSH is Ansible's default."""
    if _spoken(host) not in (*SSH, "local"):
        raise _meaningless(f"ansible_connection {host.text('connection')}")


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
    _refuse_connection(host)
    own = Vars(variables, {})  # ansible.cfg's remote_port is SSH's
    port = own.number("ipp_port", int) or own.number("port", int) or 631
    path = own.text("ipp_path", "/ipp/print")
    return IppConnection(host.text("host"), port, "/" + path.lstrip("/"), bool(own.truth("ipp_tls")))


def _network(host: Vars, variables: Mapping[str, Any], context: Context) -> SshConnection:
    platform = host.text("network_os")
    if not platform:
        raise DeviceError("unsupported", _("the inventory states no ansible_network_os"))
    become = _enable(host, variables)
    return replace(_over_ssh(host, context), become=become, platform=platform)


def _ping(host: Vars, variables: Mapping[str, Any], _context: Context) -> PingConnection:
    _refuse_connection(host)
    if Vars(variables, {}).get("port"):
        raise _meaningless("ansible_port")
    return PingConnection(host.text("host"))


_MAKERS: Mapping[Kind, Callable[[Vars, Mapping[str, Any], Context], Connection]] = {
    Kind.PC: _ssh,
    Kind.KIOSK: _ssh,
    Kind.PRINTER: _ipp,
    Kind.NETWORK: _network,
    Kind.LINK: _ping,
}
