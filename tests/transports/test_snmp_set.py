"""Changing variables of net-snmp's own agent."""

import pytest
from support.connections import HASTY, LIMITS
from support.snmpd import AUTH, PRIV, SNMPD, snmpd
from support.sshd import free_port

from auditor.errors import DeviceError
from auditor.parsers.snmp import read
from auditor.transports import snmp
from auditor.transports.connection import SnmpConnection

NAME, LOCATION, CONTACT = ("1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.6.0", "1.3.6.1.2.1.1.4.0")
WRITERS = ("rwcommunity scribe", f"createUser clerk SHA-256 {AUTH} AES {PRIV}", "rwuser clerk priv")


@pytest.fixture(scope="module")
def agent(tmp_path_factory):
    if not SNMPD.exists():
        pytest.skip("snmpd is not installed (make system-test)")
    with snmpd(tmp_path_factory.mktemp("snmpd"), "psyslocation Kho", *WRITERS) as port:
        yield port


def to(port, version="2c", **more):
    return SnmpConnection("127.0.0.1", port, version, "quay", **{"write_community": "scribe", **more})


def location(port):
    return read(snmp.get(to(port), [LOCATION], LIMITS).stdout).text(LOCATION)


def kind_of(connection, values, limits=HASTY):
    with pytest.raises(DeviceError) as raised:
        snmp.set_texts(connection, values, limits)
    return raised.value.kind


@pytest.mark.parametrize("version", ["1", "2c"])
def test_a_text_is_set_by_the_community_that_may_write(agent, version):
    snmp.set_texts(to(agent, version), {LOCATION: f"Quầy {version}", CONTACT: "CNTT"}, LIMITS)
    assert location(agent) == f"Quầy {version}"


def test_a_text_is_set_by_a_user_of_version_3(agent):
    secrets = {
        "auth_protocol": "SHA-256",
        "auth_password": AUTH,
        "priv_protocol": "AES",
        "priv_password": PRIV,
    }
    clerk = SnmpConnection("127.0.0.1", agent, "3", user="clerk", **secrets)
    snmp.set_texts(clerk, {LOCATION: "Quầy 3"}, LIMITS)
    assert location(agent) == "Quầy 3"


def test_all_are_set_or_none(agent):
    snmp.set_texts(to(agent), {LOCATION: "before"}, LIMITS)
    # sysName stands in the agent's configuration, which makes it read-only
    assert kind_of(to(agent), {LOCATION: "after", NAME: "other"}) == "unsupported"
    assert location(agent) == "before"


def test_a_community_that_may_only_read_is_refused(agent):
    assert kind_of(to(agent, write_community="quay"), {LOCATION: "x"}) == "auth_failed"


def test_a_community_that_is_not_known_gets_no_answer(agent):
    assert kind_of(to(agent, write_community="wrong"), {LOCATION: "x"}) == "silent"


def test_without_a_community_to_write_by_nothing_is_sent():
    assert kind_of(to(free_port(), write_community=""), {LOCATION: "x"}) == "unsupported"


def test_the_community_to_write_by_shows_nowhere():
    assert "scribe" not in repr(to(1))
