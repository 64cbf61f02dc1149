"""Command lines of other platforms than IOS: columns of ntc-templates to facts."""

from dataclasses import fields
from pathlib import Path

import ntc_templates
import pytest

from auditor.errors import UsageError
from auditor.parsers.formats import parse, parser_of
from auditor.parsers.ntc import columns
from auditor.parsers.ntc.commands import COMMANDS
from auditor.parsers.parsed import Unreadable

TEMPLATES = Path(ntc_templates.__file__).parent / "templates"

PHYSICAL = """\
== [onboard]
\t==[port1]
\t\tmode: static
\t\tip: 192.0.2.1 255.255.255.0
\t\tipv6: ::/0
\t\tstatus: up
\t\tspeed: 1000Mbps (Duplex: full)
\t==[port2]
\t\tmode: static
\t\tip: 0.0.0.0 0.0.0.0
\t\tipv6: ::/0
\t\tstatus: down
\t\tspeed: n/a
"""
RESOURCE = """\
                   uptime: 1w2d3h4m5s
                  version: 6.48.6 (long-term)
               build-time: Dec/03/2021 12:15:05
              free-memory: 40.2MiB
             total-memory: 64.0MiB
                      cpu: MIPS 24Kc V7.4
                cpu-count: 1
            cpu-frequency: 650MHz
                 cpu-load: 1%
           free-hdd-space: 1196.0KiB
          total-hdd-space: 16.0MiB
        architecture-name: mipsbe
               board-name: hEX PoE lite
                 platform: MikroTik
"""


def facts(format_: str, text: str):
    return parse(parser_of(format_), text.encode()).facts


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_column_in_the_table_is_one_of_its_template(command):
    template = TEMPLATES / f"{command[0]}_{command[1].replace(' ', '_')}.textfsm"
    lines = template.read_text("utf-8").splitlines()
    stated = {line.partition("(")[0].split()[-1].lower() for line in lines if line.startswith("Value ")}
    table = COMMANDS[command]
    named = [getattr(table, each.name) for each in fields(table) if each.name != "version_of"]
    words = [word for value in named for word in _words(value)]
    assert set(words) <= stated


def _words(value):
    if isinstance(value, tuple):
        return [word for pair in value for word in pair if word]
    return [value] if isinstance(value, str) and value else []


def test_a_routers_resources_give_version_model_and_uptime():
    found = facts("netcli:mikrotik_routeros:system resource print", RESOURCE)
    assert (found["network.version"], found["network.model"]) == ("6.48.6", "hEX PoE lite")
    assert found["network.uptime_s"] == 7 * 86400 + 2 * 86400 + 3 * 3600 + 4 * 60 + 5


def test_a_prompt_copied_with_the_answer_is_none_of_it():
    found = facts(
        "netcli:mikrotik_routeros:system_resource_print", f"[admin@r1] /system resource> print\n{RESOURCE}"
    )
    assert found["network.version"] == "6.48.6"


def test_ports_of_a_firewall_are_up_or_down_and_nobody_knows_whether_they_were_switched_off():
    one, two = facts("netcli:fortinet:get system interface physical", PHYSICAL)["network.interfaces"]
    assert (one["oper"], one["speed_mbps"], one["duplex"]) == ("up", 1000, "full")
    assert one["addresses"] == ["192.0.2.1/24"]
    assert two == {"name": "port2", "oper": "down", "addresses": []}


def test_an_admin_column_that_says_down_means_switched_off():
    text = "\n".join(
        (
            "Interface 1/1/10 is down (Administratively down)",
            " Admin state is down",
            " State information: Administratively down",
            " Link state: down for 1 year (since Tue Nov 26 17:26:53 GMT 2024)",
            " Link transitions: 0",
            " Description: ",
            " Persona: access",
            " Hardware: Ethernet, MAC Address: bc:d7:a5:be:a5:00",
            " MTU 1500",
        )
    )
    try:
        (port,) = facts("netcli:aruba_aoscx:show interface", text)["network.interfaces"]
    except Unreadable:
        pytest.skip("this release of the template knows other lines")
    assert (port["admin"], port["oper"]) == ("down", "down")


def test_the_secrets_of_an_exported_configuration_are_blanked():
    text = '/user\nadd name=a password="s3cret one"\n/ppp secret\nadd name=b password=hunter2\n'
    lines = facts("netcli:mikrotik_routeros:export", text)["network.config_lines"]
    assert lines == ["/user > add name=a password=***", "/ppp secret > add name=b password=***"]


def test_a_configuration_of_huawei_is_read_in_sections():
    text = "#\nsysname SW1\n#\ninterface GE0/0/1\n description to r1\n#\n local-user a password cipher xyz\n"
    found = facts("netcli:huawei_vrp:display current-configuration", text)
    assert found["network.hostname"] == "SW1"
    assert "interface GE0/0/1 > description to r1" in found["network.config_lines"]
    assert not any("xyz" in line for line in found["network.config_lines"])


def test_a_command_that_no_fact_is_in_is_refused_with_those_that_there_are():
    with pytest.raises(UsageError, match="show version"):
        parser_of("netcli:cisco_asa:show versio")
    with pytest.raises(UsageError, match="mikrotik_routeros"):
        parser_of("netcli:nobody:show version")


def test_text_of_another_command_is_unreadable_and_no_facts():
    with pytest.raises(Unreadable):
        facts("netcli:cisco_ios:show interfaces", "hello")
    with pytest.raises(Unreadable):
        facts("netcli:huawei_vrp:display version", "hello")


@pytest.mark.parametrize(
    ("said", "speed"),
    [
        ("a-1000", 1000),
        ("10G", 10000),
        ("2.5Gbps", 2500),
        ("100FDx", 100),
        ("1000000 kbps", 1000),
        ("auto", None),
    ],
)
def test_speeds_are_read_as_vendors_write_them(said, speed):
    assert columns.mbps(said) == speed


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("6w5d", 6 * 604800 + 5 * 86400),
        ("5days 21:12:17", 5 * 86400 + 76337),
        ("2 fortnights", None),
        ("", None),
    ],
)
def test_uptimes_in_units_that_are_not_known_are_not_guessed(said, seconds):
    assert columns.seconds(said) == seconds


def test_replies_of_several_hosts_to_one_request_are_no_negative_loss():
    text = (
        "  SEQ HOST                                    SIZE  TTL TIME  STATUS\n"
        "    0 fe80::1                                   56   64 1ms   echo reply\n"
        "    sent=1 received=4 packet-loss=-300% min-rtt=1ms avg-rtt=1ms max-rtt=3ms\n"
    )
    found = parse(parser_of("netcli:mikrotik_routeros:ping"), text.encode())
    assert found.facts["link.received"] == 4
    assert "link.loss_percent" in found.missing


ARUBA = """sw1# show system
Hostname               : sw1
System Description     : PL.10.1
System Contact         :
System Location        :

Vendor                 : Aruba
Product Name           : JL000A 6100
Chassis Serial Nbr     : CN1
Base MAC Address       : 020000-000001
ArubaOS-CX Version     : PL.10.1

Time Zone              : UTC

Up Time                : 1 day, 2 hours, 16 minutes
{besides}CPU Util (%)           : 87
Memory Usage (%)       : 30
sw1#
"""


@pytest.mark.parametrize("prompt", ["sw1#", "<sw1>", "[sw1]", "sw1 #", "sw1(config)#", "admin@sw1:~$"])
def test_the_line_that_asked_and_the_prompt_after_the_answer_may_be_copied_with_it(prompt):
    said = ARUBA.format(besides="").replace("sw1#", prompt).encode()
    found = parse(parser_of("netcli:aruba_aoscx:show system"), said)
    assert (found.facts["network.serial"], found.warnings) == ("CN1", ())


def test_a_line_that_the_template_does_not_know_is_told_and_the_rest_read():
    said = ARUBA.format(besides="Mood                   : good\n").encode()
    found = parse(parser_of("netcli:aruba_aoscx:show system"), said)
    assert found.facts["network.model"] == "JL000A 6100"
    assert [warning for warning in found.warnings if "Mood" in warning]


def test_of_a_table_no_row_is_left_out():
    said = b"Port Name Status Vlan Duplex Speed Type\nwhat is this\n"
    with pytest.raises(Unreadable):
        parse(parser_of("netcli:cisco_ios:show interfaces status"), said)
