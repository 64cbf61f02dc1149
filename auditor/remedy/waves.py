"""In which order devices are changed: few first, so that a mistake meets few.

Network devices one at a time, before anything behind them; then one of each kind and system (its canary);
then the rest in batches.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditor.model import PlanStep

Group = tuple[str, str]
"""Kind of device and family of its system: what a canary stands for."""


class Ended(StrEnum):
    """How a device came out of its wave."""

    FINE = "fine"
    PARTLY = "partly"
    """Some of its steps failed; it is no worse than before."""
    FAILED = "failed"
    """All of its steps failed, or it is worse than before."""
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Came:
    """How a device came out of its wave, and the entry points that failed there."""

    ended: Ended
    failed: frozenset[str] = frozenset()


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


def next_wave(all_of_them: Sequence[Aim], done: Mapping[str, Came], batch: int) -> tuple[str, ...]:
    """The devices to be changed next; ``()``: there are none left. *done* are those that were, in order.

    The canary of a group is the device on which most entry points are tried. One that does not answer says
    nothing, and the next takes its place; one that fails stops its group, one that fails in part those entry
    points.
    """
    first, stopped = _firsts(all_of_them, done), stopped_entries(all_of_them, done)
    groups = stopped_groups(all_of_them, done)
    left = [
        aim
        for aim in all_of_them
        if not (aim.device in done or aim.group in groups or _nothing_left(aim, stopped))
    ]
    if network := [aim for aim in left if aim.network]:
        return (network[0].device,)
    untried: dict[Group, Aim] = {}
    for aim in left:
        best = untried.get(aim.group)
        if aim.group not in first and (best is None or len(aim.does) > len(best.does)):
            untried[aim.group] = aim
    return tuple(aim.device for aim in untried.values() or left[:batch])


def stopped_groups(all_of_them: Sequence[Aim], done: Mapping[str, Came]) -> Mapping[Group, str]:
    """The groups that are left alone because their canary failed, with that device."""
    firsts = _firsts(all_of_them, done)
    return {group: device for group, device in firsts.items() if done[device].ended is Ended.FAILED}


def stopped_entries(all_of_them: Sequence[Aim], done: Mapping[str, Came]) -> Mapping[tuple[Group, str], str]:
    """The entry points that are not tried on a group because they failed on its canary, with that device."""
    firsts = _firsts(all_of_them, done)
    return {(group, does): device for group, device in firsts.items() for does in done[device].failed}


def too_many_failed(all_of_them: Sequence[Aim], done: Mapping[str, Came], share: float) -> bool:
    """Whether more than *share* of the devices that were tried have failed, or failed in part.

    A canary that failed has stopped its own group or entry points: it says nothing about others, and is not
    counted. Nor is a device that did not answer.
    """
    stopped, firsts = stopped_groups(all_of_them, done), set(_firsts(all_of_them, done).values())
    failed = (Ended.FAILED, Ended.PARTLY)
    tried = [
        done[aim.device].ended in failed
        for aim in all_of_them
        if aim.device in done and aim.group not in stopped
        if done[aim.device].ended is not Ended.UNREACHABLE
        if not (aim.device in firsts and done[aim.device].ended in failed)
    ]
    return bool(tried) and sum(tried) / len(tried) > share


def _firsts(all_of_them: Sequence[Aim], done: Mapping[str, Came]) -> Mapping[Group, str]:
    """Of each group the first device that was reached."""
    group_of = {aim.device: aim.group for aim in all_of_them}
    first: dict[Group, str] = {}
    for device, came in done.items():
        if came.ended is not Ended.UNREACHABLE and device in group_of:
            first.setdefault(group_of[device], device)
    return first


def _nothing_left(aim: Aim, stopped: Mapping[tuple[Group, str], str]) -> bool:
    return bool(aim.does) and all((aim.group, does) in stopped for does in aim.does)
