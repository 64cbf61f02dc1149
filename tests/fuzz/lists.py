"""Lists of devices for the trial: as whole files, and as the parts of a workbook before they are packed."""

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

from auditor.errors import InventoryError
from auditor.inventory import editing
from auditor.inventory.lists.cells import Remarks
from auditor.inventory.lists.communes import Communes
from auditor.inventory.lists.matching import compare
from auditor.inventory.lists.open import sheets
from auditor.inventory.lists.reading import HOST_NAME, read
from auditor.inventory.provinces import province
from auditor.parsers.parsed import Parsed, Unreadable
from tests.support.workbooks import SHEET, STRINGS, as_excel_writes, packed, workbook

_ROWS = (
    ("DANH SÁCH THIẾT BỊ",),
    ("STT", "Tên máy", "Loại", "Mã xã", "Xã", "Địa chỉ IP", "Quầy", "Hãng", "Mẫu", "Số sê-ri", "Ghi chú"),
    (1, "pc01", "Máy tính", 3158, "Sín Thầu", "198.18.1.11", 1, "HP", "ProDesk", "S-1", "tầng 1"),
    (2, "Máy in", "Máy in laser", "03158", "", "198.18.1.21", "Quầy 2", "Canon", "LBP", "S-2", ""),
    (3, "", "Bộ lưu điện", "", "Na Tông", "198.18.1.31", "", "APC", "UPS", "S-3", '=HYPERLINK("x")'),
    (4, "rt01", "Router", "03160", "", "198.18.1.1", "", "", "", "", ""),
)
_COMMUNES = Communes(unit.code for unit in province("11").units)
_HOSTS = {"old": {"ansible_host": "198.18.1.31", "kind": "ups", "commune": "03358", "asset_serial": "s-9"}}


def _csv(separator: str, encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(_ROWS)
    return text.getvalue().encode(encoding)


def _merged(sheet: Any) -> None:
    sheet.merge_cells("A1:K1")
    sheet.merge_cells("E3:E4")


_WORKBOOK = as_excel_writes(workbook(*_ROWS, change=_merged))
PARTS = {
    "list:sheet": SHEET,
    "list:strings": STRINGS,
    "list:workbook": "xl/workbook.xml",
    "list:styles": "xl/styles.xml",
}


def bases() -> Mapping[str, list[bytes]]:
    """Lists by format."""
    return {
        "list:csv": [_csv(*how) for how in ((",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"))],
        "list:xlsx": [packed(_WORKBOOK)],
        **{format_: [_WORKBOOK[name]] for format_, name in PARTS.items()},
    }


def parser_of(format_: str) -> Callable[[bytes], Parsed] | None:
    """What takes a list of *format_*; None for a format that is no list."""
    if format_ in PARTS:
        return lambda raw: _taken(packed({**_WORKBOOK, PARTS[format_]: raw}))
    return _taken if format_ in ("list:csv", "list:xlsx") else None


def _taken(raw: bytes) -> Parsed:
    """Entries of *raw*, as far as YAML: what is wrong with them raises."""
    remarks = Remarks()
    try:
        listed = read("list", sheets("list", raw), _COMMUNES, "", remarks)
    except InventoryError as error:
        raise Unreadable(str(error)) from error
    compared = compare(listed.entries, _HOSTS, ("pc",), remarks)
    added = {entry.name: dict(entry.variables) for entry in compared.added}
    assert all(HOST_NAME.fullmatch(name) for name in added), "a name that no host may have"
    if len(added) < 50:
        text = editing.put("", ["commune_03158", "hosts"], added)
        assert editing.load(text)["commune_03158"]["hosts"] == added
    assert all(str(told) and told.message for told in remarks.all())
    return Parsed()
