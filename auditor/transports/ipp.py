"""One IPP operation over HTTP (RFC 8010 §4): POST, application/ipp, the answer read within bounds."""

import contextlib
import http.client
import socket
import ssl
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.model import times
from auditor.transports.bounded import Exceeded, connect
from auditor.transports.connection import Answer, IppConnection, Limits

GET_PRINTER_ATTRIBUTES = 0x000B
_HTTP_BYTES = 64 * 1024
"""What headers and chunks may add to an answer."""


class _Bounds:
    """Mixed into sockets that http.client reads from: a deadline for the whole answer, a byte allowance."""

    deadline = float("inf")
    left = 2**62
    too_much = False

    def recv_into(self, *args: Any) -> int:
        self.settimeout(max(0.001, self.deadline - time.monotonic()))  # type: ignore[attr-defined]
        count: int = super().recv_into(*args)  # type: ignore[misc]
        self.left -= count
        if self.left < 0:
            self.too_much = True
            raise Exceeded("the answer is too large")
        return count


class _PlainSocket(_Bounds, socket.socket):
    pass


class _TlsSocket(_Bounds, ssl.SSLSocket):
    pass


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
    started = times.now()
    with _connected(connection, limits) as sock:
        certificate = sock.getpeercert(binary_form=True) or b"" if isinstance(sock, ssl.SSLSocket) else b""
        http_connection = http.client.HTTPConnection(connection.host, connection.port)
        http_connection.sock = sock
        headers = {"Content-Type": "application/ipp", "Connection": "close"}
        with _as_device_error(sock):
            http_connection.request("POST", connection.path, body, headers)
            with contextlib.closing(http_connection.getresponse()) as response:
                data = response.read()
        _check_status(response.status)
        return IppAnswer(Answer(data, started, times.now()), certificate)


@contextlib.contextmanager
def _connected(connection: IppConnection, limits: Limits) -> Iterator[_PlainSocket | _TlsSocket]:
    plain = _PlainSocket(fileno=connect(connection.host, connection.port, limits.connect_s).detach())
    plain.settimeout(limits.connect_s)
    with _as_device_error(plain), contextlib.ExitStack() as stack:
        sock: Any = stack.enter_context(plain)
        if connection.tls:
            sock = stack.enter_context(_tls().wrap_socket(plain))
        sock.deadline = time.monotonic() + limits.answer_s
        sock.left = limits.answer_bytes + _HTTP_BYTES
        yield sock


def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.sslsocket_class = _TlsSocket
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    # Printers outlive TLS versions by a decade; what they say about themselves is no secret.
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    return context


@contextlib.contextmanager
def _as_device_error(sock: Any) -> Iterator[None]:
    try:
        yield
    except Exceeded as error:
        raise DeviceError("too_large", _("it sent more than is allowed")) from error
    except TimeoutError as error:
        raise DeviceError("silent", _("it accepted the connection but did not answer in time")) from error
    except ssl.SSLError as error:
        broken = _("no TLS connection: {error}").format(error=error.reason or error)
        raise DeviceError("invalid_answer", broken) from error
    except (http.client.IncompleteRead, http.client.RemoteDisconnected, OSError) as error:
        lost = _("the connection broke: {error}").format(error=error)
        raise DeviceError("lost", lost) from error
    except http.client.HTTPException as error:
        odd = _("what answers there does not speak HTTP: {error}").format(error=type(error).__name__)
        raise DeviceError("invalid_answer", odd) from error


def _check_status(status: int) -> None:
    if status == http.HTTPStatus.OK:
        return
    if status in (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN):
        raise DeviceError("auth_failed", _("the printer wants a login (HTTP {status})").format(status=status))
    if status == http.HTTPStatus.UPGRADE_REQUIRED:
        raise DeviceError("unsupported", _("the printer speaks only ipps: set ipp_tls: true"))
    raise DeviceError("invalid_answer", _("HTTP status {status} instead of an answer").format(status=status))
