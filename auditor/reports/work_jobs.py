"""Findings put together to jobs: one action by the same hands on one device."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditor.model import Finding, Kind, Part, Step
from auditor.model.who import Who, who
from auditor.reports.view import CounterView, gravity

ANSWERS = "device.answers"
"""The rule that a silent device fails."""
UNESTIMATED = 15
"""Minutes to put a job in order by of which the standard says none; they are neither shown nor summed."""


class Outcome(StrEnum):
    """What becomes of a counter once hands on the spot have done what they can."""

    FREE = "free"
    WAITS = "waits"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Gain:
    """A counter of which a job is the last that hands can do; *steps* are those that it lets run again.

    FREE: it works. WAITS: somebody else (from afar, the operator, a purchase) still has to do something.
    SEEN: a silent device answers, and only then is known whether it works.
    """

    counter: CounterView
    outcome: Outcome
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """Findings on one device that one action closes, the gravest first.

    ``needed`` are the counters that it is a part of, without being the last; ``hidden`` is how many checks
    could not be made because the device is silent.
    """

    findings: tuple[Finding, ...]
    who: Who
    gains: tuple[Gain, ...] = ()
    needed: tuple[CounterView, ...] = ()
    hidden: int = 0

    @property
    def first(self) -> Finding:
        """The gravest: its id is the job's."""
        return self.findings[0]

    @property
    def minutes(self) -> int | None:
        """The longest of its findings', for the same hands close all of them; None: not estimated."""
        return max((finding.work.minutes for finding in self.findings if finding.work), default=None)

    @property
    def cost(self) -> int:
        """:attr:`minutes` to put jobs in order by."""
        return self.minutes or UNESTIMATED

    @property
    def bring(self) -> tuple[Part, ...]:
        """What is needed, each once."""
        parts = (part for finding in self.findings if finding.work for part in finding.work.bring)
        return tuple({name_of(part): part for part in parts}.values())


def name_of(part: Part) -> tuple[str, ...]:
    """What makes two parts the same: their texts."""
    return tuple(text for _language, text in sorted(part.name.items()))


def for_hands(finding: Finding) -> bool:
    """Whether a technician who is there can put *finding* right; the standard's word comes last."""
    if finding.kind == Kind.COMMUNE:
        return False
    if finding.work and finding.work.on_site is False:
        return False
    return who(finding) in (Who.VISIT, Who.STAFF)


def jobs_of(findings: Iterable[Finding]) -> list[Job]:
    """*findings* as jobs: the gravest first, then from place to place and device to device."""
    groups: dict[Hashable, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[_action(finding)].append(finding)
    jobs = [Job(tuple(sorted(group, key=gravity)), _hand(group)) for group in groups.values()]
    return sorted(jobs, key=walking)


def walking(job: Job) -> tuple[int, str, str, str, int, str]:
    """Sort key: by severity; within it place by place, device by device, the shortest first."""
    first = job.first
    return (gravity(first)[0], first.site, first.counter, first.device, job.cost, first.rule)


def _action(finding: Finding) -> Hashable:
    """What the same hands do: the standard's job on that device, else the same repair word for word."""
    if finding.work and finding.work.job:
        return finding.device, who(finding), finding.work.job
    return finding.device, who(finding), tuple(sorted(finding.fix.items()))


def _hand(findings: Sequence[Finding]) -> Who:
    return who(findings[0])
