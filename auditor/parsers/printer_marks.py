"""What IPP and SNMP say about a printer in the same way: levels, sizes of paper, IEEE 1284 device ids."""

import re
from collections.abc import Mapping
from typing import Any

_LEVEL_WORDS = {-1: "unrestricted", -2: "unknown", -3: "some"}
"""Printer-MIB (RFC 3805) prtMarkerSuppliesLevel and prtInputCurrentLevel, which IPP's levels follow."""
_LOW_PERCENT = 10
_SIZES = {
    (21000, 29700): "iso_a4_210x297mm",
    (29700, 42000): "iso_a3_297x420mm",
    (14800, 21000): "iso_a5_148x210mm",
    (17600, 25000): "iso_b5_176x250mm",
    (21590, 27940): "na_letter_8.5x11in",
    (21590, 35560): "na_legal_8.5x14in",
}
"""PWG 5101.1 names by width and height in hundredths of a millimetre."""
_SLACK = 100
_COLOURS = ("black", "cyan", "magenta", "yellow")


def amount(level: int, capacity: int) -> dict[str, Any]:
    """``percent`` where both are known; else ``word``: what a level of -1, -2, -3 means, never a percentage.

    ``level`` and ``capacity`` in the printer's own unit, each only where the printer states it.
    """
    known = {"level": level} if level >= 0 else {}
    if capacity > 0:
        known["capacity"] = capacity
    percent = level * 100 / capacity if level >= 0 and capacity > 0 else -1.0
    if 0 <= percent <= 100:
        return {**known, "percent": round(percent, 1)}
    return {**known, "word": _LEVEL_WORDS.get(level, "unknown")}


def is_low(supply: Mapping[str, Any], low: float = 0) -> bool:
    """Whether *supply* is under ten percent, or at most at *low*, which the printer itself calls low."""
    if "percent" not in supply or "waste" in supply["kind"]:  # a waste box's level says how full it is
        return False
    return bool(supply["percent"] < _LOW_PERCENT or supply["percent"] <= low)


def size(width: int, height: int) -> str | None:
    """The PWG 5101.1 name of a size in hundredths of a millimetre, a millimetre more or less."""
    near = (
        name
        for (wide, high), name in _SIZES.items()
        if abs(width - wide) <= _SLACK and abs(height - high) <= _SLACK
    )
    return next(near, None)


def exact_size(width: int, height: int) -> str:
    """The same, a custom name where the size has none (PWG 5101.1 §5.1.2)."""
    return size(width, height) or f"custom_{width / 100:g}x{height / 100:g}mm"


def named_size(name: str) -> str | None:
    """The PWG 5101.1 name in what a person or RFC 1759 calls a paper: «A4», «iso-a4-white»."""
    found = re.search(r"\b(a3|a4|a5|b5|letter|legal)\b", name.lower())
    return next((each for each in _SIZES.values() if found and f"_{found[1]}_" in each), None)


def device_id(text: str) -> dict[str, str]:
    """The fields of an IEEE 1284 device id, «KEY:value;…», keys in capitals."""
    pairs = (pair.partition(":") for pair in text.split(";"))
    return {key.strip().upper(): value.strip() for key, colon, value in pairs if colon}


def colour_in(name: str) -> str:
    """The colour that a supply's name says, "" when it says none."""
    return next((colour for colour in _COLOURS if colour in name.lower()), "")
