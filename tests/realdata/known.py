"""Expected values that are themselves wrong, with the evidence; docs/realdata.md tells them to people."""

from collections.abc import Mapping

WRONG_EXPECTED: Mapping[tuple[str, str], str] = {}
"""Recording and field → evidence."""
