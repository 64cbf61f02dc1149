"""A workbook for provincial IT: a sheet for each noun, cells typed, so that it can be filtered and counted.

Nothing in it is a formula or a link: whatever a device said stands there as text. Rows are written as they
are read (XlsxWriter's constant memory), so a large province needs no more memory than a small one.
"""

import re
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from auditor.model import Level, Severity, Verdict, times
from auditor.reports import files, sentences
from auditor.reports.tables import AnyTable, Column, Form, Value, rows, said
from auditor.reports.tables_findings import OPEN, findings
from auditor.reports.tables_run import tables
from auditor.reports.text import line
from auditor.reports.view import ProvinceView
from auditor.reports.words import words_of

MAX_ROWS = 1_048_576
"""Rows that a sheet can have (Microsoft, Excel specifications and limits)."""
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_A4 = 9
_LINE, _MAX_LINES = 15, 12
"""Points that a line is high; lines that a row is high at most (Excel allows 409 points)."""
_MAX_TITLE = 31
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")
_HEAD = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#12324F", "text_wrap": True, "valign": "vcenter"}
_CELL = {"valign": "top", "bottom": 1, "bottom_color": "#D0D7DF"}
_LEFT: dict[str, Any] = {"align": "left", "indent": 1}
_RIGHT: dict[str, Any] = {"align": "right", "indent": 1}
_FORMS: dict[Form, dict[str, Any]] = {
    Form.TEXT: {"num_format": "@", **_LEFT},
    Form.LONG: {"num_format": "@", "text_wrap": True, **_LEFT},
    Form.CODE: {"num_format": "@", **_LEFT},
    Form.WORD: {"num_format": "@", **_LEFT},
    Form.NUMBER: {"num_format": "#,##0", **_RIGHT},
    Form.FIGURE: {"num_format": "#,##0", **_LEFT},
    Form.DEGREES: {"num_format": "0.0000", **_RIGHT},
    Form.SHARE: {"num_format": "0.0%", **_RIGHT},
    Form.DAY: {"num_format": r"dd\/mm\/yyyy", **_LEFT},
    Form.TIME: {"num_format": r"dd\/mm\/yyyy hh:mm", **_LEFT},
}
_GREEN = {"font_color": "#14602F", "bg_color": "#E3F1E8"}
_AMBER = {"font_color": "#704800", "bg_color": "#F9EDD3"}
_RED = {"font_color": "#A51A16", "bg_color": "#FBE8E5", "bold": True}
_VIOLET = {"font_color": "#5F2F93", "bg_color": "#EFE7F8"}
_TONES: dict[StrEnum, dict[str, Any]] = {
    Verdict.PASS: _GREEN,
    Verdict.FAIL: _RED,
    Verdict.UNKNOWN: _VIOLET,
    Verdict.WAIVED: {"font_color": "#0B5966", "bg_color": "#E0F0F3"},
    Verdict.NOT_APPLICABLE: {"font_color": "#4F5966"},
    Level.READY: _GREEN,
    Level.READY_WITH_GAPS: _AMBER,
    Level.NOT_READY: _RED,
    Level.NOT_MEASURED: _VIOLET,
    Severity.BLOCKER: {"font_color": "#A51A16", "bold": True},
}
"""The colours of the pages; the word always stands in the cell as well."""


def write_xlsx(view: ProvinceView, folder: Path, everything: bool = False) -> list[Path]:
    """Write ``report.xlsx`` into *folder*; with *everything* also what passed or does not apply.

    Raises ReportError; the file is whole or the one from before.
    """
    chosen = tables(view, findings(tuple(Verdict)) if everything else findings(OPEN))
    path = folder / "report.xlsx"
    with files.writing(path) as stream, tempfile.TemporaryDirectory(prefix=".", dir=folder) as scratch:
        write(view, chosen, stream, scratch)
    return [path]


def write(
    view: ProvinceView, chosen: Iterable[AnyTable], stream: IO[bytes], scratch: str, limit: int = MAX_ROWS
) -> None:
    """Write the sheets of the tables *chosen* to *stream*, at most *limit* rows on each.

    *scratch* is a folder for what is not yet in the archive. Raises OSError.
    """
    every = tuple(chosen)
    book = _Book(Workbook(stream, {**_OPTIONS, "tmpdir": scratch}), view, limit)
    for table in every:
        book.begin(table)
    for table, cells in rows(view, every):
        book.add(table, cells)
    book.close()


class _Book:
    """A workbook in the making."""

    def __init__(self, workbook: Workbook, view: ProvinceView, limit: int) -> None:
        self.workbook, self.view, self.limit = workbook, view, limit
        self.words = words_of(view.language)
        self._sheets: dict[str, list[_Sheet]] = {}
        self._formats: dict[tuple[Any, ...], Format] = {}
        workbook.use_zip64()
        workbook.set_properties(self._properties())

    def _properties(self) -> dict[str, Any]:
        _, run = self.words.gettext, self.view.run
        return {
            "title": _("Readiness of the communes, run {run}").format(run=line(run.id, 60)),
            "subject": sentences.headline(self.view, self.words),
            "author": line(run.who, 80),
            "comments": _("Made by auditor {version}; standard {standard} ({digest})").format(
                version=line(run.tool_version, 40),
                standard=line(self.view.standard_name, 40),
                digest=line(self.view.standard_digest, 12),
            ),
            # XlsxWriter takes a naive time as UTC
            "created": (self.view.at or run.started).replace(tzinfo=None),
        }

    def begin(self, table: AnyTable) -> "_Sheet":
        """The table's first sheet, or the one that continues the last."""
        told = self._sheets.setdefault(table.name, [])
        title = self.words.gettext(table.title)
        name = self._name(f"{title} ({len(told) + 1})" if told else title)
        told.append(_Sheet(self, table, self.workbook.add_worksheet(name)))
        return told[-1]

    def _name(self, title: str) -> str:
        """A name that Excel takes: short, without its signs, not there yet."""
        plain = _NO_TITLE.sub(" ", line(title, _MAX_TITLE)).strip("' ")
        taken = {name.lower() for name in (*self.workbook.sheetnames, "history", "")}
        return plain if plain.lower() not in taken else f"{plain[: _MAX_TITLE - 4]} {len(taken)}"

    def add(self, table: AnyTable, cells: tuple[Value, ...]) -> None:
        """One row more."""
        sheet = self._sheets[table.name][-1]
        if sheet.row >= self.limit - 1:
            following = self.begin(table)
            sheet.say(self.words.gettext("Continued on the sheet “{name}”").format(name=following.name))
            sheet = following
        sheet.add(cells)

    def format(self, form: Form, tone: StrEnum | None = None) -> Format:
        """How a cell looks."""
        if (form, tone) not in self._formats:
            made = {**_CELL, **_FORMS[form], **(_TONES.get(tone, {}) if tone else {})}
            self._formats[form, tone] = self.workbook.add_format(made)
        return self._formats[form, tone]

    def head(self, form: Form) -> Format:
        """How a header looks: it stands where its cells do."""
        side = _RIGHT if form in (Form.NUMBER, Form.SHARE, Form.DEGREES) else _LEFT
        key = ("head", side["align"])
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format({**_HEAD, **side})
        return self._formats[key]

    def close(self) -> None:
        """Finish every sheet and write the archive. Raises OSError."""
        for sheets in self._sheets.values():
            for sheet in sheets:
                sheet.finish()
        try:
            self.workbook.close()
        except FileCreateError as error:
            raise (error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error))) from error


class _Sheet:
    """One sheet: a header, then rows; ``row`` is the next one's index."""

    def __init__(self, book: _Book, table: AnyTable, sheet: Worksheet) -> None:
        self.book, self.table, self.sheet, self.row = book, table, sheet, 0
        sheet.freeze_panes(1, _frozen(table))
        sheet.set_row(0, 45)
        self._print_set_up()
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(0, number, book.words.gettext(column.title), book.head(column.form))
        self.row = 1

    @property
    def name(self) -> str:
        """What the sheet is called."""
        return str(self.sheet.get_name())

    def _print_set_up(self) -> None:
        sheet, book = self.sheet, self.book
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.6)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        # an ampersand begins a code there
        run = line(book.view.run.id, 40).replace("&", "&&")
        told = times.shown(book.view.run.started)
        sheet.set_header(f"&L&B{self.name.replace('&', '&&')}&R{run}, {told}")
        sheet.set_footer("&C&P / &N")

    def add(self, cells: tuple[Value, ...]) -> None:
        """Write one row."""
        lines = max(map(_lines, self.table.columns, cells))
        if lines > 1:  # only Excel finds the height itself
            self.sheet.set_row(self.row, lines * _LINE)
        for number, (column, value) in enumerate(zip(self.table.columns, cells, strict=True)):
            self._cell(number, column, value)
        self.row += 1

    def _cell(self, number: int, column: Column[Any], value: Value) -> None:
        sheet, row, words = self.sheet, self.row, self.book.words
        tone = value if isinstance(value, StrEnum) else None
        look = self.book.format(_form(column, value), tone)
        if value is None or value == "":
            sheet.write_blank(row, number, None, look)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self._number(number, column, value, look)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, number, value.astimezone(times.VIETNAM).replace(tzinfo=None), look)
        elif isinstance(value, date):
            sheet.write_datetime(row, number, value, look)
        else:
            sheet.write_string(row, number, said(value, words), look)

    def _number(self, number: int, column: Column[Any], value: float, look: Format) -> None:
        if not isfinite(value):
            self.sheet.write_string(self.row, number, str(value), look)
            return
        # cut as in every report, so that 100 % means all
        cut = int(value * 1000 + 1e-6) / 1000 if column.form is Form.SHARE else value
        self.sheet.write_number(self.row, number, cut, look)

    def say(self, what: str) -> None:
        """A last row that is no data."""
        self.sheet.write_string(self.row, 0, what, self.book.format(Form.TEXT))

    def finish(self) -> None:
        """Set what the number of rows decides."""
        last, columns = max(1, self.row - 1), len(self.table.columns)
        if self.row == 1:
            self.say(self.book.words.gettext("nothing to list"))
        self.sheet.autofilter(0, 0, last, columns - 1)
        self.sheet.print_area(0, 0, max(1, self.row), (self.table.printed or columns) - 1)


def _lines(column: Column[Any], value: Value) -> int:
    """Lines that a cell needs, as far as a row is shown at once."""
    if column.form is not Form.LONG or not isinstance(value, str):
        return 1
    needed = sum(1 + max(0, len(part) - 1) // column.width for part in value.splitlines())
    return min(needed, _MAX_LINES)


def _frozen(table: AnyTable) -> int:
    """Columns that stay in sight: the name of what a row is about."""
    return 3 if table.name == "communes" else 1


def _form(column: Column[Any], value: Value) -> Form:
    """The column's form, but what is of another type keeps its own: the run's sheet has all in one column."""
    if isinstance(value, datetime):
        return Form.TIME
    if isinstance(value, date):
        return Form.DAY
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return Form.FIGURE if number and column.form in (Form.TEXT, Form.LONG, Form.WORD) else column.form
