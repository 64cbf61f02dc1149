"""The probe's own parsers, asked about one part of its answer."""

from collections.abc import Iterable
from typing import Any

from auditor.parsers.linux import FACTS
from auditor.parsers.pc.answer import Answer, Missing


def ask(sections: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The facts *names* that an answer with only these *sections* holds."""
    answer, found = Answer({"sections": sections}), {}
    for name in names:
        try:
            found[name] = FACTS[name](answer)
        except (Missing, ValueError, LookupError):
            continue
    return found
