"""Faults of what a commune was given: what is required, or promised, and is not there."""

from auditor.lab.bed import Bed, Effect, Mark, With, on
from auditor.lab.consequences import COUNTED
from auditor.lab.faults import fault


@fault("device-missing", "pc", "windows", "kiosk", "printer", "scanner", "ups", "network")
def device_missing(bed: Bed, device: str, given: With) -> Effect:
    """The commune's variables require it, the inventory does not have it: nothing answers for it."""
    machine = bed.machine(device)
    bed.absent.add(device)
    # The router is there all the same: without it nothing of the commune would be.
    bed.disks[device].off = machine.role != "router"
    subject = machine.place.subject
    following = bed.lose(device) if device in bed.personal else ()
    rules = ["commune.counters", "commune.counters.served", "commune.steps"]
    # With such a PC goes what is plugged into it.
    rules += ["commune.scanners", "commune.card_readers"] if machine.role == "windows" else []
    also = (*(Mark(rule, subject) for rule in rules), *following)
    return Effect((Mark(COUNTED[machine.role], subject),), also, silences=frozenset({device}))


@fault("line-missing", "link")
def line_missing(bed: Bed, device: str, given: With) -> Effect:
    """Nobody entered the commune's line, so nobody measures it."""
    bed.absent.add(device)
    subject = bed.commune(bed.commune_of(device)).subject
    return Effect((Mark("commune.lines", subject),), silences=frozenset({device}))


@fault("usb-printer-missing", "pc", "windows", count=1)
def usb_printer_missing(bed: Bed, device: str, given: With) -> Effect:
    """The inventory promises this PC a printer on its own cable; somebody has carried it off."""
    bed.variables.setdefault(device, {})["expect_usb_printers"] = int(given["count"])
    return Effect(on(device, "pc.print.usb"))
