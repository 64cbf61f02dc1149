"""The scanner noun: what eSCL, WSD and LEDM say, each in its own words, as the same facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.parsers.facts import gather, stated

PLATEN, FEEDER, DUPLEX = "platen", "feeder", "feeder-duplex"
_A4_MM = (208, 295)
"""A4 less 2 mm: many scanners that take it state a little less."""
_MM = 25.4

Source = Mapping[str, Any]
"""A record of ``scanner.sources``."""


@dataclass(frozen=True)
class Scanner:
    """What a scanner says it can do; None or absent where it does not say."""

    make_model: str | None = None
    sources: tuple[Source, ...] = ()
    feeder_duplex: bool | None = None
    """Whether its feeder scans both sides, where that is said elsewhere than by a source."""
    unit: int = 300
    """Parts of an inch in which the sizes of its sources are."""
    stated: Mapping[str, Any] = field(default_factory=dict)
    """Facts that the protocol states just so, None where it does not."""


def facts(scanner: Scanner) -> tuple[dict[str, Any], dict[str, str]]:
    """The facts of *scanner*'s capabilities, and why the others are missing."""
    found, missing = gather(_FACTS, scanner)
    return found | {name: value for name, value in scanner.stated.items() if value is not None}, missing


def _sources(scanner: Scanner) -> list[dict[str, Any]]:
    return [dict(each) for each in stated(scanner.sources or None, "input sources")]


def _every(scanner: Scanner, key: str) -> list[Any]:
    values = {value for each in _sources(scanner) for value in each.get(key, ())}
    return sorted(stated(values or None, key))


def _has(name: str) -> Callable[[Scanner], bool]:
    return lambda scanner: any(each["name"] == name for each in _sources(scanner))


def _duplex(scanner: Scanner) -> bool:
    return bool(scanner.feeder_duplex) or _has(DUPLEX)(scanner)


def _a4(scanner: Scanner) -> bool:
    sizes = [(each.get("max_width") or 0, each.get("max_height") or 0) for each in _sources(scanner)]
    # lying or upright: some scanners turn width and height round
    known = [sorted(size) for size in sizes if all(size)]
    stated(known or None, "largest size")
    least = [side * scanner.unit / _MM for side in _A4_MM]
    return any(short >= least[0] and long >= least[1] for short, long in known)


_FACTS: Mapping[str, Callable[[Scanner], Any]] = {
    "scanner.make_model": lambda scanner: stated(scanner.make_model, "model"),
    "scanner.platen": _has(PLATEN),
    "scanner.feeder": lambda scanner: _has(FEEDER)(scanner) or _has(DUPLEX)(scanner),
    "scanner.duplex": _duplex,
    "scanner.color_modes": lambda scanner: _every(scanner, "color_modes"),
    "scanner.color": lambda scanner: any(mode.startswith("RGB") for mode in _every(scanner, "color_modes")),
    "scanner.formats": lambda scanner: _every(scanner, "formats"),
    "scanner.pdf": lambda scanner: any("pdf" in each.lower() for each in _every(scanner, "formats")),
    "scanner.resolutions": lambda scanner: _every(scanner, "resolutions"),
    "scanner.max_resolution": lambda scanner: max(_every(scanner, "resolutions")),
    "scanner.a4": _a4,
    "scanner.sources": _sources,
}
