"""One judgement against an earlier one. Pure: which machine is which, and what became of each finding."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from auditor.model import CommuneAssessment, Step, Verdict
from auditor.model.assets import Move
from auditor.model.comparison import Asked, CounterChange, Fate, Mark, Moved, Pair, Why
from auditor.model.standing import does

_FAIL, _UNKNOWN, _WAIVED = Verdict.FAIL.value, Verdict.UNKNOWN.value, Verdict.WAIVED.value
_AFTER_FAIL = {
    _FAIL: (Fate.STILL_OPEN, None),
    _UNKNOWN: (Fate.NOT_COMPARABLE, Why.NOT_MEASURED_AFTER),
    _WAIVED: (Fate.NOT_COMPARABLE, Why.WAIVED_AFTER),
}
"""What becomes of a failure, by the verdict after it; passed or no longer applicable, it is fixed."""
_BEFORE_FAIL = {
    _UNKNOWN: (Fate.NOT_COMPARABLE, Why.NOT_MEASURED_BEFORE),
    _WAIVED: (Fate.NOT_COMPARABLE, Why.WAIVED_BEFORE),
}
"""What a failure is that was none before, by the verdict before it; otherwise it is new."""


@dataclass(frozen=True)
class Matching:
    """Which machine is which. ``twins``: its name after → before; the others with the reason."""

    twins: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, Why] = field(default_factory=dict)
    fresh: Mapping[str, Why] = field(default_factory=dict)
    moved: tuple[Moved, ...] = ()

    @property
    def replaced(self) -> tuple[str, ...]:
        """Names that another machine answers by since."""
        return tuple(sorted(name for name, why in self.fresh.items() if why is Why.ANOTHER_MACHINE))


@dataclass(frozen=True)
class Limits:
    """Whether the two runs were limited to a part of the inventory."""

    before: bool = False
    after: bool = False


def match(
    before: Collection[Asked], after: Collection[Asked], moves: Iterable[Move] = (), limits: Limits = Limits()
) -> Matching:
    """Match the devices of two runs: by identity, else by a recorded renaming, else by name.

    An identity that several devices share is none. Two machines of one name are two where both identities are
    of the same sort (``serial:…``) and differ; of different sorts they may be one that told more this time.
    """
    was, now = {each.device: each for each in before}, {each.device: each for each in after}
    twins = dict(_by_identity(before, after))
    _by_renaming(twins, was, now, moves)
    replaced = _by_name(twins, was, now)
    taken = set(twins.values())
    gone_why = Why.NOT_ASKED_AFTER if limits.after else Why.DEVICE_ONLY_BEFORE
    fresh_why = Why.NOT_ASKED_BEFORE if limits.before else Why.DEVICE_ONLY_AFTER
    return Matching(
        twins,
        {name: Why.ANOTHER_MACHINE if name in replaced else gone_why for name in was if name not in taken},
        {name: Why.ANOTHER_MACHINE if name in replaced else fresh_why for name in now if name not in twins},
        tuple(_moved(twins, was, now)),
    )


def _by_identity(before: Iterable[Asked], after: Iterable[Asked]) -> Iterator[tuple[str, str]]:
    was, now = _unique(before), _unique(after)
    return ((now[identity], was[identity]) for identity in now if identity in was)


def _unique(devices: Iterable[Asked]) -> dict[str, str]:
    known = [each for each in devices if each.identity]
    counts = Counter(each.identity for each in known)
    return {each.identity: each.device for each in known if counts[each.identity] == 1}


def _by_renaming(
    twins: dict[str, str], was: Mapping[str, Asked], now: Mapping[str, Asked], moves: Iterable[Move]
) -> None:
    taken = set(twins.values())
    for move in moves:
        old, new = move.device, move.renamed
        both = old in was and new in now
        if both and new not in was and new not in twins and old not in taken and old not in now:
            twins[new] = old
            taken.add(old)


def _by_name(twins: dict[str, str], was: Mapping[str, Asked], now: Mapping[str, Asked]) -> set[str]:
    """Adds to *twins*; the names that another machine has taken over."""
    taken, replaced = set(twins.values()), set()
    for name in now:
        if name not in was or (name in twins and twins[name] == name):
            continue
        if name in twins or name in taken or _differ(was[name].identity, now[name].identity):
            replaced.add(name)
        else:
            twins[name] = name
    return replaced


def _differ(one: str, other: str) -> bool:
    sort, _colon, value = one.partition(":")
    other_sort, _colon, other_value = other.partition(":")
    return bool(value and other_value) and sort == other_sort and value != other_value


def _moved(twins: Mapping[str, str], was: Mapping[str, Asked], now: Mapping[str, Asked]) -> Iterator[Moved]:
    for new, old in sorted(twins.items()):
        origin, to = was[old].commune, now[new].commune
        if new != old or origin != to:
            yield Moved(old, new, origin, to)


@dataclass(frozen=True)
class Between:
    """What holds for every commune of a comparison."""

    rules_before: Collection[str]
    rules_after: Collection[str]
    devices: Matching


def pairs(before: Iterable[Mark], after: Iterable[Mark], between: Between) -> list[Pair]:
    """Every finding that is open on at least one side, with what became of it; passed on both: left out.

    *before* and *after* are the marks of one commune; a machine that came from elsewhere brings its own.
    What is no device (a commune's own findings) is matched by its name.
    """
    was = {(mark.device, mark.rule): mark for mark in before}
    twins, fresh = between.devices.twins, between.devices.fresh
    found = []
    for mark in after:
        name = mark.device
        one = None if name in fresh else was.pop((twins.get(name, name), mark.rule), None)
        if mark.verdict == _FAIL:
            found.append(_failing(one, mark, between))
        elif one is not None and one.verdict == _FAIL:
            fate, why = _AFTER_FAIL.get(mark.verdict, (Fate.FIXED, None))
            found.append(Pair(one, mark, fate, why))
    lost = (mark for mark in was.values() if mark.verdict == _FAIL)
    return found + [Pair(mark, None, Fate.NOT_COMPARABLE, _why_lost(mark, between)) for mark in lost]


def _failing(before: Mark | None, after: Mark, between: Between) -> Pair:
    if before is None:
        return Pair(None, after, Fate.NOT_COMPARABLE, _why_alone(after, between))
    if before.verdict == _FAIL:
        return Pair(before, after, Fate.STILL_OPEN)
    fate, why = _BEFORE_FAIL.get(before.verdict, (Fate.NEW, None))
    return Pair(before, after, fate, why)


def _why_alone(mark: Mark, between: Between) -> Why:
    if mark.device in between.devices.fresh:
        return between.devices.fresh[mark.device]
    return Why.RULE_ONLY_AFTER if mark.rule not in between.rules_before else Why.NOT_FOR_IT_BEFORE


def _why_lost(mark: Mark, between: Between) -> Why:
    if mark.device in between.devices.gone:
        return between.devices.gone[mark.device]
    return Why.RULE_ONLY_BEFORE if mark.rule not in between.rules_after else Why.NOT_FOR_IT_AFTER


def counters(before: CommuneAssessment, after: CommuneAssessment, steps: Collection[Step]) -> CounterChange:
    """Which counters do all of *steps* now and did not, no longer do, or are no longer known to."""
    was, now = ({(c.site, c.counter): does(c, steps) for c in each.counters} for each in (before, after))
    served = {place for place, does in was.items() if does is Verdict.PASS}
    return CounterChange(
        gained=tuple(sorted(at for at, does in now.items() if does is Verdict.PASS and at not in served)),
        lost=tuple(sorted(at for at in served if now.get(at, Verdict.FAIL) is Verdict.FAIL)),
        unsure=tuple(sorted(at for at in served if now.get(at) is Verdict.UNKNOWN)),
    )
