"""The way to a device's SSH port: direct, through jump hosts (shared by the devices behind), by a command."""

import threading
from dataclasses import replace
from typing import Any

import paramiko

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports import bounded
from auditor.transports.bounded import BoundedSocket
from auditor.transports.connection import Hop, SshConnection
from auditor.transports.ssh_login import as_device_error, log_in, over

_FOREVER_S = 10 * 365 * 86400.0
_Key = tuple[tuple[Hop, ...], str, str]


class WayBroken(DeviceError):
    """Raised when the way to a device is broken: whether it answers, and with which key, nobody knows."""


class Jumps:
    """Logged-in jump hosts of a run, each connected once: sshd turns away crowds (MaxStartups 10:30:100)."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[_Key, threading.Lock] = {}
        self._open: dict[_Key, paramiko.Transport] = {}
        self._failed: dict[_Key, WayBroken] = {}

    def way_to(self, connection: SshConnection, seconds: float) -> Any:
        """A socket-like to the device's port within *seconds*. Raises DeviceError."""
        if connection.proxy_command:
            return _proxy(connection)
        if not connection.jumps:
            return bounded.connect(connection.host, connection.port, seconds)
        transport = self._transport(connection.jumps, connection, seconds)
        return _through(transport, connection.host, connection.port, seconds)

    def close(self) -> None:
        """Log out of every jump host."""
        for transport in self._open.values():
            transport.close()
        self._open.clear()

    def _transport(
        self, hops: tuple[Hop, ...], connection: SshConnection, seconds: float
    ) -> paramiko.Transport:
        key = (hops, connection.user, connection.key_file)
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key in self._failed:  # one wait for a dead jump host, not one for each device behind it
                raise self._failed[key]
            transport = self._open.get(key)
            if transport is None or not transport.is_active():
                transport = self._open[key] = self._connected(key, connection, seconds)
            return transport

    def _connected(self, key: _Key, connection: SshConnection, seconds: float) -> paramiko.Transport:
        hops = key[0]
        hop = hops[-1]
        # The jump host is not shown the device's password (OpenSSH does not either): keys and agent only.
        login = replace(
            connection,
            host=hop.host, port=hop.port, user=hop.user or connection.user, jumps=hops[:-1],
            password="", become=None, host_key_alias="",
        )  # fmt: skip
        try:
            sock = BoundedSocket(self.way_to(login, seconds), seconds)
            return _log_in(sock, login)
        except DeviceError as error:
            self._failed[key] = _at(hop, error)
            raise self._failed[key] from error


def _at(hop: Hop, error: DeviceError) -> WayBroken:
    if isinstance(error, WayBroken):  # an earlier hop's, and it says which
        return WayBroken(error.kind, error.message)
    through = _("through the jump host {host}: {error}").format(host=hop.host, error=error.message)
    if error.kind == "host_key_unknown":
        record = _("compare it and record it: ssh -p {port} {host}").format(port=hop.port, host=hop.host)
        through = f"{through}; {record}"
    return WayBroken(error.kind, through)


def _log_in(sock: BoundedSocket, login: SshConnection) -> paramiko.Transport:
    transport = over(sock)
    try:
        with as_device_error(sock):
            log_in(transport, sock, login)
    except DeviceError:
        transport.close()
        raise
    sock.allow(_FOREVER_S, 2**62)  # each device's own socket, on top of this one, is bounded
    return transport


def _through(transport: paramiko.Transport, host: str, port: int, seconds: float) -> paramiko.Channel:
    try:
        return transport.open_channel("direct-tcpip", (host, port), ("127.0.0.1", 0), timeout=seconds)
    except paramiko.ChannelException as error:
        raise _no_channel(error, host, port) from error
    except (paramiko.SSHException, EOFError, OSError) as error:
        raise _broken_jump(transport, error) from error


def _broken_jump(transport: paramiko.Transport, error: Exception) -> DeviceError:
    if transport.is_active():
        return DeviceError("connect_timeout", _("the jump host found no connection to it in time"))
    return WayBroken("lost", _("the connection to the jump host broke: {error}").format(error=error))


_PROHIBITED = 1
"""SSH_OPEN_ADMINISTRATIVELY_PROHIBITED (RFC 4254 §5.1)."""


def _no_channel(error: paramiko.ChannelException, host: str, port: int) -> DeviceError:
    # paramiko keeps the number and drops the server's words: refused, timed out and unknown are one.
    kind = "unsupported" if error.code == _PROHIBITED else "no_route"
    reason = _("the jump host gives no way to {host} port {port}: {error}")
    return DeviceError(kind, reason.format(host=host, port=port, error=error.text))


def _proxy(connection: SshConnection) -> Any:
    # The tokens that ssh_config(5) allows and that mean something here.
    tokens = {"%h": connection.host, "%p": str(connection.port), "%r": connection.user, "%%": "%"}
    command = connection.proxy_command
    for token, value in tokens.items():
        command = command.replace(token, value)
    try:
        return _ProxyCommand(command)
    except (OSError, ValueError) as error:
        raise WayBroken("no_route", _("ProxyCommand does not run: {error}").format(error=error)) from error


class _ProxyCommand(paramiko.ProxyCommand):
    """Paramiko's, which neither notices that the command ended nor waits for the one it killed."""

    def recv(self, size: int) -> bytes:
        if self.process.poll() is not None:
            return bytes(self.process.stdout.read(size))  # type: ignore[union-attr]
        return bytes(super().recv(size))

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()  # type: ignore[union-attr]
        self.process.wait()
