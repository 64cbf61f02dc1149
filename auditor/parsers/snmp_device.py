"""Facts out of a device's SNMP recording, whatever the device is: a printer, a UPS or a network device."""

from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers import snmp_printer, snmp_ups
from auditor.parsers.facts import gather, stated
from auditor.parsers.parsed import Parsed
from auditor.parsers.snmp import Variables, read
from auditor.parsers.snmp_identity import DESCRIPTION, NAME, OBJECT_ID, UPTIME, chassis, identity
from auditor.parsers.snmp_interfaces import interfaces

VLAN_NAMES = (
    *("1.3.6.1.4.1.9.9.46.1.3.1.1.4", "1.3.6.1.4.1.2011.5.25.42.3.1.1.1.1.2"),  # CISCO-VTP, HUAWEI-L2VLAN
    *("1.3.6.1.4.1.11863.6.14.1.2.1.1.2", "1.3.111.2.802.1.1.4.1.4.3.1.3"),  # TP-Link, IEEE8021-Q-BRIDGE
    "1.3.6.1.2.1.17.7.1.4.3.1.1",  # Q-BRIDGE
)

Facts = Mapping[str, Callable[[Variables], Any]]


def _interfaces(agent: Variables) -> list[dict[str, Any]]:
    return list(stated(interfaces(agent) or None, "ifTable"))


def _up(agent: Variables) -> list[str]:
    return [each["name"] for each in _interfaces(agent) if each.get("oper") == "up" and "name" in each]


def _errors(agent: Variables) -> int:
    counted = [each[key] for each in _interfaces(agent) for key in ("errors_in", "errors_out") if key in each]
    return int(stated(sum(counted) if counted else None, "ifInErrors"))


def _vlans(agent: Variables) -> list[dict[str, Any]]:
    names = next((names for oid in VLAN_NAMES if (names := agent.texts(oid))), {})
    found = [{"id": int(row.rpartition(".")[2]), "name": name} for row, name in names.items()]
    return list(stated(found or None, "dot1qVlanStaticName"))


_ANY: Facts = {
    "snmp.description": lambda agent: stated(agent.text(DESCRIPTION), "sysDescr"),
    "snmp.object_id": lambda agent: stated(agent.text(OBJECT_ID), "sysObjectID"),
    "snmp.name": lambda agent: stated(agent.text(NAME), "sysName"),
    "snmp.uptime_s": lambda agent: stated(agent.number(UPTIME), "sysUpTime") / 100,
    "network.interfaces": _interfaces,
}
_NETWORK: Facts = {
    "network.hostname": lambda agent: stated(agent.text(NAME), "sysName"),
    "network.model": lambda agent: stated(identity(agent).model, "entPhysicalModelName"),
    "network.version": lambda agent: stated(identity(agent).version, "entPhysicalSoftwareRev"),
    "network.serial": lambda agent: stated(identity(agent).serial, "entPhysicalSerialNum"),
    "network.uptime_s": lambda agent: stated(agent.number(UPTIME), "sysUpTime") / 100,
    "network.chassis": lambda agent: stated(chassis(agent) or None, "entPhysicalClass"),
    "network.vlans": _vlans,
    "network.interfaces_up": _up,
    "network.error_total": _errors,
}
_OF_KIND: Mapping[str, Facts] = {
    "printer": snmp_printer.FACTS,
    "ups": snmp_ups.FACTS,
    "network": _NETWORK,
}


def kind_of(agent: Variables) -> str:
    """What *agent* is: printer, ups or network."""
    if snmp_printer.is_printer(agent):
        return "printer"
    return "ups" if snmp_ups.is_ups(agent, agent.text(OBJECT_ID) or "") else "network"


def parse(raw: bytes) -> Parsed:
    """Facts out of the recording *raw*: snmprec lines or a JSON map. Raises Unreadable when it is none."""
    agent = read(raw)
    return _parsed(agent, kind_of(agent))


def parse_as(kind: str, raw: bytes) -> Parsed:
    """Facts as :func:`parse`, of a device that the inventory calls *kind*: printer, ups or network."""
    return _parsed(read(raw), kind)


def _parsed(agent: Variables, kind: str) -> Parsed:
    facts, missing = gather({**_ANY, **_OF_KIND[kind]}, agent)
    serial = facts.get(f"{kind}.serial")
    warnings = (_("{n} lines are no SNMP variable").format(n=agent.unread),) if agent.unread else ()
    return Parsed({"snmp.kind": kind, **facts}, missing, f"serial:{serial}" if serial else "", warnings)
