"""What every parser gives back, and the bounds that everything a device said is held to."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_TEXT = 4096
"""Longer texts are cut, with an ellipsis as the last character."""
MAX_ITEMS = 10_000
"""Longer lists are cut."""
_MAX_DEPTH = 6
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class Unreadable(ValueError):
    """Raised by a parser when an answer is not of its format at all; the message says why."""


@dataclass(frozen=True)
class Parsed:
    """Facts out of raw answers.

    ``facts`` maps names of facts.yml to JSON values; ``missing`` maps names (or ``section.*``) to the reason
    why they were not observed; ``identity`` is what survives a rename (serial, machine-id), ``""`` when
    unknown; ``warnings`` are sentences about answers that were odd but usable.
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    identity: str = ""
    warnings: tuple[str, ...] = ()


def bounded(value: Any, depth: int = _MAX_DEPTH) -> Any:
    """*value* as JSON can hold it everywhere: texts and lists cut to the bounds, no NaN, no lone surrogate.

    Raises ValueError for what is nested too deep, not a finite number or not JSON at all.
    """
    if depth < 0:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, list | tuple):
        return [bounded(item, depth - 1) for item in value[:MAX_ITEMS]]
    if isinstance(value, dict):
        items = list(value.items())[:MAX_ITEMS]
        return {text(str(key)): bounded(item, depth - 1) for key, item in items}
    raise ValueError(f"not a JSON value: {value!r:.60}")


def text(value: str) -> str:
    """*value* cut to MAX_TEXT characters; bytes that were not UTF-8 (surrogates) and NUL shown as U+FFFD."""
    if len(value) <= MAX_TEXT and value.isascii() and "\0" not in value:  # nearly every text
        return value
    if len(value) > MAX_TEXT:
        value = value[: MAX_TEXT - 1] + "…"
    # PostgreSQL's text and jsonb hold neither NUL nor lone surrogates.
    return _UNSTORABLE.sub("\ufffd", value)
