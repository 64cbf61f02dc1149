"""IPP's binary encoding (RFC 8010 §3), decoded from hostile bytes.

pyipp's parser raises on three of twelve recordings of real printers (enum values that it does not know), and
loses lists of collections; this one names no attribute and so has nothing to be surprised by.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditor.parsers.parsed import Unreadable

PRINTER_GROUP = 0x04
_END_OF_ATTRIBUTES = 0x03
_BEGIN_COLLECTION, _END_COLLECTION, _MEMBER_NAME = 0x34, 0x37, 0x4A
_MAX_DEPTH = 8
_MAX_VALUES = 20_000
_SHORT = struct.Struct(">H")

Attributes = Mapping[str, list[Any]]


class IppError(Unreadable):
    """Raised when bytes are no IPP response."""


@dataclass(frozen=True)
class Response:
    """An IPP response: its status code (RFC 8011 §4.1.6) and the attributes of its groups, in order.

    Every attribute is a list of values: int, bool, str, (low, high), collections as dicts of the same shape,
    None for what the printer itself calls unknown or without a value.
    """

    status: int
    groups: tuple[tuple[int, Attributes], ...]

    @property
    def printer(self) -> Attributes:
        """The attributes of the first printer group; empty when there is none."""
        return next((attributes for tag, attributes in self.groups if tag == PRINTER_GROUP), {})


def decode(raw: bytes) -> Response:
    """The response in *raw*. Raises IppError when it is cut, malformed, nested too deep or too long."""
    try:
        return _Decoder(raw).response()
    except (struct.error, IndexError) as error:
        raise IppError(f"cut short after {len(raw)} bytes") from error


class _Decoder:
    def __init__(self, raw: bytes) -> None:
        self._raw, self._at, self._values = raw, 8, 0

    def response(self) -> Response:
        major, _minor, status, _request = struct.unpack_from(">BBHi", self._raw)
        if major not in (1, 2):
            raise IppError(f"not IPP: version {major}")
        groups: list[tuple[int, dict[str, list[Any]]]] = []
        name = ""
        while (tag := self._byte()) != _END_OF_ATTRIBUTES:
            if tag < 0x10:
                groups.append((tag, {}))
                continue
            given, data = self._item()
            name = given or name  # an empty name: one more value of the attribute before
            if not groups or not name:
                raise IppError("a value outside an attribute")
            groups[-1][1].setdefault(name, []).append(self._value(tag, data, _MAX_DEPTH))
        return Response(status, tuple(groups))

    def _byte(self) -> int:
        self._at += 1
        return self._raw[self._at - 1]

    def _item(self) -> tuple[str, bytes]:
        self._values += 1
        if self._values > _MAX_VALUES:
            raise IppError("too many values")
        return self._chunk().decode("utf-8", "replace"), self._chunk()

    def _chunk(self) -> bytes:
        (length,) = _SHORT.unpack_from(self._raw, self._at)
        start = self._at + 2
        self._at = start + length
        if self._at > len(self._raw):
            raise IndexError
        return self._raw[start : self._at]

    def _value(self, tag: int, data: bytes, depth: int) -> Any:
        if tag == _BEGIN_COLLECTION:
            return self._collection(depth - 1)
        return _simple(tag, data)

    def _collection(self, depth: int) -> dict[str, list[Any]]:
        if depth < 0:
            raise IppError("nested too deep")
        members: dict[str, list[Any]] = {}
        name = ""
        while (tag := self._byte()) != _END_COLLECTION:
            _unnamed, data = self._item()
            if tag == _MEMBER_NAME:
                name = data.decode("utf-8", "replace")
                members.setdefault(name, [])
            else:
                members.setdefault(name, []).append(self._value(tag, data, depth))
        self._item()  # the end of a collection has a name and a value too, both empty
        return members


def _simple(tag: int, data: bytes) -> Any:
    if 0x10 <= tag <= 0x1F:  # out of band: unsupported, unknown, no-value …
        return None
    if tag in (0x21, 0x23):
        return struct.unpack(">i", data)[0]
    if tag == 0x22:
        return data != b"\0"
    if tag == 0x32:  # as PWG 5101.1 writes a resolution; per inch (3) or centimetre
        across, feed, unit = struct.unpack(">iib", data)
        return f"{across}x{feed}{'dpi' if unit == 3 else 'dpcm'}"
    if tag == 0x33:
        return struct.unpack(">ii", data)
    if tag in (0x35, 0x36):  # text or name with its language in front
        (skip,) = _SHORT.unpack_from(data)
        data = data[4 + skip :]
    return data.decode("utf-8", "replace")
