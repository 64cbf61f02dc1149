"""Interfaces, gateways, name servers, proxy."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from auditor.parsers.pc.answer import Answer, Fact, Missing, lines_of, texts

_STUBS = ("127.0.0.53", "127.0.0.54")
"""systemd-resolved's own addresses; the servers it asks stand in /run/systemd/resolve/resolv.conf."""
_GATEWAY_FLAGS = 0x3
"""RTF_UP | RTF_GATEWAY (linux/route.h)."""


def interfaces(answer: Answer) -> list[dict[str, Any]]:
    addresses = _addresses(answer)
    links = {name: link for name, link in answer.get("net.links", dict).items() if isinstance(link, dict)}
    return [_interface(name, link, addresses) for name, link in links.items() if name != "lo"]


def _interface(
    name: str, link: Mapping[str, Any], addresses: Mapping[str, list[str]] | None
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": name,
        "mac": str(link.get("address", "")),
        "state": str(link.get("operstate", "")),
    }
    speed = str(link.get("speed", ""))
    if speed.isascii() and speed.isdigit() and len(speed) < 9:
        found["speed_mbps"] = int(speed)
    if addresses is not None:
        found["addresses"] = addresses.get(name, [])
    return found


def _addresses(answer: Answer) -> dict[str, list[str]] | None:
    """``ip -o addr``: index: name family address/length …"""
    try:
        said = answer.get("net.addresses", str)
    except Missing:
        return None
    found: dict[str, list[str]] = {}
    for row in (line.split() for line in said.splitlines()):
        if len(row) > 3 and row[2] in ("inet", "inet6"):
            found.setdefault(row[1], []).append(row[3])
    return found


def gateways(answer: Answer) -> list[str]:
    """Default routes of /proc/net/route (addresses in the machine's byte order) and ipv6_route."""
    found = [_gateway4(line.split()) for line in answer.get("net.route", str).splitlines()[1:]]
    found += [_gateway6(line.split()) for line in texts(answer.get("net.route6", list))]
    return list(dict.fromkeys(address for address in found if address))


def _gateway4(row: list[str]) -> str | None:
    try:
        if int(row[1], 16) or int(row[7], 16) or int(row[3], 16) & _GATEWAY_FLAGS != _GATEWAY_FLAGS:
            return None
        return str(ipaddress.IPv4Address(int(row[2], 16).to_bytes(4, "little")))
    except (IndexError, ValueError, OverflowError):
        return None


def _gateway6(row: list[str]) -> str | None:
    try:
        usable = int(row[8], 16) & _GATEWAY_FLAGS == _GATEWAY_FLAGS
        return str(ipaddress.IPv6Address(bytes.fromhex(row[4]))) if usable else None
    except (IndexError, ValueError):
        return None


def dns(answer: Answer) -> list[str]:
    found = _nameservers(answer.get("net.resolv", str, "net"))
    if found and all(server in _STUBS for server in found):
        found = _nameservers(answer.get("net.resolved", str, "net.dns"))
    return found


def _nameservers(text: str) -> list[str]:
    return re.findall(r"^[ \t]*nameserver[ \t]+([^\s#;]+)", text, re.MULTILINE)


_PROXY = re.compile(r"(?i)(?:export\s+)?(https?|all)_proxy=(.*)")


def proxy(answer: Answer) -> str:
    """/etc/environment and /etc/profile.d; the probe has blanked user and password."""
    answer.refuse("net.proxy")
    for line in lines_of(answer.get("net.proxy", dict)):
        match = _PROXY.match(line)
        if match and match[2].strip("\"'; "):
            return match[2].strip("\"'; ")
    return ""


FACTS: Mapping[str, Fact] = {
    "net.interfaces": interfaces,
    "net.gateways": gateways,
    "net.dns": dns,
    "net.proxy": proxy,
}
