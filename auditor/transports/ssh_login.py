"""Logging in over SSH (RFC 4252-4254) with paramiko: host key first, then the credentials that were given."""

import contextlib
import getpass
import logging
import socket
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import cast

import paramiko

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports import hostkeys
from auditor.transports.bounded import BoundedSocket
from auditor.transports.connection import Limits, SshConnection

# Every failure becomes a DeviceError; paramiko's own reports would only reach stderr, with tracebacks.
logging.getLogger("paramiko").addHandler(logging.NullHandler())
logging.getLogger("paramiko").propagate = False

_CIPHERS = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes256-ctr", "aes192-ctr")
_POST_QUANTUM = "mlkem768x25519-sha256"
_DEFAULT_KEYS = ("id_ed25519", "id_ecdsa", "id_rsa")


@contextlib.contextmanager
def logged_in(sock: BoundedSocket, connection: SshConnection) -> Iterator[paramiko.Transport]:
    """A logged-in transport over *sock*, closed at the end. Raises DeviceError.

    host_key_unknown, host_key_changed, auth_failed, silent, lost, too_large, invalid_answer, unsupported.
    """
    transport = over(sock)
    try:
        with as_device_error(sock):
            log_in(transport, sock, connection)
        yield transport
    finally:
        transport.close()


def over(sock: BoundedSocket) -> paramiko.Transport:
    """A fresh transport over *sock*."""
    return paramiko.Transport(cast(socket.socket, sock))  # it wants no more than what looks like one


def log_in(transport: paramiko.Transport, sock: BoundedSocket, connection: SshConnection) -> None:
    """Handshake, host key and credentials on a fresh *transport*; paramiko's errors come out as they are."""
    known = hostkeys.load(connection.known_hosts)
    name, port = hostkeys.name_of(connection)
    options = transport.get_security_options()
    options.key_types = hostkeys.preferred(options.key_types, known.preferred_types(name, port))
    options.ciphers = [cipher for cipher in _CIPHERS if cipher in options.ciphers]
    options.kex = _key_exchanges(connection.kex, options.kex)
    _negotiate(transport, sock)
    known.check(name, port, hostkeys.shown_key(transport.get_remote_server_key()))
    _authenticate(transport, sock, connection)


def _key_exchanges(wanted: str, offered: Iterable[str]) -> list[str]:
    if wanted != "post-quantum":
        return [name for name in offered if name != _POST_QUANTUM]
    if _POST_QUANTUM not in offered:
        raise DeviceError("unsupported", _("post-quantum key exchange is not available on this machine"))
    return [_POST_QUANTUM]


def _negotiate(transport: paramiko.Transport, sock: BoundedSocket) -> None:
    seconds = sock.remaining_s
    transport.banner_timeout = transport.handshake_timeout = transport.auth_timeout = seconds + 1
    transport.start_client(timeout=seconds)
    if not transport.initial_kex_done:  # start_client returns without a word when its time is over
        sock.overdue = True
        raise paramiko.SSHException("key exchange did not end in time")


def _authenticate(transport: paramiko.Transport, sock: BoundedSocket, connection: SshConnection) -> None:
    user = connection.user or getpass.getuser()
    refused: paramiko.AuthenticationException | None = None
    for attempt in _attempts(connection):
        if sock.remaining_s <= 0:
            break
        try:
            attempt(transport, user)
            if transport.is_authenticated():
                return
        except paramiko.AuthenticationException as error:
            if not transport.is_active():
                raise
            refused = error
    raise refused or paramiko.AuthenticationException("no credentials")


Attempt = Callable[[paramiko.Transport, str], object]


def _attempts(connection: SshConnection) -> Iterator[Attempt]:
    if connection.key_file:
        key = _key(connection.key_file, connection.key_passphrase)
        yield lambda transport, user: transport.auth_publickey(user, key)
    if connection.password:
        # falls back to keyboard-interactive by itself where a server has only that
        yield lambda transport, user: transport.auth_password(user, connection.password)
    if not connection.key_file and not connection.password:
        yield from (_with(key) for key in _own_keys())


def _with(key: paramiko.PKey) -> Attempt:
    return lambda transport, user: transport.auth_publickey(user, key)


def _own_keys() -> Iterator[paramiko.PKey]:
    agent = paramiko.Agent()
    try:
        yield from agent.get_keys()
    finally:
        agent.close()
    for name in _DEFAULT_KEYS:
        with contextlib.suppress(DeviceError):
            yield _key(str(Path("~/.ssh", name)), "")


def _key(file: str, passphrase: str) -> paramiko.PKey:
    path = Path(file).expanduser()
    try:
        return _read_key(path, passphrase, path.stat().st_mtime_ns)
    except OSError as error:
        missing = _("the SSH key {file} cannot be read: {error}").format(file=file, error=error.strerror)
        raise DeviceError("auth_failed", missing) from error
    except (paramiko.SSHException, ValueError, TypeError) as error:
        unusable = _("the SSH key {file} cannot be used: wrong passphrase or not a private key").format(
            file=file
        )
        raise DeviceError("auth_failed", unusable) from error


@lru_cache(maxsize=64)  # a key under a passphrase costs a second of bcrypt, once is enough
def _read_key(file: Path, passphrase: str, _changed: int) -> paramiko.PKey:
    # cryptography, which reads it first, wants bytes where paramiko's signature says str
    return paramiko.PKey.from_path(file, cast(str, passphrase.encode()) or None)


@contextlib.contextmanager
def as_device_error(sock: BoundedSocket) -> Iterator[None]:
    """paramiko's and the socket's errors as the DeviceError that tells what happened."""
    try:
        yield
    except (paramiko.SSHException, EOFError, OSError) as error:
        raise typed(error, sock) from error


def too_large(limits: Limits) -> DeviceError:
    """The error of an answer that is longer than *limits* allow."""
    return DeviceError("too_large", _("its answer is over {size} bytes").format(size=limits.answer_bytes))


def typed(error: BaseException, sock: BoundedSocket) -> DeviceError:
    """The DeviceError that tells what *error* on *sock* was."""
    if sock.too_much:
        return DeviceError("too_large", _("it sent more than is allowed"))
    if sock.overdue or sock.remaining_s <= 0:
        return DeviceError("silent", _("it accepted the connection but did not answer in time"))
    if isinstance(error, paramiko.BadAuthenticationType):
        allowed = ", ".join(error.allowed_types)
        return DeviceError(
            "auth_failed", _("login refused; the server allows: {types}").format(types=allowed)
        )
    if isinstance(error, paramiko.AuthenticationException) and "EOF" not in str(error):
        return DeviceError("auth_failed", _("login refused: wrong user, password or key"))
    if isinstance(error, paramiko.ssh_exception.IncompatiblePeer):
        return DeviceError("unsupported", _("no SSH algorithm in common: {error}").format(error=error))
    if isinstance(error, paramiko.SSHException) and "protocol version" in str(error):
        return DeviceError("invalid_answer", _("what answers there is not an SSH server"))
    return DeviceError("lost", _("the connection broke: {error}").format(error=error or type(error).__name__))
