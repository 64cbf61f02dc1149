"""What stands at an address: each protocol's first question, and what kind of device its answer tells of.

No login is tried and nothing is changed; SNMP is asked only with credentials that somebody gave.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auditor.collectors.discovered import Found, host, line, merged, safe_path, serial
from auditor.collectors.pace import Pace, Stopped
from auditor.errors import DeviceError
from auditor.model import Kind
from auditor.parsers import escl, printer_ipp, snmp_device, xml_tree
from auditor.parsers.parsed import Unreadable
from auditor.transports import escl as escl_transport
from auditor.transports import snmp
from auditor.transports.banner import ssh_banner
from auditor.transports.connection import IppConnection, Limits, SnmpConnection
from auditor.transports.http import Place, Request, exchange
from auditor.transports.ipp import get_printer_attributes
from auditor.transports.mdns import Service
from auditor.transports.ports import accepts
from auditor.transports.wsman import identify

LIMITS = Limits(connect_s=1.5, answer_s=5, answer_bytes=512 * 1024)
_OIDS = (
    *("1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.5.0"),  # sysDescr, sysObjectID, sysName
    *("1.3.6.1.2.1.25.3.2.1.3.1", "1.3.6.1.2.1.43.5.1.1.17.1"),  # hrDeviceDescr, prtGeneralSerialNumber
    *("1.3.6.1.2.1.33.1.1.1.0", "1.3.6.1.2.1.33.1.1.2.0"),  # upsIdentManufacturer, upsIdentModel
    *("1.3.6.1.4.1.318.1.1.1.1.1.1.0", "1.3.6.1.4.1.318.1.1.1.1.2.3.0"),  # APC: model, serial number
    *("1.3.6.1.2.1.47.1.1.1.1.11.1", "1.3.6.1.2.1.47.1.1.1.1.13.1"),  # entPhysicalSerialNum, …ModelName
)
_NETWORK_BANNERS = re.compile(
    r"SSH-[\d.]+-(Cisco|ROSSSH|HUAWEI|Comware|Zyxel|dropbear|RomSShell|mpSSH|Mocana)"
)


@dataclass(frozen=True)
class Ports:
    """Where each protocol's devices listen."""

    ipp: int = 631
    escl: tuple[tuple[int, bool], ...] = escl_transport.PORTS
    ssh: int = 22
    winrm: int = 5985
    rdp: int = 3389
    smb: int = 445
    snmp: int = 161


@dataclass(frozen=True)
class How:
    """How an address is asked: turns, credentials of SNMP (None: not asked), ports, bounds."""

    pace: Pace
    snmp: SnmpConnection | None = None
    ports: Ports = Ports()
    limits: Limits = LIMITS


@dataclass(frozen=True)
class _Asked:
    address: str
    how: How
    announced: Sequence[Service]


def ask(address: str, how: How, announced: Sequence[Service] = ()) -> list[Found]:
    """The devices at *address*, empty where nothing answers; *announced* is what mDNS told of it.

    Raises Stopped when discovery was interrupted.
    """
    asked = _Asked(address, how, announced)
    found: list[Found] = []
    there = bool(announced)
    for question in _questions(how):
        try:
            found += question(asked)
            there = True
        except Stopped:
            raise
        except DeviceError as error:
            if error.kind == "no_route" and not there:  # nobody has this address
                break
            there = there or error.kind not in _NOBODY
        except Unreadable:
            there = True
    if there and not any(each.kind is Kind.SCANNER for each in found):
        found += _escl_elsewhere(asked)
    found += _announced(asked)
    return merged(found or _by_open_ports(asked))


_NOBODY = {"no_route", "connect_timeout", "dns_failure", "silent"}
"""Silence over UDP tells nothing either."""


def _turn(asked: _Asked, question: str) -> str:
    asked.how.pace.turn(question)
    return asked.address


# ── the questions ────────────────────────────────────────────────────────────────────────────────


def _ipp(asked: _Asked) -> list[Found]:
    port, path, tls = asked.how.ports.ipp, "/ipp/print", False
    for service in asked.announced:
        if service.type in ("_ipp._tcp", "_ipps._tcp"):
            port, tls = service.port, service.type == "_ipps._tcp"
            path = safe_path(service.texts.get("rp", "")) or path
            break
    try:
        facts = _attributes(asked, IppConnection(asked.address, port, path, tls))
    except DeviceError as error:
        if error.kind != "unsupported" or tls:
            raise
        tls = True  # it says that it speaks only ipps
        facts = _attributes(asked, IppConnection(asked.address, port, path, tls))
    stated = {"ipp_port": port, "ipp_path": path, "ipp_tls": tls}
    usual = {"ipp_port": 631, "ipp_path": "/ipp/print", "ipp_tls": False}
    return [
        Found(
            asked.address,
            Kind.PRINTER,
            model=line(facts.get("printer.make_model")),
            serial=serial(facts.get("printer.serial")),
            variables={name: value for name, value in stated.items() if value != usual[name]},
            said=("IPP",),
        )
    ]


def _attributes(asked: _Asked, connection: IppConnection) -> Mapping[str, Any]:
    _turn(asked, "ipp")
    answer = get_printer_attributes(connection, printer_ipp.ATTRIBUTES, asked.how.limits)
    return printer_ipp.parse(answer.answer.stdout).facts


def _escl(asked: _Asked) -> list[Found]:
    (port, tls), path = asked.how.ports.escl[0], escl_transport.PATH
    for service in asked.announced:
        if service.type in ("_uscan._tcp", "_uscans._tcp"):
            port, tls = service.port, service.type == "_uscans._tcp"
            path = safe_path(service.texts.get("rs", "")) or path
            break
    return _capabilities(asked, port, tls, path)


def _escl_elsewhere(asked: _Asked) -> list[Found]:
    """A scanner at one of the other ports that makers use; asked only where somebody is."""
    for port, tls in asked.how.ports.escl[1:]:
        try:
            if found := _capabilities(asked, port, tls, escl_transport.PATH):
                return found
        except Stopped:
            raise
        except (DeviceError, Unreadable):
            continue
    return []


def _capabilities(asked: _Asked, port: int, tls: bool, path: str) -> list[Found]:
    request = Request("GET", f"{path}/{escl_transport.CAPABILITIES}")
    answer = exchange(Place(_turn(asked, "escl"), port, tls), request, asked.how.limits)
    if answer.status != 200:
        return []
    facts = escl.parse(answer.answer.stdout).facts
    stated = {"scanner_port": port, "scanner_path": path, "scanner_tls": tls}
    usual = {"scanner_port": 80, "scanner_path": escl_transport.PATH, "scanner_tls": False}
    return [
        Found(
            asked.address,
            Kind.SCANNER,
            model=line(facts.get("scanner.make_model")),
            serial=serial(facts.get("scanner.serial")),
            variables={"scanner_protocol": "escl"}
            | {name: value for name, value in stated.items() if value != usual[name]},
            said=("eSCL",),
        )
    ]


def _snmp(asked: _Asked) -> list[Found]:
    assert asked.how.snmp is not None  # noqa: S101 - else it is no question
    connection = replace(asked.how.snmp, host=_turn(asked, "snmp"), port=asked.how.ports.snmp)
    facts = snmp_device.parse(snmp.get(connection, _OIDS, asked.how.limits).stdout).facts
    kind = Kind(str(facts["snmp.kind"]))
    model = facts.get(f"{kind}.make_model") or facts.get(f"{kind}.model") or facts.get("snmp.description")
    return [
        Found(
            asked.address,
            kind,
            name=host(facts.get("snmp.name")),
            model=line(model),
            serial=serial(facts.get(f"{kind}.serial")),
            said=(f"SNMP: {line(facts.get('snmp.description'))}",),
        )
    ]


def _ssh(asked: _Asked) -> list[Found]:
    banner = line(ssh_banner(_turn(asked, "ssh"), asked.how.ports.ssh, asked.how.limits))
    variables: dict[str, Any] = {} if asked.how.ports.ssh == 22 else {"ansible_port": asked.how.ports.ssh}
    kind = Kind.NETWORK if _NETWORK_BANNERS.match(banner) else Kind.PC
    if "_for_Windows" in banner:
        variables["ansible_shell_type"] = "powershell"
    return [Found(asked.address, kind, variables=variables, said=(f"SSH: {banner}",))]


def _winrm(asked: _Asked) -> list[Found]:
    root = xml_tree.read(identify(_turn(asked, "winrm"), asked.how.ports.winrm, asked.how.limits))
    told = " ".join(node.text for word in ("ProductVendor", "ProductVersion") for node in root.below(word))
    variables = {"ansible_connection": "psrp", "ansible_port": asked.how.ports.winrm}
    return [Found(asked.address, Kind.PC, variables=variables, said=(f"WinRM: {line(told)}",))]


def _questions(how: How) -> Iterator[Callable[[_Asked], list[Found]]]:
    """In this order: what is most often there first; SNMP only with credentials."""
    yield from (_ipp, _escl)
    if how.snmp is not None:
        yield _snmp
    yield from (_ssh, _winrm)


def _announced(asked: _Asked) -> list[Found]:
    """What mDNS told of a device, whether or not it answers on its own."""
    return [
        Found(
            asked.address,
            _ANNOUNCED[service.type],
            name=host(service.host),
            model=line(service.texts.get("ty") or service.texts.get("product", "").strip("()")),
            said=(f"mDNS {service.type}: {line(service.instance)}",),
        )
        for service in asked.announced
        if service.type in _ANNOUNCED
    ]


_ANNOUNCED = {
    **dict.fromkeys(("_ipp._tcp", "_ipps._tcp", "_printer._tcp", "_pdl-datastream._tcp"), Kind.PRINTER),
    **dict.fromkeys(("_uscan._tcp", "_uscans._tcp", "_scanner._tcp"), Kind.SCANNER),
    **dict.fromkeys(("_ssh._tcp", "_sftp-ssh._tcp"), Kind.PC),
}


def _by_open_ports(asked: _Asked) -> list[Found]:
    """A Windows PC that lets nobody ask is seen by its open ports; only such addresses are asked so."""
    open_ = [
        name
        for name, port in (("RDP", asked.how.ports.rdp), ("SMB", asked.how.ports.smb))
        if accepts(_turn(asked, name.lower()), port, asked.how.limits.connect_s)
    ]
    return [Found(asked.address, Kind.PC, said=tuple(open_))] if open_ else []
