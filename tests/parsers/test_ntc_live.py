"""All answers of a device together; what devices say beside tables; configurations of every form."""

import pytest

from auditor.parsers import netcli
from auditor.parsers.ntc import config, live, ports, stated
from auditor.parsers.parsed import Unreadable

IOS_VERSION = """\
Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M), Version 15.7(3)M8, RELEASE SOFTWARE (fc1)
Compiled Wed 02-Dec-20 11:45 by prod_rel_team
rt01 uptime is 1 week, 2 days, 3 hours, 4 minutes
"""


# --- secrets, in the words of every platform ----------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        " set password ENC S3CRET",
        "        set psksecret ENC S3CRET",
        "config system snmp community\n    edit 1\n        set name \"S3CRET\"\n    next\nend",
        " set private-key \"-----BEGIN RSA PRIVATE KEY-----\nS3CRET\n-----END RSA PRIVATE KEY-----\"",
        "/snmp community\nset [ find default=yes ] addresses=198.18.0.0/15 name=S3CRET",
        "/ppp secret\nadd name=mai password=S3CRET service=pppoe",
        "/interface wireless security-profiles\nset 0 wpa2-pre-shared-key=\"S3CRET S3CRET\"",
        " local-user mai password irreversible-cipher S3CRET",
        "snmp-agent community read cipher S3CRET",
        "snmp-agent target-host trap address udp-domain 198.18.0.1 params securityname S3CRET",
        "snmp-server host 198.18.0.1 version 2c S3CRET",
        "password manager user-name \"mai\" sha1 \"S3CRET\"",
        "            encrypted-password S3CRET",
        "        pre-shared-secret S3CRET",
        "    community S3CRET {\n        authorization ro\n    }",
        "create snmp community S3CRET view CommunityView read_only",
    ],
)  # fmt: skip
def test_a_secret_is_blanked_on_every_platform(text):
    assert "S3CRET" not in netcli.blank_secrets(f"hostname x\n{text}\nend\n")


def test_a_community_that_everybody_knows_is_no_secret_and_stays():
    for line in (
        "snmp-server community public RO",
        "snmp-agent community read public",
        "community private {",
    ):
        assert netcli.blank_secrets(line) == line


# --- communities --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (["snmp-server community public RO"], True),
        (["snmp-server community *** RO"], False),
        (["snmp-agent community read public"], True),
        (['config system snmp community > edit 1 > set name "public"'], True),
        (["service > snmp > community public"], True),
        (["/snmp > set enabled=yes"], True),
        (["/snmp > set enabled=yes", "/snmp community > set [ find default=yes ] name=***"], False),
        (["/snmp community > add name=public"], True),
        (["interface lan0 > description community public"], False),
        ([], False),
    ],
)
def test_a_default_community_is_seen_in_the_configuration(lines, there):
    assert stated.has_default_community(lines) is there


# --- when the software was built ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Compiled Wed 02-Dec-20 11:45 by prod_rel_team", "2020-12-02"),
        ("  NXOS compile time:  9/17/2015 14:00:00", "2015-09-17"),
        ("               build-time: Dec/03/2021 12:15:05", "2021-12-03"),
        ("               build-time: 2023-11-17 11:38:45", "2023-11-17"),
        ("Version: FortiGate-60F v7.0.12,build0523,230606 (GA.M)", "2023-06-06"),
        ("Compiled Date  : 2010-06-08 20:35:35", "2010-06-08"),
        ("Build on:     06/30/20 09:29", "2020-06-30"),
    ],
)
def test_the_build_date_is_read_as_each_maker_writes_it(text, day):
    assert stated.built(f"x\n{text}\ny") == f"{day}T00:00:00.000000Z"


@pytest.mark.parametrize(
    "text", ["", "Compiled Wed 99-Zzz-20 11:45", "System time: Fri Jan 10 23:10:02 2020"]
)
def test_what_is_no_build_date_is_none(text):
    assert stated.built(text) is None


# --- configurations in braces, without sections -------------------------------------------------------------
EDGEOS = """\
interfaces {
    ethernet eth0 {
        address 198.18.0.2/30
        description "TSLCD"
    }
}
system {
    host-name pasc-03164-rt01
}
"""


def test_braces_become_sections():
    said = config.braces(EDGEOS, "ubiquiti_edgerouter")
    assert 'interfaces > ethernet eth0 > description "TSLCD"' in said.facts["network.config_lines"]
    assert said.facts["network.hostname"] == "pasc-03164-rt01"


def test_commands_without_sections_stay_lines():
    said = config.flat("#\n# DGS-3120 Configuration\n\nconfig ports 1 speed auto\nenable ssh\n", "dlink_ds")
    assert said.facts["network.config_lines"] == ["config ports 1 speed auto", "enable ssh"]


@pytest.mark.parametrize("parse", [config.braces, config.flat])
def test_an_empty_configuration_is_none(parse):
    with pytest.raises(Unreadable):
        parse("\n\n", "x")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("".join(" " * n + "a\n" for n in range(3000)), id="ever deeper"),
        pytest.param("a {\n" * 50_000, id="braces without an end"),
        pytest.param("key " * 200_000, id="a line of secrets"),
        pytest.param("-----BEGIN RSA PRIVATE KEY-----\n" * 50_000, id="keys without an end"),
        pytest.param("config system snmp community\n" * 50_000, id="sections without an end"),
    ],
)
def test_a_hostile_configuration_costs_no_more_than_its_length(text):
    """Its square would take days, and gigabytes."""
    for parse in (config.braces, config.cisco, config.flat, config.routeros):
        try:
            said = parse(text, "x")
        except Unreadable:
            continue
        assert sum(map(len, said.facts["network.config_lines"])) < 64 * 1024 * 1024


# --- all together -------------------------------------------------------------------------------------------
def test_what_one_command_does_not_say_another_does_and_the_rest_has_its_reason():
    answers = {"show version": IOS_VERSION, "show running-config": "% Invalid input\n", "show interface": ""}
    said = live.parse(answers, "cisco_ios")
    assert said.facts["network.version"] == "15.7(3)M8"
    assert said.facts["network.firmware_released"] == "2020-12-02T00:00:00.000000Z"
    assert said.facts["network.firmware_dated"] is True
    assert "show running-config" in said.missing["network.config_lines"]
    assert "show interface" in said.missing["network.duplexes"]
    assert not set(said.facts) & set(said.missing)


def test_a_platform_without_a_line_of_its_own_is_asked_like_cisco_ios():
    assert live.commands("arista_eos") == netcli.COMMANDS
    assert live.commands("cisco_xe") == netcli.COMMANDS
    assert "system resource print" in live.commands("mikrotik_routeros")


def test_a_linux_router_is_a_network_device_too():
    address = "2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default\n"
    address += (
        "    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff\n    inet 198.18.0.2/30 scope global eth0\n"
    )
    answers = {"hostname": "rt01\n", "cat /proc/uptime": "12345.67 4567.8\n", "ip addr": address}
    said = live.parse(answers, "linux")
    assert (said.facts["network.hostname"], said.facts["network.uptime_s"]) == ("rt01", 12345.0)
    assert said.facts["network.interfaces_up"] == ["eth0"]


@pytest.mark.parametrize(
    ("name", "ethernet"),
    [("GigabitEthernet0/1", True), ("wan0", True), ("1", True), ("ether1", True), ("A1", True),
     ("lo", False), ("Loopback0", False), ("Vlan10", False), ("Vlanif1", False), ("Tunnel0", False),
     ("br0", False), ("Port-channel1", False), ("NULL0", False), ("Eth-Trunk1", False), ("wg0", False)],
)  # fmt: skip
def test_only_a_socket_for_a_cable_is_judged_by_its_speed(name, ethernet):
    assert ports.is_ethernet({"name": name}) is ethernet


def test_speed_and_duplex_are_told_of_ports_that_are_up():
    seen = ports.of_ports(
        [
            {"name": "eth0", "oper": "up", "speed_mbps": 100, "duplex": "half", "errors_in": 3},
            {"name": "eth1", "oper": "down", "speed_mbps": 10, "duplex": "half", "errors_out": 4},
            {"name": "lo", "oper": "up", "speed_mbps": 10},
            {"index": 4, "oper": "up", "duplex": "half"},
        ]
    )
    assert seen["network.speeds"] == [{"name": "eth0", "speed_mbps": 100}]
    assert seen["network.duplexes"] == [{"name": "eth0", "duplex": "half"}]
    assert seen["network.error_total"] == 7
    assert seen["network.interfaces_up"] == ["eth0", "lo"]
