"""Numbers and lists as WMI and the console write them."""

import re


def integer(value: str | None) -> int | None:
    """A count in plain digits, None for anything else."""
    said = (value or "").strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else None


def grouped(value: str) -> int | None:
    """The first number of *value*, whatever separates its thousands: ``32,503 MB``, ``8 075 Mo``."""
    found = re.search(r"\d{1,3}(?:[.,\s\u00a0\u202f]\d{3}){1,4}(?!\d)|\d{1,15}", value)
    return int(re.sub(r"\D", "", found[0])) if found else None


def items(value: str | None) -> list[str]:
    """``{"a","b"}`` and ``{1,2}`` to their items."""
    found = re.findall(r'"([^"]*)"|([^\s,{}"]+)', (value or "")[:4096])
    return [quoted or plain for quoted, plain in found]
