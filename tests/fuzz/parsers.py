"""What takes a case, by the name of its format: the product's parsers, and what is tried beside them."""

from auditor.parsers import formats
from auditor.parsers.formats import Parser
from tests.fuzz import deep, lists


def parser_of(name: str) -> Parser:
    """The parser of *name*. Raises UsageError for a name that is none."""
    return lists.parser_of(name) or deep.parser_of(name) or formats.parser_of(name)
