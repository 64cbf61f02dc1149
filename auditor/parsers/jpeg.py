"""What a JPEG (ITU-T T.81) shows without being decoded: its size, its channels, whether it is black."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})
_BASELINE = frozenset({0xC0, 0xC1})
_START_OF_SCAN, _TABLES, _QUANTA, _RESTART = 0xDA, 0xC4, 0xDB, 0xDD
_MOST_BLOCKS = 100_000
"""About an A4 page at 200 dpi with its colours halved, as scanners make it."""
_DARK = 40
"""Mean of a block, of 255, up to which it is black: dark paper is brighter."""
_MOST_BYTES = 256 * 1024
"""Of the scan that are looked at: black takes few, and a hostile picture no more time than these."""


@dataclass(frozen=True)
class Frame:
    """Width and height in pixels, channels (1 grey, 3 colour)."""

    width: int
    height: int
    channels: int


def frame(data: bytes) -> Frame | None:
    """The frame of *data*; None when it is no JPEG."""
    for marker, segment in _segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME and len(segment) >= 6:
            return Frame(int.from_bytes(segment[3:5]), int.from_bytes(segment[1:3]), segment[5])
    return None


def is_black(data: bytes) -> bool | None:
    """Whether the upper part of the picture is black all over; None where that cannot be told."""
    try:
        return _Scan(data).is_black()
    except (LookupError, ValueError):  # a device may send anything
        return None


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The marker segments up to the first scan, whose bytes go on to the end."""
    at = 2
    while data[:2] == b"\xff\xd8" and at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _STANDALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        size = int.from_bytes(data[at + 2 : at + 4])
        yield marker, data[at + 4 : at + 2 + size]
        at += 2 + max(size, 2)
        if marker == _START_OF_SCAN:
            yield 0, data[at:]
            return


class _Scan:
    """The first scan of a baseline picture: its blocks' means are in their first coefficients."""

    def __init__(self, data: bytes) -> None:
        self._tables: dict[int, Mapping[tuple[int, int], int]] = {}
        self._quanta: dict[int, int] = {}
        self._parts: list[tuple[int, int, int]] = []
        self._frame = self._order = self._bits = b""
        self._restart = 0
        for marker, segment in _segments(data):
            self._take(marker, segment)

    def _take(self, marker: int, segment: bytes) -> None:
        if marker in _BASELINE:
            self._frame = segment
        elif marker == _TABLES:
            self._tables |= _tables(segment)
        elif marker == _QUANTA:
            self._quanta |= _quanta(segment)
        elif marker == _RESTART:
            self._restart = int.from_bytes(segment[:2])
        elif marker == _START_OF_SCAN:
            self._order = segment
        elif marker == 0:
            self._bits = segment

    def is_black(self) -> bool:
        """Raises LookupError or ValueError where the scan is not baseline or broken."""
        blocks = self._luma_order()
        stream = _Stream(self._bits[:_MOST_BYTES])
        means = [0] * len(self._order)
        for number in range(_MOST_BLOCKS // len(blocks)):
            if self._restart and number and number % self._restart == 0:
                if not stream.restart():
                    return number > 0
                means = [0] * len(self._order)
            for part, tables, quantum in blocks:
                try:
                    means[part] += self._block(stream, tables)
                except EOFError:
                    return number > 0
                if part == 0 and means[0] * quantum / 8 + 128 > _DARK:
                    return False
        return True

    def _luma_order(self) -> list[tuple[int, int, int]]:
        """The blocks of one unit in order: channel (0 is brightness), its tables, its first quantum."""
        count, order = self._frame[5], self._order
        if order[0] != count:
            raise ValueError("not one scan with all channels")
        found = []
        for part in range(count):
            _name, sampling, quanta = self._frame[6 + 3 * part : 9 + 3 * part]
            times = (sampling >> 4) * (sampling & 15) if count > 1 else 1
            found += [(part, order[2 + 2 * part], self._quanta[quanta])] * times
        if not 1 <= len(found) <= 10:
            raise ValueError("no unit that the format allows")
        return found

    def _block(self, stream: "_Stream", tables: int) -> int:
        """The difference of the block's first coefficient; the others are read over."""
        size = stream.symbol(self._tables[tables >> 4])
        value = stream.bits(size)
        difference = value if not size or value >> (size - 1) else value - (1 << size) + 1
        at, others = 1, self._tables[0x10 | (tables & 15)]
        while at < 64:
            symbol = stream.symbol(others)
            if symbol == 0:
                break
            at += 16 if symbol == 0xF0 else (symbol >> 4) + 1
            stream.bits(symbol & 15)
        return difference


def _tables(segment: bytes) -> dict[int, Mapping[tuple[int, int], int]]:
    """Huffman tables by class and number (T.81, B.2.4.2): symbols by length and code."""
    found: dict[int, Mapping[tuple[int, int], int]] = {}
    at = 0
    while at + 17 <= len(segment):
        name, counts, at = segment[at], segment[at + 1 : at + 17], at + 17
        codes, code = {}, 0
        for length, count in enumerate(counts, 1):
            for _each in range(count):
                codes[length, code] = segment[at]
                code, at = code + 1, at + 1
            code <<= 1
        found[name] = codes
    return found


def _quanta(segment: bytes) -> dict[int, int]:
    """The first quantum of each table."""
    found, at = {}, 0
    while at < len(segment):
        wide = segment[at] >> 4
        found[segment[at] & 15] = int.from_bytes(segment[at + 1 : at + 2 + wide])
        at += 1 + 64 * (1 + wide)
    return found


class _Stream:
    """The entropy-coded bits (T.81, F.2.2). Raises EOFError at their end."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0
        self._held, self._count = 0, 0

    def bits(self, count: int) -> int:
        while self._count < count:
            self._fill()
        self._count -= count
        value = self._held >> self._count
        self._held &= (1 << self._count) - 1
        return value

    def symbol(self, table: Mapping[tuple[int, int], int]) -> int:
        code = 0
        for length in range(1, 17):
            code = code << 1 | self.bits(1)
            if (length, code) in table:
                return table[length, code]
        raise ValueError("no such code")

    def restart(self) -> bool:
        """Go on behind the restart marker that is next; False at the end of the scan."""
        self._held = self._count = 0
        at = self._data.find(b"\xff", self._at)
        while at >= 0 and self._data[at + 1 : at + 2] == b"\0":
            at = self._data.find(b"\xff", at + 1)
        self._at = at + 2
        return at >= 0 and 0xD0 <= self._data[at + 1] <= 0xD7

    def _fill(self) -> None:
        if self._at >= len(self._data):
            raise EOFError
        byte = self._data[self._at]
        if byte == 0xFF:
            if self._data[self._at + 1 : self._at + 2] != b"\0":
                raise EOFError
            self._at += 1
        self._at += 1
        self._held, self._count = self._held << 8 | byte, self._count + 8
