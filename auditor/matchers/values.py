"""What a value must be to be compared; nothing is silently turned into another type.

Each function gives *value* back, typed; it raises MatchError when it is something else.
"""

import math
import re
from collections.abc import Mapping
from typing import Any

from auditor.errors import MatchError

MAX_MATCHED = 4096
"""A longer text is not given to a regular expression: the text is a device's, and time is bounded."""


def refuse(value: Any, wanted: str) -> MatchError:
    """What to raise for *value* where *wanted* (in the words of facts.yml) is needed."""
    return MatchError(f"{type_of(value)} instead of {wanted}")


def type_of(value: Any) -> str:
    """What *value* is, in the words of facts.yml."""
    if isinstance(value, list):
        return f"list[{type_of(value[0])}]" if value else "list"
    if isinstance(value, Mapping):
        return "record"
    return "nothing" if value is None else type(value).__name__


def number(value: Any) -> float:
    """A finite number; True is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise refuse(value, "a number")
    return value


def text(value: Any) -> str:
    """A text."""
    if not isinstance(value, str):
        raise refuse(value, "str")
    return value


def texts(value: Any) -> list[str]:
    """A list of nothing but texts."""
    if not isinstance(value, list) or not set(map(type, value)) <= {str}:
        raise refuse(value, "list[str]")
    return value


def records(value: Any) -> list[Mapping[str, Any]]:
    """A list of nothing but records."""
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise refuse(value, "list[record]")
    return value


def same(found: Any, wanted: Any) -> bool:
    """Equality without Python's 1 == True; int and float are one kind of number.

    Raises MatchError for two of different kinds.
    """
    kinds = {_family(found), _family(wanted)}
    if len(kinds) > 1 or None in kinds:
        raise refuse(found, type_of(wanted))
    return bool(found == wanted)


def _family(value: Any) -> str | None:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return next((name for kind, name in _FAMILIES if isinstance(value, kind)), None)


_FAMILIES: tuple[tuple[Any, str], ...] = (
    (int | float, "number"),
    (str, "str"),
    (list, "list"),
    (Mapping, "record"),
)


def fits(text: str, pattern: str) -> bool:
    """Whether the whole of *text* fits *pattern*. Raises MatchError for a text over MAX_MATCHED."""
    if len(text) > MAX_MATCHED:
        raise MatchError(f"text of {len(text)} characters is too long for a pattern")
    return re.fullmatch(pattern, text) is not None
