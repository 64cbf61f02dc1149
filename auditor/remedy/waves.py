"""In which order devices are changed: few first, so that a mistake meets few.

Network devices one at a time, before anything behind them; then one of each kind and system (its canary);
then the rest in batches.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditor.model import PlanStep

Group = tuple[str, str]
"""Kind of device and family of its system: what a canary stands for."""


class Ended(StrEnum):
    """How a device came out of its wave."""

    FINE = "fine"
    FAILED = "failed"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Aim:
    """A device that is to be changed; ``does`` are the entry points that are taken there."""

    device: str
    group: Group
    does: frozenset[str] = frozenset()

    @property
    def network(self) -> bool:
        """Whether others are reached through it."""
        return self.group[0] == "network"


def aims(steps: Iterable[PlanStep]) -> tuple[Aim, ...]:
    """The devices of *steps*, in the order in which they first come."""
    by_device: dict[str, list[PlanStep]] = {}
    for step in steps:
        by_device.setdefault(step.device, []).append(step)
    return tuple(
        Aim(device, (group[0].kind, group[0].os_family), frozenset(step.does for step in group))
        for device, group in by_device.items()
    )


def next_wave(all_of_them: Sequence[Aim], done: Mapping[str, Ended], batch: int) -> tuple[str, ...]:
    """The devices to be changed next; ``()``: there are none left. *done* are those that were, in order.

    The canary of a group is the device on which most entry points are tried. One that does not answer says
    nothing, and the next takes its place; one that fails stops its group.
    """
    proven, stopped = _groups(all_of_them, done)
    left = [aim for aim in all_of_them if aim.device not in done and aim.group not in stopped]
    if network := [aim for aim in left if aim.network]:
        return (network[0].device,)
    untried: dict[Group, Aim] = {}
    for aim in left:
        best = untried.get(aim.group)
        if aim.group not in proven and (best is None or len(aim.does) > len(best.does)):
            untried[aim.group] = aim
    return tuple(aim.device for aim in untried.values() or left[:batch])


def stopped_groups(all_of_them: Sequence[Aim], done: Mapping[str, Ended]) -> Mapping[Group, str]:
    """The groups that are left alone because their canary failed, with that device."""
    return _groups(all_of_them, done)[1]


def too_many_failed(all_of_them: Sequence[Aim], done: Mapping[str, Ended], share: float) -> bool:
    """Whether more than *share* of the devices that were tried have failed.

    A canary that failed has stopped its own group: that says nothing about others, and is not counted. Nor
    is a device that did not answer.
    """
    stopped = stopped_groups(all_of_them, done)
    counted = Counter(
        done[aim.device] for aim in all_of_them if aim.device in done and aim.group not in stopped
    )
    tried = counted[Ended.FINE] + counted[Ended.FAILED]
    return bool(tried) and counted[Ended.FAILED] / tried > share


def _groups(
    all_of_them: Sequence[Aim], done: Mapping[str, Ended]
) -> tuple[frozenset[Group], dict[Group, str]]:
    """The groups of which one came out fine, and those whose first one to answer failed."""
    group_of = {aim.device: aim.group for aim in all_of_them}
    first: dict[Group, tuple[str, Ended]] = {}
    for device, ended in done.items():
        if ended is not Ended.UNREACHABLE and device in group_of:
            first.setdefault(group_of[device], (device, ended))
    proven = frozenset(group for group, (_device, ended) in first.items() if ended is Ended.FINE)
    return proven, {group: device for group, (device, ended) in first.items() if group not in proven}
