"""What a device of each platform is asked over its command line, and facts out of all its answers together.

Another platform: a line in :data:`ASKED`, and what its commands' columns mean in ``commands.py``.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers import netcli
from auditor.parsers.ntc import stated
from auditor.parsers.ntc.formats import CONFIGURATIONS, parser_of
from auditor.parsers.ntc.ports import merged, of_ports
from auditor.parsers.parsed import Parsed, Unreadable

ASKED: Mapping[str, tuple[str, ...]] = {
    "cisco_ios": netcli.COMMANDS,
    "cisco_nxos": ("show version", "show interface", "show running-config"),
    "cisco_asa": ("show version", "show interface detail", "show running-config"),
    "cisco_s300": (
        *("show version", "show system", "show system id", "show interfaces status"),
        "show running-config",
    ),
    "cisco_wlc_ssh": ("show sysinfo", "show inventory", "show port summary"),
    "mikrotik_routeros": (
        *("system resource print", "system routerboard print", "system identity print"),
        *("interface print terse without-paging", "ip address print", "export"),
    ),
    "hp_procurve": ("show system", "show interfaces brief", "show interfaces", "show running-config"),
    "hp_comware": (
        *("display version", "display device manuinfo", "display interface"),
        "display current-configuration",
    ),
    "aruba_aoscx": ("show system", "show interface", "show running-config"),
    "aruba_os": ("show hostname", "show version", "show inventory", "show ip interface brief"),
    "huawei_vrp": (
        *("display version", "display interface", "display interface brief"),
        "display current-configuration",
    ),
    "fortinet": (
        *("get system status", "get system performance status", "get system interface physical"),
        *("fnsysctl ifconfig", "show"),
    ),
    "ubiquiti_edgerouter": (
        *("show version", "show interfaces", "show interfaces ethernet physical"),
        "show configuration",
    ),
    "ubiquiti_edgeswitch": ("show version", "show running-config"),
    "dlink_ds": ("show switch", "show config current_config"),
    "tplink_jetstream": ("show system-info", "show running-config"),
    "yamaha": ("show environment", "show config"),
    "zyxel_os": ("sys atsh",),
    "linux": ("hostname", "cat /etc/os-release", "cat /proc/uptime", "ip addr"),
}
"""Commands by platform (ntc-templates' name), in the order in which they have the word."""

_SAME_AS = {
    "cisco_xe": "cisco_ios",
    "cisco_wlc": "cisco_wlc_ssh",
    "cisco_s200": "cisco_s300",
    "huawei": "huawei_vrp",
    "huawei_vrpv8": "huawei_vrp",
    "ubiquiti_edge": "ubiquiti_edgeswitch",
    "aruba_procurve": "hp_procurve",
    "hpe_procurve": "hp_procurve",
    "hpe_comware": "hp_comware",
}
"""netmiko's further names of a platform."""


def family(platform: str) -> str:
    """The platform of ASKED that *platform* (netmiko's name) speaks like; Cisco IOS where it has no line."""
    name = _SAME_AS.get(platform, platform)
    return name if name in ASKED else "cisco_ios"


def commands(platform: str) -> tuple[str, ...]:
    """What a device of *platform* (netmiko's name) is asked."""
    return ASKED[family(platform)]


def parse(answers: Mapping[str, str], platform: str) -> Parsed:
    """Facts out of *answers* by command. Pure; an answer that lacks something leaves that fact missing."""
    of = family(platform)
    facts: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for command in (command for command in ASKED[of] if command in answers):
        said = _answer(answers[command], of, command)
        ports = merged(facts.get("network.interfaces", []), said.facts.get("network.interfaces", []))
        facts = {**said.facts, **facts} | ({"network.interfaces": ports} if ports else {})
        missing = {**said.missing, **missing}
    facts |= _together(facts) | {"network.platform": platform}
    missing = {name: _("the device does not say") for name in _ALWAYS} | missing
    return Parsed(facts, {name: why for name, why in missing.items() if name not in facts})


_ALWAYS = (
    *("network.hostname", "network.version", "network.model", "network.serial", "network.uptime_s"),
    *("network.config_lines", "network.interfaces", "network.interfaces_up", "network.error_total"),
    *("network.speeds", "network.duplexes"),
)
_OF_PORTS = (
    *("network.interfaces", "network.interfaces_up", "network.error_total"),
    *("network.speeds", "network.duplexes"),
)


def _answer(text: str, platform: str, command: str) -> Parsed:
    """What one command said; an error of it is the reason of each fact that it could have told."""
    if not text.strip() or text.lstrip().startswith("%"):
        why = _("no answer to “{command}”").format(command=command)
        return Parsed({}, dict.fromkeys(_told_by(platform, command), why))
    raw = text.encode("utf-8", "replace")
    more = stated.facts(platform, command, text)
    try:
        said = parser_of(f"{platform}:{command.removeprefix('cat /etc/')}")(raw)
    except Unreadable as error:
        return Parsed(more, dict.fromkeys(_told_by(platform, command), str(error)))
    return Parsed({**more, **_of_device(platform, said.facts)}, said.missing)


def _told_by(platform: str, command: str) -> Iterator[str]:
    if command in CONFIGURATIONS:
        yield "network.config_lines"
    elif re.search(r"interface|ifconfig|ip addr", command):
        yield from _OF_PORTS
    else:
        yield from ("network.version", "network.model", "network.serial", "network.uptime_s")


def _of_device(platform: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A router that is a Linux machine is asked like one; its facts go by the network's names."""
    if platform != "linux":
        return dict(facts)
    ports = [
        {
            "name": port["name"],
            "oper": "up" if port.get("state") == "up" else "down",
            **{key: port[key] for key in ("mac", "addresses") if key in port},
        }
        for port in facts.get("net.interfaces", [])
    ]
    up = [port["name"] for port in ports if port["oper"] == "up"]
    found = {"network.interfaces": ports, "network.interfaces_up": up} if ports else {}
    return found | ({"network.version": facts["os.release"]} if "os.release" in facts else {})


def _together(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the answers say only together."""
    found = of_ports(facts.get("network.interfaces", []))
    if "network.version" in facts:
        found["network.firmware_dated"] = "network.firmware_released" in facts
    if isinstance(lines := facts.get("network.config_lines"), list):
        found["network.snmp_default_community"] = stated.has_default_community(lines)
    return found
