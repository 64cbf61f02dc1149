"""A list in Excel's .xlsx, read by openpyxl as a stream of values."""

import contextlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from auditor.errors import InventoryError
from auditor.i18n import _
from auditor.inventory.lists.cells import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Row, Sheet, Value, unusable
from auditor.inventory.lists.xlsx_guard import BROKEN, Layout, layouts

_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MAX_SHEETS = 200
_LAST_ROW = 1_048_576
"""Excel's own."""


def sheets(file: str, raw: bytes) -> Iterator[Sheet]:
    """The visible worksheets of *raw*; merged cells hold their value in each of their rows.

    Raises InventoryError where it is no workbook, or holds more than a list does.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            found = layouts(file, archive)
    except InventoryError:
        raise
    except BROKEN as error:
        raise _broken(file, error) from error
    with _as_unusable(file):
        yield from _sheets(file, raw, found)


@contextlib.contextmanager
def _as_unusable(file: str) -> Iterator[None]:
    try:
        yield
    except InventoryError:
        raise
    except Exception as error:  # openpyxl raises whatever its code stumbles on in a broken workbook
        raise _broken(file, error) from error


def _broken(file: str, error: Exception) -> InventoryError:
    told = str(error)[:200] or type(error).__name__
    return unusable(
        file,
        _("it is no Excel workbook, or a broken one: {error}").format(error=told),
        _("open it in Excel or LibreOffice and save it again as .xlsx"),
    )


def _sheets(file: str, raw: bytes, found: dict[str, Layout]) -> Iterator[Sheet]:
    import openpyxl  # noqa: PLC0415 - it takes as long to load as the rest of a command

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions, which a list does not need
        with contextlib.redirect_stdout(io.StringIO()):  # openpyxl prints what it thinks of styles
            book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        try:
            for sheet in book.worksheets[:_MAX_SHEETS]:
                if sheet.sheet_state == "visible":
                    layout = found.get(getattr(sheet, "_worksheet_path", "").lstrip("/"), Layout())
                    unsaved = frozenset(at for each in layout.unsaved if (at := _place(each)))
                    yield Sheet(sheet.title, _rows(file, sheet, _spread(layout)), unsaved)
        finally:
            book.close()


def _place(cell: str) -> tuple[int, int] | None:
    found = _CELL.fullmatch(cell)
    return (int(found[2]), _column(found[1])) if found else None


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _spread(layout: Layout) -> dict[int, list[tuple[int, int]]]:
    """Columns whose cells are merged over several rows: column → (first row, last row)."""
    found: dict[int, list[tuple[int, int]]] = {}
    for each in filter(None, map(_RANGE.fullmatch, layout.merged)):
        first, last, column = int(each[2]), int(each[4]), _column(each[1])
        if first < last and each[1] == each[3] and column <= MAX_COLUMNS:
            found.setdefault(column, []).append((first, last))
    return {column: sorted(ranges) for column, ranges in found.items()}


def _rows(file: str, sheet: Any, merged: dict[int, list[tuple[int, int]]]) -> Iterator[Row]:
    sheet.reset_dimensions()  # what the file claims of its size may be a million columns
    waiting = {column: list(reversed(ranges)) for column, ranges in merged.items()}
    held: dict[int, tuple[int, Value]] = {}
    filled = 0
    with _as_unusable(file):
        for number, values in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
            if number > _LAST_ROW:
                return
            if all(value is None for value in values):
                continue
            filled += 1
            if filled > MAX_ROWS:
                raise unusable(file, _("more than {count} rows").format(count=MAX_ROWS))
            yield Row(number, _filled(number, [_value(value) for value in values], waiting, held))


def _filled(
    number: int,
    cells: list[Value],
    waiting: dict[int, list[tuple[int, int]]],
    held: dict[int, tuple[int, Value]],
) -> tuple[Value, ...]:
    """*cells* with what the merged ranges hold that reach into this row."""
    for column, ranges in waiting.items():
        while ranges and ranges[-1][0] <= number:
            first, last = ranges.pop()
            if first == number:  # a range that began in an empty row holds nothing
                held[column] = (last, cells[column - 1])
        last, value = held.get(column, (0, None))
        if number <= last and cells[column - 1] is None:
            cells[column - 1] = value
    return tuple(cells)


def _value(value: Any) -> Value:
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)[: MAX_CELL + 1]
