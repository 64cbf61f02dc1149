"""Brother's private MIB: counters and remaining life as records of (id, 1, length, value), up to an FF.

What the ids mean is known from https://github.com/saper-2/BRN-Printer-sCounters-Info and bieniu/brother.
"""

import re
from collections.abc import Iterator
from typing import Any

from auditor.parsers.snmp import Variables

_INFO = "1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5."
_COUNTERS, _MAINTENANCE, _NEXT_CARE = _INFO + "10.0", _INFO + "8.0", _INFO + "11.0"
DEVICE_ID = "1.3.6.1.4.1.2435.2.3.9.1.1.7.0"
_STATUS = "1.3.6.1.4.1.2435.2.3.9.4.2.1.5.4.5.2.0"

PAGES, MONO, COLOUR = 0x00, 0x01, 0x02
"""Counters: all pages, pages without and with colour."""
_MARKERS = {0x6F: "black", 0x70: "cyan", 0x71: "magenta", 0x72: "yellow"}
"""Hundredths of a percent left; the same ids for toner and ink."""
_TENTHS = {0xA1: "black", 0xA2: "cyan", 0xA3: "magenta", 0xA4: "yellow"}
"""Older ink printers: two bytes, left of how many."""
_PARTS = {
    0x41: ("Drum", "opc", "", 0x82),
    0x79: ("Cyan drum", "opc", "cyan", 0xA4),
    0x7A: ("Magenta drum", "opc", "magenta", 0xA5),
    0x7B: ("Yellow drum", "opc", "yellow", 0xA6),
    0x80: ("Black drum", "opc", "black", 0xA7),
    0x69: ("Belt unit", "transfer-unit", "", 0x88),
    0x6A: ("Fuser", "fuser", "", 0x89),
    0x6B: ("Laser unit", "other", "", 0x73),
    0x6C: ("PF kit MP", "other", "", 0x86),
    0x6D: ("PF kit 1", "other", "", 0x77),
}
"""Hundredths of a percent left, and in the other variable how many pages that is."""


def counters(agent: Variables) -> dict[int, int]:
    """Pages counted, by PAGES, MONO, COLOUR."""
    return {id_: int.from_bytes(value) for id_, value in _records(agent, _COUNTERS)}


def status(agent: Variables) -> str | None:
    """The words on the printer's display, in its own language."""
    found = agent.text(_STATUS)
    return re.sub(r"\s+", " ", found) if found else None


def supplies(agent: Variables) -> list[dict[str, Any]]:
    """What wears out, as the dictionary's ``printer.supplies``; empty where the printer states none."""
    care = dict(_records(agent, _MAINTENANCE))
    pages = {id_: int.from_bytes(value) for id_, value in _records(agent, _NEXT_CARE)}
    return [*_markers(care, _ink(agent, care)), *_worn(care, pages)]


def _ink(agent: Variables, care: dict[int, bytes]) -> bool:
    return bool(_TENTHS.keys() & care) or bool(re.search(r"MDL:\w+-[JT]\d", agent.text(DEVICE_ID) or ""))


def _markers(care: dict[int, bytes], ink: bool) -> Iterator[dict[str, Any]]:
    kind = "ink" if ink else "toner"
    for id_, colour in _MARKERS.items():
        if len(care.get(id_, b"")) == 4:
            yield _part(f"{colour.capitalize()} {kind}", kind, colour, int.from_bytes(care[id_]) / 100)
    for id_, colour in _TENTHS.items():
        level = care.get(id_, b"")
        if len(level) == 2 and level[1]:
            yield _part(f"{colour.capitalize()} ink", "ink", colour, level[0] * 100 / level[1])


def _worn(care: dict[int, bytes], pages: dict[int, int]) -> Iterator[dict[str, Any]]:
    for id_, (name, kind, colour, left) in _PARTS.items():
        percent = int.from_bytes(care[id_]) / 100 if len(care.get(id_, b"")) == 4 else None
        if percent is None and left not in pages:
            continue
        part = _part(name, kind, colour, percent)
        # what a printer counts down to nothing is said by no percentage
        yield {**part, "pages_left": pages[left]} if left in pages else part


def _part(name: str, kind: str, colour: str, percent: float | None) -> dict[str, Any]:
    part: dict[str, Any] = {"name": name, "kind": kind, "colour": colour}
    if percent is not None and 0 <= percent <= 100:
        return {**part, "percent": round(percent, 1)}
    return {**part, "word": "unknown"}


def _records(agent: Variables, oid: str) -> Iterator[tuple[int, bytes]]:
    octets = agent.by_oid.get(oid)
    at = 0
    while isinstance(octets, bytes) and at + 3 <= len(octets) and octets[at] != 0xFF:
        end = at + 3 + octets[at + 2]
        if end > len(octets):
            return
        yield octets[at], octets[at + 3 : end]
        at = end
