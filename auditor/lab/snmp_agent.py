"""An SNMP agent of the lab: net-snmp's snmpd, which serves the variables that a device of the lab has.

snmpd's own tables of the machine it runs on are left out: the machine is not the device.
"""

from dataclasses import dataclass

from auditor.lab.rootfs import Rootfs

UNIT = "lab-snmp.service"
CONFIGURATION = "/etc/lab/snmpd.conf"
# The agent's own: who it is (system), who may ask (vacm, usm), and the lines that say what the device has.
_MODULES = "system_mib,override,snmp_mib,vacm_context,vacm_vars,vacm_conf,usmUser,setSerialNo"
FACTORY_COMMUNITY = "public"
_KEPT = "/var/lib/lab-snmp"
"""Where the agent writes what was changed, and reads it when it starts again."""
Value = tuple[str, str, int | str | bytes]
"""A variable: its OID without a dot before it, its type as snmpd.conf(5) names it for override, its value."""


@dataclass(frozen=True)
class Identity:
    """What the system group (RFC 3418) says."""

    description: str
    object_id: str
    name: str
    location: str


def serve(
    disk: Rootfs,
    communities: tuple[str, ...],
    identity: Identity,
    values: tuple[Value, ...],
    writing: tuple[str, ...] = (),
) -> None:
    """Put an agent with *values* on the disk; it answers whoever knows one of *communities*, by version 1 or
    2c. Who knows one of *writing* may change its name, location and contact."""
    lines = [
        "agentaddress udp:161",
        *(f"rocommunity {community}" for community in communities),
        *(f"rwcommunity {community}" for community in writing),
        f"sysdescr {identity.description}",
        f"sysobjectid .{identity.object_id}",
        # With a p: a value to begin with. Without it nobody could change it.
        f"psysname {identity.name}",
        f"psyslocation {identity.location}",
        "sysservices 72",
        *(f"override .{oid} {kind} {_written(value)}" for oid, kind, value in values),
    ]
    disk.put(CONFIGURATION, "\n".join(lines) + "\n", 0o600)
    disk.put(f"/etc/systemd/system/{UNIT}", _SERVICE)


def _written(value: int | str | bytes) -> str:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, str) and not value.startswith("."):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


_SERVICE = f"""[Unit]
After=network.target
[Service]
Environment=MIBS= MIBDIRS=/nowhere SNMP_PERSISTENT_DIR={_KEPT}
ExecStartPre=/bin/sh -c 'mkdir -p {_KEPT} && touch {_KEPT}/snmpd.conf'
ExecStart=/usr/sbin/snmpd -f -LE 4 -C -c {CONFIGURATION},{_KEPT}/snmpd.conf -I {_MODULES}
ExecStartPost=/bin/sh -c 'until grep -q ":00A1 " /proc/net/udp; do sleep 0.05; done'
TimeoutStartSec=20
"""
