"""What is known of a fix: what was asked, and what the journal says came of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce

from auditor.audit.fixing.folder import Asked, FixFolder
from auditor.model import Finding, Fix, PlanStep, Proof, StepResult, StepStatus, times
from auditor.model.fix_codec import result_from_json
from auditor.remedy.journal import Journal, Tail
from auditor.remedy.proof import confirmed
from auditor.store import Store

BEFORE, WAVE, AFTER, AGAIN = "before", "wave", "after", "again"
"""The words of a fix's audits; AGAIN: devices of the audit before it, asked once more."""
CONFIRM = "-confirm"
"""After a step's id: the call that confirms it."""
_NOT_DONE = (None, StepStatus.UNREACHABLE, StepStatus.FAILED)


class State:
    """A view of the journal that grows with it; the journal is the truth, and outlives this process."""

    def __init__(self, folder: FixFolder, asked: Asked, store: Store) -> None:
        self.asked, self.plan = asked, asked.plan
        self.journal = Journal(folder.root)
        self._tail, self._store = Tail(folder.root), store
        self._ended: dict[str, StepResult] = {}
        self._runs: list[tuple[str, str]] = []
        self._before: dict[str, tuple[str, ...]] = {}
        self._now: dict[str, tuple[str, ...]] = {}
        self._ids = {step.id for step in self.plan.steps}
        self.steps_begun = 0
        """How often a step was begun, in all attempts."""
        self.begun: dict[str, None] = {}
        """Devices on which a step was begun, in order."""
        self.unaudited: dict[str, None] = {}
        """Of these, those that no audit has looked at since; one before another attempt confirms nothing."""
        self.asked_again: dict[str, None] = {}
        """Devices that were audited once more, in order."""
        self.read()

    def read(self) -> None:
        """Take in what was written since."""
        for line in self._tail.lines():
            if line["type"] == "begin":
                self.steps_begun += 1
                self.begun[line["device"]] = self.unaudited[line["device"]] = None
            elif line["type"] == "end":
                self._take(result_from_json(line["result"]))
            else:
                self._look(line["word"], line["run"], line["devices"])

    def _look(self, word: str, run: str, devices: Iterable[str]) -> None:
        self._runs.append((word, run))
        for device in devices:
            if word != BEFORE:
                self.unaudited.pop(device, None)
            if word == AGAIN:
                self.asked_again[device] = None
            if word == BEFORE and device not in self.begun:  # later it is not as it was before the fix
                self._before[device] = (run,)
            self._now[device] = (*self._now.get(device, ()), run) if word == AGAIN else (run,)

    def _take(self, result: StepResult) -> None:
        if result.step in self._ids:
            self._ended[result.step] = result
        elif result.step.endswith(CONFIRM) and result.status in (StepStatus.FAILED, StepStatus.UNREACHABLE):
            step = result.step.removesuffix(CONFIRM)
            if step in self._ended:
                self._ended[step] = _unconfirmed(self._ended[step], result)

    def result(self, step: PlanStep) -> StepResult | None:
        """What came of *step* so far."""
        return self._ended.get(step.id)

    def status(self, step: PlanStep) -> StepStatus | None:
        """How *step* ended; None: it has not."""
        result = self.result(step)
        return result.status if result else None

    def to_take_again(self, step: PlanStep) -> bool:
        """Whether a resumed fix takes *step*: it never ended, failed, or its device did not answer."""
        return self.status(step) in _NOT_DONE

    def reopen(self, steps: Iterable[PlanStep]) -> None:
        """*steps* are to be taken now, whatever came of them in an earlier attempt."""
        for step in steps:
            self._ended.pop(step.id, None)

    def record(self, results: Iterable[StepResult]) -> None:
        """Write *results* that no play has written."""
        for result in results:
            self.journal.end(result)
        self.read()

    def audited(self, word: str, run: str, devices: Iterable[str]) -> None:
        """Write that *devices* were audited by *run*."""
        self.journal.run(word, run, devices)
        self.read()

    def claimed(self) -> frozenset[str]:
        """The findings that a step closes which reported to have changed something."""
        changed = (step for step in self.plan.steps if self.status(step) is StepStatus.CHANGED)
        return frozenset(finding for step in changed for finding in step.closes)

    def before(self) -> Mapping[str, tuple[Finding, ...]]:
        """Findings of each device by its last audit before any step was begun there."""
        return self._findings(self._before)

    def now(self) -> Mapping[str, tuple[Finding, ...]]:
        """Findings of each device by its latest audit, and by the one that asked it again."""
        return self._findings(self._now)

    def _findings(self, wanted: Mapping[str, Sequence[str]]) -> dict[str, tuple[Finding, ...]]:
        """Findings of each device by its audits of *wanted*, the first of them confirmed by the others."""
        found: dict[tuple[str, str], list[Finding]] = {}
        for run in dict.fromkeys(run for its in wanted.values() for run in its):
            for finding in self._store.findings(run):
                if run in wanted.get(finding.device, ()):
                    found.setdefault((finding.device, run), []).append(finding)
        return {
            device: reduce(confirmed, (tuple(found.get((device, run), ())) for run in its))
            for device, its in wanted.items()
        }

    def runs(self) -> dict[str, tuple[str, ...]]:
        """The ids of the fix's audits by their word."""
        words = dict.fromkeys(word for word, _run in self._runs)
        return {word: tuple(run for its, run in self._runs if its == word) for word in words}

    def fix(
        self,
        status: str,
        more: Iterable[StepResult] = (),
        proof: Proof | None = None,
        ended: datetime | None = None,
    ) -> Fix:
        """All of it as a Fix; *more* are results of steps that the journal has none of."""
        known = {result.step: result for result in more} | self._ended
        wish = self.asked.wish
        return Fix(
            id=self.asked.id,
            plan=self.plan,
            started=self.asked.started,
            who=self.asked.who,
            check=wish.check,
            forced=wish.force,
            ended=ended,
            status=status,
            results=tuple(known[step.id] for step in self.plan.steps if step.id in known),
            runs=self.runs(),
            proof=proof or Proof(),
        )


def _unconfirmed(taken: StepResult, confirmation: StepResult) -> StepResult:
    return StepResult(
        taken.step, taken.device, StepStatus.FAILED, f"confirm: {confirmation.reason}",
        taken.diffs, taken.started, confirmation.ended or times.now(),
    )  # fmt: skip
