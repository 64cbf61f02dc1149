"""Interfaces as several answers tell them: put together by name, and what is said of those that are up."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Port = Mapping[str, Any]

_NO_ETHERNET = re.compile(
    r"(?i)lo(opback)?[-.\d]*|(null|tunnel|vlan|vlanif|bvi|bridge|br|dialer|cellular|virtual|nve|wlan|ppp|pppoe|"
    r"l2tp|gre|wg|wireguard|tun|tap|dummy|vti|ssl|serial|async|port-channel|eth-trunk|po|bond|trk|cpu|"
    r"dot11radio|wifi|stack|inloopback|register-tunnel)([-_./ ]?\d.*|-.*|\..*|)"
)
_ETHERNET = ("ethernetCsmacd", "iso88023Csmacd", "gigabitEthernet", "fastEther", "fastEtherFX", "starLan")


def is_ethernet(port: Port) -> bool:
    """Whether *port* is a socket that a cable goes into, by the type that SNMP states, else by its name."""
    said = port.get("type", _ETHERNET[0])
    return said in _ETHERNET and not _NO_ETHERNET.fullmatch(str(port.get("name", "")))


def merged(first: Sequence[Port], second: Iterable[Port]) -> list[dict[str, Any]]:
    """The interfaces of both by name; what *first* says is kept, *second* adds what it does not say."""
    ports = {str(port.get("name")): dict(port) for port in first}
    for port in second:
        mine = ports.setdefault(str(port.get("name")), {})
        ports[str(port.get("name"))] = {**port, **mine}
    return list(ports.values())


def filled(first: Sequence[Port], second: Iterable[Port]) -> list[dict[str, Any]]:
    """*first* with what *second* says more of the same interfaces; interfaces of *second* alone stay out."""
    known = {str(port.get("name")) for port in first}
    return merged(first, (port for port in second if str(port.get("name")) in known))


def of_ports(ports: Sequence[Port]) -> dict[str, Any]:
    """Facts on the interfaces together: what counts errors, and speed and duplex of what is up."""
    found: dict[str, Any] = {}
    ports = [port for port in ports if "name" in port]  # an agent may list rows of which it says nothing
    if any("oper" in port for port in ports):
        found["network.interfaces_up"] = [port["name"] for port in ports if port.get("oper") == "up"]
    counted = [port[key] for port in ports for key in ("errors_in", "errors_out") if key in port]
    if counted:
        found["network.error_total"] = sum(counted)
    up = [port for port in ports if port.get("oper") == "up" and is_ethernet(port)]
    for fact, key in (("network.speeds", "speed_mbps"), ("network.duplexes", "duplex")):
        told = [{"name": port["name"], key: port[key]} for port in up if key in port]
        if told:
            found[fact] = told
    return found
