"""The standard room: rules, quantities and profiles, read from YAML and checked on load."""

from auditor.standard.load import load_standard
from auditor.standard.model import (
    Applies,
    Comparison,
    Deviation,
    Rule,
    Standard,
    Value,
    references,
    substitute,
    without_unstated,
)
from auditor.standard.reasons import say_reason

__all__ = [
    "Applies",
    "Comparison",
    "Deviation",
    "Rule",
    "Standard",
    "Value",
    "load_standard",
    "references",
    "say_reason",
    "substitute",
    "without_unstated",
]
