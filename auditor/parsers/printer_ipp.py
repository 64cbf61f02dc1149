"""Facts of a printer out of its answer to Get-Printer-Attributes (RFC 8011 §5.4, PWG 5100.9 and 5100.13)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers import ipp, printer_marks
from auditor.parsers.parsed import Parsed, bounded

ATTRIBUTES = (
    *("printer-make-and-model", "printer-name", "printer-info", "printer-location", "printer-device-id"),
    *("printer-serial-number", "printer-firmware-string-version", "printer-uuid", "printer-state"),
    *("printer-state-reasons", "printer-is-accepting-jobs", "queued-job-count", "printer-supply"),
    *("printer-supply-description", "marker-names", "marker-types", "marker-colors", "marker-levels"),
    *("marker-low-levels", "media-ready", "media-col-ready", "media-default", "sides-supported"),
    *("color-supported", "document-format-supported", "printer-impressions-completed", "printer-up-time"),
    *(
        "printer-state-message",
        "printer-input-tray",
        "printer-resolution-supported",
        "ipp-versions-supported",
        "uri-security-supported",
    ),
)
"""What the printer is asked for."""

_STATES = {3: "idle", 4: "processing", 5: "stopped"}
_TOO_LONG_UP_S = 30 * 365 * 86400
"""CUPS states the time of day where the printer's up-time belongs."""


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
    for name, fact in FACTS.items():
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
    fields = _device_id(printer)
    found = next((fields[key] for key in ("SN", "SERN", "SER", "SERIALNUMBER") if fields.get(key)), "")
    return found or printer.any_of("printer-serial-number")


def _device_id(printer: Attributes) -> dict[str, str]:
    return printer_marks.device_id(printer.column("printer-device-id", str, 0) or "")


def _languages(printer: Attributes) -> list[str]:
    fields = _device_id(printer)
    commands = fields.get("CMD") or fields.get("COMMAND SET")
    if not commands:
        raise NotStated("printer-device-id")
    return [word.strip() for word in commands.split(",") if word.strip()]


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
    words = _words(text)
    colour = words.get("colorantname", "")
    name = (
        printer.column("printer-supply-description", str, index)
        or f"{colour} {words.get('type', '')}".strip()
    )
    return _supply(
        name, words.get("type", ""), colour, _int(words.get("level")), _int(words.get("maxcapacity"))
    )


def _words(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split(";") if "=" in pair)


def _int(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else -2


def _supply(name: str, kind: str, colour: str, level: int, capacity: int) -> dict[str, Any]:
    supply: dict[str, Any] = {"name": name, "kind": _kebab(kind), "colour": colour}
    amount = printer_marks.amount(level, capacity)
    return supply | {key: amount[key] for key in ("percent", "word") if key in amount}


def _trays(printer: Attributes) -> list[dict[str, Any]]:
    # PWG 5100.13 §5.6.26: type=…;mediafeed=297000;mediaxfeed=210000;maxcapacity=250;level=-3;name=Tray 1;
    return [_tray(_words(text)) for text in printer.values("printer-input-tray", str)]


def _tray(words: Mapping[str, str]) -> dict[str, Any]:
    amount = printer_marks.amount(_int(words.get("level")), _int(words.get("maxcapacity")))
    return {"name": words.get("name", ""), **amount}


def _kebab(word: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", word).lower()


def _supplies_low(printer: Attributes) -> list[str]:
    supplies = _supplies(printer)
    return [each["name"] for index, each in enumerate(supplies) if _is_low(printer, index, each)]


def _is_low(printer: Attributes, index: int, supply: Mapping[str, Any]) -> bool:
    return printer_marks.is_low(supply, printer.column("marker-low-levels", int, index) or 0)


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
                return printer_marks.exact_size(width, height)
    return ""


def _encryption(printer: Attributes) -> bool:
    # RFC 8011 §5.4.2: none, ssl3 or tls for each URI
    return any(word != "none" for word in printer.values("uri-security-supported", str))


def _duplex(printer: Attributes) -> bool:
    return any(side.startswith("two-sided") for side in printer.values("sides-supported", str))


FACTS: Mapping[str, Callable[[Attributes], Any]] = {
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
    "printer.sides": lambda p: p.values("sides-supported", str),
    "printer.trays": _trays,
    "printer.resolutions": lambda p: p.values("printer-resolution-supported", str),
    "printer.languages": _languages,
    "printer.ipp_versions": lambda p: p.values("ipp-versions-supported", str),
    "printer.encryption": _encryption,
    "printer.state_message": lambda p: p.any_of("printer-state-message").strip(),
    "printer.page_count": lambda p: p.one("printer-impressions-completed", int),
    "printer.uptime_s": _up_time,
}
