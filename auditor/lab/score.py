"""How well an audit found what was put in: findings against truth. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Tally:
    """Counts of one kind of fault."""

    faults: int
    found: int

    @property
    def recall(self) -> float:
        return self.found / self.faults if self.faults else 1.0


@dataclass(frozen=True)
class Score:
    """*precision*: failed findings that a fault explains ÷ failed findings. *recall*: faults whose every
    expected finding failed ÷ faults. Either is 1.0 where there was nothing to find.

    *missed* lists faults with what was seen instead, *unexplained* lists (device, rule), *unasked* faults
    that only an audit with more asked for could show: they count nowhere.
    """

    precision: float
    recall: float
    faults: int
    found: int
    failed: int
    explained: int
    kinds: Mapping[str, Tally]
    missed: tuple[dict[str, Any], ...]
    unexplained: tuple[tuple[str, str], ...]
    unasked: tuple[dict[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        data = asdict(self)
        data["kinds"] = {
            name: {**asdict(tally), "recall": tally.recall} for name, tally in self.kinds.items()
        }
        data["unexplained"] = [{"device": device, "rule": rule} for device, rule in self.unexplained]
        return data


def score(truth: Mapping[str, Any], findings: Iterable[tuple[str, str, str]]) -> Score:
    """Compare truth.json's content with findings (device, rule, verdict)."""
    verdicts = {(device, rule): verdict for device, rule, verdict in findings}
    failed = {key for key, verdict in verdicts.items() if verdict == "fail"}
    unasked = [fault for fault in truth["faults"] if _unasked(fault, verdicts)]
    faults = [fault for fault in truth["faults"] if fault not in unasked]
    marks = (mark for fault in truth["faults"] for mark in (*fault["expects"], *fault["also"]))
    explained = failed & {_key(mark) for mark in marks}
    missed = [_missed(fault, verdicts) for fault in faults if not _found(fault, failed)]
    found = len(faults) - len(missed)
    return Score(
        precision=len(explained) / len(failed) if failed else 1.0,
        recall=found / len(faults) if faults else 1.0,
        faults=len(faults),
        found=found,
        failed=len(failed),
        explained=len(explained),
        kinds=_kinds(faults, failed),
        missed=tuple(missed),
        unexplained=tuple(sorted(failed - explained)),
        unasked=tuple({name: fault[name] for name in ("id", "fault", "at", "needs")} for fault in unasked),
    )


def _key(mark: Mapping[str, str]) -> tuple[str, str]:
    return mark["device"], mark["rule"]


def _unasked(fault: Mapping[str, Any], verdicts: Mapping[tuple[str, str], str]) -> bool:
    """Whether *fault* shows only in what this run was not asked to do: all it leads to did not apply."""
    seen = {verdicts.get(_key(mark), "") for mark in fault["expects"]}
    return bool(fault.get("needs")) and seen == {"not_applicable"}


def _found(fault: Mapping[str, Any], failed: set[tuple[str, str]]) -> bool:
    return all(_key(mark) in failed for mark in fault["expects"])


def _missed(fault: Mapping[str, Any], verdicts: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """The fault with, for each expected finding, the verdict there was: "absent" when the rule was never
    judged.
    """
    seen = [{**mark, "verdict": verdicts.get(_key(mark), "absent")} for mark in fault["expects"]]
    return {"id": fault["id"], "fault": fault["fault"], "at": fault["at"], "seen": seen}


def _kinds(faults: Iterable[Mapping[str, Any]], failed: set[tuple[str, str]]) -> dict[str, Tally]:
    kinds: dict[str, Tally] = {}
    for fault in faults:
        old = kinds.get(fault["fault"], Tally(0, 0))
        kinds[fault["fault"]] = Tally(old.faults + 1, old.found + _found(fault, failed))
    return dict(sorted(kinds.items()))
