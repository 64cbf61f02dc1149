"""A commune's router: FRR (zebra, staticd) whose running configuration makes the addresses and routes, and
net-snmp's agent beside it, which counts what FRR does not.
"""

from datetime import timedelta
from typing import Any

from auditor.lab.pc import Materials, base_disk, boot_to
from auditor.lab.plan import CONTROLLER_ADDRESS, Machine
from auditor.lab.rootfs import Rootfs
from auditor.model import times

USER = "netadmin"
NETADMIN_UID = 1002
INTERFACES = ("wan0", "lan0", "lan1")


# snmpd's own: the system group, tables of interfaces and addresses, who may ask, lines that say otherwise.
_MODULES = (
    "system_mib,snmp_mib,ifTable,ifXTable,ipAddr,ipaddr,ip,ipAddressTable,dot3StatsTable,override,"
    "vacm_context,vacm_vars,vacm_conf,usmUser"
)
SNMP_UNIT = "lab-snmp.service"
SNMP_TEMPLATE = "/etc/lab/snmpd.conf.in"
_OBJECT_ID = "1.3.6.1.4.1.50145"
"""NetDEF's, who make FRR: not net-snmp's own, whose age says nothing of the device."""
_CLASS, _SERIAL = "1.3.6.1.2.1.47.1.1.1.1.5.1", "1.3.6.1.2.1.47.1.1.1.1.11.1"
_SNMP_CONF = "/etc/lab/snmpd.conf"
_SNMP_SCRIPT = "/usr/local/sbin/lab-snmp-conf"


def variables(machine: Machine) -> dict[str, Any]:
    """What the inventory states of this router besides how it is reached."""
    commune = machine.place
    return {
        "expect_config_lines": list(config_lines(machine)),
        "expect_config_sections": [
            {
                "section": "interface wan0",
                "lines": ["description Duong truyen TSLCD ve tinh", f"ip address {commune.wan(6)}/30"],
                "extra": "forbidden",
            },
            {
                "section": "interface lan0",
                "lines": ["description Mang LAN mot cua", f"ip address {commune.gateway}/24"],
                "extra": "forbidden",
            },
        ],
        "expect_interface_speeds": {"wan0": 1000, "lan0": 1000},
        "expect_network_version": "8.0",
        "expect_serial": serial_of(machine),
    }


def config_lines(machine: Machine) -> tuple[str, ...]:
    """Lines that this router's running configuration must have."""
    commune = machine.place
    return ("service password-encryption", "log syslog informational", f"ip route 0.0.0.0/0 {commune.wan(5)}")


def frr_conf(machine: Machine) -> str:
    """The whole configuration of a healthy router."""
    commune = machine.place
    return f"""frr defaults traditional
hostname {machine.host}
log syslog informational
service password-encryption
service integrated-vtysh-config
ip forwarding
no ipv6 forwarding
!
ip route 0.0.0.0/0 {commune.wan(5)}
!
interface wan0
 description Duong truyen TSLCD ve tinh
 ip address {commune.wan(6)}/30
exit
!
interface lan0
 description Mang LAN mot cua
 ip address {commune.gateway}/24
exit
!
interface lan1
 description Cong du phong
exit
!
access-list quan-tri seq 5 permit {CONTROLLER_ADDRESS}/32
access-list quan-tri seq 10 deny any
!
ip prefix-list mang-xa seq 5 permit {commune.lan_net}
!
line vty
exit
!
end
"""


def router_disk(materials: Materials, machine: Machine) -> Rootfs:
    disk = base_disk(materials, machine)
    disk.put("/etc/frr/frr.conf", frr_conf(machine), 0o640)
    disk.put("/etc/frr/vtysh.conf", "service integrated-vtysh-config\n", 0o644)
    disk.put("/etc/frr/daemons", 'bgpd=no\nvtysh_enable=yes\nzebra_options="  -A 127.0.0.1 -s 90000000"\n'
             'staticd_options="-A 127.0.0.1"\n', 0o644)  # fmt: skip
    disk.commands.append(("chown", "-R", "frr:frr", "/etc/frr"))
    # Who logs in is in vtysh; a command has a shell, without which the router could keep no timer.
    disk.commands.append(("usermod", "-s", "/bin/bash", USER))
    disk.put(f"/home/{USER}/.bash_profile", "exec vtysh\n", owner=NETADMIN_UID)
    disk.put(
        f"/home/{USER}/.ssh/authorized_keys",
        materials.keys.controller.public + "\n",
        0o600,
        owner=NETADMIN_UID,
    )
    _snmp(disk, materials.keys.community, machine)
    wants = f"frr.service ssh.service dbus.service systemd-user-sessions.service {SNMP_UNIT}"
    boot_to(disk, f"Requires=basic.target\nWants={wants}\n", f"frr.service ssh.service {SNMP_UNIT}")
    return disk


def _snmp(disk: Rootfs, community: str, machine: Machine) -> None:
    """net-snmp with its own tables of this machine's interfaces: the machine is the router.

    A line of the template may name an interface with ``@`` where its ifIndex belongs.
    """
    lines = ["agentaddress udp:161", f"rocommunity {community}", f"sysname {machine.host}", "sysservices 76"]
    lines += [f"sysobjectid .{_OBJECT_ID}", describing(days=400)]
    lines += [
        serving(_CLASS, "integer 3"),
        serving(_SERIAL, f'octet_str "{serial_of(machine)}"'),
        running(30),
    ]
    disk.put(SNMP_TEMPLATE, "\n".join(lines) + "\n", 0o600)
    disk.put(_SNMP_SCRIPT, _SCRIPT, 0o755)
    disk.put(f"/etc/systemd/system/{SNMP_UNIT}", _SERVICE)


def serial_of(machine: Machine) -> str:
    """The serial number that its agent states."""
    return f"FRR{machine.place.code}"


def describing(days: int) -> str:
    """The agent's line that says what it is, its software built so many days ago."""
    day = times.now() - timedelta(days=days)
    return f"sysdescr FRRouting on Debian 12, Compiled {day:%a %d-%b-%y %H:%M} by lab"


def running(days: float) -> str:
    """The agent's line that says how long the router has been running (sysUpTime; the machine is younger)."""
    return serving("1.3.6.1.2.1.1.3.0", f"timeticks {int(days * 8_640_000)}")


def serving(oid: str, value: str) -> str:
    """The agent's line for a variable of which it has none; type and value as snmpd.conf(5) has them."""
    return f"override .{oid} {value}"


def override(disk: Rootfs, oid: str, interface: str, value: str) -> None:
    """Make the agent say *value* (type and value as snmpd.conf(5) has them) of *interface*'s row of *oid*."""
    disk.append(SNMP_TEMPLATE, f"override .{oid}.@{interface} {value}\n")


# An interface's number is the kernel's choice; /sys may show another namespace's interfaces.
_SCRIPT = f"""#!/bin/sh
set -eu
umask 077
cp {SNMP_TEMPLATE} {_SNMP_CONF}
ip -o link show | while IFS=': ' read -r number name rest; do
  sed -i "s/@${{name%%@*}} /$number /" {_SNMP_CONF}
done
"""
_SERVICE = f"""[Unit]
After=network.target
[Service]
Environment=MIBS= MIBDIRS=/nowhere SNMP_PERSISTENT_DIR=/run/lab-snmp
ExecStartPre={_SNMP_SCRIPT}
ExecStart=/usr/sbin/snmpd -f -LE 4 -C -c {_SNMP_CONF} -I {_MODULES}
ExecStartPost=/bin/sh -c 'until grep -q ":00A1 " /proc/net/udp; do sleep 0.05; done'
TimeoutStartSec=20
"""
