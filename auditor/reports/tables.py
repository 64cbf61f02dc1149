"""Tables of a judged run, one a noun: what a workbook's sheets and the CSV files hold, cell by cell the same.

A column says how its cell is read from an item; what it is (a number, a share, a day …) is not the format's
to decide. Texts are those of the report's language; names of columns are English and do not change.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any, Generic, TypeVar

from auditor.reports.text import line, text
from auditor.reports.view import CommuneView, ProvinceView
from auditor.reports.words import Words, first_up, words_of

Value = str | int | float | bool | date | datetime | StrEnum | tuple[StrEnum, ...] | None
Item = TypeVar("Item")
MAX_NAMES = 40


class Form(Enum):
    """What a column's cells are."""

    TEXT = "text"
    """A line."""
    LONG = "long"
    """Text of several lines."""
    CODE = "code"
    """Digits that are a name: never a number (03158)."""
    WORD = "word"
    """A word of the product (a verdict, a level …), or yes and no."""
    NUMBER = "number"
    FIGURE = "figure"
    """A number among texts."""
    DEGREES = "degrees"
    SHARE = "share"
    """A part of 1."""
    DAY = "day"
    TIME = "time"


@dataclass(frozen=True)
class Column(Generic[Item]):
    """One column: its machine name, its title (a msgid), its form, what it takes from an item.

    ``width`` is in characters; ``words`` is given to *of* for texts of the report's language.
    """

    name: str
    title: str
    of: Callable[[Item, Words], Value]
    form: Form = Form.TEXT
    width: int = 12


@dataclass(frozen=True)
class Table(Generic[Item]):
    """One noun: ``name`` is its file's, ``title`` its sheet's (msgids: ``title``, ``about``).

    ``items`` come from the province at once or, by ``each``, from one commune after the other. The first
    ``printed`` columns are those that go on paper (0: all).
    """

    name: str
    title: str
    about: str
    columns: tuple[Column[Item], ...]
    items: Callable[[ProvinceView, Words], Iterable[Item]] | None = None
    each: Callable[[ProvinceView, CommuneView], Iterable[Item]] | None = None
    printed: int = 0

    def cells(self, item: Item, words: Words) -> tuple[Value, ...]:
        """One row."""
        return tuple(column.of(item, words) for column in self.columns)


AnyTable = Table[Any]
Row = tuple[AnyTable, tuple[Value, ...]]


def rows(view: ProvinceView, tables: Iterable[AnyTable]) -> Iterator[Row]:
    """Every row of *tables*: those of the province first, then commune by commune, each opened once."""
    chosen, words = tuple(tables), words_of(view.language)
    for table in chosen:
        for item in table.items(view, words) if table.items else ():
            yield table, table.cells(item, words)
    by_commune = [table for table in chosen if table.each]
    for commune in view.opened() if by_commune else ():
        for table in by_commune:
            for item in table.each(view, commune) if table.each else ():
                yield table, table.cells(item, words)


def names(found: Iterable[str], limit: int = MAX_NAMES) -> str:
    """At most *limit* names; how many more there are is said by an ellipsis and a number."""
    every = tuple(found)
    more = f", … +{len(every) - limit}" if len(every) > limit else ""
    return ", ".join(line(name, 80) for name in every[:limit]) + more


def said(value: Value, words: Words) -> str:
    """A text or a word as a reader sees it."""
    if isinstance(value, bool):
        return words.gettext("yes") if value else words.gettext("no")
    if isinstance(value, StrEnum):
        return first_up(words.word(value))
    if isinstance(value, tuple):
        return ", ".join(map(words.word, value))
    return text(str(value))


def told(column: Column[Any], value: Value, words: Words) -> str:
    """Any cell as text in the report's language; ``""`` for none."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return words.time(value)
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return words.percent(value) if column.form is Form.SHARE else words.number(value)
    return said(value, words)
