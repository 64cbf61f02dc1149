"""Values that devices answered and rules expected: short, safe, in the reader's language."""

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from auditor import matchers
from auditor.i18n import N_
from auditor.model.dictionary import dictionary
from auditor.reports.keywords import worded
from auditor.reports.text import line
from auditor.standard.reasons import say_reason

MAX_ITEMS = 40
MAX_TEXT = 300
MAX_EXPECTED = 8
"""Items of an expected list that a sentence names; the standard has the others."""
_OF_NUMBERS = frozenset({"at_least", "at_most", "between", "within"})
Gettext = Callable[[str], str]
_NAMES = {
    "missing": N_("missing"),
    "path": N_("path"),
    "exists": N_("there"),
    "mode": N_("rights"),
    "owner": N_("owner"),
    "name": N_("name"),
    "version": N_("version"),
    "site": N_("site"),
    "present": N_("there are"),
    "working": N_("of them working"),
    "required": N_("must be"),
    "duplex": N_("duplex"),
    "speed_mbps": N_("Mbit/s"),
    "fact": N_("fact"),
    "way": N_("way"),
    "kind": N_("kind"),
    "reason": N_("reason"),
}
"""Fields of found values that readers meet; others are shown as the dictionary of facts names them."""


def number(value: float, language: str) -> str:
    """1.234,5 (vi) or 1,234.5 (en): at most three decimals, none that is zero."""
    text = f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return text.translate(_VIETNAMESE) if language == "vi" else text


_ASIDE = re.compile(r" \([^)]*\)|[;:] .*")
_BARE = frozenset({"os.build"})
"""Numbers that are names: nobody groups their digits."""
_UNITS = {
    "d": N_("days"),
    "min": N_("minutes"),
    "s": N_("seconds"),
    "h": N_("hours"),
    "1/min": N_("times a minute"),
}
_MANY_DAYS = 10
_TRUTHS = {"True": "yes", "False": "no"}
_VIETNAMESE = str.maketrans(",.", ".,")


def unit_of(fact: str) -> str:
    """The unit of *fact* in the dictionary, ``""`` when it has none."""
    known = dictionary().get(fact)
    return known.unit if known else ""


def meaning(fact: str, language: str) -> str:
    """What *fact* says, in a few words; its name when the dictionary has none of it."""
    known = dictionary().get(fact)
    said = known.meaning.get(language, "") if known else ""
    return _ASIDE.sub("", said).strip() or fact


def found(fact: str, value: Any, expected: str, language: str, gettext: Gettext) -> str:
    """What was there, in words: of a list in which something lacks, that first; of one that must not have
    something, only what it has of that; a list that must be empty is called by its fact."""
    _ = gettext
    if isinstance(value, bool):
        return line(f"{meaning(fact, language)}: {_shown(value, language, _)}", MAX_TEXT)
    if fact in _BARE and isinstance(value, int):
        return str(value)
    said = _shown(worded(fact, _unwanted(value, expected) or value, _), language, _, unit_of(fact))
    lacking = _lacking(value, expected)
    if lacking:
        lacks = _shown(worded(fact, lacking, _), language, _)
        said = _("missing: {missing}; there: {present}").format(missing=lacks, present=said)
    elif expected == "is_empty" and _named(value):
        said = f"{meaning(fact, language)}: {said}"
    return line(said, MAX_TEXT)


def _named(value: Any) -> bool:
    """Whether *value* is names alone, which say nothing of what is wrong with them."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def _unwanted(value: Any, expected: str) -> list[str]:
    name, _space, rest = expected.partition(" ")
    if name != "contains_none" or not isinstance(value, list):
        return []
    return [item for item in _argument(rest) or [] if item in value]


def _lacking(value: Any, expected: str) -> list[str]:
    name, _space, rest = expected.partition(" ")
    if name != "contains_all" or not isinstance(value, list):
        return []
    return [item for item in _argument(rest) or [] if isinstance(item, str) and item not in value]


def shown(value: Any, language: str, gettext: Gettext, unit: str = "") -> str:
    """A JSON value as text of at most MAX_TEXT characters; an ellipsis says that it was cut."""
    return line(_shown(value, language, gettext, unit), MAX_TEXT)


def _shown(value: Any, language: str, _: Gettext, unit: str = "") -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number(_rounded(value, unit), language) + _unit(unit, _)
    if isinstance(value, list | tuple):
        between = "; " if any(isinstance(item, Mapping) for item in value) else ", "
        return between.join(_shown(item, language, _) for item in value[:MAX_ITEMS]) or _("none")
    if isinstance(value, Mapping):
        return _record(value, language, _)
    if value is None:
        return "—"
    return str(value)[: MAX_TEXT * 4] if value != "" else _("(empty)")


def _record(value: Mapping[str, Any], language: str, _: Gettext) -> str:
    if set(value) == {"fact", "ipp", "snmp"}:
        return _disagreement(str(value["fact"]), value, language, _)
    if set(value) == {"way", "kind", "reason"}:
        return f"{str(value['way']).upper()}: " + say_reason(f"{value['kind']}: {value['reason']}", _)
    pairs = (
        f"{_(_NAMES.get(str(name), str(name)))}: {_shown(inner, language, _)}"
        for name, inner in value.items()
    )
    return ", ".join(islice(pairs, MAX_ITEMS)) or _("none")


def _disagreement(fact: str, value: Mapping[str, Any], language: str, _: Gettext) -> str:
    ours, theirs = (_TRUTHS.get(value[way], worded(fact, value[way], _)) for way in ("ipp", "snmp"))
    said = _("{what}: IPP says {ipp}, SNMP says {snmp}")
    return said.format(what=meaning(fact, language), ipp=_(ours), snmp=_(theirs))


def _rounded(value: float, unit: str) -> float:
    """Nobody acts on a hundredth of ten days."""
    return round(value) if unit == "d" and abs(value) >= _MANY_DAYS else value


def _unit(unit: str, _: Gettext) -> str:
    if unit in ("", "%"):
        return unit
    return "\N{NO-BREAK SPACE}" + (_(_UNITS[unit]) if unit in _UNITS else unit)


@lru_cache(4096)
def expected(text: str, language: str, gettext: Gettext, fact: str = "") -> str:
    """``at_least 10`` in words, with the fact's unit where the comparison is one of numbers."""
    name, _space, rest = text.partition(" ")
    measured = unit_of(fact) if name in _OF_NUMBERS else ""
    if name == "is_empty" and fact.startswith("quantity."):
        return gettext("as many as there must be")
    argument = worded(fact, _argument(rest), gettext)
    if name == "equals" and (isinstance(argument, bool) or argument != _argument(rest)):
        return _shown(argument, language, gettext)
    if isinstance(argument, list) and len(argument) > MAX_EXPECTED and name != "config_section":
        more = gettext("and {n} more").format(n=len(argument) - MAX_EXPECTED)
        argument = [*argument[:MAX_EXPECTED], more]
    if name in _OF_NUMBERS and fact not in _BARE:
        argument = _grouped(argument, language)
    if argument is not None:
        text = f"{name} {json.dumps(argument, ensure_ascii=False)}"
    said = matchers.say(text, gettext)
    return line(said + _unit(measured, gettext), MAX_TEXT)


def _grouped(argument: Any, language: str) -> Any:
    """Numbers as the found one beside them is written."""
    if isinstance(argument, list):
        return [_grouped(item, language) for item in argument]
    bare = isinstance(argument, bool) or not isinstance(argument, int | float)
    return argument if bare else number(argument, language)


def _argument(rest: str) -> Any:
    try:
        return json.loads(rest) if rest else None
    except ValueError:
        return None
