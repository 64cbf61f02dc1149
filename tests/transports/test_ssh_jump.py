"""Jump hosts and proxy commands, through real OpenSSH servers."""

import pytest
from support import hostile
from support import sshd as servers
from support.connections import LIMITS, to

from auditor.errors import DeviceError
from auditor.transports import ssh
from auditor.transports.connection import Hop
from auditor.transports.jump import Jumps, WayBroken


@pytest.fixture(scope="module")
def jump_host(openssh, tmp_path_factory):
    """A second server that lets the first one's client key in; its key is recorded beside the first one's."""
    with servers.running(tmp_path_factory.mktemp("jump")) as server:
        (server.folder / "authorized_keys").write_text(openssh.client_key.with_suffix(".pub").read_text())
        to(openssh)  # writes the file
        server.known_hosts(openssh.folder / "known_hosts")
        yield server


@pytest.fixture
def jumps():
    jumps = Jumps()
    yield jumps
    jumps.close()


def through(openssh, *hops: Hop):
    return to(openssh, jumps=hops)


def test_a_device_behind_a_jump_host_answers(openssh, jump_host, jumps):
    connection = through(openssh, Hop("127.0.0.1", jump_host.port))
    assert ssh.run(connection, "cat", b"hello", LIMITS, jumps).stdout == b"hello"


def test_a_device_behind_two_jump_hosts_answers(openssh, jump_host, jumps):
    connection = through(openssh, Hop("127.0.0.1", jump_host.port), Hop("127.0.0.1", openssh.port))
    assert ssh.run(connection, "cat", b"hello", LIMITS, jumps).stdout == b"hello"


def test_a_jump_host_is_logged_in_to_once_for_all_devices_behind_it(openssh, jump_host, jumps):
    connection = through(openssh, Hop("127.0.0.1", jump_host.port))
    before = _logins(jump_host)
    for _device in range(3):
        ssh.run(connection, "true", b"", LIMITS, jumps)
    assert _logins(jump_host) - before == 1


def _logins(server) -> int:
    return (server.folder / "log").read_text().count("Accepted publickey")


def test_the_jump_hosts_key_is_checked_as_well(openssh, jump_host, jumps, tmp_path):
    only_device = openssh.known_hosts(tmp_path / "known_hosts")
    connection = to(openssh, jumps=(Hop("127.0.0.1", jump_host.port),), known_hosts=(only_device,))
    with pytest.raises(WayBroken, match=r"jump host 127\.0\.0\.1.*SHA256:.*ssh -p") as raised:
        ssh.run(connection, "true", b"", LIMITS, jumps)
    assert raised.value.kind == "host_key_unknown"


def test_a_broken_second_jump_host_is_the_one_that_is_named(openssh, jump_host, jumps):
    closed = Hop("localhost", servers.free_port())
    with pytest.raises(WayBroken, match="jump host localhost") as raised:
        ssh.run(
            through(openssh, Hop("127.0.0.1", jump_host.port), closed, Hop("x")), "true", b"", LIMITS, jumps
        )
    assert raised.value.kind == "no_route"
    assert "jump host x" not in raised.value.message


def test_a_dead_jump_host_is_tried_once_for_all_devices_behind_it(openssh, jumps):
    tries = []
    with hostile.server(tries.append) as port:
        for _device in range(3):
            with pytest.raises(WayBroken) as raised:
                ssh.run(to(openssh, jumps=(Hop("127.0.0.1", port),)), "true", b"", LIMITS, jumps)
            assert raised.value.kind == "lost"
    assert len(tries) == 1


def test_a_port_closed_behind_the_jump_host_is_no_route(openssh, jump_host, jumps):
    connection = to(openssh, jumps=(Hop("127.0.0.1", jump_host.port),), port=servers.free_port())
    with pytest.raises(DeviceError) as raised:
        ssh.run(connection, "true", b"", LIMITS, jumps)
    assert raised.value.kind == "no_route"


RELAY = """
import os, socket, sys, threading
sock = socket.create_connection((sys.argv[1], int(sys.argv[2])))
def forward():
    for data in iter(lambda: os.read(0, 65536), b""):
        sock.sendall(data)
threading.Thread(target=forward, daemon=True).start()
for data in iter(lambda: sock.recv(65536), b""):
    os.write(1, data)
"""


def test_a_proxy_command_carries_the_connection(openssh, jumps, tmp_path):
    relay = tmp_path / "relay.py"
    relay.write_text(RELAY)
    relay = f"python3 {relay} %h %p"
    assert ssh.run(to(openssh, proxy_command=relay), "cat", b"hello", LIMITS, jumps).stdout == b"hello"


def test_a_proxy_command_that_ends_at_once_is_lost(openssh, jumps):
    with pytest.raises(DeviceError) as raised:
        ssh.run(to(openssh, proxy_command="true"), "cat", b"", LIMITS, jumps)
    assert raised.value.kind == "lost"


def test_a_proxy_command_that_is_not_there_is_no_route(openssh, jumps):
    with pytest.raises(DeviceError) as raised:
        ssh.run(to(openssh, proxy_command="/nonexistent/relay %h"), "cat", b"", LIMITS, jumps)
    assert raised.value.kind == "no_route"
