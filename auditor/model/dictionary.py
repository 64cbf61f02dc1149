"""The dictionary of facts (``auditor/facts.yml``): which facts exist, their types, units and meaning."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

from auditor.model import times
from auditor.model.words import Kind


@dataclass(frozen=True)
class FactType:
    """One entry of the dictionary. ``record`` names the fields of a record and their types."""

    name: str
    type: str
    kinds: tuple[Kind, ...]
    meaning: Mapping[str, str]
    unit: str = ""
    record: Mapping[str, str] = field(default_factory=dict)


def _entry(name: str, data: Mapping[str, Any]) -> FactType:
    return FactType(
        name=name,
        type=data["type"],
        kinds=tuple(Kind(kind) for kind in data["kinds"]),
        meaning={"vi": data["vi"], "en": data["en"]},
        unit=data.get("unit", ""),
        record=data.get("record", {}),
    )


@cache
def dictionary() -> Mapping[str, FactType]:
    """Every fact by its name."""
    text = resources.files("auditor").joinpath("facts.yml").read_text("utf-8")
    return {name: _entry(name, data) for name, data in yaml.safe_load(text).items()}


def check_value(name: str, value: Any) -> str | None:
    """Why *value* is not a value of the fact *name* (unknown name, other type or field), or None when it is.

    A record may lack fields (not observed: absent), but has none that the dictionary does not name.
    """
    fact = dictionary().get(name)
    if fact is None:
        return f"{name}: not in the dictionary of facts"
    return _check(name, fact.type, fact.record, value)


def _check(place: str, kind: str, fields: Mapping[str, str], value: Any) -> str | None:
    if kind.startswith("list["):
        if not isinstance(value, list):
            return f"{place}: {type(value).__name__} instead of {kind}"
        inner = kind.removeprefix("list[").removesuffix("]")
        found = (_check(f"{place}[{number}]", inner, fields, item) for number, item in enumerate(value))
        return next((problem for problem in found if problem), None)
    if kind == "record":
        return _check_record(place, fields, value)
    return None if _is(kind, value) else f"{place}: {value!r:.60} instead of {kind}"


def _check_record(place: str, fields: Mapping[str, str], value: Any) -> str | None:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        return f"{place}: {value!r:.60} instead of record"
    if not fields:  # a record of free keys, as sshd's settings are
        return None
    for key, item in value.items():
        if key not in fields:
            return f"{place}.{key}: not a field of the record"
        if problem := _check(f"{place}.{key}", fields[key], {}, item):
            return problem
    return None


def _is(kind: str, value: Any) -> bool:
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "float":
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return isinstance(value, str) and (kind == "str" or (kind == "time" and _is_time(value)))


def _is_time(value: str) -> bool:
    try:
        times.from_text(value)
    except ValueError:
        return False
    return True
