"""The cells of one row, checked: what an inventory should not hold is told by cell."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from ipaddress import ip_address

from auditor.i18n import _
from auditor.inventory.lists.cells import MAX_CELL, Remarks, Row, Spot, Value, text
from auditor.inventory.lists.csv_file import is_tcvn3
from auditor.inventory.lists.words import DYNAMIC, Column
from auditor.inventory.provinces import plain

_TEMPLATE = ("{{", "{%", "{#")
VARIABLES: Mapping[Column, str] = {
    Column.SITE: "site",
    Column.COUNTER: "counter",
    Column.MAKE: "asset_make",
    Column.MODEL: "asset_model",
    Column.SERIAL: "asset_serial",
    Column.NOTE: "asset_note",
    Column.USER: "ansible_user",
    Column.ORIGIN: "origin",
}
"""The variables that columns become as they are."""


class _BadCell(ValueError):
    """Raised when a cell cannot be used; carries its remedy."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def tcvn3() -> tuple[str, str]:
    """What is told of text in TCVN3, and what to do."""
    return (
        _("the text is in TCVN3 (ABC, .VnTime), which does not say which letter is meant"),
        _("turn it into Unicode first, for example with UniKey's conversion tool"),
    )


class RowReader:
    """The cells of one row, checked; what is wrong is told once a cell."""

    def __init__(
        self,
        row: Row,
        spot: Spot,
        cells: Mapping[Column, int],
        unsaved: frozenset[tuple[int, int]],
        remarks: Remarks,
    ) -> None:
        self._row, self.spot, self._cells, self._unsaved = row, spot, cells, unsaved
        self._remarks = remarks
        self.failed = False

    def fail(self, column: int, message: str, remedy: str = "") -> None:
        """Tell what is wrong in *column*; the row is not taken."""
        self.failed = True
        self._remarks.error(self.spot.at(column), message, remedy)

    def text(self, column: Column) -> str | None:
        """The cell's text; None where it cannot be used."""
        return self.checked(column, lambda said: said)

    def checked(self, column: Column, check: Callable[[str], str]) -> str | None:
        """What *check* makes of the cell; None where there is none, or it is told to be wrong."""
        at = self._cells.get(column)
        if at is None:
            return None
        try:
            if (self._row.number, at) in self._unsaved:
                formula = _("a formula of which the file holds no value")
                raise _BadCell(formula, _("open the list in Excel or LibreOffice and save it again"))
            return check(_usable(self._row.cells[at - 1]))
        except _BadCell as error:
            self.fail(at, error.message, error.remedy)
            return None

    def columns(self) -> dict[str, int]:
        """Where the row's variables stand: Ansible's name of each to the number of its column."""
        named = {name: self._cells[column] for column, name in VARIABLES.items() if column in self._cells}
        more = {Column.ADDRESS: "ansible_host", Column.ROLE: "role", Column.NAME: "name"}
        return named | {name: self._cells[column] for column, name in more.items() if column in self._cells}


def _usable(value: Value) -> str:
    """The text of a cell. Raises _BadCell for what no inventory should hold."""
    raw = "" if value is None else str(value)
    if len(raw) > MAX_CELL:
        raise _BadCell(_("longer than {count} characters").format(count=MAX_CELL))
    said = text(value)
    if any(unicodedata.category(char).startswith("C") for char in said):
        raise _BadCell(_("there is a control character in it"), _("type the text again"))
    if said.startswith(("=", "@")) or re.match(r"[+-]\s*[A-Za-z(\d]+[|(]", said):
        raise _BadCell(_("a formula instead of a text"), _("type the value itself"))
    if re.fullmatch(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)", said):
        raise _BadCell(_("a formula that failed: {error}").format(error=said), _("type the value itself"))
    if any(sign in said for sign in _TEMPLATE):
        raise _BadCell(_("two braces, which Ansible would read as a template"), _("leave them out"))
    if is_tcvn3(said):
        raise _BadCell(*tcvn3())
    return said


def address_of(said: str) -> str:
    """An IPv4 or IPv6 address, ``""`` where the words say that it changes. Raises _BadCell."""
    if plain(said) in DYNAMIC:
        return ""
    try:
        address = ip_address(said)
    except ValueError as error:
        wrong = _("“{text}” is not an IP address").format(text=said[:60])
        raise _BadCell(
            wrong, _("four numbers of 0 to 255, for example 10.11.12.13; one address a cell")
        ) from error
    if address.is_unspecified or address.is_multicast or address.is_loopback or said == "255.255.255.255":
        raise _BadCell(
            _("no device has the address {address}").format(address=said), _("correct the address")
        )
    return str(address)
