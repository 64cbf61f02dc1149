"""Echo requests by the system's ping(8)."""

import shutil

import pytest
from support.connections import LIMITS

from auditor.errors import DeviceError
from auditor.parsers.ping import parse
from auditor.transports import ping
from auditor.transports.connection import PingConnection


@pytest.mark.skipif(not shutil.which("ping"), reason="ping(8) is not installed")
def test_loopback_answers_as_often_as_it_was_asked():
    facts = parse(ping.run(PingConnection("127.0.0.1"), LIMITS).stdout).facts
    assert (facts["link.sent"], facts["link.received"]) == (LIMITS.ping_count, LIMITS.ping_count)


@pytest.mark.parametrize(
    "host", ["-f", "--help", "", "a b", "a;reboot", "$(reboot)", "x" * 64, "-h.example", "%h"]
)
def test_what_is_no_address_never_reaches_the_command_line(host):
    with pytest.raises(DeviceError) as refused:
        ping.run(PingConnection(host), LIMITS)
    assert refused.value.kind == "unsupported"


@pytest.mark.skipif(not shutil.which("ping"), reason="ping(8) is not installed")
def test_a_name_that_does_not_resolve_is_a_dns_failure():
    with pytest.raises(DeviceError) as raised:
        ping.run(PingConnection("nowhere.invalid"), LIMITS)
    assert raised.value.kind == "dns_failure"


def test_without_ping_the_remedy_is_named(monkeypatch):
    monkeypatch.setattr(ping, "PATH", "/nonexistent")
    with pytest.raises(DeviceError, match="iputils-ping"):
        ping.run(PingConnection("127.0.0.1"), LIMITS)
