"""The matchers by name, and what comes of a comparison."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.errors import MatchError, did_you_mean

NUMBERS = frozenset({"int", "float"})
SCALARS = NUMBERS | {"str", "bool", "time"}
TEXTS = frozenset({"list[str]"})
RECORDS = frozenset({"list[record]"})

MAX_ITEMS = 20
MAX_TEXT = 120


@dataclass(frozen=True, slots=True)
class Match:
    """``ok``, and in ``detail`` the part of a long value that decided (bounded; None: all of it)."""

    ok: bool
    detail: Any = None


@dataclass(frozen=True)
class Matcher:
    """``facts``: types of facts.yml it fits; ``takes``: what its argument is; ``words``: how it is told."""

    name: str
    check: Callable[[Any, Any], Match]
    facts: frozenset[str]
    takes: str
    words: str


MATCHERS: dict[str, Matcher] = {}


def register(
    name: str, words: str, facts: frozenset[str], takes: str
) -> Callable[[Callable[[Any, Any], Match]], Callable[[Any, Any], Match]]:
    """Add a matcher under *name*; raises ValueError when it is already there."""

    def add(check: Callable[[Any, Any], Match]) -> Callable[[Any, Any], Match]:
        if name in MATCHERS:
            raise ValueError(f"there is already a matcher {name}")
        MATCHERS[name] = Matcher(name, check, facts, takes, words)
        return check

    return add


def matcher(name: str) -> Matcher:
    """The matcher called *name*; raises MatchError with the nearest right name when there is none."""
    if name not in MATCHERS:
        near = did_you_mean(name, tuple(MATCHERS))
        raise MatchError(f"there is no matcher {name}" + (f"; {near}" if near else ""))
    return MATCHERS[name]


def match(name: str, found: Any, wanted: Any) -> Match:
    """Compare *found* (a fact) with *wanted* by the matcher *name*; raises MatchError when they cannot be."""
    return matcher(name).check(found, wanted)


def bounded(items: list[Any]) -> list[Any]:
    """At most MAX_ITEMS of *items*, texts cut at MAX_TEXT; the last item says how many were left out."""
    kept = [cut(item) for item in items[:MAX_ITEMS]]
    return [*kept, f"… +{len(items) - MAX_ITEMS}"] if len(items) > MAX_ITEMS else kept


def cut(item: Any) -> Any:
    """*item* with long texts and long lists in it cut."""
    if isinstance(item, str) and len(item) > MAX_TEXT:
        return item[:MAX_TEXT] + "…"
    if isinstance(item, Mapping):
        return {cut(key): cut(value) for key, value in list(item.items())[:MAX_ITEMS]}
    return bounded(item) if isinstance(item, list) else item
