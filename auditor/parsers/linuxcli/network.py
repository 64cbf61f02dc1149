"""Interfaces, gateways, name servers: ip, ifconfig, route, nmcli."""

import ipaddress
import re
from typing import Any

from auditor.parsers.linuxcli.ask import ask

Facts = dict[str, Any]

_LINK = re.compile(r"^\d{1,6}: ([^\s:@]{1,64})(?:@\S+)?: <([^>]*)>(.*)$")
_MAC = re.compile(r"^\s+link/\S+ ((?:[0-9a-fA-F]{2}:){5,31}[0-9a-fA-F]{2})(?: |$)")
_INET = re.compile(r"^\s+inet6? (\S+)")


def ip_addr(text: str) -> Facts:
    """ip addr: interfaces without loopback; peers and broadcast left out."""
    return _interfaces(text, addresses=True)


def ip_link(text: str) -> Facts:
    """ip link: the same without addresses."""
    return _interfaces(text, addresses=False)


def _interfaces(text: str, addresses: bool) -> Facts:
    found: dict[str, dict[str, Any]] = {}
    here: dict[str, Any] = {}
    for line in text.splitlines():
        if link := _LINK.match(line):
            here = found.setdefault(link[1], {"name": link[1], "state": _state(link[2], link[3])})
            if addresses:
                here.setdefault("addresses", [])
        elif here and (mac := _MAC.match(line)):
            here["mac"] = mac[1].lower()
        elif here and addresses and (inet := _INET.match(line)):
            here["addresses"].append(inet[1])
    return {"net.interfaces": [each for name, each in found.items() if name != "lo"]} if found else {}


def _state(flags: str, rest: str) -> str:
    stated = re.search(r" state ([A-Z]+)", rest)
    if stated:
        return stated[1].lower()
    return "up" if "LOWER_UP" in flags.split(",") or flags == "UP" else "down"


def ip_route(text: str) -> Facts:
    """ip route: ``default via …``; nothing but routes is no answer of it."""
    if not re.search(r"(?m)^(?:default|blackhole|unreachable|[0-9a-f.:]+(?:/\d+)?) .*\b(?:dev|via)\b", text):
        return {}
    found = re.findall(r"(?m)^default (?:.{0,60} )?via ([0-9a-fA-F.:]{3,45})\b", text)
    return {"net.gateways": list(dict.fromkeys(found))}


_EVERYWHERE = ("0.0.0.0", "default")  # noqa: S104  (a destination, nothing is bound)


def route(text: str) -> Facts:
    """route -n, netstat -rn."""
    if not re.search(r"(?m)^Destination\s+Gateway\s+Genmask", text):
        return {}
    rows = [line.split() for line in text.splitlines()]
    found = [row[1] for row in rows if len(row) > 3 and row[0] in _EVERYWHERE and "G" in row[3]]
    return {"net.gateways": list(dict.fromkeys(found))}


def proc_route(text: str) -> Facts:
    """/proc/net/route."""
    if not text.startswith("Iface"):
        return {}
    return ask({"net": {"route": text, "route6": []}}, ("net.gateways",))


def resolv(text: str) -> Facts:
    """/etc/resolv.conf."""
    return ask({"net": {"resolv": text}}, ("net.dns",)) if "nameserver" in text else {}


# ── ifconfig ─────────────────────────────────────────────────────────────────────────────────────

_HEAD = re.compile(r"^([^\s:]{1,64}(?::\d+)?):?\s+(?:Link encap|flags=)(.*)$")
_V4 = re.compile(r"\binet (?:addr:)?\s?([\d.]{7,15})(?:.*?(?:Mask:|netmask )(\S+))?")
_V6 = re.compile(
    r"\binet6 (?:addr: ?)?([0-9a-fA-F:]{2,45})(?:/(\d{1,3}))?(?:%\S+)?(?:\s+prefixlen (\d{1,3}))?"
)
_ETHER = re.compile(r"\b(?:HWaddr|ether)\s+((?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2})\b")


def ifconfig(text: str) -> Facts:
    """ifconfig of net-tools, old and new."""
    found: dict[str, dict[str, Any]] = {}
    here: dict[str, Any] = {}
    for line in text.splitlines():
        if head := _HEAD.match(line):
            here = found.setdefault(head[1], {"name": head[1], "state": "down", "addresses": []})
        if here:
            _ifconfig_line(here, line)
    return {"net.interfaces": [each for name, each in found.items() if name != "lo"]} if found else {}


def _ifconfig_line(here: dict[str, Any], line: str) -> None:
    if re.search(r"^\s+UP\b|flags=\d+<UP\b", line):
        here["state"] = "up"
    if mac := _ETHER.search(line):
        here["mac"] = mac[1].lower()
    if v4 := _V4.search(line):
        here["addresses"].append(_with_mask(v4[1], v4[2]))
    elif v6 := _V6.search(line):
        length = v6[2] or v6[3]
        here["addresses"].append(f"{v6[1]}/{length}" if length else v6[1])


def _with_mask(address: str, mask: str | None) -> str:
    try:
        return str(ipaddress.ip_interface(f"{address}/{mask}")) if mask else address
    except ValueError:
        return address


# ── NetworkManager ───────────────────────────────────────────────────────────────────────────────


def nmcli(text: str) -> Facts:
    """nmcli device show."""
    devices: list[dict[str, list[str]]] = []
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        name, value = re.sub(r"\[\d+\]$", "", key.strip()), value.strip()
        if name == "GENERAL.DEVICE":
            devices.append({})
        if devices and colon and value not in ("", "--"):
            devices[-1].setdefault(name, []).append(value)
    if not devices:
        return {}
    return {
        "net.interfaces": [_nm_device(each) for each in devices if each.get("GENERAL.TYPE") != ["loopback"]],
        "net.gateways": _nm_all(devices, "IP4.GATEWAY", "IP6.GATEWAY"),
        "net.dns": _nm_all(devices, "IP4.DNS", "IP6.DNS"),
    }


def _nm_device(said: dict[str, list[str]]) -> dict[str, Any]:
    connected = said.get("GENERAL.STATE", [""])[0].startswith("100")
    found: dict[str, Any] = {"name": said["GENERAL.DEVICE"][0] if "GENERAL.DEVICE" in said else ""}
    if "GENERAL.HWADDR" in said:
        found["mac"] = said["GENERAL.HWADDR"][0].lower()
    addresses = [*said.get("IP4.ADDRESS", []), *said.get("IP6.ADDRESS", [])]
    return found | {"state": "up" if connected else "down", "addresses": addresses}


def _nm_all(devices: list[dict[str, list[str]]], *names: str) -> list[str]:
    return list(dict.fromkeys(value for said in devices for name in names for value in said.get(name, [])))
