"""Which faults were put where: placing a scenario's faults, drawing random ones, and truth.json.

Faults never mask one another: what one silences or may also cause, no other may be expected to show.
"""

import json
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from auditor.errors import LabError, Problem, ScenarioError
from auditor.i18n import _
from auditor.lab.bed import Bed, Effect, Mark
from auditor.lab.catalogue import FAULTS, find
from auditor.lab.consequences import with_consequences
from auditor.lab.faults import Fault
from auditor.lab.scenario import Scenario, Wanted

KINDS = (
    *("pc", "windows", "kiosk", "printer", "scanner", "ups"),
    *("network", "link", "endpoint", "https"),
)


@dataclass(frozen=True)
class Placed:
    """A fault that was put in: *id* counts, *at* is the device, *commune* its code ("": the province's),
    *role* its machine's ("": it has none)."""

    id: int
    fault: str
    at: str
    commune: str
    given: dict[str, Any]
    effect: Effect
    role: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "fault": self.fault,
            "at": self.at,
            "commune": self.commune,
            "role": self.role,
            "with": self.given,
            "expects": [_mark(m) for m in self.effect.expects],
            "also": [_mark(m) for m in self.effect.also],
            "needs": self.effect.needs,
        }


def append_truth(folder: Path, placed: Placed) -> Placed:
    """Write *placed* behind what truth.json in *folder* has; it comes back with its id. Raises LabError."""
    file = folder / "truth.json"
    try:
        content = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise LabError(_("there is no truth at {path}").format(path=file)) from error
    numbered = replace(placed, id=1 + max((fault["id"] for fault in content["faults"]), default=0))
    content["faults"].append(numbered.as_json())
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return numbered


def _mark(mark: Mark) -> dict[str, str]:
    return {"rule": mark.rule, "device": mark.device}


def place_all(bed: Bed, scenario: Scenario, file: str = "") -> list[Placed]:
    """Put every fault of *scenario* into *bed*. Raises ScenarioError for one that has no place or masks
    another.
    """
    placer = _Placer(bed, random.Random(scenario.seed))  # noqa: S311 (no secret: a scenario must repeat)
    for wanted in scenario.faults:
        placer.place(wanted, file)
    placer.draw(scenario.random_count)
    return placer.placed


class _Placer:
    def __init__(self, bed: Bed, chance: random.Random) -> None:
        self.bed = bed
        self.chance = chance
        self.placed: list[Placed] = []

    def place(self, wanted: Wanted, file: str) -> None:
        fault = find(wanted.fault)
        candidates = self._candidates(fault, wanted.at)
        if not candidates:
            kinds = ", ".join(fault.kinds)
            message = _("fault “{fault}” has no place at “{at}”").format(fault=fault.name, at=wanted.at)
            remedy = _("it hits: {kinds}; at may be a device, a kind or a commune's code").format(kinds=kinds)
            raise ScenarioError([Problem(file, wanted.line, 0, message, remedy)])
        self.chance.shuffle(candidates)
        if not any(self._try(fault, device, dict(wanted.given)) for device in candidates):
            message = _("fault “{fault}” at “{at}” would mask an earlier one, or be masked by it")
            raise ScenarioError(
                [Problem(file, wanted.line, 0, message.format(fault=fault.name, at=wanted.at))]
            )

    def draw(self, count: int) -> None:
        """*count* random faults: every name as often as another, then any place that is left."""
        deck = list(FAULTS.values())
        missed = 0
        while count and missed < len(deck):
            self.chance.shuffle(deck)
            # Faults of the whole province last: they show on every line that is not cut by then.
            deck.sort(key=lambda fault: bool({"endpoint", "https"} & set(fault.kinds)))
            missed = 0
            for fault in deck:
                if count and self._anywhere(fault):
                    count -= 1
                else:
                    missed += 1
        if count:
            raise ScenarioError(
                [
                    Problem(
                        "",
                        0,
                        0,
                        _("{count} random faults more than this lab has places for").format(count=count),
                    )
                ]
            )

    def _anywhere(self, fault: Fault) -> bool:
        devices = self._candidates(fault, "")
        self.chance.shuffle(devices)
        return any(self._try(fault, device, {}) for device in devices)

    def _candidates(self, fault: Fault, at: str) -> list[str]:
        devices = [device for kind in fault.kinds for device in self.bed.devices(kind)]
        if at in KINDS:
            devices = self.bed.devices(at) if at in fault.kinds else []
        elif at:
            devices = [d for d in devices if at in (d, self.bed.commune_of(d))]
        return sorted(devices)

    def _try(self, fault: Fault, device: str, given: dict[str, Any]) -> bool:
        if any(fault.name == p.fault and device == p.at for p in self.placed):
            return False
        settings = {**fault.settings, **given}
        draft = self.bed.draft(device)
        effect = with_consequences(draft, fault.inject(draft, device, settings))
        if not self._fits(effect):
            return False
        self.bed.adopt(draft)
        code, machine = self.bed.commune_of(device), self.bed.plan.machine(device)
        role = machine.role if machine else ""
        self.placed.append(Placed(len(self.placed) + 1, fault.name, device, code, settings, effect, role))
        return True

    def _fits(self, effect: Effect) -> bool:
        return all(_apart(effect, other.effect) and _apart(other.effect, effect) for other in self.placed)


def _apart(one: Effect, other: Effect) -> bool:
    """Whether everything *one* must show is still seen, and seen as its own, beside *other*."""
    hidden = any(mark.device in other.silences for mark in one.expects)
    return not hidden and not set(one.expects) & {*other.expects, *other.also, *other.hides}
