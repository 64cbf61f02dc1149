"""Faults of an SNMP agent: one that says otherwise than its printer's IPP, one that is off or open to all."""

from auditor.lab import faults_ups, snmp_agent
from auditor.lab.bed import Bed, Effect, With, on
from auditor.lab.faults import fault
from auditor.lab.faults_printer import change


@fault("snmp-says-jam", "printer")
def snmp_says_jam(bed: Bed, device: str, given: With) -> Effect:
    """A network card that was not told that the jam is gone: IPP prints on."""
    change(bed, device, snmp=(("reasons", ("media-jam-error",)),))
    return Effect(on(device, "printer.agreement"), hides=on(device, "printer.reasons"))


@fault("snmp-says-toner-low", "printer", percent=3)
def snmp_says_toner_low(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, snmp=(("toner", int(given["percent"])),))
    toner = on(device, "printer.supplies", "printer.supplies.empty")
    return Effect(on(device, "printer.agreement"), hides=toner)


@fault("snmp-other-serial", "printer", serial="PL9909909")
def snmp_other_serial(bed: Bed, device: str, given: With) -> Effect:
    """The network card comes from another printer."""
    change(bed, device, snmp=(("serial", str(given["serial"])),))
    return Effect(on(device, "printer.agreement"))


@fault("snmp-off", "printer")
def snmp_off(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].mask(snmp_agent.UNIT)
    following = ("printer.agreement", "printer.page_count", "snmp.community", "snmp.version")
    return Effect(on(device, "printer.ways"), hides=on(device, *following))


@fault("snmp-public", "printer", "ups")
def snmp_public(bed: Bed, device: str, given: With) -> Effect:
    """It answers to «public», as it came out of its box, and the inventory asks it by that."""
    bed.variables.setdefault(device, {})["snmp_community"] = snmp_agent.FACTORY_COMMUNITY
    if device in bed.devices("ups"):
        faults_ups.change(bed, device, public=True)
    else:
        change(bed, device, public=True)
    return Effect(on(device, "snmp.community"))


@fault("snmp-v1", "printer", "ups")
def snmp_v1(bed: Bed, device: str, given: With) -> Effect:
    """Set up for a program that knew nothing else; the inventory asks it so."""
    bed.variables.setdefault(device, {})["snmp_version"] = "1"
    return Effect(on(device, "snmp.version"))
