"""systeminfo's list, in any language: its first lines come in one order, whatever they are called."""

import re
from collections.abc import Sequence
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
    if len(lines) <= max(_ORDER.values()) or "windows" not in _value(lines, "name").lower():
        raise Unreadable(_("this is not what systeminfo says"))
    facts = {name: bounded(value) for name, value in _facts(lines).items() if value not in (None, "")}
    return Parsed(facts)


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


def _value(lines: Sequence[_Line], name: str) -> str:
    return lines[_ORDER[name]].value


def _facts(lines: Sequence[_Line]) -> dict[str, Any]:
    name = re.sub(r"^Microsoft\W+", "", _value(lines, "name"))
    version = re.match(r"(\d{1,2}\.\d{1,2}\.(\d{4,6}))", _value(lines, "version"))
    vendor, model = _value(lines, "vendor"), _value(lines, "model")
    found = system.release(name, int(version[2]), version[1]) if version else {}
    memory, available = grouped(_value(lines, "memory")), grouped(_value(lines, "available"))
    return {
        **found,
        "os.arch": system.architecture(_value(lines, "type")),
        "host.name": _value(lines, "host"),
        "host.vendor": None if NO_SERIAL.fullmatch(vendor) else vendor,
        "host.model": None if NO_SERIAL.fullmatch(model) else model,
        "host.virtualization": system.virtualization(vendor, model) if vendor else None,
        "cpu.model": _processor(lines[_ORDER["processors"]]),
        "locale.lang": _value(lines, "locale").partition(";")[0],
        "time.zone": system.zone(_value(lines, "zone")),
        "memory.total_mib": memory,
        "memory.available_mib": available,
        "updates.installed": _updates(lines),
        "net.interfaces": _interfaces(lines),
    }


def _processor(line: _Line) -> str | None:
    first = re.match(r"\s+\[01\]: (.+)", line.under[0]) if line.under else None
    return first[1].strip() if first else None


def _updates(lines: Sequence[_Line]) -> list[str] | None:
    """The line whose entries are KB numbers; it is there, and empty, where nothing is installed."""
    for line in lines[max(_ORDER.values()) :]:
        found = [
            match[1] for under in line.under if (match := re.fullmatch(r"\s+\[\d+\]: (KB\d{5,8})\s*", under))
        ]
        if found:
            return sorted(set(found))
    return None


def _interfaces(lines: Sequence[_Line]) -> list[dict[str, Any]] | None:
    """The line under which, deeper, names of connections and addresses stand."""
    for line in lines[max(_ORDER.values()) :]:
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
