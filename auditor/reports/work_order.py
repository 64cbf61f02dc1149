"""A commune's work order: what a technician does there, what frees counters soonest first; what others do.

Only what hands on the spot can do is among the jobs. Minutes and parts are the standard's estimate.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.model import Commune, Finding, Kind, Step, Verdict
from auditor.model.who import Who, who
from auditor.reports.view import CommuneView, CounterView
from auditor.reports.work_jobs import ANSWERS, Gain, Job, Outcome, for_hands, jobs_of, walking
from auditor.reports.work_looks import Look, looks, questions
from auditor.reports.work_needs import Known, Need, needs
from auditor.reports.work_packing import Packed, packing
from auditor.reports.work_sequence import sequence


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """One commune's order. ``counters`` is how many it has, ``working`` at how many all works before the
    visit; ``follows`` are findings that count themselves right once the jobs are done."""

    commune: Commune
    counters: int
    working: int
    jobs: tuple[Job, ...] = ()
    others: tuple[Job, ...] = ()
    looks: tuple[Look, ...] = ()
    questions: tuple[Finding, ...] = ()
    follows: tuple[Finding, ...] = ()

    @property
    def minutes(self) -> int:
        """Hands-on minutes of all jobs that are estimated."""
        return sum(job.minutes or 0 for job in self.jobs)

    @property
    def unestimated(self) -> int:
        """Jobs of which the standard says no minutes."""
        return sum(job.minutes is None for job in self.jobs)

    @property
    def packing(self) -> tuple[Packed, ...]:
        """What to pack before leaving."""
        return packing(self.jobs, self.others, self.looks)

    def free_after(self, count: int) -> int:
        """Counters that work once the first *count* jobs are done."""
        gains = (gain for job in self.jobs[:count] for gain in job.gains)
        return self.working + sum(gain.outcome is Outcome.FREE for gain in gains)

    def gained(self, outcome: Outcome) -> int:
        """Counters that come to *outcome* by all jobs."""
        return sum(gain.outcome is outcome for job in self.jobs for gain in job.gains)


def work_order(view: CommuneView, steps: Collection[Step]) -> WorkOrder:
    """The order of *view*'s commune; *steps* are those that some rule of the run measures."""
    failed, unknown = view.of(Verdict.FAIL), view.of(Verdict.UNKNOWN)
    jobs = jobs_of(finding for finding in failed if for_hands(finding))
    wakes = {job.first.device: at for at, job in enumerate(jobs) if job.first.rule == ANSWERS}
    known = Known(
        {finding.id: finding for finding in (*failed, *unknown)},
        {finding.id: at for at, job in enumerate(jobs) for finding in job.findings},
        wakes,
    )
    counters = list(zip(view.counters, view.assessment.counters, strict=True))
    order, gains, needed = _ordered(jobs, needs(counters, steps, known))
    silent = _counted(unknown)
    rest = (finding for finding in failed if not for_hands(finding))
    follows = tuple(finding for finding in rest if _counts_itself(finding))
    others = jobs_of(f for f in failed if not for_hands(f) and not _counts_itself(f))
    return WorkOrder(
        commune=view.commune,
        counters=len(view.counters),
        working=view.serving(steps),
        jobs=tuple(
            replace(
                jobs[at],
                gains=tuple(gains[at]),
                needed=tuple(needed[at]),
                hidden=silent.get(jobs[at].first.device, 0) if at in wakes.values() else 0,
            )
            for at in order
        ),
        others=_others(others, view),
        looks=looks(unknown, wakes),
        questions=questions(unknown),
        follows=follows,
    )


def _counts_itself(finding: Finding) -> bool:
    """That too few of something work says nothing that the devices' own findings do not."""
    return finding.kind == Kind.COMMUNE and who(finding) is Who.VISIT


def _counted(findings: Collection[Finding]) -> Mapping[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for finding in findings:
        counts[finding.device] += 1
    return counts


# --- the order ----------------------------------------------------------------------------------------------
def _ordered(
    jobs: Sequence[Job], wanted: Sequence[Need]
) -> tuple[list[int], Mapping[int, list[Gain]], Mapping[int, list[CounterView]]]:
    """Counters that hands alone free come first, then those that wait for others too, then the silent; the
    jobs that no counter needs go by severity, from place to place."""
    order: list[int] = []
    for outcome in Outcome:
        done = frozenset(order)
        open_ = [[option - done for option in need.options] for need in wanted if need.outcome is outcome]
        order += sequence([job.cost for job in jobs], [options for options in open_ if all(options)])
    gains: dict[int, list[Gain]] = defaultdict(list)
    needed: dict[int, list[CounterView]] = defaultdict(list)
    for need in wanted:
        option = min(need.options, key=lambda option: max(_places(option, order)))
        *before, last = sorted(option, key=order.index)
        gains[last].append(Gain(need.counter, need.outcome, _steps(need.counter, jobs, option)))
        for at in before:
            needed[at].append(need.counter)
    rest = sorted(set(range(len(jobs))) - set(order), key=lambda at: walking(jobs[at]))
    return [*order, *rest], gains, needed


def _places(option: Collection[int], order: Sequence[int]) -> list[int]:
    return [order.index(at) if at in order else len(order) for at in option]


def _steps(counter: CounterView, jobs: Sequence[Job], option: Collection[int]) -> tuple[Step, ...]:
    """The steps that stand still there and that the option's findings are of."""
    of = {step for at in option for finding in jobs[at].findings for step in finding.steps}
    return tuple(link.step for link in counter.chain if link.verdict is Verdict.FAIL and link.step in of)


def _others(jobs: Sequence[Job], view: CommuneView) -> tuple[Job, ...]:
    """What stops counters first, with the counters that wait for it."""
    stopping: dict[str, list[CounterView]] = defaultdict(list)
    for counter, told in zip(view.counters, view.assessment.counters, strict=True):
        for id_ in told.stopped_by:
            stopping[id_].append(counter)
    found = []
    for job in jobs:
        waiting = [counter for finding in job.findings for counter in stopping.get(finding.id, ())]
        found.append(replace(job, needed=tuple({(c.site, c.counter): c for c in waiting}.values())))
    return tuple(sorted(found, key=lambda job: (not job.needed, tuple(Who).index(job.who), walking(job))))
