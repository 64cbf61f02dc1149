"""The dictionary of facts (``auditor/facts.yml``): which facts exist, their types, units and meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

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
