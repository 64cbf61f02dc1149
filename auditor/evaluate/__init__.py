"""The evaluate room: facts against a standard, giving findings and levels."""

from auditor.evaluate.commune import SUBJECT
from auditor.evaluate.judge import judge

__all__ = ["SUBJECT", "judge"]
