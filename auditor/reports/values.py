"""Values that devices answered and rules expected: short, safe, in the reader's language."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import N_
from auditor.model.dictionary import dictionary
from auditor.reports.text import line

MAX_ITEMS = 8
MAX_TEXT = 300
Gettext = Callable[[str], str]

_EXPECTED = {
    "equals": N_("exactly {value}"),
    "not_equals": N_("anything but {value}"),
    "one_of": N_("one of: {value}"),
    "at_least": N_("at least {value}"),
    "at_most": N_("at most {value}"),
    "between": N_("between {value}"),
    "within": N_("at most {value} more or less"),
    "contains": N_("{value} among them"),
    "contains_all": N_("all of: {value}"),
    "contains_any": N_("any of: {value}"),
    "contains_none": N_("none of: {value}"),
    "subset_of": N_("nothing but: {value}"),
    "is_empty": N_("none"),
    "matches": N_("of the form {value}"),
    "is_true": N_("yes"),
    "is_false": N_("no"),
    "version_at_least": N_("version {value} or newer"),
}


def number(value: float, language: str) -> str:
    """1.234,5 (vi) or 1,234.5 (en): at most three decimals, none that is zero."""
    text = f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return text.translate(_VIETNAMESE) if language == "vi" else text


_VIETNAMESE = str.maketrans(",.", ".,")


def unit_of(fact: str) -> str:
    """The unit of *fact* in the dictionary, ``""`` when it has none."""
    known = dictionary().get(fact)
    return known.unit if known else ""


def shown(value: Any, language: str, gettext: Gettext, unit: str = "") -> str:
    """A JSON value as text: at most MAX_ITEMS items of a list and MAX_TEXT characters."""
    return line(_shown(value, language, gettext, unit), MAX_TEXT)


def _shown(value: Any, language: str, _: Gettext, unit: str = "") -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number(value, language) + _unit(unit, language)
    if isinstance(value, list | tuple):
        return _list([_shown(item, language, _) for item in value[:MAX_ITEMS]], len(value), language, _)
    if isinstance(value, Mapping):
        pairs = [f"{k}: {_shown(v, language, _)}" for k, v in list(value.items())[:MAX_ITEMS]]
        return _list(pairs, len(value), language, _)
    if value is None:
        return "—"
    return str(value)[: MAX_TEXT * 4] if value != "" else _("(empty)")


def _unit(unit: str, language: str) -> str:
    if not unit or (unit == "%" and language == "en"):
        return unit
    return f"\N{NO-BREAK SPACE}{unit}"


def _list(items: list[str], count: int, language: str, _: Gettext) -> str:
    if not count:
        return _("none")
    rest = count - len(items)
    more = [_("and {n} more").format(n=number(rest, language))] if rest else []
    return ", ".join([*items, *more])


def expected(text: str, language: str, _: Gettext) -> str:
    """``at_least 10`` in words; what is not a known comparison is shown as it stands."""
    name, _blank, argument = text.partition(" ")
    if name not in _EXPECTED:
        return line(text, MAX_TEXT)
    try:
        value = shown(json.loads(argument), language, _) if argument else ""
    except ValueError:
        value = argument
    return line(_(_EXPECTED[name]).format(value=value), MAX_TEXT)
