"""CSV for other programs and for whoever wants a plain table: a file for each noun.

RFC 4180 (comma, double quotes, CRLF, a header line), UTF-8. A byte order mark stands first: without one Excel
on Windows takes a CSV file for one in the system's code page (1258 in Viet Nam) and breaks every accented
letter. Column names and words (verdicts, levels …) are English and do not change; titles and other texts are
in the report's language. Numbers have a point, shares are parts of 1, times RFC 3339 in UTC, days yyyy-mm-dd.
"""

import csv
import io
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date, datetime
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import BinaryIO

from auditor.model import Verdict, times
from auditor.reports import files
from auditor.reports.tables import AnyTable, Value, rows
from auditor.reports.tables_findings import findings
from auditor.reports.tables_run import tables
from auditor.reports.text import text
from auditor.reports.view import ProvinceView

BOM = "\ufeff"
FOLDER = "csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")
"""What makes a spreadsheet read a text as a formula (OWASP, CSV Injection; the wide forms count in East Asian
ones), and the mark that guards against it, so that taking one mark away always gives the text back."""


def write_csv(view: ProvinceView, folder: Path) -> list[Path]:
    """Write ``csv/findings.csv``, ``csv/communes.csv`` … under *folder*; every finding, also what passed.

    Raises ReportError; then nothing is replaced.
    """
    chosen = tables(view, findings(tuple(Verdict)))
    paths = {table.name: folder / FOLDER / f"{table.name}.csv" for table in chosen}
    with ExitStack() as stack:
        streams = {name: stack.enter_context(files.writing(path)) for name, path in paths.items()}
        _write(view, chosen, streams)
    return list(paths.values())


def _write(view: ProvinceView, chosen: Iterable[AnyTable], streams: dict[str, BinaryIO]) -> None:
    every = tuple(chosen)
    for table in every:
        head = record(column.name for column in table.columns)
        streams[table.name].write((BOM + head).encode())
    for table, cells in rows(view, every):
        streams[table.name].write(record(map(field, cells)).encode())


def record(fields: Iterable[str]) -> str:
    """One record with its line end."""
    line = io.StringIO()
    csv.writer(line).writerow(fields)
    return line.getvalue()


def field(value: Value) -> str:
    """A value as it stands in a file; a text that a spreadsheet could take for a formula is guarded."""
    if value is None:
        return ""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return " ".join(word.value for word in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value) if isfinite(value) else ""
    if isinstance(value, datetime):
        return times.to_text(value)
    return value.isoformat() if isinstance(value, date) else guarded(text(str(value)))


def guarded(told: str) -> str:
    """*told*, behind an apostrophe when a spreadsheet could take it for a formula."""
    return f"'{told}" if told.startswith(_FORMULA) else told


def unguarded(field: str) -> str:
    """The inverse of :func:`guarded`."""
    return field.removeprefix("'")
