"""Network scanners: eSCL, Web Services on Devices or HP's LEDM, whichever answers; a test scan when asked."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from auditor.collectors.answers import Collector, Means, Raw
from auditor.collectors.scanner_trial import trial
from auditor.collectors.targets import Target
from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.model import UNREACHED, FailureKind, times
from auditor.parsers import escl as escl_parser
from auditor.parsers import ledm as ledm_parser
from auditor.parsers import scanner_device
from auditor.parsers import wsd as wsd_parser
from auditor.parsers.parsed import Parsed, Unreadable
from auditor.parsers.xml_tree import MAX_XML
from auditor.transports import escl, http, wsd
from auditor.transports.connection import Limits, ScannerConnection
from auditor.transports.http import HttpAnswer, Place

CERTIFICATE = "certificate"
_DOCUMENT_S = 20.0
"""For one document: a scanner that sleeps wakes in less. Up to seven places are asked in turn, each may
redirect and dawdle: all of them together have the time of one device."""
_NOBODY_THERE = frozenset({"dns_failure", "no_route", "connect_timeout"})
"""What the first question meets when no other port or protocol will answer either."""
_LEDM_PORTS = ((8080, False), (80, False))
_LEDM_MORE = {
    scanner_device.LEDM_STATUS: "/Scan/Status",
    scanner_device.PRODUCT: "/DevMgmt/ProductConfigDyn.xml",
}


@dataclass(frozen=True)
class Found:
    """The answers of one protocol, and where it is."""

    raw: Mapping[str, bytes]
    place: Place
    path: str


def _ask(target: Target, means: Means) -> Raw:
    connection = target.connection
    assert isinstance(connection, ScannerConnection)  # noqa: S101  (targets makes nothing else of a scanner)
    started = times.now()
    limits = replace(
        means.limits,
        answer_s=min(means.limits.answer_s, _DOCUMENT_S),
        answer_bytes=min(means.limits.answer_bytes, MAX_XML),
        until=time.monotonic() + means.limits.answer_s,
    )
    found = _by_any(connection, limits)
    raw = dict(found.raw)
    if target.asks.get("active"):
        raw[scanner_device.TEST] = _tested(found, means.limits)
    return Raw(raw, started, times.now())


def _tested(found: Found, limits: Limits) -> bytes:
    if scanner_device.CAPABILITIES not in found.raw:
        seen = {"skipped": _("a test scan is made over eSCL only")}
    else:
        seen = trial(scanner_device.parse(found.raw).facts, found.place, found.path, limits)
    return json.dumps(seen).encode()


def _by_any(connection: ScannerConnection, limits: Limits) -> Found:
    """By the protocol that the inventory states, else by the first that answers.

    Raises DeviceError with the reason of each where none does.
    """
    if connection.protocol:
        return PROTOCOLS[connection.protocol](connection, limits)
    errors: dict[str, DeviceError] = {}
    for name, ask in PROTOCOLS.items():
        try:
            return ask(connection, limits)
        except DeviceError as error:
            errors[name] = error
            if len(errors) == 1 and error.kind in _NOBODY_THERE:
                break
    told = [error.kind for error in errors.values() if FailureKind(error.kind) not in UNREACHED]
    reasons = "; ".join(f"{name}: {error.message}" for name, error in errors.items())
    raise DeviceError(next(iter((*told, *(error.kind for error in errors.values())))), reasons)


def _at_any(
    places: list[Place], ask: Callable[[Place], HttpAnswer], readable: Callable[[bytes], object]
) -> HttpAnswer:
    """What the first of *places* answers that *readable* does not refuse. Raises DeviceError with the reason
    of each."""
    errors: list[tuple[Place, DeviceError]] = []
    for place in places:
        try:
            found = ask(place)
            readable(found.answer.stdout)
        except DeviceError as error:
            if len(places) == 1 or (not errors and error.kind in _NOBODY_THERE):
                raise
            errors.append((place, error))
        except Unreadable as error:
            errors.append((place, DeviceError("invalid_answer", str(error))))
        else:
            return found
    raise _all_failed(errors)


def _all_failed(errors: list[tuple[Place, DeviceError]]) -> DeviceError:
    ports = ", ".join(str(place.port) for place, _error in errors)
    if all(error.kind == "refused" for _place, error in errors):
        return DeviceError("refused", _("every port refuses connections: {ports}").format(ports=ports))
    reached = [error.kind for _place, error in errors if FailureKind(error.kind) not in UNREACHED]
    reasons = "; ".join(f"{place.port}: {error.message}" for place, error in errors)
    return DeviceError((*reached, errors[0][1].kind)[0], reasons)


def _places(connection: ScannerConnection, ports: tuple[tuple[int, bool], ...]) -> list[Place]:
    if connection.port:
        return [Place(connection.host, connection.port, connection.tls)]
    wanted = [(port, tls) for port, tls in ports if tls or not connection.tls]
    return [Place(connection.host, port, tls) for port, tls in wanted]


def _more(raw: dict[str, bytes], place: Place, paths: Mapping[str, str], limits: Limits) -> None:
    """Add the answers at *paths* to *raw*; why one is not there is an answer too."""
    errors = {}
    for name, path in paths.items():
        try:
            raw[name] = http.get(place, path, limits).answer.stdout
        except DeviceError as error:
            errors[name] = error.message
    if errors:
        raw[scanner_device.ERRORS] = json.dumps(errors, ensure_ascii=False).encode()


# --- each protocol ------------------------------------------------------------------------------------------
def _escl(connection: ScannerConnection, limits: Limits) -> Found:
    base = "/" + (connection.path or escl.PATH).strip("/")
    places = _places(connection, escl.PORTS)
    path = f"{base}/{escl.CAPABILITIES}"
    found = _at_any(places, lambda place: http.get(place, path, limits), escl_parser.parse)
    raw = {scanner_device.CAPABILITIES: found.answer.stdout}
    if found.certificate:
        raw[CERTIFICATE] = found.certificate
    _more(raw, found.place, {scanner_device.STATUS: f"{base}/{escl.STATUS}"}, limits)
    return Found(raw, found.place, base)


def _wsd(connection: ScannerConnection, limits: Limits) -> Found:
    raw = {}
    if connection.path:
        place, path = _places(connection, ((wsd.PORT, False),))[0], "/" + connection.path.strip("/")
    else:
        metadata = _wsd_metadata(connection, limits)
        raw[scanner_device.METADATA] = metadata.answer.stdout
        address = wsd_parser.scanner_address(metadata.answer.stdout)
        if not address:
            raise DeviceError("unsupported", _("the device offers no scan service"))
        place, path = http.here(metadata.place, address)
    found = _at_any([place], lambda place: wsd.elements(place, path, limits), wsd_parser.parse)
    raw[scanner_device.ELEMENTS] = found.answer.stdout
    return Found(raw, found.place, path)


def _wsd_metadata(connection: ScannerConnection, limits: Limits) -> HttpAnswer:
    try:
        device, addresses = wsd_parser.matched(wsd.probe(connection.host, limits))
    except Unreadable as error:
        raise DeviceError("invalid_answer", str(error)) from error
    start = Place(connection.host, connection.port or wsd.PORT, connection.tls)
    errors = []
    for address in addresses[:4]:
        try:
            place, path = http.here(start, address)
            found = wsd.metadata(place, path, device, limits)
            wsd_parser.metadata(found.answer.stdout)
        except (DeviceError, Unreadable) as error:
            errors.append(str(error))
        else:
            return found
    raise DeviceError("invalid_answer", "; ".join(errors) or _("the device names no address of its own"))


def _ledm(connection: ScannerConnection, limits: Limits) -> Found:
    base = "/" + connection.path.strip("/") if connection.path.strip("/") else ""
    places = _places(connection, _LEDM_PORTS)
    path = f"{base}/Scan/ScanCaps"
    found = _at_any(places, lambda place: http.get(place, path, limits), ledm_parser.parse)
    raw = {scanner_device.LEDM_CAPABILITIES: found.answer.stdout}
    more = {name: base + rest for name, rest in _LEDM_MORE.items()}
    _more(raw, found.place, more, limits)
    return Found(raw, found.place, base)


PROTOCOLS: Mapping[str, Callable[[ScannerConnection, Limits], Found]] = {
    "escl": _escl,
    "wsd": _wsd,
    "ledm": _ledm,
}
"""Each protocol by its name, in the order in which they are tried."""


def _parse(answer: Raw) -> Parsed:
    try:
        return scanner_device.parse(answer.raw)
    except Unreadable as error:
        raise DeviceError("invalid_answer", str(error)) from error


COLLECTOR = Collector(_ask, _parse)
