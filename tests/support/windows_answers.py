"""Answers of the Windows probe for tests: the healthy counter PC of the lab, with parts of it changed."""

import copy
import json
from functools import cache
from importlib import resources
from typing import Any

from auditor.lab import windows_replay
from auditor.parsers.parsed import Parsed
from auditor.parsers.windows import probe


@cache
def _recorded() -> dict[str, Any]:
    text = resources.files("auditor").joinpath("lab/recordings/windows-pc.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def answer(errors: dict[str, str] | None = None, **sections: Any) -> dict[str, Any]:
    """The recorded answer with whole *sections* replaced (None: taken out) and *errors* added.

    ``section__part=value`` replaces one part only.
    """
    data = copy.deepcopy(_recorded())
    for name, value in sections.items():
        section, _sep, part = name.partition("__")
        place = data["sections"][section] if part else data["sections"]
        place[part or section] = value
        if value is None:
            del place[part or section]
    data["errors"].update(errors or {})
    return data


def registry(*path: str, **values: Any) -> dict[str, Any]:
    """The section registry with *values* in the machine's key *path*; None takes a value out."""
    keys = copy.deepcopy(_recorded()["sections"]["registry"])
    key = keys.setdefault("\\".join(("HKEY_LOCAL_MACHINE", *path)), {})
    key.update(values)
    for name in [name for name, value in key.items() if value is None]:
        del key[name]
    return keys


def rows(place: str, **changes: Any) -> list[dict[str, Any]]:
    """The recorded rows at *place* (``section`` or ``section.part``), the first with *changes*."""
    found: Any = copy.deepcopy(_recorded()["sections"])
    for step in place.split("."):
        found = found[step]
    return [{**found[0], **changes}, *found[1:]]


def packed(data: dict[str, Any]) -> bytes:
    """*data* as the probe prints it."""
    return windows_replay.packed(data).encode("ascii")


def parse(data: Any, **times: float | None) -> Parsed:
    """What the parser makes of *data* (JSON-able)."""
    asked = {"asked_at": None, "answered_at": None} | times
    return probe.parse(json.dumps(data).encode(), **asked)


def fact(name: str, errors: dict[str, str] | None = None, **sections: Any) -> Any:
    """One fact of the recorded answer with changes; raises KeyError with the reason when it is missing."""
    parsed = parse(answer(errors, **sections))
    if name in parsed.missing:
        raise KeyError(parsed.missing[name])
    return parsed.facts[name]


def why(name: str, errors: dict[str, str] | None = None, **sections: Any) -> str:
    """Why a fact is missing."""
    parsed = parse(answer(errors, **sections))
    assert name not in parsed.facts, parsed.facts[name]
    return parsed.missing[name]
