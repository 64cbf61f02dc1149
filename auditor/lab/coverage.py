"""Which rules the lab's faults exercise: what each must, or may, make fail. Pure; nothing runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.lab import build, ground, keys
from auditor.lab.bed import Bed
from auditor.lab.catalogue import FAULTS
from auditor.lab.consequences import with_consequences
from auditor.lab.faults import Fault
from auditor.lab.pc import Materials
from auditor.lab.plan import Plan


@dataclass(frozen=True)
class Exercised:
    """One rule with the faults that must make it fail, and those that only may."""

    rule: str
    must: tuple[str, ...]
    may: tuple[str, ...]


def coverage(rules: Iterable[str]) -> tuple[Exercised, ...]:
    """Each of *rules* with the faults that exercise it, in the order of *rules*."""
    bed = _small_bed()
    effects = {name: _rules_of(bed, fault) for name, fault in FAULTS.items()}
    return tuple(
        Exercised(rule, _names(effects, rule, must=True), _names(effects, rule, must=False)) for rule in rules
    )


def _names(effects: Mapping[str, Mapping[str, bool]], rule: str, must: bool) -> tuple[str, ...]:
    return tuple(name for name, rules in effects.items() if rules.get(rule) is must)


def _small_bed() -> Bed:
    plan = Plan("rules", ground.communes(1), 2)
    materials = Materials(plan, keys.make_keys([m.host for m in plan.machines]), "", "0")
    return Bed(materials, build.disks(materials))


def _rules_of(bed: Bed, fault: Fault) -> dict[str, bool]:
    """The rules that *fault* makes fail, on each kind of device it hits: True for those that must."""
    found: dict[str, bool] = {}
    for kind in fault.kinds:
        device = bed.devices(kind)[0]
        draft = bed.draft(device)
        effect = with_consequences(draft, fault.inject(draft, device, fault.settings))
        found.update({mark.rule: found.get(mark.rule, False) for mark in effect.also})
        found.update({mark.rule: True for mark in effect.expects})
    return found
