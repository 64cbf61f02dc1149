"""Sections of a network device's configuration against what is wanted of them: missing, extra, out of order.

A configuration comes as lines «section > line» (``network.config_lines``), whatever its maker's own form is.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.errors import MatchError

INSIDE = " > "
"""What stands between a section and a line of it."""
MAX_DEPTH = 8
"""Sections within sections: deeper ones are not told apart, so that a hostile configuration costs little."""
MAX_HEADER = 512
"""A longer heading is not given to a regular expression."""
_KEYS = frozenset({"section", "section_matches", "lines", "ordered", "extra"})


@dataclass(frozen=True, slots=True)
class Section:
    """What is wanted of one section: by its exact *name*, or of every one whose name fits *pattern*.

    ``ordered``: the wanted lines come in this order. ``extra``: other lines are allowed beside them.
    """

    name: str
    pattern: str
    lines: tuple[str, ...]
    ordered: bool
    extra: bool

    @classmethod
    def of(cls, wanted: Any) -> "Section":
        """Raises MatchError, in words, when *wanted* is no such mapping."""
        if not isinstance(wanted, Mapping) or set(wanted) - _KEYS:
            raise MatchError("a section is {section: …, lines: […], ordered: …, extra: allowed or forbidden}")
        name, pattern = wanted.get("section", ""), wanted.get("section_matches", "")
        lines, extra = wanted.get("lines", []), wanted.get("extra", "allowed")
        if not isinstance(name, str) or not isinstance(pattern, str) or bool(name) == bool(pattern):
            raise MatchError("a section is named by section (its text) or section_matches (a pattern)")
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise MatchError("lines is a list of texts")
        if extra not in ("allowed", "forbidden") or not isinstance(wanted.get("ordered", False), bool):
            raise MatchError("extra is allowed or forbidden, ordered is true or false")
        return cls(name, _compiled(pattern), tuple(lines), wanted.get("ordered", False), extra == "allowed")

    def wants(self, name: str) -> bool:
        """Whether the section *name* is meant."""
        if self.name:
            return name == self.name
        if len(name) > MAX_HEADER or name.count(INSIDE) != self.pattern.count(INSIDE):
            return False  # “interface .*” means no section within an interface
        return re.fullmatch(self.pattern, name) is not None

    def problems(self, name: str, there: Sequence[str]) -> dict[str, Any]:
        """What is wrong with the section *name*, whose lines are *there*; empty when it is as wanted."""
        missing = list((Counter(self.lines) - Counter(there)).elements())
        mine = set(self.lines)
        kept = [line for line in there if line in mine]
        found: dict[str, Any] = {"missing": missing} if missing else {}
        if not self.extra and (extra := [line for line in there if line not in mine]):
            found["extra"] = extra
        if self.ordered and not missing and not _in_order(self.lines, kept):
            found["order"] = kept
        return {"section": name, **found} if found else {}


def _compiled(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise MatchError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


def _in_order(wanted: Iterable[str], there: Iterable[str]) -> bool:
    """Whether *wanted* is what is left of *there* when some lines of it are passed over."""
    rest = iter(there)
    return all(line in rest for line in wanted)


def compare(lines: Sequence[str], wanted: Iterable[Any]) -> list[dict[str, Any]]:
    """What is wrong: a record ``{section, missing, extra, order}`` each. Raises MatchError, *wanted* is bad.

    A section that is not there at all is ``{section, absent: true}`` and all its lines missing. Each wanted
    section is looked for once; the time it takes grows with the configuration's length, not its square.
    """
    sections = [Section.of(each) for each in wanted]
    names = _names(lines)
    meant = [[name for name in names if section.wants(name)] for section in sections]
    inside = _inside(lines, {name for each in meant for name in each})
    wrong: list[dict[str, Any]] = []
    for section, there in zip(sections, meant, strict=True):
        if not there:
            absent = {"section": section.name or section.pattern, "absent": True}
            wrong.append(absent | ({"missing": list(section.lines)} if section.lines else {}))
        found = (section.problems(name, inside[name]) for name in there)
        wrong += [problem for problem in found if problem]
    return wrong


def _names(lines: Sequence[str]) -> list[str]:
    """Everything that could be a section: each line, and what a line says it is inside of."""
    return list(dict.fromkeys([*lines, *(line.rpartition(INSIDE)[0] for line in lines)]))


def _inside(lines: Sequence[str], names: set[str]) -> dict[str, list[str]]:
    """The lines of each of *names*, in their order; a line of a section within it as «section > line»."""
    inside: dict[str, list[str]] = {name: [] for name in names}
    for line in lines:
        end = -1
        for _level in range(MAX_DEPTH):
            end = line.find(INSIDE, end + 1)
            if end < 0:
                break
            if line[:end] in inside:
                inside[line[:end]].append(line[end + len(INSIDE) :])
    return inside
