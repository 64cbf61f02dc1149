"""Nobody holds all the connections of a server: on real sockets, of real addresses."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import httpx
import pytest

from auditor.web import server
from auditor.web.patience import network
from tests.support.tls import self_signed
from tests.web.serving import Dashboard, running, workspace

MOST = 3
TRIES = 500
"""Until the server has noticed that somebody left: it does something at each of them."""


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_OF_ONE_ADDRESS", MOST)


def dialled(served: Dashboard, address: str) -> socket.socket:
    """A connection from *address*, on which nothing was said yet."""
    to = ("127.0.0.1", served.site.serving.port)
    return socket.create_connection(to, timeout=20, source_address=(address, 0))


@contextmanager
def held(served: Dashboard, address: str = "127.0.0.1", most: int = MOST) -> Iterator[list[socket.socket]]:
    """As many connections from *address* as it may have."""
    with ExitStack() as stack:
        yield [stack.enter_context(closing(dialled(served, address))) for _each in range(most)]


def answer(line: socket.socket) -> bytes:
    """The first line that the server says to a plain request; nothing where it hung up."""
    try:
        line.sendall(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        return line.recv(4096).partition(b"\r\n")[0]
    except ConnectionError:
        return b""


def asked(served: Dashboard, address: str = "127.0.0.1") -> bytes:
    with closing(dialled(served, address)) as line:
        return answer(line)


def test_an_address_with_too_many_connections_is_hung_up_on_and_others_are_not(fresh: Dashboard) -> None:
    with held(fresh) as lines:
        assert asked(fresh) == b""
        assert asked(fresh, "127.0.0.2").startswith(b"HTTP/1.1")
        assert all(answer(line).startswith(b"HTTP/1.1") for line in lines)


def test_a_place_is_free_again_when_a_connection_ends(fresh: Dashboard) -> None:
    with held(fresh) as lines:
        assert asked(fresh) == b""
        lines[0].close()
        assert any(asked(fresh) for _each in range(TRIES))
        assert all(answer(line).startswith(b"HTTP/1.1") for line in lines[1:])


def test_connections_that_never_begin_their_tls_count_too(tmp_path: Path) -> None:
    self_signed(tmp_path)
    of = workspace(tmp_path / "w")
    with running(of, cert=tmp_path / "certificate", key=tmp_path / "key") as served:
        served.verify = False
        with held(served), closing(dialled(served, "127.0.0.1")) as late:
            assert late.recv(1) == b""
        assert any(_spoken_to(served) for _each in range(TRIES))


def _spoken_to(served: Dashboard) -> bool:
    try:
        return served.reader().get("/healthz").status_code == 200
    except httpx.TransportError:
        return False


def test_behind_a_proxy_all_come_from_its_address_and_it_is_the_proxy_who_counts(tmp_path: Path) -> None:
    url = "https://auditor.dienbien.example"
    with (
        running(workspace(tmp_path / "w"), proxies=("127.0.0.1",), public_url=url) as served,
        held(served, most=4 * MOST) as lines,
    ):
        assert all(answer(line).startswith(b"HTTP/1.1") for line in lines)


def test_whoever_has_a_network_of_ipv6_has_one_place() -> None:
    assert network("2001:db8::1") == network("2001:db8::ffff:1") != network("2001:db8:0:1::1")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1")
