"""systeminfo's list, in any language: its first lines come in one order, whatever they are called.

In English they are read by their names, so that also a part of the list, or one of Windows XP, is read.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.i18n import _
from auditor.parsers.parsed import Parsed, Unreadable, bounded
from auditor.parsers.pc.host import NO_SERIAL
from auditor.parsers.windows import system
from auditor.parsers.windows.numbers import grouped
from auditor.parsers.windows.text import decode

_ORDER = {
    "host": 0,
    "name": 1,
    "version": 2,
    "vendor": 11,
    "model": 12,
    "type": 13,
    "processors": 14,
    "locale": 19,
    "zone": 21,
    "memory": 22,
    "available": 23,
}
"""Which of systeminfo's lines, from Windows 7 to 11."""
_ENGLISH = {
    "host": "Host Name",
    "name": "OS Name",
    "version": "OS Version",
    "vendor": "System Manufacturer",
    "model": "System Model",
    "type": "System Type",
    "processors": "Processor(s)",
    "locale": "System Locale",
    "zone": "Time Zone",
    "memory": "Total Physical Memory",
    "available": "Available Physical Memory",
}
_IP = re.compile(r"[0-9a-fA-F:.]{3,45}(?:%\d{1,4})?")


@dataclass
class _Line:
    """One line of the list and those indented under it, without their indentation numbers."""

    key: str
    value: str
    under: list[str] = field(default_factory=list)


def parse(raw: bytes) -> Parsed:
    """Facts of systeminfo's output (/fo list). Raises Unreadable when it is none."""
    lines = _lines(decode(raw))
    known = _known(lines)
    if "windows" not in _value(known, "name").lower():
        raise Unreadable(_("this is not what systeminfo says"))
    facts = {name: bounded(value) for name, value in _facts(lines, known).items() if value not in (None, "")}
    return Parsed(facts)


def _known(lines: Sequence[_Line]) -> dict[str, _Line]:
    """The lines that are read, by what they say."""
    by_key = {line.key.lower(): line for line in reversed(lines)}
    if "host name" in by_key and "os name" in by_key:
        return {what: by_key[key.lower()] for what, key in _ENGLISH.items() if key.lower() in by_key}
    if len(lines) <= max(_ORDER.values()):
        return {}
    return {what: lines[at] for what, at in _ORDER.items()}


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    for line in text.splitlines()[:20_000]:
        if line[:1].isspace():
            if found:
                found[-1].under.append(line)
        elif line.strip():
            key, _colon, value = re.sub(r": (?=Max|Avail|In Use)", " ", line, count=1).partition(":")
            found.append(_Line(key.strip(), value.strip()))
    return found


def _value(known: Mapping[str, _Line], name: str) -> str:
    return known[name].value if name in known else ""


def _facts(lines: Sequence[_Line], known: Mapping[str, _Line]) -> dict[str, Any]:
    name = re.sub(r"^Microsoft\W+", "", _value(known, "name"))
    version = re.match(r"(\d{1,2}\.\d{1,2}\.(\d{4,6}))", _value(known, "version"))
    vendor, model = _value(known, "vendor"), _value(known, "model")
    found = system.release(name, int(version[2]), version[1]) if version else {}
    rest = lines[lines.index(known["zone"]) :] if "zone" in known else lines
    memory, available = grouped(_value(known, "memory")), grouped(_value(known, "available"))
    return {
        **found,
        "os.arch": system.architecture(_value(known, "type")),
        "host.name": _value(known, "host"),
        "host.vendor": None if NO_SERIAL.fullmatch(vendor) else vendor,
        "host.model": None if NO_SERIAL.fullmatch(model) else model,
        "host.virtualization": system.virtualization(vendor, model) if vendor else None,
        "cpu.model": _processor(known.get("processors")),
        "locale.lang": _value(known, "locale").partition(";")[0],
        "time.zone": system.zone(_value(known, "zone")),
        "memory.total_mib": memory,
        "memory.available_mib": available,
        "updates.installed": _updates(rest),
        "net.interfaces": _interfaces(rest),
    }


def _processor(line: _Line | None) -> str | None:
    first = re.match(r"\s+\[01\]: (.+)", line.under[0]) if line and line.under else None
    return first[1].strip() if first else None


def _updates(lines: Sequence[_Line]) -> list[str] | None:
    """The line whose entries are KB numbers; it is there, and empty, where nothing is installed."""
    for line in lines:
        found = [
            match[1] for under in line.under if (match := re.fullmatch(r"\s+\[\d+\]: (KB\d{5,8})\s*", under))
        ]
        if found:
            return sorted(set(found))
    return None


def _interfaces(lines: Sequence[_Line]) -> list[dict[str, Any]] | None:
    """The line under which, deeper, names of connections and addresses stand."""
    for line in lines:
        widths = [len(under) - len(under.lstrip()) for under in line.under]
        if widths and max(widths) > min(widths):
            return _cards(line.under, min(widths))
    return None


def _cards(under: Sequence[str], width: int) -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = []
    for line in under:
        numbered = re.fullmatch(r"\[\d+\]: (.*)", line.strip())
        if len(line) - len(line.lstrip()) == width:
            if numbered:
                cards.append({"name": "", "addresses": []})
        elif cards and numbered and _IP.fullmatch(numbered[1].strip()):
            cards[-1]["addresses"].append(numbered[1].strip())
        elif cards and not cards[-1]["name"] and not numbered:
            cards[-1]["name"] = line.partition(":")[2].strip()
    for card in cards:
        card["state"] = "up" if card["addresses"] else "down"
    return cards
