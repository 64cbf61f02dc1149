"""``linux:COMMAND``: which parser reads the output of a command, or a file of /proc and /etc."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.errors import did_you_mean
from auditor.i18n import _
from auditor.parsers.linuxcli import attached, disks, firewall, network, printing, services, system
from auditor.parsers.parsed import Parsed, Unreadable, bounded

Facts = dict[str, Any]
Parser = Callable[[bytes], Parsed]

_MAX_BYTES = 1024 * 1024
_MAX_LINE = 4096

COMMANDS: Mapping[str, Callable[[str], Facts]] = {
    "os-release": system.os_release,
    "uname -a": system.uname,
    "cpuinfo": system.cpuinfo,
    "meminfo": system.meminfo,
    "uptime": system.uptime,
    "free": system.free,
    "dmidecode": system.dmidecode,
    "timedatectl": system.timedatectl,
    "needrestart": system.needrestart,
    "df": disks.df,
    "lsblk": disks.lsblk,
    "mount": disks.mount,
    "smartctl": disks.smartctl,
    "ip addr": network.ip_addr,
    "ip link": network.ip_link,
    "ip route": network.ip_route,
    "ifconfig": network.ifconfig,
    "route": network.route,
    "net_route": network.proc_route,
    "resolv.conf": network.resolv,
    "nmcli device show": network.nmcli,
    "systemctl": services.units,
    "systemctl list-unit-files": services.unit_files,
    "dpkg -l": services.dpkg,
    "lpstat": printing.lpstat,
    "ufw status": firewall.ufw,
    "firewalld": firewall.firewalld,
    "iptables -L": firewall.iptables,
    "iptables-save": firewall.iptables_save,
    "nft list ruleset": firewall.nft,
    "lsusb": attached.lsusb,
    "opensc-tool -l": attached.readers,
    "scanimage -L": attached.scanimage,
    "upsc": attached.upsc,
    "upower -d": attached.upower,
    "input devices": attached.input_devices,
}
_ALIASES = {
    "ip address": "ip addr",
    "ip address show": "ip addr",
    "ip addr show": "ip addr",
    "ip a": "ip addr",
    "ip link show": "ip link",
    "ip route show": "ip route",
    "route -n": "route",
    "netstat -rn": "route",
    "df -h": "df",
    "free -h": "free",
    "uname": "uname -a",
    "systemctl list-units": "systemctl",
    "lpstat -t": "lpstat",
    "lsusb -v": "lsusb",
    "pcsc scan -r": "opensc-tool -l",
    "upower --dump": "upower -d",
    "dmidecode -t memory": "dmidecode",
    "dmidecode -t system": "dmidecode",
}


def parser_of(rest: str) -> Parser:
    """The parser of the command *rest*. Raises Unreadable for one that no fact is in."""
    name = re.sub(r"[\s_]+", " ", rest).strip() if rest not in COMMANDS else rest
    name = _ALIASES.get(name, name)
    if name not in COMMANDS:
        hint = did_you_mean(name, list(COMMANDS)) or ", ".join(COMMANDS)
        raise Unreadable(_("no fact of ours is in “{command}”: {hint}").format(command=rest, hint=hint))
    return lambda raw: _parse(raw, name)


def _parse(raw: bytes, name: str) -> Parsed:
    if len(raw) > _MAX_BYTES:
        raise Unreadable(_("the recording is longer than {limit} bytes").format(limit=_MAX_BYTES))
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    lines = (line[:_MAX_LINE] for line in text.split("\n"))
    found = COMMANDS[name]("\n".join(lines))
    facts = {fact: bounded(value) for fact, value in found.items() if value is not None}
    if not facts:
        raise Unreadable(_("there is nothing of “{command}” in it").format(command=name))
    serial = facts.get("host.serial") if facts.get("host.virtualization") == "none" else None
    return Parsed(facts, identity=f"serial:{serial}" if serial else "")
