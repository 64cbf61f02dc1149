"""The fonts of paper, and which characters they can draw.

PDF/A and PDF/UA forbid a character without a glyph, and typst refuses the whole document for one; a device
may well call itself “打印机”. What cannot be drawn is a box, so that it is seen that something stood there.
"""

import struct
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import typst

BOX = "□"
_PRIVATE = range(0xE000, 0xF900)
"""Private use area: PDF/A-2a forbids it even where the font has a glyph."""
_LAST = 0xFFFF


@cache
def folder() -> Path:
    """Where Liberation Serif, the metric twin of Times New Roman, is."""
    return Path(str(resources.files("auditor.reports") / "fonts"))


@cache
def fonts() -> typst.Fonts:
    """These fonts and no other one, so that a PDF is the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder()])


def drawable(value: Any) -> Any:
    """JSON *value* with a box for each character that one of the fonts' four faces cannot draw."""
    if isinstance(value, str):
        return value if value.isascii() else value.translate(_boxes())
    if isinstance(value, dict):
        return {key: drawable(inner) for key, inner in value.items()}
    return [drawable(inner) for inner in value] if isinstance(value, list | tuple) else value


class _Boxes(dict[int, str]):
    """For str.translate: what is not in it is drawn as a box."""

    def __missing__(self, code: int) -> str:
        return BOX


@cache
def _boxes() -> _Boxes:
    return _Boxes({code: chr(code) for code in covered()})


@cache
def covered() -> frozenset[int]:
    """The code points that all four faces have, line ends and tabs among them."""
    faces = [frozenset(_covered(file.read_bytes())) for file in sorted(folder().glob("*.ttf"))]
    drawn = frozenset.intersection(*faces) - frozenset(_PRIVATE)
    return drawn | frozenset(map(ord, "\n\t"))


def _covered(font: bytes) -> Iterator[int]:
    """The code points of a TrueType font (OpenType 1.9, cmap, format 4; segments may have holes: glyph 0)."""
    at = _subtable(font)
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends, starts, deltas, offsets = (at + 14 + (2 * count * i) + (2 if i else 0) for i in range(4))
    for i in range(count):
        end, start, delta, offset = (
            struct.unpack_from(">H", font, row + 2 * i)[0] for row in (ends, starts, deltas, offsets)
        )
        for code in range(start, min(end, _LAST - 1) + 1):
            glyph = code
            if offset:
                place = offsets + 2 * i + offset + 2 * (code - start)
                glyph = struct.unpack_from(">H", font, place)[0]
            if (glyph or not offset) and (glyph + delta) & _LAST:
                yield code


def _subtable(font: bytes) -> int:
    """Where the format 4 subtable of the Windows platform's Unicode (3, 1) begins."""
    tables = {
        font[12 + 16 * i : 16 + 16 * i]: struct.unpack_from(">I", font, 20 + 16 * i)[0]
        for i in range(struct.unpack_from(">H", font, 4)[0])
    }
    cmap = tables[b"cmap"]
    for i in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * i)
        if (platform, encoding) == (3, 1):
            return int(cmap + offset)
    raise ValueError("the font has no Unicode table")
