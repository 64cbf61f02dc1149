"""IPP over HTTP and TLS against small servers on loopback that speak it, or do not."""

import contextlib
import http.server
import ssl
import subprocess
import threading
from pathlib import Path

import pytest
from support import hostile
from support.connections import HASTY, LIMITS
from support.sshd import free_port

from auditor.errors import DeviceError
from auditor.parsers import printer_ipp
from auditor.transports.connection import IppConnection
from auditor.transports.ipp import get_printer_attributes

RECORDING = Path(__file__).parents[1] / "parsers" / "data" / "printer" / "ippeveprinter.ipp"
TOO_NEW = b"\x01\x01\x05\x03\x00\x00\x00\x01\x03"


@contextlib.contextmanager
def printer(answers, status=200, tls=None):
    """An HTTP server that gives *answers* in turn, remembering what it was sent; yields port and requests."""
    requests = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            requests.append((self.path, self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answers[min(len(requests), len(answers)) - 1])

        def log_message(self, *_arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], requests
        server.shutdown()


def ask(port, limits=LIMITS, **more):
    return get_printer_attributes(IppConnection("127.0.0.1", port, **more), printer_ipp.ATTRIBUTES, limits)


def kind_of(port, limits=HASTY, **more):
    with pytest.raises(DeviceError) as raised:
        ask(port, limits, **more)
    return raised.value.kind


def test_a_printer_is_asked_by_post_at_its_path_and_its_bytes_come_back():
    with printer([RECORDING.read_bytes()]) as (port, requests):
        found = ask(port, path="/printers/quay")
    assert found.answer.stdout == RECORDING.read_bytes()
    assert found.certificate == b""
    ((path, headers, body),) = requests
    assert (path, headers["Content-Type"]) == ("/printers/quay", "application/ipp")
    assert body.startswith(b"\x02\x00\x00\x0b")


def test_a_printer_that_knows_only_ipp_1_1_is_asked_again_so():
    with printer([TOO_NEW, RECORDING.read_bytes()]) as (port, requests):
        assert ask(port).answer.stdout == RECORDING.read_bytes()
    assert [body[:2] for _path, _headers, body in requests] == [b"\x02\x00", b"\x01\x01"]


def test_a_self_signed_certificate_is_accepted_and_recorded(tmp_path):
    files = ["-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "certificate")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=printer", *files]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate", tmp_path / "key")
    with printer([RECORDING.read_bytes()], tls=context) as (port, _requests):
        found = ask(port, tls=True)
    assert found.answer.stdout == RECORDING.read_bytes()
    assert found.certificate == ssl.PEM_cert_to_DER_cert((tmp_path / "certificate").read_text())


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, "auth_failed"),
        (403, "auth_failed"),
        (404, "invalid_answer"),
        (426, "unsupported"),
        (500, "invalid_answer"),
    ],
)
def test_another_http_status_is_typed(status, kind):
    with printer([b""], status) as (port, _requests):
        assert kind_of(port, LIMITS) == kind


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        pytest.param(hostile.silent, "silent", id="silent"),
        pytest.param(hostile.after(b"HTTP/1.1 200 OK\r\n"), "silent", id="hangs in the headers"),
        pytest.param(hostile.after(b"HTTP/1.1 200 OK\r\n\r\nabc"), "silent", id="hangs in the body"),
        pytest.param(hostile.after(b"SSH-2.0-OpenSSH_9.2\r\n"), "invalid_answer", id="not HTTP"),
        pytest.param(lambda connection: None, "lost", id="closes at once"),
        pytest.param(hostile.endless(b"x" * 65536), "invalid_answer", id="endless status line"),
    ],
)
def test_a_server_that_misbehaves_is_a_typed_failure(behave, kind):
    with hostile.server(behave) as port:
        assert kind_of(port) == kind


def test_an_endless_body_is_too_large():
    def behave(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        hostile.endless(b"x" * 65536)(connection)

    with hostile.server(behave) as port:
        assert kind_of(port, LIMITS) == "too_large"


def test_a_body_shorter_than_announced_is_lost():
    def behave(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc")

    with hostile.server(behave) as port:
        assert kind_of(port, LIMITS) == "lost"


def test_tls_where_there_is_none_is_typed():
    with hostile.server(hostile.after(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        assert kind_of(port, tls=True) == "invalid_answer"


def test_a_closed_port_refuses():
    assert kind_of(free_port()) == "refused"
