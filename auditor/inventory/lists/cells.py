"""A list as sheets of cells, and what is told of a cell: the shapes that every file format is read into."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from auditor.errors import InventoryError, Problem
from auditor.i18n import _

MAX_FILE = 32 * 1024 * 1024
"""A longer file is refused, in bytes."""
MAX_ROWS = 20_000
"""Of all sheets together: several times what a province's communes have."""
MAX_COLUMNS = 64
MAX_CELL = 500
"""Characters of one cell; a longer one is a text, not an entry of a list."""


@dataclass(frozen=True)
class Spot:
    """A place in a list: file, sheet (``""`` in CSV), 1-based row and column (0: the whole row or sheet)."""

    file: str
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """As a spreadsheet names it: ``B7``, or the row's number."""
        return f"{letters(self.column)}{self.row or ''}"

    def __str__(self) -> str:
        sheet = f" [{self.sheet}]" if self.sheet else ""
        whole = _("row {row}").format(row=self.row) if self.row and not self.column else self.cell
        return f"{self.file}{sheet} {whole}".rstrip()

    def at(self, column: int) -> "Spot":
        """The cell of this row in *column*."""
        return Spot(self.file, self.sheet, self.row, column)


class Level(StrEnum):
    """How much a remark matters: an error keeps everything from being written."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Remark:
    """What is told of a place in the list, and what to do; ``count``: how many places share it."""

    spot: Spot
    level: Level
    message: str
    remedy: str = ""
    count: int = 1

    def __str__(self) -> str:
        more = _(" (and {count} more)").format(count=self.count - 1) if self.count > 1 else ""
        return f"{self.spot}{more}: {self.message}" + (f" — {self.remedy}" if self.remedy else "")


_MOST_REMARKS = 1000


@dataclass
class Remarks:
    """Remarks in the order of their places; a warning or note that repeats is told once, with its count.

    A thousand of each are kept: more help nobody.
    """

    errors: int = 0
    _told: list[Remark] = field(default_factory=list)
    _repeated: dict[tuple[Level, str], int] = field(default_factory=dict)

    def error(self, spot: Spot, message: str, remedy: str = "") -> None:
        """Something that must be put right."""
        self.errors += 1
        if self.errors <= _MOST_REMARKS:
            self._told.append(Remark(spot, Level.ERROR, message, remedy))

    def warn(self, spot: Spot, message: str, remedy: str = "") -> None:
        """Something that was understood, perhaps not as meant."""
        self._once(Remark(spot, Level.WARNING, message, remedy))

    def note(self, spot: Spot, message: str) -> None:
        """Something good to know."""
        self._once(Remark(spot, Level.NOTE, message))

    def _once(self, remark: Remark) -> None:
        if len(self._repeated) >= _MOST_REMARKS and (remark.level, remark.message) not in self._repeated:
            return
        at = self._repeated.setdefault((remark.level, remark.message), len(self._told))
        if at == len(self._told):
            self._told.append(remark)
        else:
            first = self._told[at]
            self._told[at] = Remark(first.spot, first.level, first.message, first.remedy, first.count + 1)

    def all(self) -> tuple[Remark, ...]:
        """Everything told so far."""
        return tuple(self._told)


Value = str | int | float | bool | None
"""What a cell holds; a date or time comes as its text."""


@dataclass(frozen=True)
class Row:
    """One row: its number and its cells from column 1 on."""

    number: int
    cells: tuple[Value, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``unsaved``: cells with a formula of which the file holds no value, (row, column)."""

    name: str
    rows: Iterable[Row]
    unsaved: frozenset[tuple[int, int]] = frozenset()


def letters(column: int) -> str:
    """The name of a 1-based *column*: A, B … Z, AA; ``""`` of 0."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def text(value: Value) -> str:
    """*value* as one line: composed (NFC), blanks of every kind as one space, 3158.0 as 3158."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    composed = unicodedata.normalize("NFC", str(value)).replace("\u200b", "").replace("\ufeff", "")
    return " ".join(composed.split())


def unusable(file: str, message: str, remedy: str = "") -> InventoryError:
    """The error for a list that cannot be read at all."""
    return InventoryError([Problem(file, 0, 0, message, remedy)])
