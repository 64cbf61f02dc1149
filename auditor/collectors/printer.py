"""Printers: one Get-Printer-Attributes over IPP."""

from auditor.collectors.answers import Collector, Means, Raw
from auditor.collectors.targets import Target
from auditor.errors import DeviceError
from auditor.parsers import printer_ipp
from auditor.parsers.ipp import IppError
from auditor.parsers.parsed import Parsed
from auditor.transports import ipp
from auditor.transports.connection import PrinterConnection

ANSWER = "get-printer-attributes"
CERTIFICATE = "certificate"


def _ask(target: Target, means: Means) -> Raw:
    assert isinstance(target.connection, PrinterConnection)  # noqa: S101  (targets makes nothing else of it)
    assert target.connection.ipp  # noqa: S101
    found = ipp.get_printer_attributes(target.connection.ipp, printer_ipp.ATTRIBUTES, means.limits)
    raw = {ANSWER: found.answer.stdout}
    if found.certificate:
        raw[CERTIFICATE] = found.certificate
    return Raw(raw, found.answer.started, found.answer.ended)


def _parse(answer: Raw) -> Parsed:
    try:
        return printer_ipp.parse(answer.raw[ANSWER])
    except IppError as error:
        raise DeviceError("invalid_answer", str(error)) from error


COLLECTOR = Collector(_ask, _parse)
