"""A socket with a deadline and a byte allowance: whatever the other end does, and whatever the library on top
of it waits for, ends in time and in memory."""

import errno
import socket
import time
from typing import Any

from auditor.errors import DeviceError
from auditor.i18n import _, os_error

HANDSHAKE_BYTES = 64 * 1024
"""What a server may send before it is logged in: far more than an SSH handshake with a long banner takes."""


class Exceeded(OSError):
    """Raised out of the socket when its deadline or allowance is exceeded."""


class BoundedSocket:
    """Wraps a connected *sock* (socket, or a paramiko channel or proxy command) for a library that polls it.

    The library must call with a socket timeout set (paramiko polls ten times a second), so that the deadline
    is looked at again and again. ``overdue`` and ``too_much`` tell afterwards which bound was broken.
    """

    def __init__(self, sock: Any, seconds: float, allowance: int = HANDSHAKE_BYTES) -> None:
        self._sock = sock
        self.overdue = self.too_much = False
        self.allow(seconds, allowance)

    def allow(self, seconds: float, allowance: int) -> None:
        """From now on: *seconds* to go and *allowance* bytes to come."""
        self._deadline, self._left = time.monotonic() + seconds, allowance

    @property
    def remaining_s(self) -> float:
        """Seconds until the deadline, never negative."""
        return max(0.0, self._deadline - time.monotonic())

    def recv(self, size: int) -> bytes:
        """As a socket's; raises Exceeded."""
        self._check()
        data: bytes = self._sock.recv(size)
        self._left -= len(data)
        return data

    def send(self, data: bytes) -> int:
        """As a socket's; raises Exceeded."""
        self._check()
        sent: int = self._sock.send(data)
        return sent

    def _check(self) -> None:
        self.overdue = self.overdue or time.monotonic() > self._deadline
        self.too_much = self.too_much or self._left < 0
        if self.overdue or self.too_much:
            raise Exceeded(errno.ETIMEDOUT, "the other end exceeded its bounds")

    def settimeout(self, seconds: float | None) -> None:
        """As a socket's."""
        self._sock.settimeout(seconds)

    def close(self) -> None:
        """As a socket's."""
        self._sock.close()

    @property
    def _closed(self) -> bool:  # paramiko asks for it
        return bool(self._sock._closed)


def connect(host: str, port: int, seconds: float) -> socket.socket:
    """A TCP connection within *seconds* an address.

    Raises DeviceError: dns_failure, no_route, refused, connect_timeout, lost.
    """
    try:
        sock = socket.create_connection((host, port), timeout=seconds)
    except OSError as error:
        raise connect_error(error, host, port) from error
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def connect_error(error: OSError | UnicodeError, host: str, port: int) -> DeviceError:
    """The typed error for a connection that did not come about."""
    if isinstance(error, socket.gaierror | UnicodeError):
        return DeviceError("dns_failure", _("the name {host} cannot be resolved").format(host=host))
    if isinstance(error, ConnectionRefusedError):
        return DeviceError(
            "refused", _("{host} port {port} refuses connections").format(host=host, port=port)
        )
    if isinstance(error, TimeoutError):
        timeout = _("no connection to {host} port {port} in time").format(host=host, port=port)
        return DeviceError("connect_timeout", timeout)
    if error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.EACCES):
        return DeviceError(
            "no_route", _("no route to {host}: {error}").format(host=host, error=os_error(error))
        )
    lost = _("the connection to {host} port {port} broke: {error}")
    return DeviceError("lost", lost.format(host=host, port=port, error=error))
