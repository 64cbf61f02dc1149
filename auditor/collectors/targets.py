"""A host's variables → how the engine reaches it, or why it cannot: honoured or refused, never ignored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.collectors import ssh_targets
from auditor.collectors.ssh_targets import SSH, interpreter, spoken
from auditor.collectors.variables import Context, Vars, not_usable
from auditor.errors import DeviceError
from auditor.events import log
from auditor.i18n import _
from auditor.inventory.manifest import truth
from auditor.model import Device, Failure, FailureKind, Kind
from auditor.transports.connection import (
    Connection,
    IppConnection,
    NetworkConnection,
    PingConnection,
    PrinterConnection,
    ReplayConnection,
    ScannerConnection,
    SnmpConnection,
    SshConnection,
)

__all__ = ["Context", "Target", "asks", "elsewhere", "interpreter", "target"]


_TIME_SERVERS = 4
"""Of the province's time servers, how many a PC asks at most."""


@dataclass(frozen=True)
class Target:
    """One device to ask: how to reach it and what to ask for; or the failure it has before it is asked."""

    device: Device
    connection: Connection | None = None
    asks: Mapping[str, Any] = field(default_factory=dict)
    refusal: Failure | None = None


def target(device: Device, variables: Mapping[str, Any], context: Context) -> Target:
    """The target of *device*; a refusal inside when its variables ask for what the engine cannot do."""
    try:
        host = Vars({**variables, "inventory_hostname": device.id}, context.defaults)
        wanted = _wanted(device.kind, variables, context)
        return Target(device, _connection(device, host, variables, context), wanted)
    except DeviceError as error:
        # it quotes the value, which is a secret where somebody wrote it behind the wrong name
        return Target(device, refusal=Failure(FailureKind(error.kind), log.redact(error.message)))


def _wanted(kind: Kind, variables: Mapping[str, Any], context: Context) -> Mapping[str, Any]:
    if kind in (Kind.PC, Kind.KIOSK):
        return asks(variables, context)
    return {"active": context.active} if kind is Kind.SCANNER else {}


def elsewhere(device: Device, variables: Mapping[str, Any], context: Context) -> bool:
    """Whether Ansible itself must carry the probe: a PC whose connection the engine does not speak."""
    host = Vars(variables, context.defaults)
    return device.kind in (Kind.PC, Kind.KIOSK) and not host.get("replay") and spoken(host) not in SSH


def asks(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """What the probe of a PC shall look at beside the machine itself."""
    endpoints = [_essential(each) for each in variables.get("endpoints") or ()]
    servers = variables.get("expect_ntp")
    stated = [str(each) for each in servers[:_TIME_SERVERS]] if isinstance(servers, list) else []
    return {"files": list(context.files), "endpoints": endpoints} | ({"ntp": stated} if stated else {})


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


# --- each kind of device ------------------------------------------------------------------------------------
def _pc(host: Vars, _variables: Mapping[str, Any], context: Context) -> SshConnection:
    return ssh_targets.pc(host, context)


def _printer(host: Vars, variables: Mapping[str, Any], _context: Context) -> PrinterConnection:
    _refuse_connection(host)
    own = Vars(variables, {})  # ansible.cfg's remote_port is SSH's
    port = own.number("ipp_port", int) or own.number("port", int) or 631
    path = "/" + own.text("ipp_path", "/ipp/print").lstrip("/")
    tls, user, password = bool(own.truth("ipp_tls")), own.text("ipp_user"), own.text("ipp_password")
    ipp = IppConnection(host.text("host"), port, path, tls, user, password)
    snmp = _snmp_stated(own, host)
    if own.truth("printer_ipp") is not False:
        return PrinterConnection(ipp, snmp)
    if snmp is None:
        raise DeviceError("unsupported", _("printer_ipp is false and the inventory states no SNMP access"))
    return PrinterConnection(None, snmp)


def _scanner(host: Vars, variables: Mapping[str, Any], _context: Context) -> ScannerConnection:
    _refuse_connection(host)
    own = Vars(variables, {})
    protocol = own.text("scanner_protocol")
    if protocol not in ("", "escl", "wsd", "ledm"):
        raise not_usable("scanner_protocol", protocol)
    port = own.number("scanner_port", int) or own.number("port", int)
    path = own.text("scanner_path")
    return ScannerConnection(host.text("host"), protocol, port, path, bool(own.truth("scanner_tls")))


def _ups(host: Vars, variables: Mapping[str, Any], _context: Context) -> SnmpConnection:
    _refuse_connection(host)
    return _snmp(Vars(variables, {}), host)


def _network(host: Vars, variables: Mapping[str, Any], context: Context) -> NetworkConnection:
    snmp = _snmp_stated(Vars(variables, {}), host)
    if host.text("network_os"):
        return NetworkConnection(ssh_targets.network(host, variables, context), snmp)
    if snmp is None:
        unstated = _("the inventory states neither ansible_network_os nor SNMP access")
        raise DeviceError("unsupported", unstated)
    return NetworkConnection(None, snmp)


def _ping(host: Vars, variables: Mapping[str, Any], _context: Context) -> PingConnection:
    _refuse_connection(host)
    if Vars(variables, {}).get("port"):
        raise ssh_targets.meaningless("ansible_port")
    return PingConnection(host.text("host"))


def _refuse_connection(host: Vars) -> None:
    """For what is asked from here without logging in: ``local`` says just that, SSH is Ansible's default."""
    if spoken(host) not in (*SSH, "local"):
        raise ssh_targets.meaningless(f"ansible_connection {host.text('connection')}")


def _snmp_stated(own: Vars, host: Vars) -> SnmpConnection | None:
    return _snmp(own, host) if own.text("snmp_community") or own.text("snmp_user") else None


def _snmp(own: Vars, host: Vars) -> SnmpConnection:
    """Access by SNMP as the inventory states it; a community is never guessed. Raises DeviceError."""
    community, user = own.text("snmp_community"), own.text("snmp_user")
    version = own.text("snmp_version", "3" if user and not community else "2c")
    if version not in ("1", "2c", "3"):
        raise not_usable("snmp_version", version)
    if not (user if version == "3" else community):
        name = "snmp_user" if version == "3" else "snmp_community"
        raise DeviceError("unsupported", _("the inventory states no {name}").format(name=name))
    return SnmpConnection(
        host.text("host"),
        own.number("snmp_port", int) or 161,
        version,
        community,
        user,
        own.text("snmp_auth_protocol"),
        own.text("snmp_auth_password"),
        own.text("snmp_priv_protocol"),
        own.text("snmp_priv_password"),
        own.text("snmp_write_community"),
    )


_MAKERS: Mapping[Kind, Callable[[Vars, Mapping[str, Any], Context], Connection]] = {
    Kind.PC: _pc,
    Kind.KIOSK: _pc,
    Kind.PRINTER: _printer,
    Kind.SCANNER: _scanner,
    Kind.UPS: _ups,
    Kind.NETWORK: _network,
    Kind.LINK: _ping,
}
