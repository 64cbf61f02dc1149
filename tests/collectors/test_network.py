"""A network device by its command line, by SNMP, and by both: who has the word, what is missing and why."""

from datetime import UTC, datetime

import pytest

from auditor.collectors import network
from auditor.collectors.answers import Means, Raw
from auditor.collectors.targets import Target
from auditor.errors import DeviceError
from auditor.model import Device, Kind
from auditor.model.dictionary import check_value
from auditor.transports import ports
from auditor.transports.connection import Limits, NetworkConnection, SnmpConnection
from auditor.transports.jump import Jumps

WHEN = datetime(2026, 11, 21, 8, tzinfo=UTC)
FRR = {
    "platform": b"cisco_ios",
    "show running-config": b"hostname rt01\n!\ninterface wan0\n description WAN\nexit\n!\nend\n",
    "show version": b"FRRouting 8.4.4 (rt01) on Linux(6.1).\n",
    "show interface": b"Interface wan0 is up, line protocol is up\n  index 2 metric 0 mtu 1500 speed 1000\n"
    b"  inet 198.18.0.6/30\nInterface lo is up, line protocol is up\n",
}  # fmt: skip
SNMP = b"""\
1.3.6.1.2.1.1.1.0|4|Linux rt01 6.1 x86_64
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10
1.3.6.1.2.1.1.3.0|67|12345
1.3.6.1.2.1.1.5.0|4|another-name
1.3.6.1.2.1.2.2.1.2.2|4|wan0
1.3.6.1.2.1.2.2.1.3.2|2|6
1.3.6.1.2.1.2.2.1.5.2|66|10000000
1.3.6.1.2.1.2.2.1.8.2|2|1
1.3.6.1.2.1.2.2.1.14.2|65|5
1.3.6.1.2.1.2.2.1.20.2|65|2
1.3.6.1.2.1.10.7.2.1.19.2|2|2
1.3.6.1.2.1.2.2.1.2.3|4|only-snmp
"""


def parsed(**raw):
    return network.COLLECTOR.parse(
        Raw({name.replace("__", "."): each for name, each in raw.items()}, WHEN, WHEN)
    )


def test_the_command_line_has_the_word_and_snmp_fills_what_it_does_not_say():
    said = parsed(**FRR, snmp=SNMP)
    assert said.facts["network.hostname"] == "rt01"
    assert said.facts["network.error_total"] == 7
    assert said.facts["network.speeds"] == [{"name": "wan0", "speed_mbps": 1000}]
    assert said.facts["network.duplexes"] == [{"name": "wan0", "duplex": "half"}]
    assert [port["name"] for port in said.facts["network.interfaces"]] == ["wan0", "lo"]
    sources = said.facts["network.sources"]
    assert (sources["network.hostname"], sources["network.error_total"]) == ("cli", "snmp")


def test_without_snmp_what_only_it_tells_is_missing_with_the_reason():
    said = parsed(**FRR, snmp__failed=b"silent: nobody answered")
    assert said.missing["network.error_total"] == "SNMP: silent: nobody answered"
    assert "network.error_total" not in said.facts


def test_snmp_alone_tells_its_facts_and_why_there_is_no_configuration():
    said = parsed(snmp=SNMP, snmp__community=b"own")
    assert said.facts["network.hostname"] == "another-name"
    assert set(said.facts["network.sources"].values()) == {"snmp"}
    assert "network.config_lines" in said.missing
    assert "network.snmp_default_community" not in said.facts


def test_the_age_of_an_agent_on_a_general_system_is_not_the_devices():
    assert "network.uptime_s" not in parsed(snmp=SNMP).facts
    router = SNMP.replace(b"1.3.6.1.4.1.8072.3.2.10", b"1.3.6.1.4.1.9.1.1")
    assert parsed(snmp=router).facts["network.uptime_s"] == 123.45


def test_a_build_date_that_only_the_agent_states_makes_the_software_dated():
    words = b"Linux rt01 6.1 x86_64", b"FRRouting, Compiled Wed 02-Dec-20 11:45 by x"
    facts = parsed(**FRR, snmp=SNMP.replace(*words)).facts
    assert facts["network.firmware_dated"] is True
    assert facts["network.firmware_released"] == "2020-12-02T00:00:00.000000Z"
    assert parsed(**FRR, snmp=SNMP).facts["network.firmware_dated"] is False


def test_an_agent_that_answers_to_public_is_said_to():
    assert (
        parsed(**FRR, snmp=SNMP, snmp__community=b"default").facts["network.snmp_default_community"] is True
    )
    assert parsed(**FRR, snmp=SNMP, snmp__community=b"own").facts["network.snmp_default_community"] is False


@pytest.mark.parametrize(("raw", "is_open"), [(b"open", True), (b"closed", False)])
def test_what_the_telnet_port_said_is_a_fact(raw, is_open):
    assert parsed(**FRR, telnet=raw).facts["network.telnet_open"] is is_open


def test_a_telnet_port_that_was_not_tried_is_unknown():
    assert "network.telnet_open" in parsed(**FRR).missing


def test_every_fact_is_of_its_type_in_the_dictionary_and_none_is_both_known_and_missing():
    said = parsed(**FRR, snmp=SNMP, snmp__community=b"own", telnet=b"closed")
    assert [problem for name, value in said.facts.items() if (problem := check_value(name, value))] == []
    assert not set(said.facts) & set(said.missing)


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"1.3.6|4|x\n" * 3])
def test_rubbish_instead_of_an_agents_answer_leaves_the_command_lines_facts(raw):
    assert parsed(**FRR, snmp=raw).facts["network.version"] == "8.4.4"


def test_a_silent_agent_alone_is_the_devices_failure():
    way = NetworkConnection(None, SnmpConnection("127.0.0.1", port=1, community="x"))
    target = Target(Device("rt01", Kind.NETWORK, "03158"), way)
    with pytest.raises(DeviceError):
        network.COLLECTOR.ask(target, Means(Limits(connect_s=0.2, answer_s=1), Jumps()))


def test_a_port_of_loopback_that_nobody_listens_on_is_closed():
    assert ports.accepts("127.0.0.1", 1) is False
    assert ports.accepts("no-such-host.invalid", 23) is None
