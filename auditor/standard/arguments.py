"""Whether a comparison makes sense before any device was asked: fact, matcher and argument fit each other."""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.errors import MatchError
from auditor.i18n import _
from auditor.matchers import MATCHERS, Each, type_of, version
from auditor.matchers.sections import Section
from auditor.standard.model import reference

_NUMBERS = {"int", "float"}


def argument_problem(name: str, argument: Any, fact_type: str, record: Mapping[str, str]) -> str:
    """What is wrong with *argument* for the matcher *name* on a fact of that type, or ``""``.

    *record* has the fields of a record and their types. References that only a device resolves are let pass.
    """
    if reference(argument):
        return ""
    takes = MATCHERS[name].takes
    if takes == "each":
        return _each(argument, record)
    return _TAKES[takes](argument, fact_type)


def _is(value: Any, wanted: str) -> bool:
    if reference(value):
        return True
    if wanted.startswith("list["):
        return isinstance(value, list) and all(_is(item, wanted[5:-1]) for item in value)
    kind = type(value).__name__
    return kind in _NUMBERS if wanted in _NUMBERS else kind == {"time": "str"}.get(wanted, wanted)


def _must_be(value: Any, wanted: str) -> str:
    if _is(value, wanted):
        return ""
    return _("the argument is {is_}, it must be {wanted}").format(is_=_shown(value), wanted=wanted) + _quotes(
        value
    )


def _shown(value: Any) -> str:
    wrong = (
        next((item for item in value if not isinstance(item, str)), None) if isinstance(value, list) else None
    )
    return f"{type_of(value)} ({value if wrong is None else wrong})"[:80]


def _quotes(value: Any) -> str:
    items = value if isinstance(value, list) else [value]
    if any(
        isinstance(item, bool) or type(item).__name__ in {"int", "float", "date", "datetime"}
        for item in items
    ):
        return _("; a text must be in quotes, YAML reads it as something else")
    return ""


def _nothing(argument: Any, fact_type: str) -> str:
    return "" if argument is None or argument is True else _("this matcher takes no argument but true")


def _range(argument: Any, fact_type: str) -> str:
    return _must_be(argument, "list[float]") or (
        "" if len(argument) == 2 else _("a range is [lowest, highest]")
    )


def _pattern(argument: Any, fact_type: str) -> str:
    try:
        return _must_be(argument, "str") or (re.compile(argument) and "")
    except re.error as error:
        return _("“{pattern}” is not a regular expression: {error}").format(pattern=argument, error=error)


def _patterns(argument: Any, fact_type: str) -> str:
    problem = _must_be(argument, "list[str]")
    return problem or next(filter(None, (_pattern(p, "") for p in argument if not reference(p))), "")


def _version(argument: Any, fact_type: str) -> str:
    problem = _must_be(argument, "str")
    if problem:
        return problem
    try:
        version(argument)
    except MatchError as error:
        return error.message
    return ""


def _files(argument: Any, fact_type: str) -> str:
    known = {"path", "sha256", "mode", "owner", "content"}
    for file in argument if isinstance(argument, list) else [None]:
        if not isinstance(file, Mapping) or not isinstance(file.get("path"), str) or set(file) - known:
            return _("each file is {path: …, sha256: …}, and mode and owner where they matter")
        content = file.get("content", "")
        if not isinstance(content, str):
            return _("{path}: content is a text (content: |)").format(path=file["path"])
        digest = hashlib.sha256(content.encode()).hexdigest()
        if content and digest != file.get("sha256"):
            return _("{path}: the SHA-256 of content is {digest}").format(path=file["path"], digest=digest)
    return ""


def _sections(argument: Any, fact_type: str) -> str:
    try:
        for section in argument if isinstance(argument, list) else [argument]:
            if not reference(section):
                Section.of(section)
    except MatchError as error:
        return error.message
    return "" if isinstance(argument, list) else _("it takes a list of sections")


_TAKES: Mapping[str, Callable[[Any, str], str]] = {
    "same": _must_be,
    "list of same": lambda argument, fact_type: _must_be(argument, f"list[{fact_type}]"),
    "number": lambda argument, fact_type: _must_be(argument, "float"),
    "range": _range,
    "text": lambda argument, fact_type: _must_be(argument, "str"),
    "texts": lambda argument, fact_type: _must_be(argument, "list[str]"),
    "pattern": _pattern,
    "patterns": _patterns,
    "nothing": _nothing,
    "version": _version,
    "files": _files,
    "sections": _sections,
}


def _each(argument: Any, record: Mapping[str, str]) -> str:
    try:
        each = Each.of(argument)
    except MatchError as error:
        return error.message
    for name in filter(None, (each.field, each.by)):
        if name not in record:
            return _("the records have no field {name}, but: {known}").format(
                name=name, known=", ".join(record)
            )
    if record[each.field] not in MATCHERS[each.name].facts:
        return unfit(each.name, record[each.field])
    by_value = each.by and isinstance(each.argument, Mapping) and not reference(each.argument)
    arguments = list(each.argument.values()) if by_value else [each.argument]
    problems = (argument_problem(each.name, inner, record[each.field], {}) for inner in arguments)
    return next(filter(None, problems), "")


def unfit(name: str, fact_type: str) -> str:
    """That the matcher cannot be used on such a fact, and which can."""
    others = ", ".join(known for known, matcher in MATCHERS.items() if fact_type in matcher.facts)
    return _("{name} does not compare {type}; these do: {others}").format(
        name=name, type=fact_type, others=others
    )
