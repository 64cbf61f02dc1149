"""One recording's score sheet: what was compared with its expected values, and how it went."""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.parsers.formats import parse, parser_of
from auditor.parsers.parsed import Unreadable
from tests.realdata.known import WRONG_EXPECTED

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "realdata"
NO_FACT = "no fact holds it"


def folder() -> Path | None:
    """Where the recordings are: AUDITOR_REALDATA, else beside the checkout; None where there are none."""
    place = Path(os.environ.get("AUDITOR_REALDATA") or DEFAULT)
    return place if (place / "expected.json").is_file() else None


@dataclass(frozen=True)
class Wrong:
    """One field that the facts have otherwise than expected."""

    item: str
    field: str
    expected: Any
    found: Any


@dataclass
class Sheet:
    """One recording: its expected values, and what became of each."""

    item: Mapping[str, Any]
    place: Path
    right: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """Field (its indexes left out) and why it was not compared."""
    disputed: list[str] = field(default_factory=list)
    """Fields whose expected value is itself wrong; the evidence is in known.py."""
    asked: list[tuple[str, Path]] = field(default_factory=list)
    """Which file was read as which format."""
    _touched: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """The recording's name, over all kinds."""
        return str(self.item["id"])

    @property
    def expected(self) -> Mapping[str, Any]:
        """The expected values."""
        return dict(self.item["expected"])

    def raw(self, number: int = 0) -> bytes:
        """The bytes of the recording."""
        return (self.place / self.item["files"][number]).read_bytes()

    def facts(self, format_: str, number: int = 0) -> dict[str, Any]:
        """Its facts, as ``auditor parse`` prints them. Raises Unreadable."""
        self.asked.append((format_, self.place / self.item["files"][number]))
        return dict(parse(parser_of(format_), self.raw(number)).facts)

    def check(
        self,
        name: str,
        expected: Any,
        found: Any,
        same: Callable[[Any, Any], bool] = lambda expected, found: bool(expected == found),
    ) -> None:
        """Compare one field; *found* is None where there is no such fact."""
        self._touched.add(_plain(name))
        if (self.id, name) in WRONG_EXPECTED:
            self.disputed.append(name)
        elif (found is None) == (expected is None) and (found is None or same(expected, found)):
            self.right += 1
        else:
            self.wrong.append(Wrong(self.id, name, expected, found))

    def skip(self, name: str, why: str) -> None:
        """Say why one field is not compared."""
        self._touched.add(_plain(name))
        self.left_out.append((_plain(name), why))

    def refused(self, format_: str) -> bool:
        """Whether the recording is no answer of its format, said by a typed error."""
        try:
            self.facts(format_)
        except Unreadable:
            return True
        return False

    def finish(self) -> None:
        """Name every expected field that nothing looked at."""
        for name in sorted(set(_leaves(self.expected))):
            if not any(name == each or name.startswith((f"{each}.", f"{each}[")) for each in self._touched):
                self.left_out.append((name, NO_FACT))


def _plain(name: str) -> str:
    return re.sub(r"\[[^\]]*\]", "[]", name)


def _leaves(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{name}.{key}".lstrip("."))
    elif isinstance(value, list):
        for inner in value or [None]:
            yield from _leaves(inner, f"{name}[]")
    else:
        yield name


def load(place: Path) -> list[Mapping[str, Any]]:
    """Every recording that *place* describes."""
    return list(json.loads((place / "expected.json").read_text("utf-8"))["items"])


# ── how two values are the same ──────────────────────────────────────────────────────────────────


def near(expected: Any, found: Any) -> bool:
    """Numbers that differ by rounding: half of the last digit that people write, or half a percent."""
    if isinstance(expected, str):
        expected = float(expected)
    return abs(float(expected) - float(found)) <= max(0.051, abs(float(expected)) * 0.005)


def folded(text: Any) -> str:
    """Blanks made one, and small letters."""
    return re.sub(r"\s+", " ", str(text)).strip().lower()


def same_text(expected: Any, found: Any) -> bool:
    """Texts that differ by blanks and capitals only."""
    return folded(expected) == folded(found)
