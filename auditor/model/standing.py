"""How a commune stands in a few figures: what a trend is made of, without the whole assessment."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from auditor.model.finding import CommuneAssessment, CounterAssessment
from auditor.model.words import Level, Step, Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """One commune in one judgement.

    ``serving`` counters do every step that is measured, ``required`` is how many there should be (None: not
    known); of ``checks`` in all ``applicable`` apply, of which ``failed`` and ``unknown``.
    """

    level: Level
    serving: int
    required: int | None
    failed: int
    unknown: int
    applicable: int
    checks: int


def standing(commune: CommuneAssessment, steps: Collection[Step]) -> Standing:
    """The figures of *commune* where *steps* are those that are measured in the province."""
    tally = commune.tally
    applicable = tally.passed + tally.failed + tally.unknown + tally.waived
    return Standing(
        level=commune.level,
        serving=serving(commune, steps),
        required=commune.counters_required,
        failed=tally.failed,
        unknown=tally.unknown,
        applicable=applicable,
        checks=applicable + tally.not_applicable,
    )


def measured(communes: Iterable[CommuneAssessment]) -> frozenset[Step]:
    """The steps that are known (to work or not) at some counter."""
    return frozenset(
        step
        for commune in communes
        for counter in commune.counters
        for step, verdict in counter.steps.items()
        if verdict is not Verdict.UNKNOWN
    )


def serving(commune: CommuneAssessment, steps: Collection[Step]) -> int:
    """Counters that do all of *steps*."""
    return sum(does(counter, steps) is Verdict.PASS for counter in commune.counters)


def does(counter: CounterAssessment, steps: Collection[Step]) -> Verdict:
    """PASS where *counter* does all of *steps*, FAIL where it is known not to."""
    verdicts = {counter.steps.get(step, Verdict.UNKNOWN) for step in steps}
    if Verdict.FAIL in verdicts:
        return Verdict.FAIL
    return Verdict.PASS if verdicts == {Verdict.PASS} else Verdict.UNKNOWN
