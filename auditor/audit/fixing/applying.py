"""Applying in waves: after each wave a new audit of exactly its devices, then confirmation or a stop."""

from collections.abc import Iterator, Mapping, Sequence

from auditor.audit.fixing.auditing import Auditor
from auditor.audit.fixing.playing import Player
from auditor.audit.fixing.state import CONFIRM, WAVE, State
from auditor.audit.fixing.twice import ask
from auditor.i18n import _
from auditor.model import Finding, PlanStep, Severity, StepStatus, Verdict
from auditor.remedy import waves
from auditor.remedy.journal import stop_requested
from auditor.remedy.roles import Entry, catalogue
from auditor.remedy.steps import Taking, taking
from auditor.remedy.triage import Seen
from auditor.remedy.waves import Came, Ended
from auditor.store import Store
from auditor.workspace import Settings


class Applying:
    """Takes the steps it is given, wave by wave."""

    def __init__(
        self, auditor: Auditor, player: Player, state: State, store: Store, settings: Settings
    ) -> None:
        self._auditor, self._player, self._state, self._store = auditor, player, state, store
        self._settings = settings
        self._entries: Mapping[str, Entry] = catalogue()
        self._aims: tuple[waves.Aim, ...] = ()
        self._done: dict[str, Came] = {}
        self._waves = 0
        self.seen: Sequence[str] = ()
        """The devices that the latest audit of a wave of this attempt looked at."""

    def apply(self, steps: Sequence[PlanStep]) -> str:
        """Take *steps*; return the fix's status: ``complete``, ``stopped`` or ``interrupted``."""
        wanted, again = {step.id for step in steps}, {step.device for step in steps}
        earlier = self._state.begun.keys() - again
        plan = self._state.plan
        self._aims = waves.aims(step for step in plan.steps if step.id in wanted or step.device in earlier)
        self._finish_earlier(again)
        while wave := waves.next_wave(self._aims, self._done, self._settings.fix_serial):
            if stop_requested(self._player.folder.root):
                return "interrupted"
            if self._too_many_failed:
                return "stopped"
            self._take(wave, [step for step in steps if step.device in wave and not self.why(step)])
        return "interrupted" if self._left_by_stop(steps) else "complete"

    def why(self, step: PlanStep) -> str:
        """Why *step* is left alone; ``""``: it is not."""
        group = (step.kind, step.os_family)
        if device := waves.stopped_groups(self._aims, self._done).get(group):
            return _("{device} was first of its kind, and failed").format(device=device)
        if device := waves.stopped_entries(self._aims, self._done).get((group, step.does)):
            return _("it failed on {device}, which was first of its kind").format(device=device)
        return _("stopped: too many devices failed") if self._too_many_failed else ""

    @property
    def _too_many_failed(self) -> bool:
        return waves.too_many_failed(self._aims, self._done, self._settings.fix_stop_share)

    def _left_by_stop(self, steps: Sequence[PlanStep]) -> bool:
        return stop_requested(self._player.folder.root) and any(
            self._state.result(step) is None for step in steps
        )

    def _finish_earlier(self, again: set[str]) -> None:
        """What a killed attempt left undone: audits of devices that it had changed."""
        self._waves = len(self._state.runs().get(WAVE, ()))
        unaudited = [device for device in self._state.unaudited if device not in again]
        before = [device for device in self._state.begun if device not in (*again, *unaudited)]
        self._done |= {device: self._by_steps(device) for device in before}
        if unaudited:
            self._look_at(unaudited)

    def _take(self, wave: Sequence[str], steps: Sequence[PlanStep]) -> None:
        self._player.watcher.wave(wave)
        self._player.take(f"wave-{self._waves + 1:02d}", steps)
        begun = [device for device in wave if device in self._state.begun]
        if begun:
            self._look_at(begun)
        for device in wave:
            self._done.setdefault(device, Came(Ended.UNREACHABLE))

    def _look_at(self, devices: Sequence[str]) -> None:
        """Audit *devices* anew, confirm what must be confirmed, and note how they came out of it."""
        self._waves += 1
        self.seen = devices
        seen = ask(self._auditor, self._state, self._player.watcher, WAVE, devices)
        before = self._state.before()
        came = {device: self._came(device, seen, before.get(device, ())) for device in devices}
        self._confirm([device for device in devices if came[device].ended is Ended.FINE], seen)
        unconfirmed = {
            device: self._by_steps(device) for device in devices if came[device].ended is Ended.FINE
        }
        self._done |= came | unconfirmed
        self._store.save_fix(self._state.fix("running"))

    def _confirm(self, devices: Sequence[str], seen: Seen) -> None:
        closed = {f.id for f in seen.findings if f.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE)}
        calls: dict[str, list[Taking]] = {}
        for step in self._confirmable(devices):
            if closed.issuperset(step.closes):
                call = taking(step)
                entry = self._entries[step.does].confirm
                confirmation = Taking(step.id + CONFIRM, step.role, entry, step.variables, call.become)
                calls.setdefault(step.device, []).append(confirmation)
        if calls:
            self._player.call(f"confirm-{self._waves:02d}", calls)

    def _confirmable(self, devices: Sequence[str]) -> Iterator[PlanStep]:
        for step in self._state.plan.steps:
            entry = self._entries.get(step.does)
            taken = self._state.status(step) in (StepStatus.CHANGED, StepStatus.UNCHANGED)
            if step.device in devices and entry and entry.confirm and taken:
                yield step

    def _came(self, device: str, seen: Seen, before: Sequence[Finding]) -> Came:
        by_steps = self._by_steps(device)
        if by_steps.ended is Ended.UNREACHABLE:
            return by_steps
        # it was reached, and now it is not: that was us
        worse = seen.failure(device) or _new_blockers(device, seen, before)
        return Came(Ended.FAILED, by_steps.failed) if worse else by_steps

    def _by_steps(self, device: str) -> Came:
        ended = [(step.does, self._state.status(step)) for step in self._state.plan.steps_of(device)]
        statuses = {status for _does, status in ended}
        if StepStatus.UNREACHABLE in statuses:
            return Came(Ended.UNREACHABLE)
        failed = frozenset(does for does, status in ended if status is StepStatus.FAILED)
        if not failed:
            return Came(Ended.FINE)
        some = statuses & {StepStatus.CHANGED, StepStatus.UNCHANGED}
        return Came(Ended.PARTLY if some else Ended.FAILED, failed)


def _new_blockers(device: str, seen: Seen, before: Sequence[Finding]) -> bool:
    was = {finding.id for finding in before if finding.verdict is Verdict.FAIL}
    return any(
        finding.verdict is Verdict.FAIL and finding.severity is Severity.BLOCKER and finding.id not in was
        for finding in seen.findings
        if finding.device == device
    )
