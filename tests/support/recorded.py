"""One recorded answer of a probe for tests, with one part or another changed, and what is read out of it."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from auditor.parsers.parsed import Parsed


@dataclass(frozen=True)
class Recorded:
    """*file* is the probe's JSON, *parser* ``linux.parse`` or its like."""

    file: Path
    parser: Callable[..., Parsed]

    @cached_property
    def _data(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.file.read_text("utf-8"))
        return loaded

    def sections(self) -> dict[str, Any]:
        """The recorded sections, the caller's to change."""
        found: dict[str, Any] = copy.deepcopy(self._data["sections"])
        return found

    def answer(self, errors: dict[str, str] | None = None, **sections: Any) -> dict[str, Any]:
        """The recorded answer with whole *sections* replaced (None: taken out) and *errors* added.

        ``section__part=value`` replaces one part only.
        """
        data = copy.deepcopy(self._data)
        for name, value in sections.items():
            section, _sep, part = name.partition("__")
            place = data["sections"][section] if part else data["sections"]
            place[part or section] = value
            if value is None:
                del place[part or section]
        data["errors"].update(errors or {})
        return data

    def parse(self, data: Any, **times: float | None) -> Parsed:
        """What the parser makes of *data* (JSON-able)."""
        asked = {"asked_at": None, "answered_at": None} | times
        return self.parser(json.dumps(data).encode(), **asked)

    def fact(self, name: str, errors: dict[str, str] | None = None, **sections: Any) -> Any:
        """One fact of the recorded answer with changes. Raises KeyError with the reason for a missing one."""
        parsed = self.parse(self.answer(errors, **sections))
        if name in parsed.missing:
            raise KeyError(parsed.missing[name])
        return parsed.facts[name]

    def why(self, name: str, errors: dict[str, str] | None = None, **sections: Any) -> str:
        """Why a fact is missing."""
        parsed = self.parse(self.answer(errors, **sections))
        assert name not in parsed.facts, parsed.facts[name]
        return parsed.missing[name]
