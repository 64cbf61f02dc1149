"""A list in CSV: whichever separator and encoding Excel, LibreOffice or an old program gave it."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator

from auditor.i18n import _
from auditor.inventory.lists.cells import MAX_CELL, MAX_COLUMNS, Row, Sheet, unusable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ",;\t|"
_TCVN3 = re.compile(r"[A-Za-z][¨©ª«¬®µ¶·¸¹»¼½¾](?:[a-z]|\b)|§[A-Za-zÞÌ]|\b[A-Za-z]+[¸µ¹¶·®]\b")
_CHUNK = 256 * 1024
_LONGEST_LINE = 100_000


def sheet(file: str, raw: bytes) -> Sheet:
    """The one sheet of *raw*. Raises InventoryError where the text cannot be made out."""
    return Sheet("", _rows(file, raw, encoding_of(file, raw)))


def encoding_of(file: str, raw: bytes) -> str:
    """The encoding of *raw*: UTF-8, UTF-16 or windows-1258, in this order. Raises InventoryError."""
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), _guessed(raw))
    remedy = _("save it as .xlsx, or as CSV in UTF-8")
    try:
        _read_through(raw, encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise unusable(
                file, _("the text is broken: {error}").format(error=error.reason), remedy
            ) from error
        return _old_windows(file, raw)
    except _NoText as error:
        raise unusable(file, _("this is no text file"), remedy) from error
    return encoding


class _NoText(ValueError):
    """Raised when there is a NUL in the text, which no list has."""


def _read_through(raw: bytes, encoding: str) -> None:
    # piece by piece: a list may be long, and is read as a stream afterwards
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(raw), _CHUNK):
        if "\0" in decoder.decode(raw[start : start + _CHUNK], start + _CHUNK >= len(raw)):
            raise _NoText


def _guessed(raw: bytes) -> str:
    # text in UTF-16 without a mark has a NUL in nearly every second place
    head = raw[:400]
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    return "utf-16-be" if len(head) >= 4 and head[::2].count(0) > len(head) // 3 else "utf-8"


def _old_windows(file: str, raw: bytes) -> str:
    remedy = _("save it as .xlsx, or as CSV in UTF-8")
    try:
        _read_through(raw, "windows-1258")
    except ValueError as error:
        raise unusable(file, _("neither UTF-8, UTF-16 nor windows-1258"), remedy) from error
    if is_tcvn3(raw[:_CHUNK].decode("windows-1258", "replace")):
        raise unusable(
            file,
            _("the text is in TCVN3 (ABC, .VnTime), which does not say which letter is meant"),
            _("turn it into Unicode first, for example with UniKey's conversion tool"),
        )
    return "windows-1258"


def is_tcvn3(text: str) -> bool:
    """Whether *text* is of the old encoding TCVN3 read as another one: “Tªn m¸y” for “Tên máy”."""
    return _TCVN3.search(text) is not None


def _rows(file: str, raw: bytes, encoding: str) -> Iterator[Row]:
    lines = csv.reader(_lines(raw, encoding), delimiter=separator(raw, encoding), strict=False)
    number = 0
    while True:
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            broken = _("row {row} is broken: {error}").format(row=number + 1, error=error)
            raise unusable(file, broken, _("a quotation mark may be missing its partner")) from error
        number += 1
        yield Row(number, tuple(cell[: MAX_CELL + 1] for cell in cells[:MAX_COLUMNS]))


def _lines(raw: bytes, encoding: str) -> Iterator[str]:
    stream = io.TextIOWrapper(io.BytesIO(raw), encoding, newline="")
    first = True
    while line := stream.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise csv.Error("too long")
        # Excel's own first line that names the separator is no row of the list
        if not first or not re.fullmatch(r"sep=.\s*", line, re.IGNORECASE):
            yield unicodedata.normalize("NFC", line)
        first = False


def separator(raw: bytes, encoding: str) -> str:
    """What stands between the cells: that which the first lines have the most of."""
    head = raw[:40_000].decode(encoding, "replace")
    named = re.match(r"sep=(.)", head, re.IGNORECASE)
    if named and named[1] not in '"\r\n':
        return named[1]
    lines = head.splitlines()[:30]
    return max(_SEPARATORS, key=lambda sign: sum(line.count(sign) for line in lines))
