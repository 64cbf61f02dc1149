"""Servers that misbehave: each is one typed failure, bounded in time and memory."""

import contextlib
import socket
import threading
import tracemalloc

import paramiko
import pytest
from support import hostile
from support.connections import HASTY, LIMITS, stranger

from auditor.errors import DeviceError
from auditor.transports import ssh
from auditor.transports.jump import Jumps

BANNER = b"SSH-2.0-OpenSSH_9.2\r\n"


def kind_of(port: int, limits=HASTY, known=None) -> str:
    with pytest.raises(DeviceError) as raised:
        ssh.run(stranger(port, known), "true", b"", limits, Jumps())
    return raised.value.kind


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        pytest.param(hostile.silent, "silent", id="silent after connect"),
        pytest.param(hostile.after(BANNER), "silent", id="hangs after the banner"),
        pytest.param(lambda connection: None, "lost", id="closes at once"),
        pytest.param(lambda connection: connection.sendall(BANNER), "lost", id="closes after the banner"),
        pytest.param(hostile.after(b"HTTP/1.1 400 Bad Request\r\n" * 200), "invalid_answer", id="not ssh"),
        pytest.param(hostile.after(BANNER + b"\xff" * 100_000), "lost", id="garbage after the banner"),
    ],
)
def test_a_server_that_misbehaves_is_a_typed_failure(behave, kind):
    with hostile.server(behave) as port:
        assert kind_of(port) == kind


@pytest.mark.parametrize(
    ("piece", "kind"),
    [
        pytest.param(b"x" * 65536, "too_large", id="one line"),
        pytest.param(b"welcome\r\n" * 999, "invalid_answer", id="many lines"),
    ],
)
def test_an_endless_banner_is_cut_off(piece, kind):
    with hostile.server(hostile.endless(piece)) as port:
        assert kind_of(port, LIMITS) == kind


def test_a_server_that_accepts_the_login_and_then_says_nothing_is_silent(tmp_path):
    with _paramiko_server(tmp_path, lambda channel: None) as (port, known):
        assert kind_of(port, known=known) == "silent"


def test_two_hundred_megabytes_are_cut_off_and_never_held(tmp_path):
    def flood(channel):
        with contextlib.suppress(OSError, EOFError):  # the client hangs up
            for _piece in range(200):
                channel.sendall(b"x" * 1024 * 1024)

    with _paramiko_server(tmp_path, flood) as (port, known):
        tracemalloc.start()
        assert kind_of(port, known=known) == "too_large"
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 20 * 1024 * 1024


class _Anybody(paramiko.ServerInterface):
    def __init__(self, answer):
        self._answer = answer

    def check_auth_password(self, username, password):
        return paramiko.AUTH_SUCCESSFUL

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel, command):
        threading.Thread(target=self._answer, args=(channel,), daemon=True).start()
        return True


def _paramiko_server(tmp_path, answer):
    """A server that lets anybody in and hands each exec's channel to *answer*."""

    @contextlib.contextmanager
    def running():
        key = paramiko.ECDSAKey.generate()
        open_transports = []

        def behave(connection: socket.socket) -> None:
            transport = paramiko.Transport(connection)
            open_transports.append(transport)
            transport.add_server_key(key)
            transport.start_server(server=_Anybody(answer))
            transport.join()

        with hostile.server(behave) as port:
            known = tmp_path / "known_hosts"
            known.write_text(f"[127.0.0.1]:{port} {key.get_name()} {key.get_base64()}\n")
            yield port, known
            for transport in open_transports:
                transport.close()

    return running()
