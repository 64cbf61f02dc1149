"""How much of what was put in, a plan called automatic, and how much of that is gone after it was applied.

Pure: truth.json's faults, a plan, and the verdicts before and after.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from auditor.lab.catalogue import FAULTS
from auditor.lab.hands import REPLAYED, needs
from auditor.model import Disposition
from auditor.model.plan import Plan

Verdicts = Mapping[tuple[str, str], str]
"""Verdicts by (device, rule)."""


@dataclass(frozen=True)
class LabProof:
    """*machine*: faults that a machine could put right; *hands*: those that need hands; *replayed*: those of
    recordings, which count nowhere. Of *machine*, *automatic* are those whose every expected finding the plan
    calls so; of these, *fixed* are those whose every expected finding passes afterwards.

    Lists hold (fault, device), *newly_opened* (device, rule).
    """

    faults: int
    machine: int
    hands: int
    replayed: int
    automatic: int
    fixed: int
    not_automatic: tuple[tuple[str, str], ...] = ()
    not_fixed: tuple[tuple[str, str], ...] = ()
    automatic_by_hands: tuple[tuple[str, str], ...] = ()
    newly_opened: tuple[tuple[str, str], ...] = ()

    @property
    def share(self) -> float:
        """Of the faults that a machine could put right, those that the plan calls automatic; 1.0 of none."""
        return self.automatic / self.machine if self.machine else 1.0

    @property
    def fixed_share(self) -> float:
        """Of the automatic faults, those that are gone; 1.0 of none."""
        return self.fixed / self.automatic if self.automatic else 1.0

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "share": self.share, "fixed_share": self.fixed_share}


def prove(truth: Mapping[str, Any], plan: Plan, before: Verdicts, after: Verdicts) -> LabProof:
    """Compare. *after* has the verdicts of the devices that were audited again; of others nothing is said."""
    called = {(item.device, item.rule): item.who for item in plan.items}
    faults = truth["faults"]
    why = {fault["id"]: _needs(fault) for fault in faults}
    replayed = [fault for fault in faults if _replayed(fault)]
    machine = [fault for fault in faults if not why[fault["id"]]]
    automatic = [fault for fault in machine if _automatic(fault, called)]
    fixed = [fault for fault in automatic if _fixed(fault, after)]
    by_hands = [f for f in faults if why[f["id"]] and f not in replayed and _automatic(f, called)]
    return LabProof(
        faults=len(faults),
        machine=len(machine),
        hands=len(faults) - len(machine) - len(replayed),
        replayed=len(replayed),
        automatic=len(automatic),
        fixed=len(fixed),
        not_automatic=_named(fault for fault in machine if fault not in automatic),
        not_fixed=_named(fault for fault in automatic if fault not in fixed),
        automatic_by_hands=_named(by_hands),
        newly_opened=_newly(faults, before, after),
    )


def _needs(fault: Mapping[str, Any]) -> str:
    return needs(fault["fault"], FAULTS[fault["fault"]].kinds, fault.get("role", ""))


def _replayed(fault: Mapping[str, Any]) -> bool:
    return fault.get("role", "") == REPLAYED or FAULTS[fault["fault"]].kinds == (REPLAYED,)


def _automatic(fault: Mapping[str, Any], called: Mapping[tuple[str, str], Disposition]) -> bool:
    return all(called.get(_key(mark)) is Disposition.AUTOMATIC for mark in fault["expects"])


def _fixed(fault: Mapping[str, Any], after: Verdicts) -> bool:
    return all(after.get(_key(mark)) == "pass" for mark in fault["expects"])


def _key(mark: Mapping[str, str]) -> tuple[str, str]:
    return mark["device"], mark["rule"]


def _named(faults: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((fault["fault"], fault["at"]) for fault in faults)


def _newly(
    faults: Iterable[Mapping[str, Any]], before: Verdicts, after: Verdicts
) -> tuple[tuple[str, str], ...]:
    """What fails now, did not before, and is no consequence of a fault that is still there."""
    explained = {
        _key(mark)
        for fault in faults
        if not _fixed(fault, after)
        for mark in (*fault["expects"], *fault["also"])
    }
    failed = {key for key, verdict in after.items() if verdict == "fail" and before.get(key) != "fail"}
    return tuple(sorted(failed - explained))
