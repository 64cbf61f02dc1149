"""Values as ntc-templates leaves them in their columns, to values of facts; None for "not said"."""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Any

_UNITS = {
    **dict.fromkeys(("y", "year"), 365 * 86400),
    **dict.fromkeys(("w", "week"), 7 * 86400),
    **dict.fromkeys(("d", "day"), 86400),
    **dict.fromkeys(("h", "hr", "hour"), 3600),
    **dict.fromkeys(("m", "min", "minute"), 60),
    **dict.fromkeys(("s", "sec", "second"), 1),
}
_PART = re.compile(r"(\d{1,6}) ?([a-z]+?)s?(?![a-z])|(\d{1,3}):(\d\d):(\d\d)")
_NO_TEXT = ("", "-", "--", "n/a", "none", "unassigned", "unknown")

_UP = ("up", "connected", "link-ok", "running", "yes", "enable", "enabled", "active")
_DOWN = (
    *(
        "down",
        "notconnect",
        "notconnected",
        "disabled",
        "disable",
        "no",
        "adm",
        "reset",
        "deleted",
        "no-link",
    ),
    *("err-disabled", "suspended", "inactive", "stby", "admin", "administratively", "stp"),
)
_OFF = ("adm", "admin", "administratively", "disabled", "disable", "deleted", "no")


def text(value: Any) -> str | None:
    """The first text of *value* (a text or a list of them) that says something."""
    found = value if isinstance(value, list) else [value]
    texts = (re.sub(r"\s+", " ", item).strip() for item in found if isinstance(item, str))
    return next((item for item in texts if item.lower() not in _NO_TEXT), None)


def number(value: Any) -> int | None:
    """A count, thousands' separators or not."""
    digits = (text(value) or "").replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


def mbps(value: Any) -> int | None:
    """``1000 Mbps``, ``10G``, ``a-100``, ``1000FDx``, ``2.5Gbps``; nothing for auto and 0."""
    found = re.search(r"(\d{1,9})(?:\.(\d))?\s?([gmk]?)", (text(value) or "").lower())
    if not found:
        return None
    tenths = int(found[1]) * 10 + int(found[2] or 0)
    speed = {"g": tenths * 100, "k": tenths // 10_000}.get(found[3], tenths // 10)
    return speed or None


def duplex(value: Any) -> str | None:
    """``Full-duplex``, ``a-full``, ``1000FDx``, ``F(a)``, ``yes`` (of a column full-duplex) …"""
    word = (text(value) or "").lower()
    if "full" in word or re.search(r"\d(gig)?fd", word) or word in ("f", "f(a)", "yes"):
        return "full"
    return "half" if "half" in word or re.search(r"\d(gig)?hd", word) or word in ("h", "h(a)", "no") else None


def _word(value: Any) -> str:
    first = re.match(r"[*^!]?([a-z-]+)", (text(value) or "").lower())
    return first[1] if first else ""


def is_up(value: Any) -> bool | None:
    """Does a word of a state column say that the line works?"""
    word = _word(value)
    return True if word in _UP else False if word in _DOWN else None


def is_on(value: Any) -> bool | None:
    """Does a word of a state column say that a person left it on? ``*down`` is Huawei's for switched off."""
    word = _word(value)
    if word in _OFF or (text(value) or "").startswith("*"):
        return False
    return None if is_up(value) is None else True


def seconds(value: Any) -> float | None:
    """``2 years, 31 weeks``, ``6w5d11h55m45s``, ``5days 21:12:17``."""
    total, found = 0, False
    for amount, unit, hours, minutes, rest in _PART.findall((text(value) or "").lower()):
        if unit and unit not in _UNITS:
            return None
        total += int(amount) * _UNITS[unit] if unit else int(hours) * 3600 + int(minutes) * 60 + int(rest)
        found = True
    return float(total) if found else None


def addresses(row: Mapping[str, Any], columns: Iterable[tuple[str, str]]) -> list[str]:
    """Addresses of *columns* (address; prefix length, mask or nothing), as ``address/length``."""
    found = []
    for of_address, of_length in columns:
        lengths = _list(row.get(of_length))
        for index, given in enumerate(_list(row.get(of_address))):
            length = lengths[index] if index < len(lengths) else ""
            address = _address(f"{given}/{length}" if length and "/" not in given else given)
            found += [address] if address else []
    return found


def _list(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _address(given: str) -> str | None:
    try:
        found = ipaddress.ip_interface(given.strip())
    except ValueError:
        return None
    if found.ip.is_unspecified:
        return None
    return str(found) if "/" in given else str(found.ip)
