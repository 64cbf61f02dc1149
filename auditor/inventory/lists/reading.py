"""A list of devices → entries, each with the cell that it came from; what is wrong is told by cell.

The header row is found by its words, whatever titles stand above it. A sheet may stand for a kind or a
commune by its name (“Máy in”, “Xã Sín Thầu”).
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.i18n import _
from auditor.inventory.lists.cells import MAX_ROWS, Remarks, Row, Sheet, Spot, text, unusable
from auditor.inventory.lists.checking import VARIABLES, RowReader, address_of, tcvn3
from auditor.inventory.lists.communes import Communes, NotMeant
from auditor.inventory.lists.csv_file import is_tcvn3
from auditor.inventory.lists.words import (
    ABSENT,
    HEADERS,
    Column,
    column_of,
    is_never_asked,
    is_secret,
    kind_of,
    role_of,
)
from auditor.inventory.provinces import plain
from auditor.model import Kind

HOST_NAME = re.compile(
    r"(?=[^.]*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9-]{1,63})*"
)
"""What may be the name of a host: of letters, digits, - and _, with a letter in its first part."""
_HEAD_ROWS = 40
_NO_DEVICE = re.compile(r"(tong|cong|total|nguoi lap|ghi chu|lap bieu|sum)\b")
_WINDOWS = re.compile(r"(.* )?(windows|win ?(7|8|10|11|xp)?|w(7|8|10|11))\b")
_COUNTER = re.compile(r"^(quầy|quay|counter|desk)\s*(số|so|no\.?)?\s*(?=\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One device of a list. ``name`` is ``""`` where the list gives none that a host may have.

    ``columns`` says in which column each variable stands, for later remarks.
    """

    spot: Spot
    kind: Kind
    commune: str
    name: str
    variables: Mapping[str, str]
    columns: Mapping[str, int] = field(default_factory=dict)

    def where(self, variable: str) -> Spot:
        """The cell of *variable*, else the row."""
        return self.spot.at(self.columns.get(variable, 0))


@dataclass(frozen=True)
class Listed:
    """What was read: entries, and how many rows of how many sheets; rows with an error are ``bad``."""

    entries: tuple[Entry, ...]
    rows: int
    bad: int
    sheets: int


def read(file: str, sheets: Iterable[Sheet], communes: Communes, commune: str, remarks: Remarks) -> Listed:
    """The devices of *sheets*; *commune* is the code for rows that state none.

    Errors go into *remarks*, and their rows are left out. Raises InventoryError where no sheet has a header.
    """
    entries: list[Entry] = []
    rows = bad = read_sheets = 0
    for sheet in sheets:
        reader = _SheetReader(file, sheet, communes, commune, remarks)
        if not reader.found:
            continue
        read_sheets += 1
        for entry in reader.entries():
            rows += 1
            if rows > MAX_ROWS:
                raise unusable(file, _("more than {count} rows").format(count=MAX_ROWS))
            if entry is None:
                bad += 1
            else:
                entries.append(entry)
    if not read_sheets:
        raise unusable(file, _("no row of headers was found"), _headers_wanted())
    return Listed(tuple(entries), rows, bad, read_sheets)


def _headers_wanted() -> str:
    wanted = (Column.NAME, Column.KIND, Column.COMMUNE_CODE, Column.ADDRESS)
    words = ", ".join(f"“{HEADERS[column][0]}”" for column in wanted)
    return _("one row must name the columns, for example {words}").format(words=words)


class _SheetReader:
    """One sheet: its header row, what its columns tell, its rows as entries."""

    def __init__(self, file: str, sheet: Sheet, communes: Communes, commune: str, remarks: Remarks) -> None:
        self._spot = Spot(file, sheet.name)
        self._unsaved, self._communes, self._remarks = sheet.unsaved, communes, remarks
        self._rows = iter(sheet.rows)
        self._kind = kind_of(sheet.name)
        self._commune = commune or self._named_commune(sheet.name)
        head = list(itertools.islice(self._rows, _HEAD_ROWS))
        at, self._columns = _header(head)
        self.found = bool(self._columns)
        if self.found:
            self._rows = itertools.chain(head[at + 1 :], self._rows)
            self._tell_of_columns(head[at])
        elif any(any(text(value) for value in row.cells) for row in head):
            self._tell_of_no_header(head)

    def _named_commune(self, name: str) -> str:
        try:
            return self._communes.meant(name).code if name else ""
        except NotMeant:
            return ""

    def _tell_of_no_header(self, head: Sequence[Row]) -> None:
        if any(is_tcvn3(text(value)) for row in head for value in row.cells):
            self._remarks.error(self._spot, *tcvn3())
        else:
            self._remarks.warn(self._spot, _("this sheet was not read: no row of headers in it"))

    def _tell_of_columns(self, header: Row) -> None:
        used = set(self._columns.values())
        for number, value in enumerate(header.cells, 1):
            said = text(value)
            spot = Spot(self._spot.file, self._spot.sheet, header.number, number)
            if is_secret(said):
                secret = _("the column “{name}” is not read: passwords belong into ansible-vault")
                self._remarks.warn(spot, secret.format(name=said[:40]))
            elif said and number not in used and plain(said) not in ("stt", "tt", "no", "so tt"):
                self._remarks.note(spot, _("the column “{name}” is not used").format(name=said[:40]))

    def entries(self) -> Iterator[Entry | None]:
        """One for each row that is of a device; None where the row has an error, which was told."""
        for row in self._rows:
            spot = Spot(self._spot.file, self._spot.sheet, row.number)
            cells = {column: at for column, at in self._columns.items() if self._has(row, at)}
            if not self._is_device(row, cells):
                continue
            yield self._entry(row, spot, cells)

    def _has(self, row: Row, at: int) -> bool:
        if (row.number, at) in self._unsaved:
            return True
        return at <= len(row.cells) and plain(text(row.cells[at - 1])) not in ABSENT

    def _is_device(self, row: Row, cells: Mapping[Column, int]) -> bool:
        told = cells.keys() & {Column.NAME, Column.ADDRESS, Column.SERIAL, Column.KIND, Column.MODEL}
        if not told:
            return False
        first = next((said for value in row.cells if (said := plain(text(value)))), "")
        if _NO_DEVICE.match(first) and Column.ADDRESS not in cells:
            return False
        if Column.KIND in told and self._is_never_asked(row, cells[Column.KIND]):
            return False
        # a table that goes on over the page repeats its header
        return not all(column_of(text(row.cells[cells[column] - 1])) == column for column in told)

    def _is_never_asked(self, row: Row, at: int) -> bool:
        words = text(row.cells[at - 1]) if at <= len(row.cells) else ""
        if kind_of(words) or not is_never_asked(words):
            return False
        spot = Spot(self._spot.file, self._spot.sheet, row.number, at)
        self._remarks.note(spot, _("“{word}” is not asked, and left out").format(word=words[:40]))
        return True

    def _entry(self, row: Row, spot: Spot, cells: Mapping[Column, int]) -> Entry | None:
        read = RowReader(row, spot, cells, self._unsaved, self._remarks)
        said: dict[Column, str | None] = {
            column: read.text(column) for column in cells if column != Column.ADDRESS
        }
        kind = self._kind_of(read, said)
        commune = self._commune_of(read, said)
        variables = {
            name: value for column, name in VARIABLES.items() if (value := said.get(column)) and value
        }
        address = read.checked(Column.ADDRESS, address_of)
        if address:
            variables["ansible_host"] = address
        if counter := said.get(Column.COUNTER):
            variables["counter"] = _COUNTER.sub("", counter) or counter
        if role := said.get(Column.ROLE):
            variables["role"] = role_of(role)
        if kind in (Kind.PC, Kind.KIOSK) and _WINDOWS.match(plain(said.get(Column.SYSTEM) or "")):
            variables["ansible_shell_type"] = "powershell"
        name = self._name(read, said, variables)
        if not name and not address and not read.failed:
            read.fail(
                0,
                _("neither an address nor a host name: it could not be asked"),
                _("give its IP address; a device on USB is seen through its PC and needs no row"),
            )
        if read.failed or kind is None or commune is None:
            return None
        return Entry(spot, kind, commune, name, variables, read.columns())

    def _name(self, read: "RowReader", said: Mapping[Column, str | None], variables: dict[str, str]) -> str:
        name = said.get(Column.NAME) or ""
        if not name or HOST_NAME.fullmatch(name):
            return name
        variables["asset_name"] = name
        return ""

    def _kind_of(self, read: "RowReader", said: Mapping[Column, str | None]) -> Kind | None:
        words = said.get(Column.KIND)
        if Column.KIND not in said:
            if self._kind is None:
                read.fail(self._columns.get(Column.KIND, 0), _("its kind is not stated"), _kinds_wanted())
            return self._kind
        kind = kind_of(words) if words else None
        if words and kind is None:
            unknown = _("“{word}” is no kind of device that is asked").format(word=words[:60])
            read.fail(self._columns[Column.KIND], unknown, _kinds_wanted())
        return kind

    def _commune_of(self, read: "RowReader", said: Mapping[Column, str | None]) -> str | None:
        codes: dict[str, Column] = {}
        for column in (Column.COMMUNE_CODE, Column.COMMUNE):
            if words := said.get(column):
                try:
                    meant = self._communes.meant(words)
                except NotMeant as error:
                    read.fail(self._columns[column], error.message, error.remedy)
                    return None
                if meant.warning:
                    self._remarks.warn(read.spot.at(self._columns[column]), meant.warning)
                codes.setdefault(meant.code, column)
            elif column in said:
                return None  # the cell has an error of its own
        if len(codes) > 1:
            told = " ≠ ".join(self._communes.label(code) for code in codes)
            read.fail(
                self._columns[Column.COMMUNE], _("code and name differ: {communes}").format(communes=told)
            )
            return None
        if not codes and not self._commune:
            at = self._columns.get(Column.COMMUNE_CODE, self._columns.get(Column.COMMUNE, 0))
            read.fail(at, _("its commune is not stated"), _("fill in the code, or run with --commune CODE"))
        return next(iter(codes), self._commune or None)


def _kinds_wanted() -> str:
    return _("one of: máy tính, kiosk, máy in, máy quét, UPS, router, switch, đường truyền")


def _header(head: Sequence[Row]) -> tuple[int, dict[Column, int]]:
    """Index and columns of the row that has most of the words; ({} where none has two of them)."""
    best: tuple[int, dict[Column, int]] = (0, {})
    for at, row in enumerate(head):
        columns: dict[Column, int] = {}
        for number, value in enumerate(row.cells, 1):
            said = text(value)
            column = column_of(said) if said and len(said) <= 80 and not is_secret(said) else None
            if column and column not in columns:
                columns[column] = number
        if len(columns) > max(1, len(best[1])) and columns.keys() & {Column.NAME, Column.ADDRESS}:
            best = (at, columns)
    return best
