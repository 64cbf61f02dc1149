"""A technician's file of devices, CSV, .xlsx or YAML → entries; what is wrong is told by line or cell.

YAML is a list of mappings (or ``devices:`` with one), each with ``address``, ``kind`` and what else is known.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
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
    "commune": Column.COMMUNE_CODE,
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
_MORE = {
    "network_os": "ansible_network_os",
    "location": "asset_note",
    "host_key": "",
}
"""What YAML may say beside a list's columns, and the variable that it becomes (``""``: none)."""
_SHAPES = {
    "network_os": re.compile(r"[A-Za-z0-9_.]{1,60}"),
    "location": re.compile(r"(?!.*\{[{%#])[^\W_][^\x00-\x1f\x7f]{0,99}"),
    "host_key": re.compile(r"SHA256:[A-Za-z0-9+/]{43}"),
}
_EXAMPLE = '- {address: 192.0.2.11, kind: pc, name: pasc-03158-pc01, counter: "1", serial: HP-0001}'


@dataclass(frozen=True)
class DeviceFile:
    """What a file says: ``entries``, and by address the fingerprint (``SHA256:…``) of its host key."""

    entries: tuple[Entry, ...] = ()
    fingerprints: Mapping[str, str] = field(default_factory=dict)


def read_devices(file: Path, communes: Communes, code: str) -> DeviceFile:
    """The devices of *file*, of the commune *code* where it states none; those of other communes left out.

    Raises InventoryError with every mistake at its line (YAML) or cell.
    """
    remarks = Remarks()
    in_yaml = file.suffix.lower() in (".yml", ".yaml")
    more: dict[int, dict[str, str]] = {}
    sheets: Iterator[Sheet] = iter([_sheet(file, more)]) if in_yaml else opened(file)
    found = read(str(file), sheets, communes, code, remarks)
    if problems := [_problem(each, in_yaml) for each in remarks.all() if each.level is Level.ERROR]:
        raise InventoryError(problems)
    own = [entry for entry in found.entries if entry.commune == code]
    prints = {entry.variables.get("ansible_host", ""): more.get(entry.spot.row, {}) for entry in own}
    return DeviceFile(
        entries=tuple(_with(entry, more.get(entry.spot.row, {})) for entry in own),
        fingerprints={at: each["host_key"] for at, each in prints.items() if "host_key" in each},
    )


def _with(entry: Entry, more: Mapping[str, str]) -> Entry:
    added = {_MORE[key]: value for key, value in more.items() if _MORE[key]}
    return replace(entry, variables={**entry.variables, **added})


def _problem(remark: Remark, in_yaml: bool) -> Problem:
    if in_yaml:
        return Problem(remark.spot.file, remark.spot.row, 0, remark.message, remark.remedy)
    return Problem(str(remark.spot), 0, 0, remark.message, remark.remedy)


def _sheet(file: Path, more: dict[int, dict[str, str]]) -> Sheet:
    """*file* as rows under headers, each with the number of its line; what no column holds goes into *more*.

    Raises InventoryError.
    """
    problems: list[Problem] = []
    root = compose(file, problems)
    if isinstance(root, yaml.MappingNode):
        root = next((value for key, value in pairs(root) if key.value == "devices"), None)
    if not problems and not isinstance(root, yaml.SequenceNode):
        problems.append(Problem(str(file), 1, 1, _("a list of devices is expected"), _EXAMPLE))
    head = Row(0, tuple(HEADERS[column][0] for column in _KEYS.values()))
    items = root.value if isinstance(root, yaml.SequenceNode) else []
    rows = [_row(file, item, more, problems) for item in items]
    if problems:
        raise InventoryError(problems)
    return Sheet("", [head, *rows])


def _row(file: Path, item: yaml.Node, more: dict[int, dict[str, str]], problems: list[Problem]) -> Row:
    given: dict[str, str] = {}
    if not isinstance(item, yaml.MappingNode):
        problems.append(place(file, item).problem(_("a device is a mapping"), _EXAMPLE))
    for key, value in pairs(item):
        if key.value not in (*_KEYS, *_MORE):
            unknown = _("a device has no “{name}”").format(name=key.value)
            known = (*_KEYS, *_MORE)
            problems.append(
                place(file, key).problem(unknown, did_you_mean(key.value, known) or ", ".join(known))
            )
        elif not isinstance(value, yaml.ScalarNode) or not (is_text(value) or value.value.strip(" ")):
            problems.append(place(file, value).problem(_("a text is expected, in quotes")))
        elif key.value in _SHAPES and not _SHAPES[key.value].fullmatch(value.value):
            wrong = _("“{text}” cannot be a {name}").format(text=value.value[:60], name=key.value)
            problems.append(place(file, value).problem(wrong))
        else:
            given[key.value] = value.value  # as it is written: a counter 01 stays 01
    number = item.start_mark.line + 1
    more[number] = {key: given[key] for key in _MORE if key in given}
    return Row(number, tuple(given.get(key) for key in _KEYS))
