"""A comparison that cannot be made since facts are not there is a wrong one, not the end of the table."""

from collections.abc import Callable
from typing import Any

from tests.realdata.sheet import Sheet

_NOT_THERE = (LookupError, TypeError, ValueError, AttributeError, StopIteration)


def attempt(sheet: Sheet, compare: Callable[..., None], *arguments: Any) -> None:
    """Compare, and name what was not there."""
    try:
        compare(sheet, *arguments)
    except _NOT_THERE as error:
        sheet.check(f"{compare.__name__.strip('_')}", "can be compared", f"{type(error).__name__}: {error}")
