"""One exec over SSH: a command, what goes to its stdin, and everything it says back, within bounds."""

import shlex
import time
from datetime import datetime

import paramiko
from paramiko.common import cMSG_CHANNEL_REQUEST

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.model import times
from auditor.transports.bounded import BoundedSocket
from auditor.transports.connection import Answer, Become, Limits, SshConnection
from auditor.transports.jump import Jumps
from auditor.transports.ssh_login import as_device_error, logged_in, too_large

_STDERR_TAIL = 4096
_SLICE_S = 1.0
_PROMPT, _READY = b"auditor-sudo-prompt:", b"auditor-sudo-ready\n"


def run(connection: SshConnection, command: str, stdin: bytes, limits: Limits, jumps: Jumps) -> Answer:
    """Run *command* with *stdin*; by sudo when the connection says so. Raises DeviceError.

    A command that fails is no error here: its exit status and the end of its stderr are in the answer
    (status -1: it ended without one).
    """
    connect_s = connection.within(limits)
    sock = BoundedSocket(jumps.way_to(connection, connect_s), connect_s)
    with logged_in(sock, connection) as transport:
        # compressed or not, four times the answer is more than SSH's own framing ever adds
        sock.allow(limits.answer_s, 4 * limits.answer_bytes + 1024 * 1024)
        started = times.now()
        with as_device_error(sock):
            exchange = _Exchange(transport, sock, limits)
            exchange.start(_sudo(connection.become, command) if connection.become else command)
            if connection.become:
                exchange.pass_sudo(connection.become)
            exchange.send(stdin)
            return exchange.answer(started)


def _sudo(become: Become, command: str) -> str:
    # -k: no cached ticket, so that a wrong password is told now. READY tells that sudo is past its question,
    # so that the password can never end up in the command's own stdin (NOPASSWD asks nothing).
    ask = f"-S -k -p {_PROMPT.decode()}" if become.password else "-n"
    inner = f"echo {_READY.decode().strip()} >&2; {command}"
    return f"LC_ALL=C sudo {ask} -H -u {shlex.quote(become.user)} -- sh -c {shlex.quote(inner)}"


class _Exchange:
    """One channel: what is sent and what came back so far."""

    def __init__(self, transport: paramiko.Transport, sock: BoundedSocket, limits: Limits) -> None:
        self._transport, self._sock, self._limits = transport, sock, limits
        self._channel = transport.open_session(timeout=sock.remaining_s)
        self._channel.settimeout(_SLICE_S)
        self._stdout = bytearray()
        self._stderr = b""

    def start(self, command: str) -> None:
        """Ask for the exec without waiting for the reply: one round trip less on a slow link."""
        message = paramiko.Message()
        message.add_byte(cMSG_CHANNEL_REQUEST)
        message.add_int(self._channel.remote_chanid)
        message.add_string("exec")
        message.add_boolean(False)
        message.add_string(command)
        self._transport._send_user_message(message)  # type: ignore[attr-defined]

    def send(self, data: bytes) -> None:
        """All of *data*, then end of file. The device may be done before it has read all."""
        sent = 0
        while sent < len(data) and not self._channel.closed:
            try:
                sent += self._channel.send(data[sent:])
            except TimeoutError:
                self._drain_stderr()
                self._check()
            except OSError:  # the command has closed its end: what it said decides
                break
        if not self._channel.closed:
            self._channel.shutdown_write()

    def pass_sudo(self, become: Become) -> None:
        """Answer sudo's question once; raises DeviceError sudo_failed when it asks again or gives up."""
        asked = False
        while _READY not in self._stderr:
            self._wait_for_stderr()
            if _PROMPT in self._stderr:
                if asked:
                    raise DeviceError("sudo_failed", _("sudo refused the password"))
                asked, self._stderr = True, self._stderr.replace(_PROMPT, b"", 1)
                self._channel.sendall(become.password.encode() + b"\n")
        self._stderr = self._stderr.partition(_READY)[2]

    def _wait_for_stderr(self) -> None:
        try:
            data = self._channel.recv_stderr(_STDERR_TAIL)
        except TimeoutError:
            self._check()
            return
        self._keep_stderr(data)
        if not data and _READY not in self._stderr:
            said = self._stderr.decode("utf-8", "replace").strip()[-300:]
            raise DeviceError("sudo_failed", _("sudo gave up: {error}").format(error=said or "?"))

    def answer(self, started: datetime) -> Answer:
        """Everything until the command ends."""
        while self._receive():
            if len(self._stdout) > self._limits.answer_bytes:
                raise too_large(self._limits)
        ended = times.now()
        self._drain_stderr()
        status = self._exit_status()
        return Answer(bytes(self._stdout), started, ended, self._stderr, status)

    def _receive(self) -> bool:
        try:
            data = self._channel.recv(65536)
            self._stdout += data
        except TimeoutError:
            self._check()
            data = b"-"
        self._drain_stderr()
        return bool(data)

    def _drain_stderr(self) -> None:
        while self._channel.recv_stderr_ready():
            self._keep_stderr(self._channel.recv_stderr(65536))

    def _keep_stderr(self, data: bytes) -> None:
        self._stderr = (self._stderr + data)[-_STDERR_TAIL:]

    def _exit_status(self) -> int:
        """The command's exit status; raises EOFError when the connection broke before it came."""
        deadline = time.monotonic() + min(5.0, self._sock.remaining_s)
        while not self._channel.status_event.wait(0.05):
            if not self._transport.is_active() or time.monotonic() > deadline:
                break
        if self._channel.exit_status == -1 and not self._transport.is_active():
            raise EOFError("connection closed before the command ended")
        return self._channel.exit_status

    def _check(self) -> None:
        """Raises EOFError when the connection is gone or its time is over (the socket knows which)."""
        if not self._transport.is_active() or self._sock.remaining_s <= 0:
            raise EOFError("connection closed before the command ended")
