"""Printers: IPP, SNMP, or both, as the inventory states; the two become the same facts."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from auditor.collectors import snmp_access
from auditor.collectors.answers import Collector, Means, Raw, noted
from auditor.collectors.targets import Target
from auditor.errors import DeviceError
from auditor.model import UNREACHED, times
from auditor.parsers import printer_ipp, snmp_device
from auditor.parsers.parsed import Parsed, Unreadable
from auditor.parsers.printer_merged import IPP, SNMP, merged
from auditor.parsers.snmp_asked import PRINTER
from auditor.transports import ipp, snmp
from auditor.transports.connection import IppConnection, Limits, PrinterConnection, SnmpConnection

ANSWER = "get-printer-attributes"
CERTIFICATE = "certificate"
FAILURES = "failures"
"""The raw answer that says which way failed, and why: JSON, by way."""


def _ask(target: Target, means: Means) -> Raw:
    assert isinstance(target.connection, PrinterConnection)  # noqa: S101  (targets makes nothing else of it)
    started, raw = times.now(), dict[str, bytes]()
    failures: dict[str, DeviceError] = {}
    # both ways together have the time of one device: a resumed run waits no longer for it
    limits = replace(means.limits, until=time.monotonic() + means.limits.answer_s)
    for way, ask in _ways(target.connection, limits).items():
        try:
            raw |= ask()
        except DeviceError as error:
            failures[way] = error
    if ANSWER not in raw and snmp_access.ANSWER not in raw:
        raise _worst(list(failures.values()))
    if failures:
        told = {way: {"kind": error.kind, "message": error.message} for way, error in failures.items()}
        raw[FAILURES] = json.dumps(told).encode()
    if target.connection.snmp:
        raw[snmp_access.ACCESS] = snmp_access.access(target.connection.snmp)
    return Raw(raw, started, times.now())


def _ways(connection: PrinterConnection, limits: Limits) -> Mapping[str, Callable[[], dict[str, bytes]]]:
    by_ipp, by_snmp = connection.ipp, connection.snmp
    ways: dict[str, Callable[[], dict[str, bytes]]] = {}
    if by_ipp:
        ways[IPP] = lambda: _ask_ipp(by_ipp, limits)
    if by_snmp:
        ways[SNMP] = lambda: _ask_snmp(by_snmp, limits)
    return ways


def _ask_ipp(connection: IppConnection, limits: Limits) -> dict[str, bytes]:
    found = ipp.get_printer_attributes(connection, printer_ipp.ATTRIBUTES, limits)
    certificate = {CERTIFICATE: found.certificate} if found.certificate else {}
    return {ANSWER: found.answer.stdout, **certificate}


def _ask_snmp(connection: SnmpConnection, limits: Limits) -> dict[str, bytes]:
    answer = snmp.ask(connection, PRINTER.names, PRINTER.roots, limits)
    return {snmp_access.ANSWER: answer.stdout}


def _worst(errors: list[DeviceError]) -> DeviceError:
    """What stands for the device when no way worked: one that shows that the device is there goes first."""
    return next((error for error in errors if error.kind not in UNREACHED), errors[0])


def _parse(answer: Raw) -> Parsed:
    failures = {
        way: {name: str(each.get(name, "")) for name in ("kind", "message")}
        for way, each in noted(answer.raw, FAILURES).items()
        if way in _PARSERS and isinstance(each, dict)
    }
    said: dict[str, Parsed] = {}
    for way, (name, parse) in _PARSERS.items():
        if name not in answer.raw:
            continue
        try:
            said[way] = parse(answer.raw[name])
        except Unreadable as error:
            failures[way] = {"kind": "invalid_answer", "message": str(error)}
    if not said:
        raise DeviceError("invalid_answer", "; ".join(each["message"] for each in failures.values()))
    found = merged(said, failures)
    readable = {name for way, (name, _parse) in _PARSERS.items() if way in said} | {snmp_access.ACCESS}
    asked = snmp_access.facts({name: raw for name, raw in answer.raw.items() if name in readable})
    asked["printer.ipp_asked"] = ANSWER in answer.raw or IPP in failures
    return replace(found, facts={**found.facts, **asked})


_PARSERS: Mapping[str, tuple[str, Callable[[bytes], Parsed]]] = {
    IPP: (ANSWER, printer_ipp.parse),
    SNMP: (snmp_access.ANSWER, lambda raw: snmp_device.parse_as("printer", raw)),
}

COLLECTOR = Collector(_ask, _parse)
