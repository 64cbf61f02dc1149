"""The named comparisons between what was found and what is wanted: one small pure function each.

Nothing is silently a regular expression, no type is silently turned into another. What cannot be
compared raises MatchError, which becomes the verdict unknown, never pass.
"""

# Importing them registers their matchers, in the order in which an author of rules is told of them.
from auditor.matchers import single  # noqa: F401

# isort: split
from auditor.matchers import lists  # noqa: F401

# isort: split
from auditor.matchers.records import Each
from auditor.matchers.registry import (
    MATCHERS,
    MAX_ITEMS,
    MAX_TEXT,
    Match,
    Matcher,
    bounded,
    cut,
    match,
    matcher,
    register,
)
from auditor.matchers.single import version
from auditor.matchers.values import type_of
from auditor.matchers.words import describe, say, write

__all__ = [
    "MATCHERS",
    "MAX_ITEMS",
    "MAX_TEXT",
    "Each",
    "Match",
    "Matcher",
    "bounded",
    "cut",
    "describe",
    "match",
    "matcher",
    "register",
    "say",
    "type_of",
    "version",
    "write",
]
