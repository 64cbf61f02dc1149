"""SNMP's messages in BER (RFC 1157 §4, RFC 3416 §3), encoded for requests, decoded from hostile bytes.

gufo-snmp is quicker, but panics (which no ``except Exception`` holds) on malformed messages, cuts answers
at four kilobytes, forgets the types and takes an agent's error for the end of its table; see docs/why.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

GET, GETNEXT, RESPONSE, SET, GETBULK, REPORT = 0xA0, 0xA1, 0xA2, 0xA3, 0xA5, 0xA8
INTEGER, OCTETS, NULL, OID, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
IP_ADDRESS, OPAQUE = 0x40, 0x44
_SIGNED = 0x02
_NUMBERS = frozenset({0x02, 0x41, 0x42, 0x43, 0x46})
"""INTEGER, Counter32, Gauge32, TimeTicks, Counter64."""
EXCEPTIONS = frozenset({0x80, 0x81, 0x82})
"""noSuchObject, noSuchInstance, endOfMibView."""
_MAX_ARCS = 128
_MAX_ARC = 2**32 - 1
_NUMBER_BYTES = 9
_PRINTABLE = bytes(range(0x20, 0x7F))

Binding = tuple[bytes, int, bytes]
"""A variable: its OID as encoded (the contents alone), the type's tag, the value as encoded."""


class Malformed(ValueError):
    """Raised when bytes are no BER, or not the message that was expected."""


@dataclass(frozen=True)
class Pdu:
    """A PDU: its tag, request id, error status and index (GETBULK: non-repeaters, repetitions), variables."""

    tag: int
    request_id: int
    status: int
    index: int
    bindings: tuple[Binding, ...] = ()


def tlv(tag: int, contents: bytes) -> bytes:
    """Tag, length and contents."""
    length = len(contents)
    if length < 0x80:
        return bytes((tag, length)) + contents
    octets = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(octets))) + octets + contents


def integer(number: int) -> bytes:
    """An INTEGER."""
    return tlv(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, signed=True))


@lru_cache(8192)
def encoded(oid: str) -> bytes:
    """The contents of an OBJECT IDENTIFIER out of its dotted form. Raises ValueError when it is none."""
    first, second, *rest = map(int, oid.strip(".").split("."))
    out = bytearray()
    for arc in (first * 40 + second, *rest):
        octets = [arc & 0x7F]
        while arc := arc >> 7:
            octets.append(0x80 | arc & 0x7F)
        out += bytes(reversed(octets))
    return bytes(out)


@lru_cache(8192)
def dotted(oid: bytes) -> str:
    """The dotted form of an OBJECT IDENTIFIER's contents. Raises Malformed."""
    if not oid or oid[-1] & 0x80:
        raise Malformed("an OID is cut short")
    arcs: list[int] = []
    arc = 0
    for octet in oid:
        arc = arc << 7 | octet & 0x7F
        if arc > _MAX_ARC:
            raise Malformed("an arc of an OID is too large")
        if not octet & 0x80:
            arcs.append(arc)
            arc = 0
    if len(arcs) >= _MAX_ARCS:
        raise Malformed("an OID is too long")
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def pdu(of: Pdu) -> bytes:
    """*of*, encoded."""
    bindings = b"".join(tlv(SEQUENCE, tlv(OID, oid) + tlv(tag, value)) for oid, tag, value in of.bindings)
    numbers = integer(of.request_id) + integer(of.status) + integer(of.index)
    return tlv(of.tag, numbers + tlv(SEQUENCE, bindings))


def request(tag: int, request_id: int, oids: Sequence[bytes], repetitions: int = 0) -> bytes:
    """A request for *oids*, encoded."""
    return pdu(Pdu(tag, request_id, 0, repetitions, tuple((oid, NULL, b"") for oid in oids)))


class Reader:
    """Takes one element after the other off *data*, between *at* and *end*. Raises Malformed."""

    def __init__(self, data: bytes, at: int = 0, end: int | None = None) -> None:
        self._data, self._at = data, at
        self._end = len(data) if end is None else end

    @property
    def more(self) -> bool:
        """Whether there is anything left."""
        return self._at < self._end

    @property
    def at(self) -> int:
        """Where the next element begins, in the whole data."""
        return self._at

    def element(self) -> tuple[int, int, int]:
        """The tag of the next element, and where its contents begin and end."""
        data, at = self._data, self._at
        if at + 2 > self._end:
            raise Malformed("cut short")
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            if not 1 <= size <= 4:
                raise Malformed("an odd length")
            length, at = int.from_bytes(data[at : at + size]), at + size
        self._at = at + length
        if self._at > self._end:
            raise Malformed("cut short")
        return tag, at, self._at

    def contents(self, expected: int) -> bytes:
        """The contents of the next element, which must be of the *expected* tag."""
        tag, at, end = self.element()
        if tag != expected:
            raise Malformed(f"tag {tag} instead of {expected}")
        return self._data[at:end]

    def inner(self, *expected: int) -> tuple[int, "Reader"]:
        """The tag of the next element, one of *expected*, and a reader of what is in it."""
        tag, at, end = self.element()
        if tag not in expected:
            raise Malformed(f"an unexpected tag {tag}")
        return tag, Reader(self._data, at, end)

    def number(self) -> int:
        """The next element, an INTEGER."""
        return _number(INTEGER, self.contents(INTEGER))

    def binding(self) -> Binding:
        """The next element, a variable."""
        _tag, pair = self.inner(SEQUENCE)
        oid = pair.contents(OID)
        tag, at, end = pair.element()
        return oid, tag, self._data[at:end]


def read_pdu(reader: Reader) -> Pdu:
    """The PDU that *reader* is at. Raises Malformed."""
    tag, fields = reader.inner(GET, GETNEXT, RESPONSE, GETBULK, REPORT)
    request_id, status, index = fields.number(), fields.number(), fields.number()
    _tag, bindings = fields.inner(SEQUENCE)
    found: list[Binding] = []
    while bindings.more:
        found.append(bindings.binding())
    return Pdu(tag, request_id, status, index, tuple(found))


def line(binding: Binding) -> bytes:
    """*binding* as a line of an snmprec file (OID|tag|value). Raises Malformed for what has no such form."""
    oid, tag, value = binding
    return f"{dotted(oid)}|".encode() + _recorded(tag, value)


def _recorded(tag: int, value: bytes) -> bytes:
    if tag == OCTETS:
        # what is not plain text, or would lose its blanks at the end, is written in hexadecimal
        plain = not value.translate(None, _PRINTABLE) and value.strip() == value
        return b"4|" + value if plain else b"4x|" + value.hex().encode()
    if tag in _NUMBERS:
        return b"%d|%d" % (tag, _number(tag, value))
    if tag == OID:
        return b"6|" + dotted(value).encode()
    if tag == IP_ADDRESS and len(value) == 4:
        return b"64|" + ".".join(map(str, value)).encode()
    if tag == OPAQUE:
        return b"68x|" + value.hex().encode()
    raise Malformed(f"a value of the unknown type {tag}")


def _number(tag: int, value: bytes) -> int:
    # some agents leave the zero out that keeps a large counter positive
    if not 1 <= len(value) <= _NUMBER_BYTES:
        raise Malformed("a number of an odd length")
    return int.from_bytes(value, signed=tag == _SIGNED)
