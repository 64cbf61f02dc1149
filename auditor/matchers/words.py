"""Comparisons in words: what was expected, for reports and the command line."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from auditor.errors import MatchError
from auditor.i18n import _
from auditor.matchers.records import Each
from auditor.matchers.registry import cut, matcher


def write(name: str, argument: Any = None) -> str:
    """The comparison as one line that any language can be made from: ``at_least 10``; see :func:`say`."""
    if matcher(name).takes == "nothing":
        return name
    return f"{name} {json.dumps(cut(argument), ensure_ascii=False)}"


def say(expected: str, gettext: Callable[[str], str] = _) -> str:
    """What :func:`write` wrote, in words of a language; another text is given back as it is."""
    name, _space, rest = expected.partition(" ")
    try:
        return describe(name, json.loads(rest) if rest else None, gettext)
    except (MatchError, ValueError, LookupError, TypeError, AttributeError):
        return expected


def describe(name: str, argument: Any = None, gettext: Callable[[str], str] = _) -> str:
    """What is expected, in words. Raises MatchError for an unknown matcher."""
    wanted = matcher(name)
    words = gettext(wanted.words)
    if wanted.takes == "each":
        return words.format(argument=_describe_each(Each.of(argument), gettext))
    if wanted.takes == "range":
        return words.format(argument=[_worded(item, gettext) for item in argument])
    if wanted.takes == "sections" and isinstance(argument, list):
        return words.format(argument="; ".join(_describe_section(each, gettext) for each in argument))
    return words.format(argument=_worded(argument, gettext))


def _describe_each(each: Each, gettext: Callable[[str], str]) -> str:
    if not each.by or _unstated(each.argument):
        return f"{each.field}: {describe(each.name, each.argument, gettext)}"
    parts = (f"{key} {describe(each.name, value, gettext)}" for key, value in each.argument.items())
    return f"{each.field}: " + "; ".join(parts)


def _unstated(argument: Any) -> bool:
    return isinstance(argument, Mapping) and set(argument) == {"inventory"}


def _describe_section(section: Any, gettext: Callable[[str], str]) -> str:
    if not isinstance(section, Mapping):
        return _worded(section, gettext)
    lines = section.get("lines")
    said = [", ".join(map(str, lines))] if isinstance(lines, list) and lines else []
    said += [gettext("in this order")] if section.get("ordered") is True else []
    said += [gettext("nothing else")] if section.get("extra") == "forbidden" else []
    name = str(section.get("section") or section.get("section_matches") or "")
    return f"{name} ({'; '.join(said)})" if said else name


def _worded(value: Any, gettext: Callable[[str], str]) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if _unstated(value):
        return gettext("what the inventory states (expect_{name})").format(name=value["inventory"])
    if isinstance(value, Mapping):
        pairs = (f"{key} {_worded(inner, gettext)}" for key, inner in value.items() if key != "path")
        return str(value["path"]) if "path" in value else ", ".join(pairs)
    if isinstance(value, list):
        return ", ".join(_worded(item, gettext) for item in value)
    return gettext("(empty)") if value in ("", None) else str(value)
