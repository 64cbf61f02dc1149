"""One printer's facts out of what it says over IPP and SNMP: IPP's word counts, SNMP fills in the rest."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers import printer_ipp, snmp_printer
from auditor.parsers.facts import Absent, gather
from auditor.parsers.parsed import Parsed, bounded
from auditor.parsers.printer_compared import disagreements

IPP, SNMP = "ipp", "snmp"
_WAYS = (IPP, SNMP)
_KNOWN = {IPP: printer_ipp.FACTS, SNMP: snmp_printer.FACTS}
_LEVELS = ("printer.supplies", "printer.trays")
_OF_SUPPLIES = "printer.supplies_low"
_CM_PER_INCH = 2.54
_NOT_OURS = ("network.",)
"""Facts of any SNMP device that a printer is not asked for."""


def merged(said: Mapping[str, Parsed], failures: Mapping[str, Mapping[str, str]]) -> Parsed:
    """Facts of one printer.

    *said* is what each way that answered gave, at least one; *failures* by way (``kind``, ``message``) those
    that the inventory states and that did not. ``printer.sources`` names the way of each fact,
    ``printer.disagreements`` what the two differ in, ``printer.ways_failed`` the failures.
    """
    sources = _sources(said)
    facts = {name: said[way].facts[name] for name, way in sources.items()}
    own, own_missing = gather(_OWN, facts)
    facts |= _others(said) | own | _ways(said, failures)
    if len(said) == len(_WAYS):
        facts["printer.disagreements"] = disagreements(said[IPP].facts, said[SNMP].facts)
    facts["printer.sources"] = sources
    missing = {**_missing(said, failures, facts), **own_missing}
    warnings = tuple(each for way in said.values() for each in way.warnings)
    return Parsed(facts, missing, facts["printer.identity"], warnings)


def _sources(said: Mapping[str, Parsed]) -> dict[str, str]:
    found = {
        name: way
        for way in reversed(_WAYS)
        if way in said
        for name in said[way].facts
        if name.startswith("printer.")
    }
    for name in _LEVELS:
        if found.get(name) == IPP and SNMP in said and _says_more(name, said):
            found[name] = SNMP
    if found.get("printer.supplies") == SNMP and _OF_SUPPLIES in said[SNMP].facts:
        found[_OF_SUPPLIES] = SNMP  # what is low is said of the same list
    return dict(sorted(found.items()))


def _says_more(name: str, said: Mapping[str, Parsed]) -> bool:
    """Whether IPP has only words where SNMP has percentages: «unknown» states nothing."""
    ours, theirs = (said[way].facts.get(name, ()) for way in _WAYS)
    return not any("percent" in each for each in ours) and any("percent" in each for each in theirs)


def _others(said: Mapping[str, Parsed]) -> dict[str, Any]:
    found = said[SNMP].facts if SNMP in said else {}
    return {name: value for name, value in found.items() if not name.startswith(("printer.", *_NOT_OURS))}


def _ways(said: Mapping[str, Parsed], failures: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    failed = [{"way": way, "kind": each["kind"], "reason": each["message"]} for way, each in failures.items()]
    return {"printer.ways": [way for way in _WAYS if way in said], "printer.ways_failed": bounded(failed)}


def _missing(
    said: Mapping[str, Parsed], failures: Mapping[str, Mapping[str, str]], facts: Mapping[str, Any]
) -> dict[str, str]:
    """Why each fact is missing that no way told: the failure of the way that might have."""
    found: dict[str, str] = {}
    for way in reversed(_WAYS):
        if way in said:
            found |= {name: why for name, why in said[way].missing.items() if not name.startswith(_NOT_OURS)}
    for way, failure in failures.items():
        silent = _("{way} did not answer: {reason}").format(way=way.upper(), reason=failure["message"])
        found |= dict.fromkeys((name for name in _KNOWN[way] if name not in found or way == IPP), silent)
    return {name: why for name, why in found.items() if name not in facts}


def _identity(facts: Mapping[str, Any]) -> str:
    if serial := facts.get("printer.serial"):
        return f"serial:{serial}"
    uuid = facts.get("printer.uuid", "").removeprefix("urn:uuid:")
    return f"uuid:{uuid}" if uuid else ""


def _dpi(facts: Mapping[str, Any]) -> int:
    """The best resolution by its lower side. Raises Absent."""
    read = (
        re.fullmatch(r"(\d{1,6})x(\d{1,6})(dpi|dpcm)", each) for each in facts.get("printer.resolutions", ())
    )
    sides = [
        min(int(found[1]), int(found[2])) * (1 if found[3] == "dpi" else _CM_PER_INCH)
        for found in read
        if found
    ]
    if not sides:
        raise Absent(
            _("the printer does not state {attribute}").format(attribute="printer-resolution-supported")
        )
    return round(max(sides))


def _empty(facts: Mapping[str, Any]) -> list[str]:
    levels = [
        each
        for each in facts.get("printer.supplies", ())
        if "percent" in each and "waste" not in each["kind"]
    ]
    if not levels:
        raise Absent(_("the printer states no supply's level as a percentage"))
    return [each["name"] or each["kind"] for each in levels if each["percent"] == 0]


def _paper(facts: Mapping[str, Any]) -> float:
    """How full the fullest tray is. Raises Absent where one says only that there is some."""
    trays = facts.get("printer.trays", ())
    levels = [each["percent"] for each in trays if "percent" in each]
    if not levels or len(levels) < len(trays):
        raise Absent(_("not every tray states how many sheets are in it"))
    return float(max(levels))


_OWN: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "printer.identity": _identity,
    "printer.resolution_dpi": _dpi,
    "printer.supplies_empty": _empty,
    "printer.paper_percent": _paper,
}
"""What is made of the other facts, whichever way told them."""
