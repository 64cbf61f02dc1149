"""The named comparisons between what was found and what is wanted: one small pure function each.

Nothing is silently a regular expression, no type is silently turned into another. What cannot be
compared raises MatchError, which becomes the verdict unknown, never pass.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.errors import MatchError, did_you_mean
from auditor.i18n import N_, _
from auditor.matchers import sections

NUMBERS = frozenset({"int", "float"})
SCALARS = NUMBERS | {"str", "bool", "time"}
TEXTS = frozenset({"list[str]"})
RECORDS = frozenset({"list[record]"})

MAX_ITEMS = 20
MAX_TEXT = 120
MAX_MATCHED = 4096
"""A longer text is not given to a regular expression: the text is a device's, and time is bounded."""


@dataclass(frozen=True, slots=True)
class Match:
    """``ok``, and in ``detail`` the part of a long value that decided (bounded; None: all of it)."""

    ok: bool
    detail: Any = None


@dataclass(frozen=True)
class Matcher:
    """``facts``: types of facts.yml it fits; ``takes``: what its argument is; ``words``: how it is told."""

    name: str
    check: Callable[[Any, Any], Match]
    facts: frozenset[str]
    takes: str
    words: str


MATCHERS: dict[str, Matcher] = {}


def register(
    name: str, words: str, facts: frozenset[str], takes: str
) -> Callable[[Callable[[Any, Any], Match]], Callable[[Any, Any], Match]]:
    """Add a matcher under *name*; raises ValueError when it is already there."""

    def add(check: Callable[[Any, Any], Match]) -> Callable[[Any, Any], Match]:
        if name in MATCHERS:
            raise ValueError(f"there is already a matcher {name}")
        MATCHERS[name] = Matcher(name, check, facts, takes, words)
        return check

    return add


def matcher(name: str) -> Matcher:
    """The matcher called *name*; raises MatchError with the nearest right name when there is none."""
    if name not in MATCHERS:
        near = did_you_mean(name, tuple(MATCHERS))
        raise MatchError(f"there is no matcher {name}" + (f"; {near}" if near else ""))
    return MATCHERS[name]


def match(name: str, found: Any, wanted: Any) -> Match:
    """Compare *found* (a fact) with *wanted* by the matcher *name*; raises MatchError when they cannot be."""
    return matcher(name).check(found, wanted)


def bounded(items: list[Any]) -> list[Any]:
    """At most MAX_ITEMS of *items*, texts cut at MAX_TEXT; the last item says how many were left out."""
    kept = [cut(item) for item in items[:MAX_ITEMS]]
    return [*kept, f"… +{len(items) - MAX_ITEMS}"] if len(items) > MAX_ITEMS else kept


def cut(item: Any) -> Any:
    """*item* with long texts and long lists in it cut."""
    if isinstance(item, str) and len(item) > MAX_TEXT:
        return item[:MAX_TEXT] + "…"
    if isinstance(item, Mapping):
        return {cut(key): cut(value) for key, value in list(item.items())[:MAX_ITEMS]}
    return bounded(item) if isinstance(item, list) else item


# --- what a value must be -----------------------------------------------------------------------------------
def _refuse(value: Any, wanted: str) -> MatchError:
    return MatchError(f"{type_of(value)} instead of {wanted}")


def type_of(value: Any) -> str:
    """What *value* is, in the words of facts.yml."""
    if isinstance(value, list):
        return f"list[{type_of(value[0])}]" if value else "list"
    if isinstance(value, Mapping):
        return "record"
    return "nothing" if value is None else type(value).__name__


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _refuse(value, "a number")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _refuse(value, "str")
    return value


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not set(map(type, value)) <= {str}:
        raise _refuse(value, "list[str]")
    return value


def _records(value: Any) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise _refuse(value, "list[record]")
    return value


def _same(found: Any, wanted: Any) -> bool:
    """Equality without Python's 1 == True; int and float are one kind of number."""
    kinds = {_family(found), _family(wanted)}
    if len(kinds) > 1 or None in kinds:
        raise _refuse(found, type_of(wanted))
    return bool(found == wanted)


def _family(value: Any) -> str | None:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return next((name for kind, name in _FAMILIES if isinstance(value, kind)), None)


_FAMILIES: tuple[tuple[Any, str], ...] = (
    (int | float, "number"),
    (str, "str"),
    (list, "list"),
    (Mapping, "record"),
)


# --- one value ----------------------------------------------------------------------------------------------
@register("equals", N_("exactly {argument}"), SCALARS | TEXTS, "same")
def _equals(found: Any, wanted: Any) -> Match:
    return Match(_same(found, wanted))


@register("not_equals", N_("anything but {argument}"), SCALARS | TEXTS, "same")
def _not_equals(found: Any, wanted: Any) -> Match:
    return Match(not _same(found, wanted))


@register("one_of", N_("one of: {argument}"), NUMBERS | {"str"}, "list of same")
def _one_of(found: Any, wanted: Any) -> Match:
    if not isinstance(wanted, list):
        raise _refuse(wanted, "list")
    return Match(any(_same(found, item) for item in wanted))


@register("at_least", N_("at least {argument}"), NUMBERS, "number")
def _at_least(found: Any, wanted: Any) -> Match:
    return Match(_number(found) >= _number(wanted))


@register("at_most", N_("at most {argument}"), NUMBERS, "number")
def _at_most(found: Any, wanted: Any) -> Match:
    return Match(_number(found) <= _number(wanted))


@register("between", N_("from {argument[0]} to {argument[1]}"), NUMBERS, "range")
def _between(found: Any, wanted: Any) -> Match:
    if not isinstance(wanted, list) or len(wanted) != 2:
        raise _refuse(wanted, "[lowest, highest]")
    return Match(_number(wanted[0]) <= _number(found) <= _number(wanted[1]))


@register("within", N_("off by at most {argument}"), NUMBERS, "number")
def _within(found: Any, wanted: Any) -> Match:
    return Match(abs(_number(found)) <= _number(wanted))


@register("matches", N_("matching the pattern {argument}"), frozenset({"str"}), "pattern")
def _matches(found: Any, wanted: Any) -> Match:
    return Match(_fits(_text(found), _text(wanted)))


@register("is_true", N_("yes"), frozenset({"bool"}), "nothing")
def _is_true(found: Any, wanted: Any) -> Match:
    return Match(_same(found, True))


@register("is_false", N_("no"), frozenset({"bool"}), "nothing")
def _is_false(found: Any, wanted: Any) -> Match:
    return Match(not _same(found, True))


@register("version_at_least", N_("version {argument} or later"), frozenset({"str"}), "version")
def _version_at_least(found: Any, wanted: Any) -> Match:
    return Match(version(found) >= version(wanted))


def version(text: Any) -> tuple[int, ...]:
    """The dotted number a version starts with, after Debian's epoch: ``1:156.0.73-1`` is (156, 0, 73).

    Zeros at the end do not count, so that 12 is 12.0. Raises MatchError when there is no such number.
    """
    parts = _VERSION.match(_text(text))
    if not parts:
        raise MatchError(f"{cut(text)!r} is not a version")
    numbers = [int(part) for part in parts[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


_VERSION = re.compile(r"\s*(?:\d{1,9}:)?v?(\d{1,18}(?:\.\d{1,18}){0,9})", re.ASCII)


def _fits(text: str, pattern: str) -> bool:
    if len(text) > MAX_MATCHED:
        raise MatchError(f"text of {len(text)} characters is too long for a pattern")
    return re.fullmatch(pattern, text) is not None


# --- lists --------------------------------------------------------------------------------------------------
@register("is_empty", N_("none"), TEXTS | RECORDS | {"str"}, "nothing")
def _is_empty(found: Any, wanted: Any) -> Match:
    if isinstance(found, str):
        return Match(not found)
    if not isinstance(found, list):
        raise _refuse(found, "list")
    return Match(not found, bounded(found))


@register("has_at_least", N_("at least {argument} of them"), TEXTS | RECORDS, "number")
def _has_at_least(found: Any, wanted: Any) -> Match:
    if not isinstance(found, list):
        raise _refuse(found, "list")
    return Match(len(found) >= _number(wanted), bounded(found))


@register("contains", N_("among them {argument}"), TEXTS, "text")
def _contains(found: Any, wanted: Any) -> Match:
    return _contains_all(found, [_text(wanted)])


@register("contains_all", N_("all of: {argument}"), TEXTS, "texts")
def _contains_all(found: Any, wanted: Any) -> Match:
    there = set(_texts(found))
    missing = [item for item in _texts(wanted) if item not in there]
    return Match(not missing, {"missing": bounded(missing)} if missing else bounded(list(wanted)))


@register("contains_any", N_("at least one of: {argument}"), TEXTS, "texts")
def _contains_any(found: Any, wanted: Any) -> Match:
    there = set(_texts(found))
    seen = [item for item in _texts(wanted) if item in there]
    return Match(bool(seen), bounded(seen) if seen else {"missing": bounded(list(wanted))})


@register("contains_none", N_("none of: {argument}"), TEXTS, "texts")
def _contains_none(found: Any, wanted: Any) -> Match:
    there = set(_texts(found))
    seen = [item for item in _texts(wanted) if item in there]
    return Match(not seen, bounded(seen))


@register("contains_none_matching", N_("none matching the patterns: {argument}"), TEXTS, "patterns")
def _contains_none_matching(found: Any, wanted: Any) -> Match:
    patterns = _texts(wanted)
    seen = [item for item in _texts(found) if any(_fits(item, pattern) for pattern in patterns)]
    return Match(not seen, bounded(seen))


@register("subset_of", N_("nothing but: {argument}"), TEXTS, "texts")
def _subset_of(found: Any, wanted: Any) -> Match:
    allowed = set(_texts(wanted))
    extra = [item for item in _texts(found) if item not in allowed]
    return Match(not extra, bounded(extra or found))


# --- records ------------------------------------------------------------------------------------------------
@register("each", N_("of each, {argument}"), RECORDS, "each")
def _each(found: Any, wanted: Any) -> Match:
    """Every record's *field* fits. With ``by`` the argument is one for each value of that other field;
    records for which it has none are not looked at."""
    each = Each.of(wanted)
    wrong = [record for record in _records(found) if not each.holds(record)]
    return Match(not wrong, bounded([each.shown(record) for record in wrong or found]))


@dataclass(frozen=True)
class Each:
    """The argument of ``each`` taken apart: ``{field: version, by: name, version_at_least: …}``."""

    field: str
    name: str
    argument: Any
    by: str = ""

    @classmethod
    def of(cls, wanted: Any) -> "Each":
        """Raises MatchError when *wanted* is not such a mapping."""
        if not isinstance(wanted, Mapping) or not isinstance(wanted.get("field"), str):
            raise _refuse(wanted, "{field: …, MATCHER: …}")
        inner = [key for key in wanted if key not in {"field", "by"}]
        if len(inner) != 1 or inner[0] == "each":
            raise MatchError("each needs exactly one matcher beside field and by")
        return cls(wanted["field"], matcher(inner[0]).name, wanted[inner[0]], wanted.get("by", ""))

    def holds(self, record: Mapping[str, Any]) -> bool:
        """True when *record* fits, or when nothing is stated for it."""
        argument = self.argument
        if self.by:
            if not isinstance(argument, Mapping):
                raise _refuse(argument, "record")
            if record.get(self.by) not in argument:
                return True
            argument = argument[record[self.by]]
        if record.get(self.field) is None:
            raise MatchError(f"a record without {self.field}")
        return match(self.name, record[self.field], argument).ok

    def shown(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """What of *record* a reader needs: its name, the field, and what the argument went by."""
        keys = dict.fromkeys(("name", "path", self.by, self.field))
        return {key: record[key] for key in keys if key in record}


@register("files_are", N_("the files as the standard has them: {argument}"), RECORDS, "files")
def _files_are(found: Any, wanted: Any) -> Match:
    """Every wanted file (path, and sha256, mode or owner) is there as wanted. A path that the run did not
    look at raises MatchError: an older run cannot tell."""
    there = {record.get("path"): record for record in _records(found)}
    unseen = [file["path"] for file in _records(wanted) if file["path"] not in there]
    if unseen:
        raise MatchError("the run did not look at " + ", ".join(bounded(unseen)))
    asked = [there[file["path"]] for file in wanted]
    wrong = [seen for seen, file in zip(asked, wanted, strict=True) if not _file_is(seen, file)]
    return Match(not wrong, bounded(wrong or asked))


def _file_is(record: Mapping[str, Any], file: Mapping[str, Any]) -> bool:
    if record.get("exists") is False:
        return False
    for key in file:
        if record.get(key) is None:
            raise MatchError(f"{file['path']}: its {key} was not seen")
    return all(record[key] == value for key, value in file.items())


@register("config_section", N_("the sections as they should be: {argument}"), TEXTS, "sections")
def _config_section(found: Any, wanted: Any) -> Match:
    """Every wanted section of a configuration is there with its lines; see auditor.matchers.sections."""
    if not isinstance(wanted, list):
        raise _refuse(wanted, "[{section: …, lines: […]}]")
    wrong = sections.compare(_texts(found), wanted)
    return Match(not wrong, bounded(wrong) if wrong else [each["section"] for each in _named(wanted)])


def _named(wanted: list[Any]) -> list[dict[str, str]]:
    return [{"section": cut(each.get("section") or each["section_matches"])} for each in wanted[:MAX_ITEMS]]


# --- in words -----------------------------------------------------------------------------------------------
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
