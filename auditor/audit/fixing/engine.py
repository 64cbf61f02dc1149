"""The way of a fix: audit, sort out, take (or try) the steps, audit what was changed, prove."""

import shlex
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.audit.collections import with_theirs
from auditor.audit.fixing import folder as folders
from auditor.audit.fixing.applying import Applying
from auditor.audit.fixing.auditing import Auditor
from auditor.audit.fixing.folder import FixFolder
from auditor.audit.fixing.playing import Player, sockets
from auditor.audit.fixing.state import AFTER, BEFORE, State
from auditor.audit.fixing.twice import ask
from auditor.audit.fixing.wish import FixWatcher, FixWish
from auditor.audit.follow import Watcher, orderly_stop
from auditor.audit.stores import open_store
from auditor.collectors.request import who
from auditor.errors import FixNotFound, RunLocked
from auditor.i18n import _
from auditor.model import Finding, Fix, Plan, PlanStep, Proof, StepResult, StepStatus, Verdict, times
from auditor.remedy import journal
from auditor.remedy.proof import proof
from auditor.remedy.triage import Allowed, triage
from auditor.store import Store
from auditor.workspace import Workspace

_WAIT_S = 180.0
_DRY_RUN = "dry-run"


def fix(workspace: Workspace, plan: Plan, wish: FixWish, watcher: FixWatcher | None = None) -> Fix:
    """Take the steps of *plan* as *wish* says and return what came of it; everything is in the store then.

    Raises CommuneLocked, RunError, InventoryError, StandardError, StoreError. What happens to one device is
    its result.
    """
    with open_store(workspace) as store, store.hold_communes(_communes(plan), who()):
        folder = folders.make(workspace, plan, wish)
        return _go(workspace, folder, store, watcher or FixWatcher())


def resume(workspace: Workspace, name: str, watcher: FixWatcher | None = None) -> Fix:
    """Go on with the fix *name*, with what failed in it too; what is done is not done again.

    Raises FixNotFound, RunLocked and what :func:`fix` raises.
    """
    folder = folders.find(workspace, name)
    plan = folder.asked().plan
    with open_store(workspace) as store, store.hold_communes(_communes(plan), who()):
        return _go(workspace, folder, store, watcher or FixWatcher())


def _communes(plan: Plan) -> list[str]:
    return sorted({step.commune for step in plan.steps})


def _go(workspace: Workspace, folder: FixFolder, store: Store, watcher: FixWatcher) -> Fix:
    _wait_for_orphans(workspace.fixes, watcher)
    with (
        journal.owned(folder.root),
        orderly_stop(folder.root, Watcher(stopping=watcher.stopping)),
        sockets() as open_sockets,
    ):
        journal.clear_stop(folder.root)
        folder.forget_output()
        state = State(folder, folder.asked(), store)
        former, begun = _former(store, folder.id), state.steps_begun
        store.save_fix(state.fix("running"))
        watcher.begun(state.fix("running"))
        try:
            done = _Work(workspace, folder, store, watcher, state, open_sockets).run()
        except BaseException:
            state.read()
            unchanged = former if state.steps_begun == begun else None
            store.save_fix(unchanged or state.fix("interrupted"))
            raise
        store.save_fix(done)
        return done


def _former(store: Store, fix: str) -> Fix | None:
    """The fix as an earlier attempt ended it, with its proof; None where none came to its end."""
    with suppress(FixNotFound):
        found = store.fix(fix)
        return found if found.ended else None
    return None


def _wait_for_orphans(fixes: Path, watcher: FixWatcher) -> None:
    """Wait until what a killed fix left behind has ended its task: it could be at the same device as we."""
    deadline = time.monotonic() + _WAIT_S
    while orphaned := _orphaned(fixes):
        watcher.waiting()
        if time.monotonic() > deadline:
            left = _("the play of a fix that was killed is still at work: {folders}")
            ends = _("wait until it ends; if it does nothing for long, end it: fuser -k {files}")
            files = " ".join(shlex.quote(str(each / journal.PLAY)) for each in orphaned)
            raise RunLocked(left.format(folders=", ".join(map(str, orphaned))), ends.format(files=files))
        time.sleep(0.5)


def _orphaned(fixes: Path) -> list[Path]:
    locks = fixes.glob(f"[!.]*/{journal.PLAY}")
    return [lock.parent for lock in locks if journal.is_orphaned(lock.parent)]


@dataclass(frozen=True)
class _Work:
    workspace: Workspace
    folder: FixFolder
    store: Store
    watcher: FixWatcher
    state: State
    sockets: str

    def run(self) -> Fix:
        steps = self._sort_out()
        if self._stopped:
            return self._done("interrupted", steps)
        if self.state.asked.wish.check:
            self._player.take(_DRY_RUN, steps)
            return self._done("interrupted" if self._stopped else "complete", steps)
        applying = Applying(self._auditor, self._player, self.state, self.store, self.workspace.settings)
        status = applying.apply(steps)
        if status != "interrupted" and not self.state.begun.keys() <= {*applying.seen}:
            self._look_at_all()
        return self._done(status, steps, applying.why)

    def _sort_out(self) -> tuple[PlanStep, ...]:
        """The steps to take now: of what is not done yet, what a fresh audit of its devices lets through."""
        state = self.state
        left = tuple(step for step in state.plan.steps if state.to_take_again(step))
        steps = self._let_through(left) if left else ()
        state.reopen(steps)
        return steps

    def _let_through(self, steps: tuple[PlanStep, ...]) -> tuple[PlanStep, ...]:
        state, wish = self.state, self.state.asked.wish
        seen = self._auditor.audit(BEFORE, list(dict.fromkeys(step.device for step in steps)))
        if self._stopped:  # then not all of them may have been asked
            return ()
        allowed = Allowed(wish.force, wish.allow_reboot, wish.on_site)
        taken, results = triage(replace(state.plan, steps=steps), seen, allowed, state.begun)
        able, lacking = with_theirs(taken)
        state.record([*results, *lacking])
        return able

    def _look_at_all(self) -> None:
        """A last audit of all that was changed; what an earlier one said too was said by two."""
        still = {each.id for each in _all(self.state.now()) if each.verdict is Verdict.FAIL}
        ask(self._auditor, self.state, self.watcher, AFTER, list(self.state.begun), settled=still)

    def _done(
        self, status: str, steps: Sequence[PlanStep], why: Callable[[PlanStep], str] = lambda step: ""
    ) -> Fix:
        """All of it; of *steps* those that did not end were not begun, and *why* may tell."""
        self.state.read()
        left = [
            StepResult(step.id, step.device, StepStatus.SKIPPED, why(step) or _("stopped before it"))
            for step in steps
            if self.state.result(step) is None
        ]
        return self.state.fix(status, left, self._proof(), times.now())

    def _proof(self) -> Proof:
        if self.state.asked.wish.check:
            return Proof()
        told = proof(_all(self.state.before()), _all(self.state.now()))
        return replace(told, asked_again=tuple(self.state.asked_again))

    @property
    def _stopped(self) -> bool:
        return journal.stop_requested(self.folder.root)

    @property
    def _auditor(self) -> Auditor:
        return Auditor(self.workspace, self.folder, self.state, self.store, self.watcher)

    @property
    def _player(self) -> Player:
        return Player(self.workspace, self.folder, self.state, self.watcher, self.sockets)


def _all(findings: Mapping[str, Sequence[Finding]]) -> Iterator[Finding]:
    return (finding for each in findings.values() for finding in each)
