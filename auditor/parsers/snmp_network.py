"""What a router or switch is asked over SNMP, and facts out of it: IF-MIB, ENTITY-MIB, vendors' own."""

from auditor.parsers import snmp_device, snmp_identity, snmp_interfaces
from auditor.parsers.ntc.ports import of_ports
from auditor.parsers.ntc.stated import built
from auditor.parsers.parsed import Parsed

OIDS = (
    *(snmp_identity.DESCRIPTION, snmp_identity.OBJECT_ID, snmp_identity.UPTIME, snmp_identity.NAME),
    *snmp_identity.STATED,
)
ROOTS = (*snmp_interfaces.COLUMNS, *snmp_identity.COLUMNS, *snmp_device.VLAN_NAMES)
"""Columns of tables: of the rest of the tables no fact is made, and a switch has many ports."""
_AGENT_ONLY = "1.3.6.1.4.1.8072."
"""net-snmp's: a program on a general system, whose sysUpTime says when that program was started."""


def parse(raw: bytes) -> Parsed:
    """Facts of a network device out of snmprec lines. Raises Unreadable when *raw* is none."""
    said = snmp_device.parse_as("network", raw)
    facts = {**said.facts, **of_ports(said.facts.get("network.interfaces", []))}
    if str(facts.get("snmp.object_id", "")).startswith(_AGENT_ONLY):
        facts.pop("network.uptime_s", None)
    if "snmp.description" in facts:
        day = built(facts["snmp.description"])
        facts |= {"network.firmware_dated": bool(day)} | ({"network.firmware_released": day} if day else {})
    return Parsed(facts, said.missing, said.identity, said.warnings)
