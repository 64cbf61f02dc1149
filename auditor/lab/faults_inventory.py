"""Faults of what a commune was given: devices that are required and were never delivered."""

from auditor.lab.bed import Bed, Effect, Mark, With
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
    may = (Mark("commune.counters", subject), Mark("commune.counters.served", subject))
    also = (*may, Mark("commune.steps", subject), *following)
    return Effect((Mark(COUNTED[machine.role], subject),), also, silences=frozenset({device}))
