"""UPSes: UPS-MIB and its vendors' MIBs over SNMP."""

from dataclasses import replace
from typing import Any

from auditor.collectors import snmp_access
from auditor.collectors.answers import Collector, Means, Raw
from auditor.collectors.targets import Target
from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.parsers import snmp_device
from auditor.parsers.parsed import Parsed, Unreadable
from auditor.parsers.snmp_asked import UPS
from auditor.transports import snmp
from auditor.transports.connection import SnmpConnection


def _ask(target: Target, means: Means) -> Raw:
    assert isinstance(target.connection, SnmpConnection)  # noqa: S101  (targets makes nothing else of a UPS)
    answer = snmp.ask(target.connection, UPS.names, UPS.roots, means.limits)
    raw = {snmp_access.ANSWER: answer.stdout, snmp_access.ACCESS: snmp_access.access(target.connection)}
    return Raw(raw, answer.started, answer.ended)


def _parse(answer: Raw) -> Parsed:
    try:
        said = snmp_device.parse_as("ups", answer.raw[snmp_access.ANSWER])
    except Unreadable as error:
        raise DeviceError("invalid_answer", str(error)) from error
    facts = {name: value for name, value in said.facts.items() if not name.startswith("network.")}
    missing = {name: why for name, why in said.missing.items() if not name.startswith("network.")}
    if facts.get("ups.battery_status") == "unknown":  # its own word for what it did not observe
        del facts["ups.battery_status"]
        missing["ups.battery_status"] = _("the UPS itself does not know")
    depleted = _depleted(facts)
    if depleted is None:
        missing["ups.depleted_on_battery"] = _("the UPS states neither its battery's state nor its source")
    else:
        facts["ups.depleted_on_battery"] = depleted
    return replace(said, facts={**facts, **snmp_access.facts(answer.raw)}, missing=missing)


def _depleted(facts: dict[str, Any]) -> bool | None:
    """Whether both are so; one that is not so says no, None where nothing says no and not both say yes."""
    wanted = {"ups.output_source": "battery", "ups.battery_status": "depleted"}
    seen = [facts[name] == word for name, word in wanted.items() if name in facts]
    if False in seen:
        return False
    return True if len(seen) == len(wanted) else None


COLLECTOR = Collector(_ask, _parse)
