"""A router's command line: configuration without its secrets, sections, interfaces."""

import pytest

from auditor.parsers.netcli import CONFIG, INTERFACES, VERSION, blank_secrets, parse


@pytest.mark.parametrize(
    "line",
    [
        "enable secret 5 $1$mERr$S3CRET",
        "enable password 7 S3CRET",
        "username mai privilege 15 secret 9 $9$S3CRET",
        "snmp-server community S3CRET RO",
        " ip ospf message-digest-key 1 md5 S3CRET",
        " ip ospf authentication-key S3CRET",
        " neighbor 198.18.0.1 password S3CRET",
        "  key-string 7 S3CRET",
        "tacacs-server host 198.18.0.2 key S3CRET",
        "crypto isakmp key S3CRET address 198.18.0.3",
        " wpa-psk ascii 0 S3CRET",
        "PASSWORD S3CRET",
    ],
)
def test_a_secret_is_blanked_and_the_rest_of_the_line_stays(line):
    blanked = blank_secrets(f"hostname rt01\n{line}\n!\n")
    assert "S3CRET" not in blanked
    assert (
        blanked.startswith("hostname rt01\n" + line.split("S3CRET")[0].split()[0].rjust(0))
        or "***" in blanked
    )
    assert "***" in blanked


@pytest.mark.parametrize(
    "line", ["service password-encryption", "no service password-encryption", "key chain wan"]
)
def test_a_line_without_a_secret_stays_whole(line):
    assert blank_secrets(line) == line


def config(text):
    return parse({CONFIG: text}, "cisco_ios").facts.get("network.config_lines")


def test_a_line_of_a_section_carries_its_section():
    text = (
        "Building configuration...\n\nCurrent configuration : 99 bytes\n!\nhostname rt01\n!\ninterface eth0\n"
    )
    text += " description WAN\n no shutdown\nexit\n!\nrouter bgp 65000\n address-family ipv4 unicast\n"
    text += "  network 198.18.0.0/15\n exit-address-family\nexit\n!\nend\n"
    assert config(text) == [
        "hostname rt01",
        "interface eth0",
        "interface eth0 > description WAN",
        "interface eth0 > no shutdown",
        "router bgp 65000",
        "router bgp 65000 > address-family ipv4 unicast",
        "router bgp 65000 > address-family ipv4 unicast > network 198.18.0.0/15",
    ]


def test_a_banners_text_cannot_pose_as_configuration():
    text = "hostname rt01\nbanner motd ^C\nno ip http server\n^C\nip ssh version 2\n"
    assert config(text) == ["hostname rt01", "banner motd ^C", "ip ssh version 2"]


@pytest.mark.parametrize("text", ["", "% Unknown command.\n", "!\nend\n"])
def test_no_configuration_is_missing_with_a_reason_and_never_empty(text):
    said = parse({CONFIG: text}, "cisco_ios")
    assert "network.config_lines" not in said.facts
    assert said.missing["network.config_lines"]


IOS = """\
GigabitEthernet0/0 is up, line protocol is up (connected)
  Description: to province
  Internet address is 198.18.1.1/24
  Full-duplex, 1000Mb/s, media type is 10/100/1000BaseTX
     7 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored
     2 output errors, 0 collisions, 2 interface resets
GigabitEthernet0/1 is administratively down, line protocol is down (disabled)
     0 input errors, 0 CRC
GigabitEthernet0/2 is down, line protocol is down (notconnect)
     0 input errors, 0 CRC
"""


def test_an_interface_that_a_person_switched_off_is_told_from_one_without_a_line():
    facts = parse({INTERFACES: IOS}, "cisco_ios").facts
    states = {each["name"]: (each["admin"], each["oper"]) for each in facts["network.interfaces"]}
    assert states == {
        "GigabitEthernet0/0": ("up", "up"),
        "GigabitEthernet0/1": ("down", "down"),
        "GigabitEthernet0/2": ("up", "down"),
    }
    assert facts["network.interfaces_up"] == ["GigabitEthernet0/0"]
    assert facts["network.error_total"] == 9
    first = facts["network.interfaces"][0]
    assert (first["speed_mbps"], first["duplex"], first["addresses"]) == (1000, "full", ["198.18.1.1/24"])


def test_the_uptime_of_ios_is_in_seconds():
    said = parse(
        {VERSION: "Cisco IOS Software, Version 15.2(7)E3, x\n\nrt01 uptime is 2 weeks, 1 day, 3 minutes\n"},
        "cisco_ios",
    )
    assert said.facts["network.uptime_s"] == 15 * 86400 + 180
    assert said.facts["network.version"] == "15.2(7)E3"


def test_a_device_that_answers_nothing_has_no_facts_but_its_platform():
    said = parse({}, "cisco_ios")
    assert said.facts == {"network.platform": "cisco_ios"}
    assert len(said.missing) == 7
