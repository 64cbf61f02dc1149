"""Variables of an SNMP agent out of a recording: snmprec lines (snmpsim: OID|type|value) or a JSON map."""

import io
import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from auditor.i18n import _
from auditor.parsers.parsed import Unreadable

MAX_VARIABLES = 100_000
"""What comes after so many variables is not read; the largest switch recorded has 20,000."""

Value = int | bytes | str
"""INTEGER, counters, gauges and ticks as int; OCTET STRING as bytes; OID and IpAddress as str."""

_OID = re.compile(rb"\.?(\d{1,10}(?:\.\d{1,10}){1,127})\Z")
_NUMBERS = frozenset({b"2", b"65", b"66", b"67", b"70"})
_NUMBER = re.compile(rb"\s*-?\d{1,20}\s*\Z")


@dataclass(frozen=True)
class Variables:
    """What an agent answered, by OID without a leading dot. Absent or of another type reads as None."""

    by_oid: Mapping[str, Value]
    unread: int = 0
    """How many lines were no variable."""

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.by_oid)

    def number(self, oid: str) -> int | None:
        """The whole number at *oid*."""
        return as_number(self.by_oid.get(oid))

    def text(self, oid: str) -> str | None:
        """The text at *oid* without blanks around it; None when that leaves nothing."""
        return as_text(self.by_oid.get(oid))

    def first_text(self, *oids: str) -> str | None:
        """The first text there is among *oids*."""
        return next((found for oid in oids if (found := self.text(oid))), None)

    def column(self, base: str) -> dict[str, Value]:
        """Values of a table's column by row index, in the order of the rows."""
        prefix = base + "."
        rows = {oid[len(prefix) :]: self.by_oid[oid] for oid in self._under(prefix)}
        return dict(sorted(rows.items(), key=lambda row: tuple(map(int, row[0].split(".")))))

    def texts(self, base: str) -> dict[str, str]:
        """The texts of a column by row index."""
        return {index: text for index, value in self.column(base).items() if (text := as_text(value))}

    def numbers(self, base: str) -> dict[str, int]:
        """The whole numbers of a column by row index."""
        rows = self.column(base).items()
        return {index: number for index, value in rows if (number := as_number(value)) is not None}

    def has(self, base: str) -> bool:
        """Whether there is anything under *base*."""
        return next(self._under(base + "."), None) is not None

    def _under(self, prefix: str) -> Iterator[str]:
        for at in range(bisect_left(self._sorted, prefix), len(self._sorted)):
            if not self._sorted[at].startswith(prefix):
                return
            yield self._sorted[at]


def as_number(value: Value | None) -> int | None:
    """*value* as a whole number; recordings in JSON write numbers as texts."""
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, bytes) and _NUMBER.match(value) else None


def as_text(value: Value | None) -> str | None:
    """*value* as a text without NUL and blanks around it, None when nothing is left."""
    found = _decoded(value) if isinstance(value, bytes) else value
    return (found.strip("\0 \t\r\n") or None) if isinstance(found, str) else None


def _decoded(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:  # DisplayString ought to be ASCII; old agents send their code page
        return octets.decode("latin-1")


def read(raw: bytes) -> Variables:
    """The variables of the recording *raw*. Raises Unreadable when it holds none."""
    found = _read_json(raw) if raw.lstrip()[:1] == b"{" else _read_lines(raw)
    if not found.by_oid:
        raise Unreadable(_("the recording holds no SNMP variable"))
    return found


def _read_lines(raw: bytes) -> Variables:
    found: dict[str, Value] = {}
    unread = 0
    for line in io.BytesIO(raw):
        if len(found) >= MAX_VARIABLES:
            break
        if not line.strip() or line.startswith(b"#"):
            continue
        name, _bar, rest = line.rstrip(b"\r\n").partition(b"|")
        tag, bar, data = rest.partition(b"|")
        oid = _OID.match(name.strip())
        value = _value(tag, data) if oid and bar else None
        if oid is None or value is None:
            unread += 1
        else:
            found[oid[1].decode()] = value
    return Variables(found, unread)


def _value(tag: bytes, data: bytes) -> Value | None:
    """None for what no agent said: null, and tags that make snmpsim invent a value (``2:numeric``)."""
    if tag.endswith((b"x", b"e")):
        octets = _octets(data) if tag.endswith(b"x") else None
        return ".".join(map(str, octets)) if octets and tag == b"64x" else octets
    if tag in _NUMBERS:
        return int(data) if _NUMBER.match(data) else None
    if tag == b"4":
        return data
    return data.decode("ascii", "replace").strip().lstrip(".") if tag in (b"6", b"64") else None


def _octets(data: bytes) -> bytes | None:
    try:
        return bytes.fromhex(data.decode("ascii"))
    except ValueError:
        return None


def _read_json(raw: bytes) -> Variables:
    found: dict[str, Value] = {}
    unread = 0
    for name, given in load_json(raw).items():
        oid = _OID.match(name.encode("utf-8", "replace"))
        value = _json_value(given)
        if oid is None or value is None:
            unread += 1
        elif len(found) < MAX_VARIABLES:
            found[oid[1].decode()] = value
    return Variables(found, unread)


def _json_value(given: Any) -> Value | None:
    if isinstance(given, list):  # octets, cut into pieces of hexadecimal
        return _octets("".join(piece for piece in given if isinstance(piece, str)).encode("utf-8", "replace"))
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    return given.encode("utf-8", "replace") if isinstance(given, str) else None


MAX_JSON = 2 * 1024 * 1024
"""Longer JSON is refused, in bytes: in memory it can become thirty times as long."""


def load_json(raw: bytes) -> dict[str, Any]:
    """The JSON object in *raw*. Raises Unreadable when it is none, too deep or too long."""
    if len(raw) > MAX_JSON:
        raise Unreadable(_("the recording is longer than {limit} bytes").format(limit=MAX_JSON))
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("the recording is not JSON: {error}").format(error=error)) from error
    if not isinstance(found, dict):
        raise Unreadable(_("the recording is JSON, but no object"))
    return found
