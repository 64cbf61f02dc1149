"""A step's variables against the role's argument_specs, told so that whoever wrote them understands.

Stricter than Ansible, which turns ``yes`` into true and ``5`` into "5": a plan says what it means.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.errors import did_you_mean
from auditor.i18n import N_, _
from auditor.remedy.roles import Options

Keys = tuple[str | int, ...]

TEMPLATES = ("{{", "{%", "{#")
"""What begins a template of Ansible's. Nothing of a plan is one: such a text is not what somebody meant."""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a variable: the keys and indexes that lead to it, what, and what to do."""

    keys: Keys
    message: str
    remedy: str = ""


def check(variables: Mapping[str, Any], options: Options) -> tuple[Wrong, ...]:
    """Everything that is wrong with *variables* where *options* (argument_specs) are wanted; nothing: ()."""
    return tuple(_options((), variables, options))


def _options(at: Keys, given: Mapping[str, Any], options: Options) -> Iterator[Wrong]:
    for name in given:
        if name not in options:
            near = did_you_mean(str(name), tuple(options))
            known = _("there are: {names}").format(names=", ".join(options) or "-")
            yield Wrong((*at, name), _("there is no variable “{name}”").format(name=name), near or known)
    for name, option in options.items():
        if name in given:
            yield from _value((*at, name), given[name], option)
        elif option.get("required"):
            message = _("the variable “{name}” is missing").format(name=name)
            yield Wrong(at, message, _(_WANTED[_type(option)]))


def _value(at: Keys, value: Any, option: Mapping[str, Any]) -> Iterator[Wrong]:
    wanted = _type(option)
    if not _FITS[wanted](value):
        message = _("{name}: {wanted}, not {value}").format(
            name=at[-1], wanted=_(_WANTED[wanted]), value=_shown(value)
        )
        yield Wrong(at, message, _("write it in quotes") if _unquoted(wanted, value) else "")
        return
    if template := next((mark for mark in TEMPLATES if isinstance(value, str) and mark in value), ""):
        message = _("a template ({mark}) is not filled in here").format(mark=template)
        yield Wrong(at, message, _("write the value itself"))
    choices = option.get("choices")
    if choices and not isinstance(value, list) and value not in choices:
        message = _("{name}: “{value}” is none of the choices").format(name=at[-1], value=_shown(value))
        yield Wrong(at, message, _("one of: {words}").format(words=", ".join(map(str, choices))))
    yield from _inside(at, value, option)


def _inside(at: Keys, value: Any, option: Mapping[str, Any]) -> Iterator[Wrong]:
    """What is within a list or a mapping."""
    if isinstance(value, list):
        of = {key: option[key] for key in ("options", "choices") if key in option}
        for index, item in enumerate(value):
            yield from _value((*at, index), item, {**of, "type": option.get("elements", "raw")})
    elif isinstance(value, Mapping):
        if "options" in option:
            yield from _options(at, value, option["options"])
        else:
            for key, item in value.items():
                yield from _value((*at, key), item, {"type": "raw"})


def _type(option: Mapping[str, Any]) -> str:
    """The type that is wanted; what argument_specs has and we do not tell apart is anything."""
    named = option.get("type", "str")
    return named if named in _FITS else "raw"


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return _is_whole(value) or (isinstance(value, float) and math.isfinite(value))


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "str": _is_text,
    "path": _is_text,
    "int": _is_whole,
    "float": _is_number,
    "bool": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list),
    "dict": lambda value: isinstance(value, Mapping),
    "raw": lambda value: True,
}
_WANTED = {
    "str": N_("a text is wanted"),
    "path": N_("a path (a text) is wanted"),
    "int": N_("a whole number is wanted"),
    "float": N_("a number is wanted"),
    "bool": N_("true or false is wanted"),
    "list": N_("a list is wanted"),
    "dict": N_("a mapping (name: …) is wanted"),
    "raw": N_("a value is wanted"),
}
_MAX_SHOWN = 40


def _unquoted(wanted: str, value: Any) -> bool:
    """YAML made a number, a truth or nothing of what was meant as a text."""
    return wanted in ("str", "path") and not isinstance(value, list | Mapping)


def _shown(value: Any) -> str:
    if isinstance(value, list | Mapping):
        return _("a list") if isinstance(value, list) else _("a mapping")
    if value is None or isinstance(value, bool):
        return {None: _("nothing"), True: "true", False: "false"}[value]
    text = str(value)
    return text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"
