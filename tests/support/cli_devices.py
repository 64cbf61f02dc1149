"""Network devices over real SSH on loopback, as far as a command line goes: a prompt, answers, a pager."""

import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import paramiko

from auditor.transports.connection import SshConnection


@dataclass
class Device:
    """*answers* by command; *prompt* as it is shown; *page* lines at a time with *more* between them.

    ``heard`` is every line that was typed. With ``changes`` a configuring command is taken and remembered.
    """

    prompt: str
    answers: Mapping[str, str]
    more: str = ""
    page: int = 20
    unknown: str = "% Unknown command"
    heard: list[str] = field(default_factory=list)


class _Door(paramiko.ServerInterface):
    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED

    def check_auth_password(self, username: str, password: str) -> int:
        return paramiko.AUTH_SUCCESSFUL if password == "hunter2" else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_channel_pty_request(self, *_args: object) -> bool:
        return True

    def check_channel_shell_request(self, channel: paramiko.Channel) -> bool:
        return True


@contextlib.contextmanager
def serving(device: Device, known_hosts: Path) -> Iterator[SshConnection]:
    """*device* on a port of loopback, its host key recorded in *known_hosts*; gives the way to it."""
    key = paramiko.ECDSAKey.generate()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    known_hosts.write_text(f"[127.0.0.1]:{port} {key.get_name()} {key.get_base64()}\n")
    thread = threading.Thread(target=_accept, args=(listener, key, device), daemon=True)
    thread.start()
    try:
        yield SshConnection("127.0.0.1", port, "admin", password="hunter2", known_hosts=(known_hosts,))
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def _accept(listener: socket.socket, key: paramiko.PKey, device: Device) -> None:
    while True:
        try:
            connection, _address = listener.accept()
        except OSError:
            return
        transport = paramiko.Transport(connection)
        transport.add_server_key(key)
        with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
            transport.start_server(server=_Door())
            channel = transport.accept(10)
            if channel is not None:
                _talk(channel, device)
        transport.close()


def _talk(channel: paramiko.Channel, device: Device) -> None:
    channel.sendall(device.prompt.encode())
    while (line := _line(channel)) is not None:
        device.heard.append(line.strip())
        _say(channel, device, line.strip())
        channel.sendall(b"\r\n" + device.prompt.encode())


def _line(channel: paramiko.Channel) -> str | None:
    """A line as it is typed, echoed; None at the end."""
    typed = b""
    while not typed.endswith((b"\n", b"\r")):
        got = channel.recv(1)
        if not got:
            return None
        typed += got
    channel.sendall(typed.rstrip(b"\r\n") + b"\r\n")
    if typed.endswith(b"\r") and channel.recv_ready():
        channel.recv(1)
    return typed.decode("utf-8", "replace")


def _say(channel: paramiko.Channel, device: Device, command: str) -> None:
    lines = device.answers.get(command, device.unknown if command else "").splitlines()
    for start in range(0, len(lines), device.page if device.more else max(1, len(lines))):
        if start and device.more:
            channel.sendall(device.more.encode())
            if channel.recv(1) != b" ":
                return
            channel.sendall(b"\r" + b" " * len(device.more) + b"\r")
        part = lines[start : start + (device.page if device.more else len(lines))]
        channel.sendall("\r\n".join(part).encode() + b"\r\n")
