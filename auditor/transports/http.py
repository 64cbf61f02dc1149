"""HTTP with devices (RFC 9110, 9112): one exchange, read within bounds of time and size."""

import contextlib
import http.client
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.model import times
from auditor.transports.bounded import Exceeded, connect
from auditor.transports.connection import Answer, Limits

_HTTP_BYTES = 64 * 1024
"""What headers and chunks may add to an answer."""
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAFE = "/%:;,+@~!$&'()*=-._?"
_PLAIN = frozenset({"", "identity"})


@dataclass(frozen=True)
class Place:
    """Where a device speaks HTTP. Its certificate is accepted unchecked: office devices make their own."""

    host: str
    port: int
    tls: bool = False

    def url(self, path: str) -> str:
        """The address of *path* there."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"


@dataclass(frozen=True)
class HttpAnswer:
    """The body in ``answer``; header names in lower case; ``certificate`` (DER) where there was TLS; *place*
    is where it came from, redirects followed."""

    place: Place
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


def get(place: Place, path: str, limits: Limits) -> HttpAnswer:
    """The document at *path*, unpacked. A few redirects are followed, on the same host only.

    Raises DeviceError as ``exchange`` does; auth_failed where a login is wanted, invalid_answer for every
    status but 200.
    """
    for _attempt in range(1 + _MOST_REDIRECTS):
        found = exchange(place, Request("GET", path), limits)
        if found.status not in _REDIRECTS:
            return checked(found, limits)
        place, path = same_host(place, path, found.headers.get("location", ""))
    raise DeviceError("invalid_answer", _("it redirects again and again"))


def checked(found: HttpAnswer, limits: Limits) -> HttpAnswer:
    """*found* with its body unpacked. Raises DeviceError as ``get`` does."""
    if found.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise DeviceError(
            "auth_failed", _("the device wants a login (HTTP {status})").format(status=found.status)
        )
    if found.status != HTTPStatus.OK:
        raise DeviceError(
            "invalid_answer", _("HTTP status {status} instead of an answer").format(status=found.status)
        )
    if found.headers.get("content-encoding", "").lower() in _PLAIN:
        return found
    data = _unpacked(found.answer.stdout, limits.answer_bytes)
    return replace(found, answer=replace(found.answer, stdout=data))


def same_host(place: Place, path: str, location: str) -> tuple[Place, str]:
    """Where *location*, said at *path* of *place*, leads.

    Raises DeviceError (invalid_answer) when that is another host: no device sends the audit elsewhere.
    """
    named, there, asked = _taken_apart(place, path, location)
    if named != place.host.lower():
        elsewhere = _("it redirects to another host, which is not followed: {host}")
        raise DeviceError("invalid_answer", elsewhere.format(host=named[:100]))
    return there, asked


def here(place: Place, address: str) -> tuple[Place, str]:
    """Port and path of *address*, which a device says of itself, at the host by which it is reached: it may
    know itself by another name. Raises DeviceError (invalid_answer)."""
    _named, there, asked = _taken_apart(place, "/", address)
    return there, asked


def _taken_apart(place: Place, path: str, location: str) -> tuple[str, Place, str]:
    try:
        target = urlsplit(urljoin(place.url(path), location))
        port = target.port or (443 if target.scheme == "https" else 80)
    except ValueError as error:
        raise DeviceError("invalid_answer", _("it names no address")) from error
    if target.scheme not in ("http", "https"):
        raise DeviceError("invalid_answer", _("it names no address"))
    asked = quote(target.path or "/", safe=_SAFE) + (
        f"?{quote(target.query, safe=_SAFE)}" if target.query else ""
    )
    return target.hostname or "", Place(place.host, port, target.scheme == "https"), asked


def _unpacked(data: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip or zlib, as its header says
    try:
        unpacked = unpacker.decompress(data, limit)
    except zlib.error as error:
        raise DeviceError("invalid_answer", _("what it sent cannot be unpacked")) from error
    if unpacker.unconsumed_tail:
        raise DeviceError("too_large", _("it sent more than is allowed"))
    if data and not unpacker.eof:
        raise DeviceError("invalid_answer", _("what it sent cannot be unpacked"))
    return unpacked


class _Bounds:
    """Mixed into sockets that http.client reads from: a deadline for the whole answer, a byte allowance."""

    deadline = float("inf")
    left = 2**62

    def recv_into(self, *args: Any) -> int:
        left = self.deadline - time.monotonic()
        if left <= 0:  # a timeout alone never comes while bytes do
            raise TimeoutError
        self.settimeout(left)  # type: ignore[attr-defined]
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
                data = _read(response, limits.answer_bytes)
        headers = {name.lower(): value for name, value in response.getheaders()}
        return HttpAnswer(place, response.status, headers, Answer(data, started, times.now()), certificate)


def _read(response: http.client.HTTPResponse, limit: int) -> bytes:
    # Never read() alone: it allocates whatever length the other end claims, of the body or of one chunk.
    if (response.length or 0) > limit:
        raise Exceeded("the answer is too large")
    data = response.read(limit + 1)
    if len(data) > limit:
        raise Exceeded("the answer is too large")
    if response.length:
        raise http.client.IncompleteRead(data, response.length)
    return data


@contextlib.contextmanager
def _connected(place: Place, limits: Limits) -> Iterator[_PlainSocket | _TlsSocket]:
    left = limits.until - time.monotonic()
    if left <= 0:
        raise DeviceError("silent", _("it did not come to the end of its answers in time"))
    connect_s = min(limits.connect_s, left)
    plain = _PlainSocket(fileno=connect(place.host, place.port, connect_s).detach())
    plain.settimeout(connect_s)
    with _as_device_error(), contextlib.ExitStack() as stack:
        sock: Any = stack.enter_context(plain)
        if place.tls:
            sock = stack.enter_context(_tls().wrap_socket(plain))
        sock.deadline = min(limits.until, time.monotonic() + limits.answer_s)
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
