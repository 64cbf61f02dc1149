"""A scanned page, measured for what the law asks. The page itself, which may be a citizen's, is not kept."""

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from auditor.parsers import jpeg

_HEAD = re.compile(rb"%PDF-(\d\.\d)")
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_MEDIA_BOX = re.compile(rb"/MediaBox\s*\[([-+.\d\s]{7,80})\]")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_PACKED = re.compile(rb"/Type\s*/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_MOST = 64
"""Pictures, and packed objects, that are looked at."""
_MOST_DICTIONARY = 4096
_MOST_UNPACKED = 1024 * 1024
_SAMPLE = 64 * 1024
_DARK = 40
_OTHERWISE = re.compile(rb"/Predictor|/Indexed|/DeviceCMYK|/Decode\b|/SMask")
"""Where 0 need not be black, or not stand for itself."""


@dataclass(frozen=True)
class Image:
    """One picture of the page: pixels, in colour (None where that cannot be told), its bytes, its filters."""

    width: int
    height: int
    color: bool | None
    data: memoryview
    words: bytes = b""

    def is_black(self) -> bool | None:
        """Whether it is black all over, by its upper part; None where that cannot be told."""
        if jpeg.frame(bytes(self.data[:_SAMPLE])):
            return jpeg.is_black(bytes(self.data[: 8 * _SAMPLE]))
        if b"/FlateDecode" not in self.words or self.color is None or re.search(_OTHERWISE, self.words):
            return None
        sample = _inflated(self.data, _SAMPLE)
        return max(sample) <= _DARK if sample else None


def measure(data: bytes, asked: tuple[float, float]) -> dict[str, Any]:
    """What is seen of *data*, a document of a scanner that was asked for *asked* inches.

    ``problem`` (``""``, not-pdf, no-image, black) and ``bytes``; as far as they can be told ``pdf_version``,
    ``dpi`` and ``color``.
    """
    seen: dict[str, Any] = {"problem": "", "bytes": len(data)}
    head = _HEAD.search(data[:1024])
    if head:
        seen["pdf_version"] = head[1].decode()
        images, size, pages = list(_images(data)), _size(data), max(1, len(_PAGE.findall(data)))
    elif plain := jpeg.frame(data):
        images, size, pages = [_jpeg(memoryview(data), plain)], asked, 1
    else:
        return seen | {"problem": "not-pdf"}
    return seen | _judged(images, size, pages)


def _judged(images: list[Image], size: tuple[float, float] | None, pages: int) -> dict[str, Any]:
    if not images:
        return {"problem": "no-image"}
    largest = max(images, key=lambda image: image.width * image.height)
    # some scanners cut a page into strips of one width
    height = sum(image.height for image in images if image.width == largest.width) / pages
    found: dict[str, Any] = {}
    if size:
        found["dpi"] = round(min(largest.width / size[0], max(height, largest.height) / size[1]))
    colors = [image.color for image in images]
    if any(colors) or None not in colors:
        found["color"] = any(colors)
    return found | ({"problem": "black"} if largest.is_black() else {})


def _size(data: bytes) -> tuple[float, float] | None:
    """Width and height of the first page in inches."""
    found = _MEDIA_BOX.search(data)
    if found is None:
        found = next(filter(None, map(_MEDIA_BOX.search, _packed(data))), None)
    numbers = [float(each) for each in found[1].split() if _is_number(each)] if found else []
    if len(numbers) != 4:
        return None
    width, height = abs(numbers[2] - numbers[0]) / 72, abs(numbers[3] - numbers[1]) / 72
    return (width, height) if width and height else None


def _is_number(word: bytes) -> bool:
    return re.fullmatch(rb"[-+]?(\d{1,9}\.?\d{0,9}|\.\d{1,9})", word) is not None


def _packed(data: bytes) -> Iterator[bytes]:
    """Objects that stand in compressed streams (PDF 1.5 and later)."""
    for match in islice(_PACKED.finditer(data), _MOST):
        start = _STREAM.search(data, match.end(), match.end() + _MOST_DICTIONARY)
        if start:
            yield _inflated(memoryview(data)[start.end() :], _MOST_UNPACKED)


def _inflated(data: memoryview, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data[:_MOST_UNPACKED], limit)
    except zlib.error:
        return b""


def _images(data: bytes) -> Iterator[Image]:
    for match in islice(_IMAGE.finditer(data), _MOST):
        start = _STREAM.search(data, match.end(), match.end() + _MOST_DICTIONARY)
        if start is None:
            return
        earliest = max(0, match.start() - _MOST_DICTIONARY)
        begin = max(data.rfind(b" obj", earliest, match.start()), earliest)
        words = data[begin : start.start()]
        masks = re.search(rb"/ImageMask\s+true", words)
        sides = [_number(data, words, name) for name in (b"Width", b"Height")]
        if all(sides) and not masks:
            yield _image(data, words, start.end(), sides)


def _number(data: bytes, words: bytes, name: bytes) -> int:
    """The number *name* of a dictionary, 0 when there is none; it may stand in an object of its own."""
    found = re.search(rb"/" + name + rb"\s+(\d{1,6})(\s+0\s+R)?", words)
    if found and found[2]:
        found = re.search(rb"\b" + found[1] + rb"\s+0\s+obj\s+(\d{1,6})", data)
    return int(found[1]) if found else 0


def _image(data: bytes, words: bytes, at: int, sides: list[int]) -> Image:
    rest = memoryview(data)[at:]
    plain = jpeg.frame(bytes(rest[:_SAMPLE]))
    return _jpeg(rest, plain) if plain else Image(sides[0], sides[1], _color(data, words), rest, words)


def _jpeg(data: memoryview, plain: jpeg.Frame) -> Image:
    return Image(plain.width, plain.height, plain.channels >= 3, data)


_SPACES: Mapping[bytes, bool] = {
    b"/DeviceRGB": True,
    b"/CalRGB": True,
    b"/DeviceCMYK": True,
    b"/Lab": True,
    b"/DeviceGray": False,
    b"/CalGray": False,
}


def _color(data: bytes, words: bytes) -> bool | None:
    for name, color in _SPACES.items():
        if name in words:
            return color
    profile = re.search(rb"/ICCBased\s+(\d{1,6})\s+0\s+R", words)
    if profile is None:
        return None
    told = re.search(rb"\b" + profile[1] + rb"\s+0\s+obj.{0,400}?/N\s+(\d)", data, re.DOTALL)
    return int(told[1]) >= 3 if told else None
