"""What an .xlsx may hold before openpyxl is let at it: a zip of XML, neither bomb nor entities.

The same pass over a sheet finds what openpyxl's streaming reader does not tell: merged cells, and formulas of
which the file holds no value.
"""

import lzma
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from auditor.i18n import _
from auditor.inventory.lists.cells import unusable

MAX_UNPACKED = 64 * 1024 * 1024
"""All parts of the workbook together, in bytes: a list of 20,000 rows takes about 10."""
_MAX_PART = {"xl/sharedStrings.xml": 8 * 1024 * 1024, "xl/styles.xml": 4 * 1024 * 1024}
_MAX_OTHER = 2 * 1024 * 1024
_MAX_PARTS = 500
_MAX_DEPTH = 40
_MAX_ODD = 200_000
_MAX_MERGED = 20_000
_MOST_ROWS = 1_048_576
"""Excel's own: empty ones that only have a colour count too."""
_LIST_ELEMENTS = {"row", "c", "v", "f", "is", "t", "mergeCell"}
_CHUNK = 256 * 1024


class Refused(ValueError):
    """Raised when a part of the workbook is not what a list needs."""


# zipfile says RuntimeError of a part with a password, NotImplementedError of a way to pack it does not know
BROKEN = (
    *(Refused, expat.ExpatError, zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(NotImplementedError, RuntimeError, OSError, EOFError, ValueError),
)


@dataclass
class Layout:
    """What one sheet's XML says beside its values: merged ranges as written, formulas without a value."""

    merged: list[str] = field(default_factory=list)
    unsaved: set[str] = field(default_factory=set)


def layouts(file: str, archive: zipfile.ZipFile) -> dict[str, Layout]:
    """The layout of each worksheet part of *archive*. Raises InventoryError where a part is refused."""
    parts = archive.infolist()
    too_much = _("it unpacks to more than a list of devices needs")
    remedy = _("copy the list alone into a new workbook")
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise unusable(file, too_much, remedy)
    found = {}
    for part in parts:
        name = part.filename
        if not name.lower().endswith((".xml", ".rels", ".vml")):
            continue  # pictures and the like, which nobody opens
        is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
        if not is_sheet and part.file_size > _MAX_PART.get(name, _MAX_OTHER):
            if _is_read(name):
                raise unusable(file, too_much, remedy)
            continue
        try:
            with archive.open(part) as stream:
                layout = _inspect(stream)
        except BROKEN as error:
            broken = _("its part {part} cannot be read: {error}").format(part=name[:80], error=error)
            raise unusable(file, broken, _("open it in Excel or LibreOffice and save it again")) from error
        if is_sheet:
            found[name] = layout
    return found


def _is_read(name: str) -> bool:
    # charts, comments, printer settings and the like are never opened
    return not name.startswith(("xl/charts/", "xl/drawings/", "xl/comments", "xl/media/", "customXml/"))


class _Inspector:
    def __init__(self) -> None:
        self.layout = Layout()
        self._depth = self._odd = self._rows = 0
        self._cell = ""
        self._formula = self._inside = self._value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        local = name.rpartition(":")[2]
        if self._depth > _MAX_DEPTH:
            raise Refused("nested too deep")
        if local not in _LIST_ELEMENTS:
            self._odd += 1
            if self._odd > _MAX_ODD:
                raise Refused("too many elements")
        elif local == "row":
            self._rows += 1
            if self._rows > _MOST_ROWS:
                raise Refused("too many rows")
        elif local == "c":
            self._cell, self._formula, self._value = attributes.get("r", ""), False, False
        elif local == "f":
            self._formula = True
        elif local in ("v", "is"):
            self._inside = True
        elif local == "mergeCell" and len(self.layout.merged) < _MAX_MERGED:
            self.layout.merged.append(attributes.get("ref", ""))

    def text(self, words: str) -> None:
        if self._inside and words.strip():
            self._value = True

    def end(self, name: str) -> None:
        self._depth -= 1
        local = name.rpartition(":")[2]
        if local in ("v", "is"):
            self._inside = False
        elif local == "c" and self._formula and not self._value:
            self.layout.unsaved.add(self._cell)

    def doctype(self, *_declared: object) -> None:
        raise Refused("it declares a document type")


def _inspect(stream: IO[bytes]) -> Layout:
    parser, inspector = expat.ParserCreate(), _Inspector()
    parser.StartElementHandler = inspector.start
    parser.EndElementHandler = inspector.end
    parser.CharacterDataHandler = inspector.text
    parser.StartDoctypeDeclHandler = inspector.doctype
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return inspector.layout
