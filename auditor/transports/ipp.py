"""One IPP operation over HTTP (RFC 8010 §4): POST, application/ipp, the answer read within bounds."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports import http
from auditor.transports.connection import Answer, IppConnection, Limits

GET_PRINTER_ATTRIBUTES = 0x000B


@dataclass(frozen=True)
class IppAnswer:
    """The response in ``answer``; ``certificate`` (DER) of an ipps printer, which nobody vouched for."""

    answer: Answer
    certificate: bytes = b""


def get_printer_attributes(connection: IppConnection, names: Sequence[str], limits: Limits) -> IppAnswer:
    """Ask for the printer attributes *names*. Raises DeviceError.

    A printer that knows only IPP/1.1 is asked a second time so (RFC 8011 §4.1.8). ``ipps`` certificates are
    accepted unchecked and returned: office printers make their own, and nothing secret is sent.
    """
    answer = _post(connection, request(connection, names, (2, 0)), limits)
    if answer.answer.stdout[2:4] == b"\x05\x03":  # server-error-version-not-supported
        answer = _post(connection, request(connection, names, (1, 1)), limits)
    return answer


def request(connection: IppConnection, names: Sequence[str], version: tuple[int, int]) -> bytes:
    """The bytes of a Get-Printer-Attributes request (RFC 8010 §3.1, RFC 8011 §4.2.5)."""
    scheme = "ipps" if connection.tls else "ipp"
    host = f"[{connection.host}]" if ":" in connection.host else connection.host
    attributes = [
        (0x47, "attributes-charset", "utf-8"),
        (0x48, "attributes-natural-language", "en"),
        (0x45, "printer-uri", f"{scheme}://{host}:{connection.port}{connection.path}"),
        *((0x44, "" if number else "requested-attributes", name) for number, name in enumerate(names)),
    ]
    body = b"".join(bytes([tag]) + _counted(name) + _counted(value) for tag, name, value in attributes)
    return struct.pack(">BBHi", *version, GET_PRINTER_ATTRIBUTES, 1) + b"\x01" + body + b"\x03"


def _counted(text: str) -> bytes:
    data = text.encode()
    return struct.pack(">H", len(data)) + data


def _post(connection: IppConnection, body: bytes, limits: Limits) -> IppAnswer:
    place = http.Place(connection.host, connection.port, connection.tls)
    sent = http.Request("POST", connection.path, body, {"Content-Type": "application/ipp"})
    found = http.exchange(place, sent, limits)
    _check_status(found.status)
    return IppAnswer(found.answer, found.certificate)


def _check_status(status: int) -> None:
    if status == HTTPStatus.OK:
        return
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise DeviceError("auth_failed", _("the printer wants a login (HTTP {status})").format(status=status))
    if status == HTTPStatus.UPGRADE_REQUIRED:
        raise DeviceError("unsupported", _("the printer speaks only ipps: set ipp_tls: true"))
    raise DeviceError("invalid_answer", _("HTTP status {status} instead of an answer").format(status=status))
