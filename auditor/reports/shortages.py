"""What a commune lacks, and how it gets it: bought, repaired on the spot, by a line's operator, from afar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditor.model import NOUNS, Finding, Quantity, Severity, Verdict
from auditor.model.summary import Remedy, Shortage
from auditor.model.who import Who, who

__all__ = ["NeedView", "Remedy", "ShortageView", "shortages", "summed"]

ShortageView = Shortage


@dataclass(frozen=True, slots=True)
class NeedView:
    """One noun over all communes: how many of it need what, and where."""

    noun: str
    counts: Mapping[Remedy, int]
    communes: tuple[str, ...]


def summed(communes: Mapping[str, Sequence[ShortageView]]) -> tuple[NeedView, ...]:
    """The shortages of *communes* (code → its own) by noun, in the order in which nouns are counted."""
    found = []
    for noun in NOUNS:
        of = {code: [lack for lack in lacks if lack.noun == noun] for code, lacks in communes.items()}
        counts = {
            remedy: sum(lack.count for lacks in of.values() for lack in lacks if lack.remedy is remedy)
            for remedy in Remedy
        }
        if any(counts.values()):
            found.append(NeedView(noun, counts, tuple(sorted(code for code, lacks in of.items() if lacks))))
    return tuple(found)


def shortages(quantities: Sequence[Quantity], findings: Iterable[Finding]) -> tuple[ShortageView, ...]:
    """What is missing by place, then what is there but does not work, each kind once."""
    return (*_to_buy(quantities), *_to_repair(quantities, findings))


def _to_buy(quantities: Sequence[Quantity]) -> Iterable[ShortageView]:
    """A site's own shortage counts once: of the commune's only what is more than that."""
    by_site: dict[str, int] = defaultdict(int)
    for quantity in quantities:
        by_site[quantity.noun] += quantity.missing if quantity.site else 0
    for quantity in quantities:
        count = quantity.missing - (0 if quantity.site else by_site[quantity.noun])
        if count > 0:
            yield ShortageView(quantity.noun, quantity.site, count, Remedy.BUY)


def _to_repair(quantities: Sequence[Quantity], findings: Iterable[Finding]) -> Iterable[ShortageView]:
    stops: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.verdict is Verdict.FAIL and finding.severity is Severity.BLOCKER:
            stops[finding.device].append(finding)
    for quantity in quantities:
        if quantity.site:
            continue
        for remedy in (Remedy.VISIT, Remedy.REMOTE, Remedy.OPERATOR):
            devices = tuple(id for id in quantity.broken if _remedy(stops, id) is remedy)
            if devices:
                yield ShortageView(quantity.noun, "", len(devices), remedy, devices)


def _remedy(stops: Mapping[str, Sequence[Finding]], device: str) -> Remedy:
    """By who repairs what stops it; somebody drives there as soon as one of it needs hands."""
    needs = {who(finding) for finding in stops.get(device, ())}
    if needs and needs <= {Who.REMOTE, Who.OPERATOR}:
        return Remedy.OPERATOR if Who.OPERATOR in needs else Remedy.REMOTE
    return Remedy.VISIT
