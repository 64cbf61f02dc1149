"""One IPP operation over HTTP (RFC 8010 §4): POST, application/ipp, the answer read within bounds."""

import base64
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports import http
from auditor.transports.connection import Answer, IppConnection, Limits

GET_PRINTER_ATTRIBUTES = 0x000B
RESUME_PRINTER, SET_PRINTER_ATTRIBUTES, ENABLE_PRINTER = 0x0011, 0x0013, 0x0022
"""RFC 8011 §4.2.8, RFC 3380 §4.1, RFC 3998 §3.1.1."""
TEXT, NAME, KEYWORD = 0x41, 0x42, 0x44
"""Tags of the values that are set (RFC 8010 §3.5.2)."""


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


def set_printer_attributes(
    connection: IppConnection, values: Mapping[str, tuple[int, str]], limits: Limits
) -> None:
    """Make the printer's attributes *values* (name: tag, value) its own (RFC 3380 §4.1): all, or none.

    Raises DeviceError: as ``get_printer_attributes`` does, auth_failed where the printer wants another login,
    unsupported where it cannot do this.
    """
    attributes = [(tag, name, value) for name, (tag, value) in values.items()]
    _change(connection, SET_PRINTER_ATTRIBUTES, attributes, limits)


def resume_printer(connection: IppConnection, limits: Limits) -> None:
    """Let a paused printer print on (RFC 8011 §4.2.8). Raises DeviceError as the setting of attributes."""
    _change(connection, RESUME_PRINTER, (), limits)


def enable_printer(connection: IppConnection, limits: Limits) -> None:
    """Let a printer take jobs again (RFC 3998 §3.1.1). Raises DeviceError as the setting of attributes."""
    _change(connection, ENABLE_PRINTER, (), limits)


_Attributes = Sequence[tuple[int, str, str]]
"""Attributes as they are sent: tag, name (empty: one more value of the one before), value."""


def _change(connection: IppConnection, operation: int, values: _Attributes, limits: Limits) -> None:
    user: _Attributes = [(NAME, "requesting-user-name", connection.user)] if connection.user else ()
    # 2.0 is what RFC 3380 and RFC 3998 came before, but whoever has them speaks it
    body = _message(operation, (2, 0), [*_target(connection), *user], values)
    answer = _post(connection, body, limits, _login(connection)).answer.stdout
    if len(answer) < 8:
        raise DeviceError("invalid_answer", _("what answers there does not speak IPP"))
    _check_done(int.from_bytes(answer[2:4]))


_LOGIN = range(0x0401, 0x0404)
_CANNOT = frozenset({0x0404, 0x040A, 0x040B, 0x0413, 0x0501, 0x0503})
"""not-possible, document-format …, attributes-or-values, attributes-not-settable, operation, version."""


def _check_done(status: int) -> None:
    """RFC 8011 §4.1.6.1: successes begin with 00; that something was left out is none here."""
    if status in (0x0000, 0x0002):
        return
    shown = f"0x{status:04x}"
    if status in _LOGIN:
        raise DeviceError(
            "auth_failed", _("the printer does not let us change it (IPP {status})").format(status=shown)
        )
    if status in _CANNOT or status < 0x0100:
        raise DeviceError(
            "unsupported", _("the printer cannot be changed so over IPP ({status})").format(status=shown)
        )
    raise DeviceError(
        "invalid_answer", _("the printer answers with the IPP error {status}").format(status=shown)
    )


def _login(connection: IppConnection) -> dict[str, str]:
    if not connection.password:
        return {}
    if not connection.tls:
        raise DeviceError("unsupported", _("ipp_password goes over TLS only: set ipp_tls: true"))
    both = f"{connection.user}:{connection.password}".encode()
    return {"Authorization": f"Basic {base64.b64encode(both).decode()}"}


def request(connection: IppConnection, names: Sequence[str], version: tuple[int, int]) -> bytes:
    """The bytes of a Get-Printer-Attributes request (RFC 8010 §3.1, RFC 8011 §4.2.5)."""
    wanted = [(KEYWORD, "" if number else "requested-attributes", name) for number, name in enumerate(names)]
    return _message(GET_PRINTER_ATTRIBUTES, version, [*_target(connection), *wanted], ())


def _target(connection: IppConnection) -> _Attributes:
    scheme = "ipps" if connection.tls else "ipp"
    host = f"[{connection.host}]" if ":" in connection.host else connection.host
    return (
        (0x47, "attributes-charset", "utf-8"),
        (0x48, "attributes-natural-language", "en"),
        (0x45, "printer-uri", f"{scheme}://{host}:{connection.port}{connection.path}"),
    )


def _message(operation: int, version: tuple[int, int], about: _Attributes, printer: _Attributes) -> bytes:
    groups = b"\x01" + _encoded(about) + (b"\x04" + _encoded(printer) if printer else b"")
    return struct.pack(">BBHi", *version, operation, 1) + groups + b"\x03"


def _encoded(attributes: _Attributes) -> bytes:
    return b"".join(bytes([tag]) + _counted(name) + _counted(value) for tag, name, value in attributes)


def _counted(text: str) -> bytes:
    data = text.encode()
    return struct.pack(">H", len(data)) + data


def _post(
    connection: IppConnection, body: bytes, limits: Limits, login: Mapping[str, str] | None = None
) -> IppAnswer:
    place = http.Place(connection.host, connection.port, connection.tls)
    headers = {"Content-Type": "application/ipp", **(login or {})}
    found = http.exchange(place, http.Request("POST", connection.path, body, headers), limits)
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
