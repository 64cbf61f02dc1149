"""``ipconfig /all``, or the little that ``ipconfig`` says: adapters, addresses, gateways, name servers.

English lines are read by their names. In another language by their shape and order, which is the same in
all: addresses, mask, gateway, DHCP server, DUID, name servers.
"""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.i18n import _
from auditor.parsers.parsed import Parsed, Unreadable, bounded
from auditor.parsers.windows.network import with_length
from auditor.parsers.windows.text import decode

_FIELD = re.compile(r"\s+(\S.*?)(?:\s?\.)+(?:\s\.)*\s?: ?(.*)")
_HEAD = re.compile(r"\S.*:\s*")
_MAC = re.compile(r"(?:[0-9A-F]{2}-){5}[0-9A-F]{2}")
_DUID = re.compile(r"(?:[0-9A-F]{2}-){8,}[0-9A-F]{2}")
_MASK = re.compile(r"255\.\d{1,3}\.\d{1,3}\.\d{1,3}")


@dataclass
class _Section:
    """The lines of one adapter: (name, values)."""

    title: str
    fields: list[tuple[str, list[str]]] = field(default_factory=list)

    def values(self, *names: str) -> list[str]:
        """Values of the first field that is called one of *names*."""
        return next((values for key, values in self.fields if key in names), [])


def parse(raw: bytes) -> Parsed:
    """Facts of ipconfig's output. Raises Unreadable when no adapter is in it."""
    sections = list(_sections(decode(raw)))
    adapters = [section for section in sections[1:] if section.fields]
    if not adapters:
        raise Unreadable(_("this is not what ipconfig says"))
    short = not any(_macs(section) for section in adapters)
    shown = [_adapter(section, short) for section in adapters]
    facts: dict[str, Any] = {
        "net.interfaces": [record for record, _gateways, _servers in shown if record],
        "net.gateways": list(dict.fromkeys(g for _record, gateways, _servers in shown for g in gateways)),
    }
    if not short:
        facts["net.dns"] = list(dict.fromkeys(s for _record, _gateways, servers in shown for s in servers))
    if not facts["net.interfaces"] and not facts["net.gateways"]:
        raise Unreadable(_("this is not what ipconfig says"))
    name = sections[0].fields[0][1][:1] if sections[0].fields else []
    if name and name[0]:
        facts["host.name"] = name[0]
    return Parsed({fact: bounded(value) for fact, value in facts.items()})


def _sections(text: str) -> Iterator[_Section]:
    section = _Section("")
    for line in text.splitlines()[:20_000]:
        if found := _FIELD.fullmatch(line[:1000]):
            section.fields.append((found[1].rstrip(" ."), [found[2].strip()] if found[2].strip() else []))
        elif line[:1].isspace() and line.strip() and section.fields:
            section.fields[-1][1].append(line.strip())
        elif _HEAD.fullmatch(line[:1000]):
            yield section
            section = _Section(line.strip().rstrip(":"))
    yield section


def _macs(section: _Section) -> list[str]:
    return [v for _key, values in section.fields for v in values if _MAC.fullmatch(v)]


def _adapter(section: _Section, short: bool) -> tuple[dict[str, Any], list[str], list[str]]:
    """(record, gateways, name servers); *short*: no adapter's hardware address is told."""
    macs = _macs(section)
    addresses, gateways, servers = _english(section) if _is_english(section) else _by_shape(section)
    if not macs and (not short or section.title.startswith("Tunnel ")):  # tunnels have none of six bytes
        return {}, gateways, servers
    record: dict[str, Any] = {"name": re.sub(r"^.*? adapter ", "", section.title)}
    if macs:
        record["mac"] = macs[0].replace("-", ":").lower()
    return record | {"state": "up" if addresses else "down", "addresses": addresses}, gateways, servers


def _is_english(section: _Section) -> bool:
    return any(key in ("Physical Address", "Subnet Mask", "Media State") for key, _values in section.fields)


_ADDRESSES = ("IPv6 Address", "Temporary IPv6 Address", "Link-local IPv6 Address")
_IPV4 = ("IPv4 Address", "IP Address", "Autoconfiguration IPv4 Address")


def _english(section: _Section) -> tuple[list[str], list[str], list[str]]:
    addresses, pending = [], ""
    for key, values in section.fields:
        found = [address for value in values if (address := _address(value))]
        if key in _ADDRESSES:
            addresses += found
        elif key in _IPV4 and found:
            addresses.append(pending := found[0])
        elif key == "Subnet Mask" and pending and values:
            addresses[addresses.index(pending)] = with_length(pending, values[0])
            pending = ""
    of = {
        name: [a for v in section.values(name) if (a := _address(v))]
        for name in ("Default Gateway", "DNS Servers")
    }
    return addresses, of["Default Gateway"], of["DNS Servers"]


def _by_shape(section: _Section) -> tuple[list[str], list[str], list[str]]:
    """Before the mask stand the addresses, after the DUID the name servers, between them the gateway."""
    kinds = [(_kind(values), values) for _key, values in section.fields]
    masks = [index for index, (kind, _values) in enumerate(kinds) if kind == "mask"]
    last_mask = masks[-1] if masks else len(kinds)
    addresses = _plain([each for each in kinds[:last_mask] if each[0] == "address"])
    for index in masks:
        mask, before = kinds[index][1][0], kinds[index - 1][1]
        of = _address(before[0]) if before else None
        if of in addresses:
            addresses[addresses.index(of)] = with_length(of, mask)
    duid = next((index for index, (kind, _values) in enumerate(kinds) if kind == "duid"), None)
    if duid is None or not masks:
        after_mask = [each for each in kinds[last_mask + 1 :] if each[0] == "address"]
        return addresses, _plain(after_mask[:1]) if masks and not _macs(section) else [], []
    between = [each for each in kinds[last_mask + 1 : duid] if each[0] == "address"]
    after = [each for each in kinds[duid + 1 :] if each[0] == "address"]
    return addresses, _plain(between[:1]) if len(between) != 1 else [], _plain(after[:1])


def _plain(kinds: Sequence[tuple[str, list[str]]]) -> list[str]:
    return [address for _kind, values in kinds for value in values if (address := _address(value))]


def _kind(values: Sequence[str]) -> str:
    first = values[0] if values else ""
    if _MASK.fullmatch(first):
        return "mask"
    if _DUID.fullmatch(first):
        return "duid"
    return "address" if _address(first) else ""


def _address(value: str) -> str | None:
    """``192.168.1.5(Preferred)``, ``fe80::1%11(Preferred)`` without zone and state."""
    said = re.sub(r"\s*\(.*", "", value).strip().partition("%")[0]
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return None
