"""Devices of other makers over real SSH: what they are asked, what comes of it; nothing of theirs changes."""

from dataclasses import replace

import pytest
from support.cli_devices import Device, serving
from support.connections import LIMITS

from auditor.collectors import network
from auditor.collectors.answers import Means
from auditor.collectors.targets import Target
from auditor.model import Device as Audited
from auditor.model import Kind
from auditor.parsers.ntc import live
from auditor.transports.connection import NetworkConnection
from auditor.transports.jump import Jumps

ROUTEROS = {
    "system resource print": """\
                   uptime: 1w2d3h4m5s
                  version: 6.49.10 (long-term)
               build-time: Jul/18/2023 11:01:55
             architecture-name: mipsbe
               board-name: hEX lite
                 platform: MikroTik
""",
    "system routerboard print": """\
       routerboard: yes
             model: RB750r2
     serial-number: 8B0F0A0B1C2D
     firmware-type: qca9531L
  factory-firmware: 3.33
  current-firmware: 6.49.10
  upgrade-firmware: 6.49.10
""",
    "system identity print": "  name: pasc-03158-rt01\n",
    "export": """\
# nov/21/2026 08:00:00 by RouterOS 6.49.10
/ip service
set telnet disabled=yes
set www disabled=no
/snmp community
set [ find default=yes ] name=S3CRET
/ppp secret
add name=mai password=S3CRET
/system identity
set name=pasc-03158-rt01
""",
}
HUAWEI = {
    "display version": """\
Huawei Versatile Routing Platform Software
VRP (R) software, Version 5.170 (AR650 V300R019C10SPC300)
Copyright (C) 2011-2020 HUAWEI TECH CO., LTD
Huawei AR651 Router uptime is 0 week, 2 days, 3 hours, 4 minutes
""",
    "display interface brief": """\
PHY: Physical
*down: administratively down
Interface                   PHY   Protocol  InUti OutUti   inErrors  outErrors
GigabitEthernet0/0/0        up    up           0%     0%          7          0
GigabitEthernet0/0/1        *down down         0%     0%          0          0
""",
    "display current-configuration": """\
[V300R019C10SPC300]
#
 sysname pasc-03160-rt01
#
telnet server enable
#
snmp-agent community read cipher S3CRET
#
interface GigabitEthernet0/0/0
 description WAN
 ip address 198.18.0.2 255.255.255.252
#
aaa
 local-user mai password irreversible-cipher S3CRET
#
return
""",
}
FORTINET = {
    "get system status": """\
Version: FortiGate-60F v7.0.12,build0523,230606 (GA.M)
Serial-Number: FGT60FTK20000001
Hostname: pasc-03162-fw01
Virtual domain configuration: disable
""",
    "get system status | grep Virtual": "Virtual domain configuration: disable\n",
    "get system status | grep Version": "Version: FortiGate-60F v7.0.12,build0523,230606 (GA.M)\n",
    "get system performance status": "CPU states: 0% user\nUptime: 12 days,  3 hours,  4 minutes\n",
    "show": "config system global\n    set hostname \"pasc-03162-fw01\"\nend\n"
    "config system interface\n"
    + "".join(f'    edit "port{n}"\n        set vdom "root"\n    next\n' for n in range(30))
    + "end\nconfig vpn ipsec phase1-interface\n    edit \"tinh\"\n"
    + "        set psksecret ENC S3CRET\n    next\nend\n",
}  # fmt: skip


def facts_of(platform, device, folder):
    """Facts, what is missing and the raw answers of *device* asked as the audit asks it."""
    with serving(device, folder / "known_hosts") as way:
        connection = NetworkConnection(replace(way, platform=platform))
        target = Target(Audited("rt01", Kind.NETWORK, "03158"), connection)
        raw = network.COLLECTOR.ask(target, Means(LIMITS, Jumps()))
    said = network.COLLECTOR.parse(raw)
    return said.facts, said.missing, raw.raw


def test_a_mikrotik_is_asked_in_its_own_words(tmp_path):
    device = Device("[admin@pasc-03158-rt01] > ", ROUTEROS, unknown="bad command name")
    facts, missing, raw = facts_of("community.network.routeros", device, tmp_path)
    assert (facts["network.platform"], facts["network.hostname"]) == ("mikrotik_routeros", "pasc-03158-rt01")
    assert (facts["network.version"], facts["network.model"]) == ("6.49.10", "hEX lite")
    assert facts["network.serial"] == "8B0F0A0B1C2D"
    assert facts["network.uptime_s"] == 9 * 86400 + 3 * 3600 + 4 * 60 + 5
    assert facts["network.firmware_released"] == "2023-07-18T00:00:00.000000Z"
    assert "/ip service > set www disabled=no" in facts["network.config_lines"]
    assert facts["network.snmp_default_community"] is False
    assert "network.interfaces" in missing
    assert b"S3CRET" not in b"".join(raw.values())


def test_a_huawei_is_asked_in_its_own_words(tmp_path):
    device = Device("<pasc-03160-rt01>", HUAWEI, unknown="Error: Unrecognized command")
    facts, _missing, raw = facts_of("huawei_vrp", device, tmp_path)
    assert (facts["network.hostname"], facts["network.version"]) == ("pasc-03160-rt01", "V300R019C10SPC300")
    assert facts["network.uptime_s"] == 2 * 86400 + 3 * 3600 + 4 * 60
    assert facts["network.interfaces_up"] == ["GigabitEthernet0/0/0"]
    assert facts["network.error_total"] == 7
    assert "telnet server enable" in facts["network.config_lines"]
    assert "interface GigabitEthernet0/0/0 > description WAN" in facts["network.config_lines"]
    assert b"S3CRET" not in b"".join(raw.values())


def test_a_fortigate_is_leafed_through_and_its_console_left_as_it_is(tmp_path):
    device = Device("pasc-03162-fw01 # ", FORTINET, more="--More-- ", unknown="Unknown action 0")
    facts, _missing, raw = facts_of("fortinet.fortios.fortios", device, tmp_path)
    assert (facts["network.hostname"], facts["network.serial"]) == ("pasc-03162-fw01", "FGT60FTK20000001")
    assert facts["network.firmware_released"] == "2023-06-06T00:00:00.000000Z"
    assert facts["network.uptime_s"] == 12 * 86400 + 3 * 3600 + 4 * 60
    assert 'config system interface > edit "port29" > set vdom "root"' in facts["network.config_lines"]
    assert b"S3CRET" not in b"".join(raw.values())
    assert not [line for line in device.heard if line.startswith(("config", "set ", "end"))]


@pytest.mark.parametrize("platform", ["mikrotik_routeros", "huawei_vrp", "fortinet"])
def test_nothing_is_typed_that_could_change_a_device(platform, tmp_path):
    prompts = {"mikrotik_routeros": "[admin@x] > ", "huawei_vrp": "<x>", "fortinet": "x # "}
    answers = {"mikrotik_routeros": ROUTEROS, "huawei_vrp": HUAWEI, "fortinet": FORTINET}
    device = Device(prompts[platform], answers[platform], unknown="%")
    facts_of(platform, device, tmp_path)
    harmless = ("", "screen-length 0 temporary", *FORTINET)
    assert {line for line in device.heard if line not in harmless} <= set(live.commands(platform))
