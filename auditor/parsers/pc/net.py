"""Interfaces, gateways, name servers, proxy."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from auditor.parsers.pc.answer import Answer, Fact, Missing, lines_of, texts

_STUBS = ("127.0.0.53", "127.0.0.54")
"""systemd-resolved's own addresses; the servers it asks stand in /run/systemd/resolve/resolv.conf."""
_GATEWAY_FLAGS = 0x3
"""RTF_UP | RTF_GATEWAY (linux/route.h)."""


_LINK = re.compile(r"\d+: ([^\s:@]+)")
_STATE = re.compile(r" state (\S+)")


def interfaces(answer: Answer) -> list[dict[str, Any]]:
    """As ``ip addr`` lists them; where there is no ip, as /sys/class/net does, which knows no addresses.

    In a container /sys may be that of another network: its speed counts only where the MAC is the same.
    """
    links = {name: link for name, link in answer.get("net.links", dict).items() if isinstance(link, dict)}
    try:
        found = _listed(answer.get("net.addresses", str))
    except Missing:
        found = [
            {"name": name, "mac": str(link.get("address", "")), "state": str(link.get("operstate", ""))}
            for name, link in links.items()
        ]
    return [record | _speed(links, record) for record in found if record["name"] != "lo"]


def _listed(said: str) -> list[dict[str, Any]]:
    """ip-address(8): ``2: eth0@if3: <…> … state UP …``, then ``link/ether MAC``, ``inet ADDRESS/LENGTH``."""
    found: list[dict[str, Any]] = []
    for line in said.splitlines():
        words = line.split()
        if match := _LINK.match(line):
            state = _STATE.search(line)
            found.append(
                {"name": match[1], "mac": "", "state": state[1].lower() if state else "", "addresses": []}
            )
        elif found and len(words) > 1 and words[0].startswith("link/") and ":" in words[1]:
            found[-1]["mac"] = words[1]
        elif found and len(words) > 1 and words[0] in ("inet", "inet6"):
            found[-1]["addresses"].append(words[1])
    return found


def _speed(links: Mapping[str, Mapping[str, Any]], record: Mapping[str, Any]) -> dict[str, int]:
    link = links.get(record["name"], {})
    speed = str(link.get("speed", ""))
    if link.get("address") != record["mac"] or not re.fullmatch("[0-9]{1,8}", speed):
        return {}
    return {"speed_mbps": int(speed)}


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


def hosts_overridden(answer: Answer) -> list[str]:
    """Names of the services asked for that hosts(5) gives an address, whatever the name servers say."""
    answer.refuse("net.hosts")
    rows = [line.partition("#")[0].lower().split() for line in lines_of(answer.get("net.hosts", dict))]
    given = {name for row in rows for name in row[1:]}
    asked = [each for each in answer.get("endpoints", list) if isinstance(each, dict)]
    hosts = {host for each in asked if (host := _host(str(each.get("url", ""))))}
    return sorted(hosts & given)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


FACTS: Mapping[str, Fact] = {
    "net.interfaces": interfaces,
    "net.gateways": gateways,
    "net.dns": dns,
    "net.proxy": proxy,
    "net.hosts_overridden": hosts_overridden,
}
