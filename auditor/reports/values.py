"""Values that devices answered and rules expected: short, safe, in the reader's language."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from auditor import matchers
from auditor.i18n import N_
from auditor.model.dictionary import dictionary
from auditor.reports.text import line

MAX_ITEMS = 40
MAX_TEXT = 300
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
    "present": N_("there"),
    "working": N_("working"),
    "required": N_("must be"),
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


_VIETNAMESE = str.maketrans(",.", ".,")


def unit_of(fact: str) -> str:
    """The unit of *fact* in the dictionary, ``""`` when it has none."""
    known = dictionary().get(fact)
    return known.unit if known else ""


def shown(value: Any, language: str, gettext: Gettext, unit: str = "") -> str:
    """A JSON value as text of at most MAX_TEXT characters; an ellipsis says that it was cut."""
    return line(_shown(value, language, gettext, unit), MAX_TEXT)


def _shown(value: Any, language: str, _: Gettext, unit: str = "") -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number(value, language) + _unit(unit, language, _)
    if isinstance(value, list | tuple):
        return ", ".join(_shown(item, language, _) for item in value[:MAX_ITEMS]) or _("none")
    if isinstance(value, Mapping):
        pairs = (
            f"{_(_NAMES.get(str(name), str(name)))}: {_shown(inner, language, _)}"
            for name, inner in value.items()
        )
        return ", ".join(islice(pairs, MAX_ITEMS)) or _("none")
    if value is None:
        return "—"
    return str(value)[: MAX_TEXT * 4] if value != "" else _("(empty)")


def _unit(unit: str, language: str, _: Gettext) -> str:
    if not unit or (unit == "%" and language == "en"):
        return unit
    return "\N{NO-BREAK SPACE}" + (_("days") if unit == "d" else unit)


@lru_cache(4096)
def expected(text: str, language: str, gettext: Gettext, unit: str = "") -> str:
    """``at_least 10`` in words, with the fact's unit where the comparison is one of numbers."""
    said = matchers.say(text, gettext)
    measured = unit and text.partition(" ")[0] in _OF_NUMBERS
    return line(said + (_unit(unit, language, gettext) if measured else ""), MAX_TEXT)
