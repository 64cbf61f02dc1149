"""What is plugged into a PC, or prints for it, made ready for rules: what it told, on any system."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from auditor.model import Device, Observation
from auditor.model.times import from_text

UNSTATED = "unstated"


def attached(device: Device, seen: Observation | None) -> dict[str, Any]:
    """Facts derived from ``tokens``, ``pc_ups``, ``print.queues`` and the inventory of the PC *device*.

    ``tokens.seen``, ``tokens.valid`` and ``pc_ups.seen`` tell whether there is one to judge: false, or empty,
    also where the PC could not look, because the rules on what such a thing is like do not hold where none
    was seen. Whether one must be there is a rule of its own, which then is unknown.
    """
    facts: dict[str, Any] = {"signing.way": str(device.expect.get("signing", UNSTATED))}
    if seen is None or seen.failure:
        return facts
    if isinstance(seen.facts.get("print.queues"), list):
        facts["print.stopped_used"] = _stopped(device, seen)
    return facts | _tokens(_records(seen, "tokens"), seen.ended) | _ups(_records(seen, "pc_ups"))


def _stopped(device: Device, seen: Observation) -> list[str]:
    """Queues that print nothing, of those that the PC prints by: its default one and the inventory's printer.

    A queue left over from an old printer stops nobody. Where neither is known any may be the one.
    """
    queues = _records(seen, "print.queues")
    default, stated = seen.facts.get("print.default") or None, device.expect.get("printer_uri") or None
    used = [each for each in queues if each.get("name") == default or each.get("uri") == stated]
    works = ("enabled", "accepting")
    return sorted(
        str(each.get("name", ""))
        for each in used or queues
        if not all(each.get(what) is True for what in works)
    )


def _records(seen: Observation, name: str) -> list[Mapping[str, Any]]:
    told = seen.facts.get(name)
    return [record for record in told if isinstance(record, Mapping)] if isinstance(told, list) else []


def _tokens(tokens: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    if not tokens:
        return {"tokens.seen": False, "tokens.valid": []}
    left = [(token, _days_left(token, now)) for token in tokens]
    facts: dict[str, Any] = {
        "tokens.seen": True,
        "tokens.names": sorted({name for token in tokens for name in _texts(token.get("names"))}),
    }
    known = [(token, days) for token, days in left if days is not None]
    if len(known) < len(left):
        return facts  # half the certificates would look like a good list
    holders = {_holder(token) for token, days in known if days >= 0}
    # An old certificate stays on the token beside the new one that replaced it, and hinders nobody.
    counted = [(token, days) for token, days in known if days >= 0 or _holder(token) not in holders]
    return facts | {
        "tokens.valid": sorted(_subject(token) for token, days in known if days >= 0),
        "tokens.expired": sorted(_subject(token) for token, days in counted if days < 0),
        "tokens.days_left": min(days for _token, days in counted),
    }


def _subject(token: Mapping[str, Any]) -> str:
    return str(token.get("subject", ""))


def _holder(token: Mapping[str, Any]) -> str:
    """Whose certificate it is: its common name, which is the first of its names."""
    return next(iter(_texts(token.get("names"))), _subject(token))


def _days_left(token: Mapping[str, Any], now: datetime) -> float | None:
    """By the auditor's clock where the certificate's own date is known: a PC's clock may be off."""
    until, days = token.get("not_after"), token.get("days_left")
    if isinstance(until, str):
        try:
            return round((from_text(until) - now).total_seconds() / 86400, 2)
        except ValueError:
            return None
    return float(days) if isinstance(days, int | float) and not isinstance(days, bool) else None


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _ups(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if not found:
        return {"pc_ups.seen": False}
    return {
        "pc_ups.seen": True,
        "pc_ups.on_battery": _named(found, "state", ("battery",)),
        "pc_ups.weak": _named(found, "battery", ("low", "replace")),
        "pc_ups.lost": _named(found, "state", ("lost",)),
    }


def _named(found: Sequence[Mapping[str, Any]], field: str, words: tuple[str, ...]) -> list[str]:
    return sorted(str(each.get("name", "")) for each in found if each.get(field) in words)
