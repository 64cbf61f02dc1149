"""Frozen dataclasses as plain values (what JSON and YAML can hold), and back, checked against their types."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from auditor.i18n import _
from auditor.model import times

T = TypeVar("T")
Path = tuple[str | int, ...]
"""Keys and positions that lead to a value."""


class NotPlain(ValueError):
    """Raised for plain values that are not those of the wanted class; ``path`` leads to the one."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(f"{'.'.join(map(str, path))}: {message}" if path else message)
        self.path, self.message = path, message


def to_plain(value: Any) -> Any:
    """*value* of dicts, lists, texts, numbers, booleans and None; times as RFC 3339 in UTC."""
    if is_dataclass(value):
        return {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, datetime):
        return times.to_text(value)
    if isinstance(value, Mapping):
        return {str(key): to_plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_plain(each) for each in value]
    return str(value) if isinstance(value, str) else value  # an enum's word, or a text with marks of a reader


def from_plain(shape: type[T], data: Any, path: Path = ()) -> T:
    """The inverse of :func:`to_plain` for the dataclass *shape*; keys that have a default may be left out.

    Raises NotPlain for a key that *shape* has not, one that it needs, and a value of another type.
    """
    if not isinstance(data, Mapping):
        raise _wrong(path, _("a mapping"), data)
    known, types = _fields(cast(Any, shape))
    for key in data:
        if key not in known:
            raise NotPlain((*path, str(key)), _("no such key here"))
    for name, each in known.items():
        if name not in data and each.default is MISSING and each.default_factory is MISSING:
            raise NotPlain((*path, name), _("is missing"))
    return shape(**{name: _read(types[name], value, (*path, name)) for name, value in data.items()})


@cache
def _fields(shape: Any) -> tuple[dict[str, Field[Any]], dict[str, Any]]:
    return {each.name: each for each in fields(shape)}, get_type_hints(shape)


def _read(wanted: Any, value: Any, path: Path) -> Any:
    origin = get_origin(wanted)
    if origin in (Union, UnionType):
        return _read_optional(wanted, value, path)
    if origin is tuple:
        return _read_tuple(get_args(wanted)[0], value, path)
    if origin is not None and issubclass(origin, Mapping):
        return _read_mapping(get_args(wanted)[1], value, path)
    if is_dataclass(wanted):
        return from_plain(cast("type[Any]", wanted), value, path)
    return _read_single(wanted, value, path)


def _read_optional(wanted: Any, value: Any, path: Path) -> Any:
    (other,) = [each for each in get_args(wanted) if each is not NoneType]
    return None if value is None else _read(other, value, path)


def _read_tuple(wanted: Any, value: Any, path: Path) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise _wrong(path, _("a list"), value)
    return tuple(_read(wanted, each, (*path, number)) for number, each in enumerate(value))


def _read_mapping(wanted: Any, value: Any, path: Path) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong(path, _("a mapping"), value)
    return {str(key): _read(wanted, each, (*path, str(key))) for key, each in value.items()}


def _read_single(wanted: Any, value: Any, path: Path) -> Any:
    if wanted is Any:
        return value
    if wanted is datetime:
        return _read_moment(value, path)
    if issubclass(wanted, StrEnum):
        return _read_word(wanted, value, path)
    if type(value) is not wanted:  # True is no number here
        raise _wrong(path, _NAMES[wanted](), value)
    return value


_NAMES = {
    str: lambda: _("a text"),
    bool: lambda: _("true or false"),
    int: lambda: _("a number"),
    float: lambda: _("a number"),
}


def _read_moment(value: Any, path: Path) -> datetime:
    if isinstance(value, datetime) and value.tzinfo:  # YAML reads an unquoted time as one
        return value
    try:
        return times.from_text(value)
    except (TypeError, ValueError):
        raise _wrong(path, _("a time with its offset (RFC 3339)"), value) from None


def _read_word(wanted: type[StrEnum], value: Any, path: Path) -> StrEnum:
    try:
        return wanted(value)
    except ValueError:
        raise _wrong(path, _("one of {words}").format(words=", ".join(wanted)), value) from None


def _wrong(path: Path, wanted: str, value: Any) -> NotPlain:
    found = repr(value) if len(repr(value)) <= _SHOWN else repr(value)[:_SHOWN] + "…"
    return NotPlain(path, _("must be {wanted}, not {found}").format(wanted=wanted, found=found))


_SHOWN = 60
