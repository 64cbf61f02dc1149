"""A technician's file of devices, CSV, .xlsx or YAML → entries; what is wrong is told by line or cell.

YAML is a list of mappings (or ``devices:`` with one), each with ``address``, ``kind`` and what else is known.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from auditor.errors import InventoryError, Problem, did_you_mean
from auditor.i18n import _
from auditor.inventory.lists.cells import Level, Remark, Remarks, Row, Sheet
from auditor.inventory.lists.communes import Communes
from auditor.inventory.lists.open import opened
from auditor.inventory.lists.reading import Entry, read
from auditor.inventory.lists.words import HEADERS, Column
from auditor.inventory.nodes import compose, is_text, pairs, place

_KEYS: Mapping[str, Column] = {
    "name": Column.NAME,
    "kind": Column.KIND,
    "address": Column.ADDRESS,
    "site": Column.SITE,
    "counter": Column.COUNTER,
    "role": Column.ROLE,
    "make": Column.MAKE,
    "model": Column.MODEL,
    "serial": Column.SERIAL,
    "origin": Column.ORIGIN,
    "note": Column.NOTE,
    "system": Column.SYSTEM,
    "user": Column.USER,
}
"""The keys of a device in YAML; in CSV and .xlsx the headers say the same."""
_EXAMPLE = '- {address: 192.0.2.11, kind: pc, name: pasc-03158-pc01, counter: "1", serial: HP-0001}'


def read_devices(file: Path, communes: Communes, code: str) -> tuple[Entry, ...]:
    """The devices of *file*, of the commune *code* where it states none.

    Raises InventoryError with every mistake at its line (YAML) or cell.
    """
    remarks = Remarks()
    in_yaml = file.suffix.lower() in (".yml", ".yaml")
    sheets: Iterator[Sheet] = iter([_sheet(file)]) if in_yaml else opened(file)
    found = read(str(file), sheets, communes, code, remarks)
    problems = [_problem(each, in_yaml) for each in remarks.all() if each.level is Level.ERROR]
    problems += [_elsewhere(entry, code, in_yaml) for entry in found.entries if entry.commune != code]
    if problems:
        raise InventoryError(problems)
    return found.entries


def _problem(remark: Remark, in_yaml: bool) -> Problem:
    if in_yaml:
        return Problem(remark.spot.file, remark.spot.row, 0, remark.message, remark.remedy)
    return Problem(str(remark.spot), 0, 0, remark.message, remark.remedy)


def _elsewhere(entry: Entry, code: str, in_yaml: bool) -> Problem:
    other = _("it is of commune {other}, not of {code}").format(other=entry.commune, code=code)
    at = entry.spot
    return Problem(at.file, at.row, 0, other) if in_yaml else Problem(str(at), 0, 0, other)


def _sheet(file: Path) -> Sheet:
    """*file* as rows under headers, each with the number of its line. Raises InventoryError."""
    problems: list[Problem] = []
    root = compose(file, problems)
    if isinstance(root, yaml.MappingNode):
        root = next((value for key, value in pairs(root) if key.value == "devices"), None)
    if not problems and not isinstance(root, yaml.SequenceNode):
        problems.append(Problem(str(file), 1, 1, _("a list of devices is expected"), _EXAMPLE))
    head = Row(0, tuple(HEADERS[column][0] for column in _KEYS.values()))
    items = root.value if isinstance(root, yaml.SequenceNode) else []
    rows = [_row(file, item, problems) for item in items]
    if problems:
        raise InventoryError(problems)
    return Sheet("", [head, *rows])


def _row(file: Path, item: yaml.Node, problems: list[Problem]) -> Row:
    given: dict[str, str] = {}
    if not isinstance(item, yaml.MappingNode):
        problems.append(place(file, item).problem(_("a device is a mapping"), _EXAMPLE))
    for key, value in pairs(item):
        if key.value not in _KEYS:
            unknown = _("a device has no “{name}”").format(name=key.value)
            known = tuple(_KEYS)
            problems.append(
                place(file, key).problem(unknown, did_you_mean(key.value, known) or ", ".join(known))
            )
        elif not isinstance(value, yaml.ScalarNode) or not (is_text(value) or value.value.strip(" ")):
            problems.append(place(file, value).problem(_("a text is expected, in quotes")))
        else:
            given[key.value] = value.value  # as it is written: a counter 01 stays 01
    return Row(item.start_mark.line + 1, tuple(given.get(key) for key in _KEYS))
