"""Workbooks as bytes: openpyxl writes texts into the cells, Excel into a part of their own; here is both."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def workbook(
    *rows: Sequence[Any], title: str = "Danh sách", change: Callable[[Any], object] = lambda sheet: None
) -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    change(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def parts(raw: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(of: Mapping[str, bytes]) -> bytes:
    """A workbook of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in of.items():
            archive.writestr(name, data)
    return file.getvalue()


def as_excel_writes(raw: bytes) -> dict[str, bytes]:
    """The parts of *raw* with its texts in xl/sharedStrings.xml."""
    found, texts = parts(raw), []

    def shared(cell: re.Match[str]) -> str:
        texts.append(cell[2])
        return f'<c r="{cell[1]}" t="s"><v>{len(texts) - 1}</v></c>'

    inline = re.compile(r'<c r="([A-Z]+\d+)"[^>]* t="inlineStr"><is>(.*?)</is></c>', re.DOTALL)
    found[SHEET] = inline.sub(shared, found[SHEET].decode()).encode()
    items = "".join(f"<si>{text}</si>" for text in texts)
    found[STRINGS] = f'<sst xmlns="{_MAIN}" count="{len(texts)}">{items}</sst>'.encode()
    relations, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    relation = f'<Relationship Id="rId99" Type="{_KIND}" Target="/{STRINGS}"/></Relationships>'
    found[relations] = found[relations].replace(b"</Relationships>", relation.encode())
    override = f'<Override PartName="/{STRINGS}" ContentType="{_TYPE}"/></Types>'
    found[types] = found[types].replace(b"</Types>", override.encode())
    return found
