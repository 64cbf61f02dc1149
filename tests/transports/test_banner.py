"""The first words of servers, and WS-Management's Identify, on loopback."""

import contextlib

import pytest
from support import hostile
from support.connections import HASTY, LIMITS

from auditor.errors import DeviceError
from auditor.transports.banner import ssh_banner
from auditor.transports.wsman import identify


def kind_of(ask, port):
    with pytest.raises(DeviceError) as raised:
        ask("127.0.0.1", port, HASTY)
    return raised.value.kind


def test_a_real_server_says_its_banner_and_hears_nothing(openssh):
    assert ssh_banner("127.0.0.1", openssh.port, LIMITS).startswith("SSH-2.0-OpenSSH")


@pytest.mark.parametrize("said", [b"SSH-2.0-x\r\n", b"hello\r\nSSH-2.0-x\n", b"\xff\n\nSSH-2.0-x\r\nmore"])
def test_lines_before_the_banner_are_passed_over(said):
    with hostile.server(hostile.after(said)) as port:
        assert ssh_banner("127.0.0.1", port, LIMITS) == "SSH-2.0-x"


def test_a_banner_that_does_not_end_is_cut():
    with hostile.server(hostile.after(b"SSH-2.0-" + b"x" * 2000 + b"\n")) as port:
        assert len(ssh_banner("127.0.0.1", port, LIMITS)) == 255


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        pytest.param(hostile.silent, "silent", id="silent"),
        pytest.param(hostile.after(b"220 mail\r\n"), "silent", id="another protocol"),
        pytest.param(lambda connection: None, "invalid_answer", id="closes at once"),
        pytest.param(hostile.endless(b"x" * 65536), "invalid_answer", id="endless"),
    ],
)
def test_what_is_no_ssh_server_is_typed(behave, kind):
    with hostile.server(behave) as port:
        assert kind_of(ssh_banner, port) == kind


def answers(status, body):
    def behave(connection):
        with contextlib.suppress(OSError):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 %d x\r\nContent-Length: %d\r\n\r\n" % (status, len(body)) + body)

    return behave


def test_windows_identifies_itself_to_anyone():
    body = b"<a:IdentifyResponse><a:ProductVendor>Microsoft</a:ProductVendor></a:IdentifyResponse>"
    with hostile.server(answers(200, body)) as port:
        assert identify("127.0.0.1", port, LIMITS) == body


@pytest.mark.parametrize(("status", "body"), [(404, b""), (200, b"<html>"), (401, b"IdentifyResponse")])
def test_another_web_server_is_no_windows(status, body):
    with hostile.server(answers(status, body)) as port:
        assert kind_of(identify, port) == "invalid_answer"
