"""A list in CSV: whichever separator and encoding Excel, LibreOffice or an old program gave it."""

import codecs
import csv
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


def sheet(file: str, raw: bytes) -> Sheet:
    """The one sheet of *raw*. Raises InventoryError where the text or the separators cannot be made out."""
    text = decoded(file, raw)
    return Sheet("", _rows(file, text))


def decoded(file: str, raw: bytes) -> str:
    """The text of *raw*: UTF-8, UTF-16 or windows-1258, in this order, composed. Raises InventoryError."""
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), _guessed(raw))
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise unusable(file, _("the text is broken: {error}").format(error=error)) from error
        text = _old_windows(file, raw)
    text = unicodedata.normalize("NFC", text)
    if "\0" in text:
        raise unusable(file, _("this is no text file"), _("save it as .xlsx, or as CSV in UTF-8"))
    return text


def _guessed(raw: bytes) -> str:
    # text in UTF-16 without a mark has a NUL in nearly every second place
    head = raw[:400]
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    return "utf-16-be" if len(head) >= 4 and head[::2].count(0) > len(head) // 3 else "utf-8"


def _old_windows(file: str, raw: bytes) -> str:
    try:
        text = raw.decode("windows-1258")
    except UnicodeDecodeError as error:
        unknown = _("neither UTF-8, UTF-16 nor windows-1258: {error}").format(error=error)
        raise unusable(file, unknown, _("save it as .xlsx, or as CSV in UTF-8")) from error
    if is_tcvn3(text):
        raise unusable(
            file,
            _("the text is in TCVN3 (ABC, .VnTime), which does not say which letter is meant"),
            _("turn it into Unicode first, for example with UniKey's conversion tool"),
        )
    return text


def is_tcvn3(text: str) -> bool:
    """Whether *text* is of the old encoding TCVN3 read as another one: “Tªn m¸y” for “Tên máy”."""
    return _TCVN3.search(text) is not None


def _rows(file: str, text: str) -> Iterator[Row]:
    lines = csv.reader(_lines(text), delimiter=separator(text), strict=False)
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


def _lines(text: str) -> Iterator[str]:
    # Excel's own first line that names the separator is no row of the list
    lines = text.splitlines(keepends=True)
    return iter(lines[1:] if lines and re.fullmatch(r"sep=.\s*", lines[0], re.IGNORECASE) else lines)


def separator(text: str) -> str:
    """What stands between the cells: that which most of the first lines have the most of."""
    named = re.match(r"sep=(.)", text, re.IGNORECASE)
    if named:
        return named[1]
    head = text[:20_000].splitlines()[:30]
    counts = {sign: sorted((line.count(sign) for line in head), reverse=True) for sign in _SEPARATORS}
    return max(_SEPARATORS, key=lambda sign: sum(counts[sign]))
