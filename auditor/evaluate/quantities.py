"""Required against present against working, for the whole commune and each site that states numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from auditor.evaluate.places import ATTACHED, attached
from auditor.model import NOUNS, Commune, Device, Finding, Observation, Quantity, Severity, Verdict

WORKING, BROKEN, UNKNOWN = "working", "broken", "unknown"


def states(
    devices: Iterable[Device], findings: Iterable[Finding], observations: Mapping[str, Observation]
) -> dict[str, str]:
    """Each device's state: broken when a blocker fails on it, working when it answered and none is unknown.

    A line that is measured to be down is broken as well: its blocker says so.
    """
    blockers: dict[str, set[Verdict]] = defaultdict(set)
    for finding in findings:
        if finding.severity is Severity.BLOCKER:
            blockers[finding.device].add(finding.verdict)
    return {device.id: _state(blockers[device.id], observations.get(device.id)) for device in devices}


def _state(blockers: set[Verdict], seen: Observation | None) -> str:
    if Verdict.FAIL in blockers:
        return BROKEN
    answered = seen is not None and seen.failure is None and bool(seen.facts)
    return WORKING if answered and Verdict.UNKNOWN not in blockers else UNKNOWN


def quantities(
    commune: Commune,
    devices: Sequence[Device],
    state: Mapping[str, str],
    observations: Mapping[str, Observation],
) -> tuple[Quantity, ...]:
    """Of every noun that is there or required, by place: the whole commune first, then the stated sites."""
    found = []
    for site in ("", *sorted(site for site in commune.required if site)):
        here = [device for device in devices if not site or device.site == site]
        stated = commune.required.get(site, {})
        for noun in NOUNS:
            quantity = _quantity(site, noun, stated.get(noun), here, state, observations)
            if commune.left_out and quantity.present < (quantity.required or 0):
                quantity = replace(quantity, unseen=True)
            if quantity.required is not None or (quantity.present and not site):
                found.append(quantity)
    return tuple(found)


def _quantity(
    site: str,
    noun: str,
    required: int | None,
    devices: Sequence[Device],
    state: Mapping[str, str],
    observations: Mapping[str, Observation],
) -> Quantity:
    of = [device.id for device in devices if device.kind == noun]
    plugged = {device.id: attached(noun, device, observations) for device in devices}
    holders = [id for id, count in plugged.items() for _each in range(count or 0)]
    everything = [*of, *holders]
    short = len(everything) < (required or 0)
    return Quantity(
        site=site,
        noun=noun,
        required=required,
        present=len(everything),
        working=sum(state[id] == WORKING for id in everything),
        broken=tuple(id for id in of if state[id] == BROKEN),
        # what is plugged into a PC with a fault may work: of that nobody has seen anything
        unknown=tuple(
            [id for id in of if state[id] == UNKNOWN] + [id for id in holders if state[id] != WORKING]
        ),
        unseen=short and noun in ATTACHED and None in plugged.values(),
    )
