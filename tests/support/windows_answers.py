"""Answers of the Windows probe for tests: the healthy counter PC of the lab, with parts of it changed."""

from pathlib import Path
from typing import Any

from auditor.lab import windows_replay
from auditor.parsers.windows import probe
from tests.support.recorded import Recorded

_PC = Recorded(Path(windows_replay.__file__).parent / "recordings" / "windows-pc.json", probe.parse)
answer, parse, fact, why = _PC.answer, _PC.parse, _PC.fact, _PC.why


def registry(*path: str, **values: Any) -> dict[str, Any]:
    """The section registry with *values* in the machine's key *path*; None takes a value out."""
    keys = _PC.sections()["registry"]
    key = keys.setdefault("\\".join(("HKEY_LOCAL_MACHINE", *path)), {})
    key.update(values)
    for name in [name for name, value in key.items() if value is None]:
        del key[name]
    return keys


def rows(place: str, **changes: Any) -> list[dict[str, Any]]:
    """The recorded rows at *place* (``section`` or ``section.part``), the first with *changes*."""
    found: Any = _PC.sections()
    for step in place.split("."):
        found = found[step]
    return [{**found[0], **changes}, *found[1:]]


def packed(data: dict[str, Any]) -> bytes:
    """*data* as the probe prints it."""
    return windows_replay.packed(data).encode("ascii")
