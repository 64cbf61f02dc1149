"""Which kind of file a list is, by its content, and its sheets."""

from collections.abc import Iterator
from pathlib import Path

from auditor.i18n import _, os_error
from auditor.inventory.lists import csv_file, xlsx_file
from auditor.inventory.lists.cells import MAX_FILE, Sheet, unusable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def opened(path: Path) -> Iterator[Sheet]:
    """The sheets of the list *path*. Raises InventoryError for a file that is none, with what to do."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_FILE + 1)
    except OSError as error:
        raise unusable(str(path), _("cannot be read: {error}").format(error=os_error(error))) from error
    yield from sheets(str(path), raw)


def sheets(file: str, raw: bytes) -> Iterator[Sheet]:
    """The sheets of *raw*, which is named *file* in errors. Raises InventoryError."""
    if len(raw) > MAX_FILE:
        too_long = _("it is longer than {limit} MB").format(limit=MAX_FILE // 1024**2)
        raise unusable(file, too_long, _("copy the list alone into a new workbook"))
    if raw.startswith(_OLE):
        old = _("it is an old .xls, or a workbook with a password")
        raise unusable(
            file, old, _("open it in Excel or LibreOffice and save it as .xlsx without a password")
        )
    if raw.startswith(b"PK"):
        yield from xlsx_file.sheets(file, raw)
    elif raw.startswith(
        (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"<html", b"<!DOCTYPE")
    ):
        raise unusable(file, _("it is neither .xlsx nor CSV"), _("save the list as .xlsx or as CSV in UTF-8"))
    else:
        yield csv_file.sheet(file, raw)
