"""Two judgements compared, commune by commune: what a standard says of one run against another."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from auditor.audit.stores import open_store
from auditor.errors import RunNotFound
from auditor.evaluate import judge
from auditor.evaluate.compare import Between, Limits, Matching, counters, match, pairs
from auditor.i18n import _
from auditor.model import Commune, CommuneAssessment, Finding, Judgement, Step, times
from auditor.model.comparison import (
    CommuneChange,
    CounterChange,
    Difference,
    Frame,
    JudgedRun,
    Mark,
    Pair,
)
from auditor.model.standing import measured
from auditor.standard import Standard, load_standard
from auditor.store import Store
from auditor.store.past import Judged, Past
from auditor.workspace import Workspace

LATEST = "latest"
BEFORE = ""
"""The run before the later one that asked the same communes."""
_LOOKED_AT = 50
"""Earlier runs among which that one is looked for."""


@dataclass(frozen=True)
class Side:
    """One judgement that stands in the store, read as it is used."""

    store: Store
    of: Judged

    @property
    def run(self) -> JudgedRun:
        """What it is."""
        return self.of

    @cached_property
    def communes(self) -> Mapping[str, Commune]:
        """What the run set out to ask."""
        return self.store.past.communes(self.of.header.id)

    @cached_property
    def assessments(self) -> Mapping[str, CommuneAssessment]:
        """How each commune stands, by code."""
        return self.store.past.assessments(self.of)

    @property
    def steps(self) -> frozenset[Step]:
        """The steps that were measured somewhere; where nobody worked that out, those known at a counter."""
        told = self.store.past.steps(self.of)
        return measured(self.assessments.values()) if told is None else told

    @property
    def rules(self) -> frozenset[str]:
        """What was judged."""
        return self.store.past.rules(self.of)

    def marks(self, only: Collection[str] = ()) -> Iterator[tuple[str, list[Mark]]]:
        """Its findings (of the devices *only*), commune by commune."""
        return self.store.past.marks(self.of, only)

    def findings(self, keys: Collection[int]) -> Mapping[int, Finding]:
        """Whole findings by their marks' keys."""
        return self._past.findings(self.of, keys)

    @cached_property
    def _past(self) -> Past:
        return self.store.past  # which keeps what its findings refer to


@dataclass(frozen=True)
class JudgedSide(Side):
    """A stored run judged anew by another standard; that judgement is not kept."""

    judgement: Judgement

    @property
    def run(self) -> JudgedRun:
        made = self.judgement
        return JudgedRun(self.of.header, made.standard_name, made.standard_digest, made.at)

    @cached_property
    def assessments(self) -> Mapping[str, CommuneAssessment]:
        return {each.code: each for each in self.judgement.communes}

    @property
    def steps(self) -> frozenset[Step]:
        return measured(self.judgement.communes)

    @property
    def rules(self) -> frozenset[str]:
        return frozenset(finding.rule for finding in self.judgement.findings)

    def marks(self, only: Collection[str] = ()) -> Iterator[tuple[str, list[Mark]]]:
        numbered = enumerate(self.judgement.findings)
        wanted = ((key, each) for key, each in numbered if not only or each.device in only)
        for commune, group in groupby(wanted, key=lambda item: item[1].commune):
            yield commune, [Mark(f.device, f.rule, f.verdict.value, key) for key, f in group]

    def findings(self, keys: Collection[int]) -> Mapping[int, Finding]:
        return {key: self.judgement.findings[key] for key in keys}


class Comparison:
    """*after* against *before*; what it gives comes one commune at a time."""

    def __init__(self, before: Side, after: Side) -> None:
        self.before, self.after = before, after
        self.devices = _match(before, after)
        self._between = Between(*_rules(before, after), self.devices)
        self.steps = before.steps & after.steps

    @property
    def frame(self) -> Frame:
        """What is compared with what."""
        was, now = self.before.communes, self.after.communes
        rules_before, rules_after = self._between.rules_before, self._between.rules_after
        return Frame(
            self.before.run,
            self.after.run,
            rules_only_before=tuple(sorted(set(rules_before) - set(rules_after))),
            rules_only_after=tuple(sorted(set(rules_after) - set(rules_before))),
            communes_only_before=tuple(was[code] for code in sorted(set(was) - set(now))),
            communes_only_after=tuple(now[code] for code in sorted(set(now) - set(was))),
            communes_both=len(set(was) & set(now)),
            moved=self.devices.moved,
            replaced=self.devices.replaced,
        )

    def changes(self, details: bool = True) -> Iterator[CommuneChange]:
        """Each commune, by code; with every finding open on a side, or (no *details*) only counted."""
        for code, found in self._pairs():
            yield self._change(code, found, self._differences(found) if details else ())

    def _pairs(self) -> Iterator[tuple[str, list[Pair]]]:
        away = {moved.before: moved.to for moved in self.devices.moved if moved.origin != moved.to}
        brought = _by_commune(self.before, away)
        for code, was, now in _together(self.before.marks(), self.after.marks()):
            here = [mark for mark in was if mark.device not in away] if away else was
            yield code, pairs([*here, *brought.get(code, ())], now, self._between)

    def _differences(self, found: Sequence[Pair]) -> tuple[Difference, ...]:
        was = self.before.findings([pair.before.key for pair in found if pair.before])
        now = self.after.findings([pair.after.key for pair in found if pair.after])
        return tuple(
            Difference(
                fate,
                was[before.key] if before else None,
                now[after.key] if after else None,
                why,
            )
            for before, after, fate, why in found
        )

    def _change(self, code: str, found: Sequence[Pair], differences: tuple[Difference, ...]) -> CommuneChange:
        was, now = self.before.assessments.get(code), self.after.assessments.get(code)
        places = [side.communes.get(code) for side in (self.before, self.after)]
        partial = any(place is not None and place.left_out for place in places)
        moved = counters(was, now, self.steps) if was and now and not partial else CounterChange()
        return CommuneChange(
            commune=places[1] or places[0] or Commune(code),
            level_before=was.level if was else None,
            level_after=now.level if now else None,
            partial=partial,
            score_before=was.tally.score if was else None,
            score_after=now.tally.score if now else None,
            coverage_before=was.tally.coverage if was else None,
            coverage_after=now.tally.coverage if now else None,
            counters=moved,
            counts=Counter(pair.fate for pair in found),
            differences=differences,
        )


def _rules(before: Side, after: Side) -> tuple[frozenset[str], frozenset[str]]:
    """What the two standards have, as far as it was judged; the very same standard has one set of rules,
    whatever devices a limited run asked."""
    was, now = before.rules, after.rules
    if before.run.standard_digest == after.run.standard_digest:
        was = now = was | now
    return was, now


def _match(before: Side, after: Side) -> Matching:
    past = after.store.past
    was, now = past.asked(before.of.header.id), past.asked(after.of.header.id)
    limits = Limits(bool(before.of.header.limit), bool(after.of.header.limit))
    return match(was, now, past.moves(), limits)


def _by_commune(side: Side, away: Mapping[str, str]) -> Mapping[str, list[Mark]]:
    """The marks of the machines that went elsewhere, by the commune where they are now."""
    found: dict[str, list[Mark]] = {}
    if away:
        for _code, marks in side.marks(away):
            for mark in marks:
                found.setdefault(away[mark.device], []).append(mark)
    return found


def _together(
    before: Iterator[tuple[str, list[Mark]]], after: Iterator[tuple[str, list[Mark]]]
) -> Iterator[tuple[str, list[Mark], list[Mark]]]:
    """Two streams that are each in the order of the codes, as one."""
    was, now = next(before, None), next(after, None)
    while was or now:
        code = min(each[0] for each in (was, now) if each)
        here = [each[1] if each and each[0] == code else [] for each in (was, now)]
        yield code, here[0], here[1]
        was = next(before, None) if was and was[0] == code else was
        now = next(after, None) if now and now[0] == code else now


@contextmanager
def compared(
    workspace: Workspace, before: str = BEFORE, after: str = LATEST, standard: str = ""
) -> Iterator[Comparison]:
    """The comparison of two judgements, each ``RUN`` or ``RUN@STANDARD``; open while the store is.

    With *standard* (a name or file) both are judged by it where they were not; these judgements are not kept.
    Raises RunNotFound, StandardError, StoreError.
    """
    with open_store(workspace) as store:
        later = store.past.judged(after)
        earlier = store.past.judged(before) if before else previous(store, later)
        if not standard:
            yield Comparison(Side(store, earlier), Side(store, later))
            return
        by = load_standard(standard, [workspace.standards])
        yield Comparison(_judged_by(store, earlier, by), _judged_by(store, later, by))


def _judged_by(store: Store, of: Judged, standard: Standard) -> Side:
    if of.standard_digest == standard.digest:
        return Side(store, of)
    made = judge(standard, store.load(of.header.id), times.now(), store.waivers(), store.attestations())
    return JudgedSide(store, of, made)


def previous(store: Store, of: Judged) -> Judged:
    """The newest earlier run that asked every commune that *of* asked, else the newest earlier one.

    Raises RunNotFound when there is none.
    """
    earlier = store.past.latest(_LOOKED_AT, before=of.header)
    if not earlier:
        raise RunNotFound(
            _("there is no run before {run} to compare it with").format(run=of.header.id),
            _("name two runs: auditor diff RUN RUN"),
        )
    wanted = store.past.codes(of.header.id)
    limits = ("", of.header.limit)
    same = (each for each in earlier if each.header.limit in limits)
    return next((each for each in same if wanted <= store.past.codes(each.header.id)), earlier[0])
