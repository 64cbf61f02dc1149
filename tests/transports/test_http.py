"""HTTP with devices: within bounds, on the device's own host, and every trouble typed."""

import gzip
import zlib
from dataclasses import replace

import pytest
from support import hostile
from support.connections import HASTY, LIMITS
from support.scanners import Page, pages
from support.sshd import free_port

from auditor.errors import DeviceError
from auditor.transports import http
from auditor.transports.http import Place, Request


def get(port, limits=LIMITS, path="/a"):
    return http.get(Place("127.0.0.1", port), path, limits)


def kind_of(port, limits=HASTY, path="/a"):
    with pytest.raises(DeviceError) as raised:
        get(port, limits, path)
    return raised.value.kind


def test_the_document_comes_with_its_headers_and_where_it_was():
    with pages({"/a": Page(b"<x/>", headers={"X-Said": "yes"})}) as served:
        found = get(served.port)
    assert (found.answer.stdout, found.headers["x-said"]) == (b"<x/>", "yes")
    assert found.place == Place("127.0.0.1", served.port)
    assert served.asked == [("GET", "/a", b"")]


def test_a_body_is_sent_by_post_and_any_status_is_given_back():
    with pages({"POST /jobs": Page(status=201, headers={"Location": "/jobs/1"})}) as served:
        request = Request("POST", "/jobs", b"<job/>", {"Content-Type": "text/xml"})
        found = http.exchange(Place("127.0.0.1", served.port), request, LIMITS)
    assert (found.status, found.headers["location"]) == (201, "/jobs/1")
    assert served.asked == [("POST", "/jobs", b"<job/>")]


def test_a_redirect_on_the_same_host_is_followed():
    with pages({"/b?x=1": Page(b"here")}) as there:
        to = f"http://127.0.0.1:{there.port}/b?x=1"
        with pages({"/a": Page(status=301, headers={"Location": to})}) as served:
            found = get(served.port)
    assert (found.answer.stdout, found.place.port) == (b"here", there.port)


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.2/b",
        "http://evil.test/",
        "//evil.test/a",
        "ftp://127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://[",
        "javascript:alert(1)",
    ],
)
def test_a_redirect_to_elsewhere_is_not_followed(to):
    with pages({"/a": Page(status=302, headers={"Location": to})}) as served:
        assert kind_of(served.port, LIMITS) == "invalid_answer"
        assert len(served.asked) == 1


def test_redirects_without_end_are_given_up():
    with pages({"/a": Page(status=302, headers={"Location": "/a"})}) as served:
        assert kind_of(served.port, LIMITS) == "invalid_answer"
        assert len(served.asked) <= 4


def test_a_redirect_to_a_path_with_blanks_and_letters_of_any_language_is_asked_as_an_address():
    with pages({"/a": Page(status=302, headers={"Location": "/qu\u00e9t 1"})}) as served:
        assert kind_of(served.port, LIMITS) == "invalid_answer"
        assert served.asked[-1][1].isascii()


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress], ids=["gzip", "deflate"])
def test_a_packed_answer_is_unpacked(pack):
    with pages({"/a": Page(pack(b"<x/>"), headers={"Content-Encoding": "gzip"})}) as served:
        assert get(served.port).answer.stdout == b"<x/>"


def test_a_bomb_is_too_large():
    bomb = gzip.compress(b"0" * (LIMITS.answer_bytes + 1))
    with pages({"/a": Page(bomb, headers={"Content-Encoding": "gzip"})}) as served:
        assert kind_of(served.port, LIMITS) == "too_large"


@pytest.mark.parametrize(
    "body",
    [b"no gzip", gzip.compress(b"<x/>")[:6], gzip.compress(b"<x/>" * 99)[:-9]],
    ids=["no gzip", "head only", "cut"],
)
def test_what_calls_itself_packed_and_is_not_or_is_cut_is_typed(body):
    with pages({"/a": Page(body, headers={"Content-Encoding": "gzip"})}) as served:
        assert kind_of(served.port, LIMITS) == "invalid_answer"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, "auth_failed"), (403, "auth_failed"), (404, "invalid_answer"), (503, "invalid_answer")],
)
def test_another_status_is_typed(status, kind):
    with pages({"/a": Page(status=status)}) as served:
        assert kind_of(served.port, LIMITS) == kind


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        pytest.param(hostile.silent, "silent", id="silent"),
        pytest.param(hostile.after(b"HTTP/1.1 200 OK\r\nX: "), "silent", id="hangs in the headers"),
        pytest.param(hostile.after(b"HTTP/1.1 200 OK\r\n\r\nabc"), "silent", id="hangs in the body"),
        pytest.param(hostile.after(b"220 FTP\r\n"), "invalid_answer", id="not HTTP"),
        pytest.param(lambda connection: None, "lost", id="closes at once"),
        pytest.param(
            hostile.endless(b"HTTP/1.1 100 Continue\r\n\r\n"), "too_large", id="endless interim answers"
        ),
        pytest.param(
            hostile.after(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
            "lost",
            id="bad chunk",
        ),
    ],
)
def test_a_server_that_misbehaves_is_a_typed_failure(behave, kind):
    with hostile.server(behave) as port:
        assert kind_of(port) == kind


def test_an_endless_body_is_too_large():
    def behave(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        hostile.endless(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")(connection)

    with hostile.server(behave) as port:
        assert kind_of(port, LIMITS) == "too_large"


def test_an_answer_in_drops_ends_with_its_time():
    def behave(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _each in range(1000):
            connection.sendall(b"x")

    with hostile.server(behave) as port:
        assert len(get(port).answer.stdout) == 1000
    with hostile.server(hostile.after(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")) as port:
        assert kind_of(port, replace(HASTY, answer_s=0.2)) == "silent"


def test_what_comes_after_its_time_is_no_answer_however_fast_it_comes():
    with hostile.server(hostile.endless(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")) as port:
        assert kind_of(port, replace(HASTY, answer_s=0)) == "silent"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"Content-Length: 10000000000000", "too_large"),
        (b"Content-Length: 1" + b"0" * 30, "too_large"),
        (b"Transfer-Encoding: chunked\r\n\r\nffffffffffffff", "lost"),
        (b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 30, "lost"),
    ],
)
def test_a_length_that_is_only_claimed_takes_no_memory(said, kind):
    def behave(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + said + b"\r\n\r\nabc")

    with hostile.server(behave) as port:
        assert kind_of(port) == kind


def test_an_answer_that_ends_before_its_length_is_lost():
    def behave(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")

    with hostile.server(behave) as port:
        assert kind_of(port) == "lost"


def test_a_closed_port_refuses():
    assert kind_of(free_port()) == "refused"
