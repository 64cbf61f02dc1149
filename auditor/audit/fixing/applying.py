"""Applying in waves: after each wave a new audit of exactly its devices, then confirmation or a stop."""

from collections.abc import Iterator, Mapping, Sequence

from auditor.audit.fixing.auditing import Auditor
from auditor.audit.fixing.playing import Player
from auditor.audit.fixing.state import BEFORE, CONFIRM, WAVE, State
from auditor.i18n import _
from auditor.model import Finding, PlanStep, Severity, StepStatus, Verdict
from auditor.remedy import waves
from auditor.remedy.journal import stop_requested
from auditor.remedy.roles import Entry, catalogue
from auditor.remedy.steps import Taking, taking
from auditor.remedy.triage import Seen
from auditor.remedy.waves import Ended
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
        self._done: dict[str, Ended] = {}
        self.waves = 0
        """How many audits of a wave there were in all, those of an earlier attempt among them."""

    def apply(self, steps: Sequence[PlanStep]) -> str:
        """Take *steps*; return the fix's status: ``complete``, ``stopped`` or ``interrupted``."""
        devices = {step.device for step in steps} | self._state.begun.keys()
        self._aims = waves.aims(step for step in self._state.plan.steps if step.device in devices)
        self._finish_earlier({step.device for step in steps})
        while wave := waves.next_wave(self._aims, self._done, self._settings.fix_serial):
            if stop_requested(self._player.folder.root):
                return "interrupted"
            if waves.too_many_failed(self._aims, self._done, self._settings.fix_stop_share):
                return "stopped"
            self._take(wave, [step for step in steps if step.device in wave])
        return "interrupted" if self._left_by_stop(steps) else "complete"

    def reasons(self) -> dict[str, str]:
        """Why each device that was not begun was left alone."""
        canaries = waves.stopped_groups(self._aims, self._done)
        why = {
            aim.device: _("{device} was first of its kind, and failed").format(device=canaries[aim.group])
            for aim in self._aims
            if aim.group in canaries
        }
        if waves.too_many_failed(self._aims, self._done, self._settings.fix_stop_share):
            stopped = _("stopped: too many devices failed")
            why = {aim.device: why.get(aim.device, stopped) for aim in self._aims}
        return why

    def _left_by_stop(self, steps: Sequence[PlanStep]) -> bool:
        return stop_requested(self._player.folder.root) and any(
            self._state.result(step) is None for step in steps
        )

    def _finish_earlier(self, again: set[str]) -> None:
        """What a killed attempt left undone: audits of devices that it had changed."""
        self.waves = len(self._state.runs().get(WAVE, ()))
        unaudited = [device for device in self._state.unaudited if device not in again]
        before = [device for device in self._state.begun if device not in (*again, *unaudited)]
        self._done |= {device: self._by_steps(device) for device in before}
        if unaudited:
            self._look_at(unaudited)

    def _take(self, wave: Sequence[str], steps: Sequence[PlanStep]) -> None:
        self._player.watcher.wave(wave)
        name = f"wave-{self.waves + 1:02d}"
        self._player.take(name, steps)
        begun = [device for device in wave if device in self._state.begun]
        if begun:
            self._look_at(begun)
        for device in wave:
            self._done.setdefault(device, Ended.UNREACHABLE)

    def _look_at(self, devices: Sequence[str]) -> None:
        """Audit *devices* anew, confirm what must be confirmed, and note how they came out of it."""
        self.waves += 1
        seen = self._auditor.audit(WAVE, devices)
        before = self._state.findings(BEFORE)
        self._confirm([d for d in devices if self._passed(d, seen, before.get(d, ()))], seen)
        for device in devices:
            self._done[device] = self._ended(device, seen, before.get(device, ()))
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
            self._player.call(f"confirm-{self.waves:02d}", calls)

    def _confirmable(self, devices: Sequence[str]) -> Iterator[PlanStep]:
        for step in self._state.plan.steps:
            entry = self._entries.get(step.does)
            taken = self._state.status(step) in (StepStatus.CHANGED, StepStatus.UNCHANGED)
            if step.device in devices and entry and entry.confirm and taken:
                yield step

    def _passed(self, device: str, seen: Seen, before: Sequence[Finding]) -> bool:
        return self._ended(device, seen, before) is Ended.FINE

    def _ended(self, device: str, seen: Seen, before: Sequence[Finding]) -> Ended:
        by_steps = self._by_steps(device)
        if by_steps is not Ended.FINE:
            return by_steps
        # it was reached, and now it is not: that was us
        hurt = seen.failure(device) or _new_blockers(device, seen, before)
        return Ended.FAILED if hurt else Ended.FINE

    def _by_steps(self, device: str) -> Ended:
        statuses = {self._state.status(step) for step in self._state.plan.steps_of(device)}
        if StepStatus.FAILED in statuses:
            return Ended.FAILED
        return Ended.UNREACHABLE if StepStatus.UNREACHABLE in statuses else Ended.FINE


def _new_blockers(device: str, seen: Seen, before: Sequence[Finding]) -> bool:
    was = {finding.id for finding in before if finding.verdict is Verdict.FAIL}
    return any(
        finding.verdict is Verdict.FAIL and finding.severity is Severity.BLOCKER and finding.id not in was
        for finding in seen.findings
        if finding.device == device
    )
