"""HTTP with devices (RFC 9110, 9112): one exchange, read within bounds of time and size."""

import contextlib
import http.client
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.model import times
from auditor.transports.bounded import Exceeded, connect
from auditor.transports.connection import Answer, Limits

_HTTP_BYTES = 64 * 1024
"""What headers and chunks may add to an answer."""


@dataclass(frozen=True)
class Place:
    """Where a device speaks HTTP. Its certificate is accepted unchecked: office devices make their own."""

    host: str
    port: int
    tls: bool = False


@dataclass(frozen=True)
class HttpAnswer:
    """The body in ``answer``; header names in lower case; ``certificate`` (DER) where there was TLS."""

    status: int
    headers: Mapping[str, str]
    answer: Answer
    certificate: bytes = b""


@dataclass(frozen=True)
class Request:
    """What is sent: *path* begins with a slash and may carry a query."""

    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class _Bounds:
    """Mixed into sockets that http.client reads from: a deadline for the whole answer, a byte allowance."""

    deadline = float("inf")
    left = 2**62

    def recv_into(self, *args: Any) -> int:
        self.settimeout(max(0.001, self.deadline - time.monotonic()))  # type: ignore[attr-defined]
        count: int = super().recv_into(*args)  # type: ignore[misc]
        self.left -= count
        if self.left < 0:
            raise Exceeded("the answer is too large")
        return count


class _PlainSocket(_Bounds, socket.socket):
    pass


class _TlsSocket(_Bounds, ssl.SSLSocket):
    pass


def exchange(place: Place, request: Request, limits: Limits) -> HttpAnswer:
    """Send *request* and read its answer, whatever its status; redirects are not followed.

    Raises DeviceError: dns_failure, no_route, refused, connect_timeout, silent, lost, too_large,
    invalid_answer.
    """
    started = times.now()
    with _connected(place, limits) as sock:
        certificate = sock.getpeercert(binary_form=True) or b"" if isinstance(sock, ssl.SSLSocket) else b""
        connection = http.client.HTTPConnection(place.host, place.port)
        connection.sock = sock
        with _as_device_error():
            connection.request(
                request.method, request.path, request.body, {"Connection": "close", **request.headers}
            )
            with contextlib.closing(connection.getresponse()) as response:
                data = response.read()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return HttpAnswer(response.status, headers, Answer(data, started, times.now()), certificate)


@contextlib.contextmanager
def _connected(place: Place, limits: Limits) -> Iterator[_PlainSocket | _TlsSocket]:
    plain = _PlainSocket(fileno=connect(place.host, place.port, limits.connect_s).detach())
    plain.settimeout(limits.connect_s)
    with _as_device_error(), contextlib.ExitStack() as stack:
        sock: Any = stack.enter_context(plain)
        if place.tls:
            sock = stack.enter_context(_tls().wrap_socket(plain))
        sock.deadline = time.monotonic() + limits.answer_s
        sock.left = limits.answer_bytes + _HTTP_BYTES
        yield sock


def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.sslsocket_class = _TlsSocket
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    # Office devices outlive TLS versions by a decade; what they say about themselves is no secret.
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    return context


@contextlib.contextmanager
def _as_device_error() -> Iterator[None]:
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
