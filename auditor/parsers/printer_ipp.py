"""Facts of a printer out of its answer to Get-Printer-Attributes (RFC 8011 §5.4, PWG 5100.9 and 5100.13)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers import ipp
from auditor.parsers.parsed import Parsed, bounded

ATTRIBUTES = (
    *("printer-make-and-model", "printer-name", "printer-info", "printer-location", "printer-device-id"),
    *("printer-serial-number", "printer-firmware-string-version", "printer-uuid", "printer-state"),
    *("printer-state-reasons", "printer-is-accepting-jobs", "queued-job-count", "printer-supply"),
    *("printer-supply-description", "marker-names", "marker-types", "marker-colors", "marker-levels"),
    *("marker-low-levels", "media-ready", "media-col-ready", "media-default", "sides-supported"),
    *("color-supported", "document-format-supported", "printer-impressions-completed", "printer-up-time"),
)
"""What the printer is asked for."""

_STATES = {3: "idle", 4: "processing", 5: "stopped"}
_LEVEL_WORDS = {-1: "unrestricted", -2: "unknown", -3: "some"}
"""Printer-MIB (RFC 3805) prtMarkerSuppliesLevel, which marker-levels follow."""
_LOW_PERCENT = 10
_TOO_LONG_UP_S = 30 * 365 * 86400
"""CUPS states the time of day where the printer's up-time belongs."""
_SIZES = {
    (21000, 29700): "iso_a4_210x297mm",
    (29700, 42000): "iso_a3_297x420mm",
    (14800, 21000): "iso_a5_148x210mm",
    (17600, 25000): "iso_b5_176x250mm",
    (21590, 27940): "na_letter_8.5x11in",
    (21590, 35560): "na_legal_8.5x14in",
}
"""PWG 5101.1 names by width and height in hundredths of a millimetre."""


class NotStated(LookupError):
    """Raised when the printer did not state an attribute; carries its name."""


class Attributes:
    """Attributes of one printer, by their types; raises NotStated for what is absent or of another type."""

    def __init__(self, given: Mapping[str, list[Any]]) -> None:
        self._given = given

    def values(self, name: str, type_: type) -> list[Any]:
        """All values of *name* that are of *type_* (none at all where the printer says no-value)."""
        if name not in self._given:
            raise NotStated(name)
        found = [value for value in self._given[name] if type(value) is type_]
        if not found and any(value is not None for value in self._given[name]):
            raise NotStated(name)
        return found

    def one(self, name: str, type_: type) -> Any:
        """The first value of *name*."""
        found = self.values(name, type_)
        if not found:
            raise NotStated(name)
        return found[0]

    def any_of(self, *names: str) -> str:
        """The first text among *names* that is not empty."""
        for name in names:
            if found := [value for value in self._given.get(name, ()) if isinstance(value, str) and value]:
                return found[0]
        raise NotStated(names[0])

    def column(self, name: str, type_: type, index: int) -> Any:
        """Value number *index* of a list that runs beside others, None where there is none."""
        found = self._given.get(name, ())
        return found[index] if index < len(found) and type(found[index]) is type_ else None


def parse(raw: bytes) -> Parsed:
    """Facts out of *raw*, an IPP response. Raises ipp.IppError when it is none, or an error status."""
    response = ipp.decode(raw)
    if response.status >= 0x0400:
        raise ipp.IppError(
            _("the printer answers with the IPP error {code}").format(code=f"0x{response.status:04x}")
        )
    if not response.printer:
        raise ipp.IppError(_("the answer holds no printer"))
    attributes = Attributes(response.printer)
    facts, missing = {}, {}
    for name, fact in _FACTS.items():
        try:
            facts[name] = bounded(fact(attributes))
        except NotStated as error:
            missing[name] = _("the printer does not state {attribute}").format(attribute=error)
    return Parsed(facts, missing, _identity(facts))


def _identity(facts: Mapping[str, Any]) -> str:
    if serial := facts.get("printer.serial"):
        return f"serial:{serial}"
    uuid = facts.get("printer.uuid", "").removeprefix("urn:uuid:")
    return f"uuid:{uuid}" if uuid else ""


def _state(printer: Attributes) -> str:
    try:
        return _STATES[printer.one("printer-state", int)]
    except KeyError as error:
        raise NotStated("printer-state") from error


def _reasons(printer: Attributes) -> list[str]:
    return [reason for reason in printer.values("printer-state-reasons", str) if reason != "none"]


def _serial(printer: Attributes) -> str:
    device_id = printer.column("printer-device-id", str, 0) or ""  # IEEE 1284: KEY:value;
    found = re.search(r"(?:^|;)\s*(?:SN|SERN|SERIALNUMBER):([^;]+)", device_id)
    return found[1].strip() if found else printer.any_of("printer-serial-number")


def _up_time(printer: Attributes) -> float:
    seconds = float(printer.one("printer-up-time", int))
    if not 0 <= seconds < _TOO_LONG_UP_S:
        raise NotStated("printer-up-time")
    return seconds


def _supplies(printer: Attributes) -> list[dict[str, Any]]:
    try:
        levels = printer.values("marker-levels", int)
    except NotStated:
        return [_pwg_supply(printer, *each) for each in enumerate(printer.values("printer-supply", str))]
    return [_marker(printer, index, level) for index, level in enumerate(levels)]


def _marker(printer: Attributes, index: int, level: int) -> dict[str, Any]:
    return _supply(
        printer.column("marker-names", str, index) or "",
        printer.column("marker-types", str, index) or "",
        printer.column("marker-colors", str, index) or "",
        level,
        100,
    )


def _pwg_supply(printer: Attributes, index: int, text: str) -> dict[str, Any]:
    # PWG 5100.13 §5.6.28: type=toner;maxcapacity=100;level=20;colorantname=black;
    words = dict(pair.split("=", 1) for pair in text.split(";") if "=" in pair)
    colour = words.get("colorantname", "")
    name = (
        printer.column("printer-supply-description", str, index)
        or f"{colour} {words.get('type', '')}".strip()
    )
    return _supply(
        name, words.get("type", ""), colour, _int(words.get("level")), _int(words.get("maxcapacity"))
    )


def _int(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else -2


def _supply(name: str, kind: str, colour: str, level: int, capacity: int) -> dict[str, Any]:
    supply: dict[str, Any] = {"name": name, "kind": _kebab(kind), "colour": colour}
    percent = level * 100 / capacity if level >= 0 and capacity > 0 else -1.0
    if 0 <= percent <= 100:
        return supply | {"percent": round(percent, 1)}
    return supply | {"word": _LEVEL_WORDS.get(level, "unknown")}


def _kebab(word: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", word).lower()


def _supplies_low(printer: Attributes) -> list[str]:
    supplies = _supplies(printer)
    return [each["name"] for index, each in enumerate(supplies) if _is_low(printer, index, each)]


def _is_low(printer: Attributes, index: int, supply: Mapping[str, Any]) -> bool:
    if "percent" not in supply or "waste" in supply["kind"]:  # a waste box's level says how full it is
        return False
    low = printer.column("marker-low-levels", int, index) or 0
    return bool(supply["percent"] < _LOW_PERCENT or supply["percent"] <= low)


def _media_ready(printer: Attributes) -> list[str]:
    try:
        return printer.values("media-ready", str)
    except NotStated:
        loaded = printer.values("media-col-ready", dict)
    return [name for name in map(_media_name, loaded) if name]


def _media_name(media: Mapping[str, list[Any]]) -> str:
    for name in media.get("media-size-name", ()):
        return str(name)
    for size in media.get("media-size", ()):
        if isinstance(size, dict):
            sides = [*size.get("x-dimension", ()), *size.get("y-dimension", ())]
            if len(sides) == 2 and all(type(side) is int for side in sides):
                width, height = sides
                return _SIZES.get((width, height), f"custom_{width / 100:g}x{height / 100:g}mm")
    return ""


def _duplex(printer: Attributes) -> bool:
    return any(side.startswith("two-sided") for side in printer.values("sides-supported", str))


_FACTS: Mapping[str, Callable[[Attributes], Any]] = {
    "printer.make_model": lambda p: p.any_of("printer-make-and-model"),
    "printer.name": lambda p: p.any_of("printer-name", "printer-info"),
    "printer.location": lambda p: p.one("printer-location", str),
    "printer.serial": _serial,
    "printer.firmware": lambda p: p.any_of("printer-firmware-string-version"),
    "printer.uuid": lambda p: p.any_of("printer-uuid"),
    "printer.state": _state,
    "printer.state_reasons": _reasons,
    "printer.accepting_jobs": lambda p: p.one("printer-is-accepting-jobs", bool),
    "printer.queued_jobs": lambda p: p.one("queued-job-count", int),
    "printer.supplies": _supplies,
    "printer.supplies_low": _supplies_low,
    "printer.media_ready": _media_ready,
    "printer.media_default": lambda p: p.one("media-default", str),
    "printer.duplex": _duplex,
    "printer.color": lambda p: p.one("color-supported", bool),
    "printer.formats": lambda p: p.values("document-format-supported", str),
    "printer.page_count": lambda p: p.one("printer-impressions-completed", int),
    "printer.uptime_s": _up_time,
}
