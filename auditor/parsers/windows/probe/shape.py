"""The probe's sections as the other Windows parsers read them: rows of CIM classes, registry keys."""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from auditor.i18n import _
from auditor.parsers.pc.answer import Answer, Fact, Missing
from auditor.parsers.windows.classes import Row

Export = Mapping[str, dict[str, Any]]

_BYTES = "base64:"
_TIME = re.compile(r"(\d{14})\.\d{6}([+-]\d{3})")


def rows(answer: Answer, place: str) -> list[Row]:
    """The instances of a class at *place*, their values as ``wmic`` writes them.

    PowerShell gives a single one without its list. Raises Missing when the class was not read.
    """
    found = answer.get(place, object)
    if found is None:
        raise Missing(answer.why(place, place.partition(".")[0]))
    entries = found if isinstance(found, list) else [found]
    return [_row(entry) for entry in entries if isinstance(entry, dict)]


def _row(entry: Mapping[str, Any]) -> Row:
    return {key: said(value) for key, value in entry.items() if value is not None}


def said(value: Any) -> str:
    """*value* as ``wmic /format:list`` has it: TRUE, {1,2}, {"a","b"}."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, list):
        return "{" + ",".join(_item(item) for item in value) + "}"
    return str(value)


def _item(item: Any) -> str:
    return '"' + item.replace('"', "'") + '"' if isinstance(item, str) else said(item)


def listed(value: Any) -> list[str]:
    """Texts of a list; of a single one that lost its list, too."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def export(answer: Answer, place: str) -> Export:
    """Registry keys at *place* with their values, bytes as bytes. Raises Missing."""
    keys = answer.get(place, dict)
    return {
        key: {name: _data(data) for name, data in values.items()}
        for key, values in keys.items()
        if isinstance(values, dict)
    }


def _data(data: Any) -> Any:
    if isinstance(data, str) and data.startswith(_BYTES):
        try:
            return base64.b64decode(data.removeprefix(_BYTES), validate=True)
        except ValueError:
            return None
    return data


def value(answer: Answer, key: str, name: str) -> Any:
    """The value *name* of the machine's *key* (without HKEY_LOCAL_MACHINE), None where there is none.

    Raises Missing where the key could not be read.
    """
    keys = export(answer, "registry")
    answer.refuse(f"registry.HKEY_LOCAL_MACHINE\\{key}")
    return keys.get(f"HKEY_LOCAL_MACHINE\\{key}", {}).get(name)


def has_key(answer: Answer, key: str) -> bool:
    """Whether the machine has that *key*. Raises Missing where that could not be seen."""
    answer.refuse(f"registry.HKEY_LOCAL_MACHINE\\{key}")
    return f"HKEY_LOCAL_MACHINE\\{key}" in export(answer, "registry")


def time_of(text: Any) -> datetime | None:
    """CIM_DATETIME: yyyymmddHHMMSS.mmmmmm and the offset from UTC in minutes."""
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    try:
        zone = timezone(timedelta(minutes=int(found[2]))) if found else None
        return datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=zone) if found else None
    except ValueError:
        return None


def days_since(answer: Answer, time: datetime) -> float:
    """Days from *time* to the answer, by the device's own clock, as the stamps are; never negative."""
    now = answer.number(answer.data.get("clock"))
    return max(0.0, round((now - time.astimezone(UTC).timestamp()) / 86400, 2))


def of_class(
    place: str, facts_of: Callable[[Sequence[Row]], Mapping[str, Any]], *names: str
) -> dict[str, Fact]:
    """The facts *names* that *facts_of* (of auditor.parsers.windows.classes) finds in the class at
    *place*."""

    def one(name: str) -> Fact:
        return lambda answer: stated(facts_of(_some(answer, place)), name)

    return {name: one(name) for name in names}


def _some(answer: Answer, place: str) -> list[Row]:
    found = rows(answer, place)
    if not found:
        raise Missing(answer.why(place))
    return found


def of_keys(place: str, facts_of: Callable[[Export], Mapping[str, Any]], *names: str) -> dict[str, Fact]:
    """The facts *names* that *facts_of* (of auditor.parsers.windows.keys) finds in the keys at *place*."""

    def one(name: str) -> Fact:
        return lambda answer: stated(facts_of(export(answer, place)), name)

    return {name: one(name) for name in names}


def stated(facts: Mapping[str, Any], name: str) -> Any:
    """The fact *name* of *facts*. Raises Missing where it is not among them."""
    if name not in facts:
        raise Missing(_("the device does not say"))
    return facts[name]
