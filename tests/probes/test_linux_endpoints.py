"""Services as the Linux probe reaches them: where it stops, and what it says about the certificate."""

import json
import socket
import ssl
import struct
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from auditor.parsers import linux
from auditor.probes import linux as probe
from auditor.probes import linux_source
from tests.support.pythons import PYTHONS


def reach(url, limit=2.0, trusted=None, python=sys.executable):
    """The probe's endpoint record, and the parser's, for *url*; *trusted* is a folder of roots."""
    script = linux_source({"endpoints": [{"name": "x", "url": url}], "limits": {"endpoint_s": limit}})
    if trusted:
        script = script.replace(b'HASHED = "/etc/ssl/certs"', f"HASHED = {str(trusted)!r}".encode())
    done = subprocess.run(
        [python, "-I", "-S", "-"], input=script, capture_output=True, timeout=30, check=True
    )
    raw = linux.extract_answer(done.stdout)
    found = linux.parse(raw, asked_at=None, answered_at=None)
    return json.loads(raw)["sections"]["endpoints"][0], found.facts["endpoints"][0]


@contextmanager
def server(handle):
    """A server on loopback whose *handle(connection)* serves each connection; gives its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=handle, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def replying(reply, seen=None):
    def handle(connection):
        with connection:
            asked = connection.recv(4096)
            if seen is not None:
                seen.append(asked)
            connection.sendall(reply(asked) if callable(reply) else reply)

    return handle


@pytest.mark.parametrize("status", [200, 405, 503])
def test_any_http_status_is_reached(status):
    with server(replying(b"HTTP/1.1 %d Whatever\r\n\r\n" % status)) as port:
        _raw, found = reach(f"http://127.0.0.1:{port}/")
    assert (found["ok"], found["stage"], found["http_status"]) == (True, "ok", status)


def test_it_asks_for_the_path_of_the_url_with_head():
    seen = []
    with server(replying(b"HTTP/1.1 204 x\r\n\r\n", seen)) as port:
        reach(f"http://127.0.0.1:{port}/a/b?c=d#e")
    assert seen[0].startswith(b"HEAD /a/b?c=d HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % port)


def test_a_service_that_hangs_up_on_head_is_asked_with_get():
    with server(
        replying(lambda asked: b"HTTP/1.1 200 x\r\n\r\n" if asked.startswith(b"GET") else b"")
    ) as port:
        _raw, found = reach(f"http://127.0.0.1:{port}/")
    assert found["ok"]


def test_a_service_that_resets_the_connection_on_head_is_asked_with_get():
    def handle(connection):
        asked = connection.recv(4096)
        if asked.startswith(b"GET"):
            connection.sendall(b"HTTP/1.1 200 x\r\n\r\n")
        else:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    with server(handle) as port:
        _raw, found = reach(f"http://127.0.0.1:{port}/")
    assert found["ok"]


def test_what_is_not_http_stops_at_http():
    with server(replying(b"\xff\0 220 mail\r\n")) as port:
        _raw, found = reach(f"http://127.0.0.1:{port}/")
    assert (found["ok"], found["stage"], found["error"]) == (False, "http", "no HTTP answer")


def test_a_service_that_never_answers_stops_at_http_within_its_limit():
    stay = threading.Event()
    with server(lambda connection: stay.wait(20) and connection.close()) as port:
        _raw, found = reach(f"http://127.0.0.1:{port}/", limit=0.5)
        stay.set()
    assert (found["ok"], found["stage"]) == (False, "http")


def test_a_closed_port_stops_at_tcp():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    _raw, found = reach(f"http://127.0.0.1:{port}/")
    assert (found["stage"], found["error"]) == ("tcp", "[Errno 111] Connection refused")


def test_a_name_that_is_not_there_stops_at_dns():
    _raw, found = reach("http://no-such-name.invalid/", limit=1.0)
    assert (found["ok"], found["stage"]) == (False, "dns")


@pytest.mark.parametrize(
    "url", ["ftp://x/", "http://", "http://x y/", "http://x:99999999999/", "http://x/\r\nHost: y"]
)
def test_an_address_that_is_none_is_that_endpoints_error(url):
    _raw, found = reach(url)
    assert not found["ok"]
    assert found["error"]


def certificate(days, host="127.0.0.1"):
    """(certificate, key) that signs itself for an address, valid until *days* from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "lab")])
    end = datetime.now(UTC) + timedelta(days=days)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(end - timedelta(days=400)).not_valid_after(end)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), False)
    return builder.add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256()), key


@contextmanager
def tls_server(tmp_path, cert, key):
    (tmp_path / "c.pem").write_bytes(
        cert.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "c.pem")

    def handle(connection):
        try:
            with context.wrap_socket(connection, server_side=True) as secured:
                secured.recv(4096)
                secured.sendall(b"HTTP/1.1 200 x\r\n\r\n")
        except OSError:
            connection.close()

    with server(handle) as port:
        yield port


def trusting(tmp_path, cert):
    """A folder of roots as OpenSSL reads it, with *cert*."""
    folder = tmp_path / "roots"
    folder.mkdir()
    (folder / "r.pem").write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    said = subprocess.run(
        ["openssl", "x509", "-noout", "-hash", "-in", folder / "r.pem"],
        capture_output=True,
        text=True,
        check=True,
    )
    (folder / f"{said.stdout.strip()}.0").symlink_to("r.pem")
    return folder


def test_a_service_with_a_trusted_certificate_is_reached_and_says_when_it_ends(tmp_path):
    cert, key = certificate(10)
    with tls_server(tmp_path, cert, key) as port:
        _raw, found = reach(f"https://127.0.0.1:{port}/", trusted=trusting(tmp_path, cert))
    assert (found["ok"], found["stage"]) == (True, "ok")
    assert found["tls_days_left"] == pytest.approx(10, abs=0.1)


@pytest.mark.parametrize("python", PYTHONS)
def test_every_python_tells_a_good_certificate_from_an_expired_one(tmp_path, python):
    for days, stage in ((10, "ok"), (-3, "tls")):
        cert, key = certificate(days)
        folder = tmp_path / stage
        folder.mkdir()
        with tls_server(folder, cert, key) as port:
            _raw, found = reach(f"https://127.0.0.1:{port}/", trusted=trusting(folder, cert), python=python)
        assert (found["stage"], round(found["tls_days_left"])) == (stage, days)


@pytest.mark.parametrize("python", PYTHONS)
def test_every_python_refuses_a_certificate_for_another_name(tmp_path, python):
    cert, key = certificate(10, host="192.0.2.7")
    with tls_server(tmp_path, cert, key) as port:
        _raw, found = reach(f"https://127.0.0.1:{port}/", trusted=trusting(tmp_path, cert), python=python)
    assert (found["ok"], found["stage"], round(found["tls_days_left"])) == (False, "tls", 10)


def test_an_expired_certificate_stops_at_tls_and_is_named_all_the_same(tmp_path):
    cert, key = certificate(-3)
    with tls_server(tmp_path, cert, key) as port:
        _raw, found = reach(f"https://127.0.0.1:{port}/", trusted=trusting(tmp_path, cert))
    assert (found["ok"], found["stage"], found["error"]) == (False, "tls", "certificate has expired")
    assert found["tls_days_left"] == pytest.approx(-3, abs=0.1)


def test_an_untrusted_certificate_stops_at_tls(tmp_path):
    cert, key = certificate(10)
    with tls_server(tmp_path, cert, key) as port:
        _raw, found = reach(f"https://127.0.0.1:{port}/")
    assert (found["ok"], found["stage"]) == (False, "tls")
    assert "self" in found["error"]


def test_a_service_that_speaks_no_tls_stops_at_tls():
    with server(replying(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        _raw, found = reach(f"https://127.0.0.1:{port}/")
    assert (found["ok"], found["stage"]) == (False, "tls")


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://portal.example", ("https", "portal.example", 443, "/", "portal.example")),
        ("http://tsa.example/", ("http", "tsa.example", 80, "/", "tsa.example")),
        ("https://a.example:18083/x?y", ("https", "a.example", 18083, "/x?y", "a.example:18083")),
        ("http://[2001:db8::1]/", ("http", "2001:db8::1", 80, "/", "[2001:db8::1]")),
        ("http://[2001:db8::1]:8080/", ("http", "2001:db8::1", 8080, "/", "[2001:db8::1]:8080")),
    ],
)
def test_an_address_has_the_port_of_its_scheme(url, parts):
    assert probe.split_url(url) == parts
