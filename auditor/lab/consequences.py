"""What a fault of one device leads to for its commune: a device that does not work is counted, and missed."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from auditor.lab.bed import Bed, Effect, Mark
from auditor.model import Severity
from auditor.standard import load_standard

COUNTED = {
    "pc": "commune.pcs",
    "windows": "commune.pcs",
    "kiosk": "commune.kiosks",
    "printer": "commune.printers",
    "scanner": "commune.scanners",
    "ups": "commune.ups",
    "router": "commune.network",
}
"""The rule that counts the machines of a role."""
_WORKING = frozenset({"commune.pcs", "commune.kiosks", "commune.printers", "commune.scanners", "commune.ups"})
_PLUGGED_IN = {"pc.card_reader.present": "commune.card_readers"}
_SERVING = ("commune.counters", "commune.counters.served", "commune.steps")


def with_consequences(bed: Bed, effect: Effect) -> Effect:
    """*effect* with what its findings, where they are blockers, may lead to for the commune."""
    own = {*effect.expects, *effect.also}
    following = [m for mark in sorted(own) if mark.rule in _blockers() for m in _of_commune(bed, mark.device)]
    following += [
        Mark(_PLUGGED_IN[mark.rule], bed.machine(mark.device).place.subject)
        for mark in sorted(own)
        if mark.rule in _PLUGGED_IN
    ]
    return replace(effect, also=tuple(dict.fromkeys((*effect.also, *(m for m in following if m not in own)))))


@cache
def _blockers() -> frozenset[str]:
    rules = load_standard("baseline", []).rules
    return frozenset(rule.id for rule in rules if rule.severity is Severity.BLOCKER)


def _of_commune(bed: Bed, device: str) -> Iterator[Mark]:
    """What the commune of *device* may fail when it cannot be used."""
    code = bed.commune_of(device)
    if not code:
        return
    subject = bed.commune(code).subject
    machine = bed.plan.machine(device)
    counted = COUNTED.get(machine.role, "") if machine else ""
    if counted in _WORKING:
        yield Mark(f"{counted}.working", subject)
    yield from (Mark(rule, subject) for rule in _SERVING)
