"""The audits of a fix: of just its devices, with what the plan's run was asked with."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.audit.fixing.folder import FixFolder
from auditor.audit.fixing.state import BEFORE, State
from auditor.audit.fixing.wish import FixWatcher
from auditor.audit.run import Audited, Wish, start
from auditor.errors import RunError
from auditor.i18n import _
from auditor.model import Verdict
from auditor.remedy.journal import request_stop
from auditor.remedy.triage import Seen
from auditor.standard.reasons import say_reason
from auditor.store import Store
from auditor.workspace import Workspace

PURPOSE = "fix"
_MEASURED = (Verdict.PASS, Verdict.FAIL, Verdict.WAIVED)


@dataclass(frozen=True)
class Auditor:
    """Asks devices of the plan and writes into the journal that it did."""

    workspace: Workspace
    folder: FixFolder
    state: State
    store: Store
    watcher: FixWatcher

    def audit(self, word: str, devices: Collection[str]) -> Seen:
        """Audit *devices* and judge them. Raises what :func:`auditor.audit.run.start` raises."""
        plan, wish = self.state.plan, self.state.asked.wish
        wanted = Wish(
            inventories=[Path(path) for path in plan.inventories],
            limit=",".join(devices),
            vault=[*plan.words, *wish.vault],
            extra_vars=wish.extra_vars,
            purpose=PURPOSE,
        )
        done = start(self.workspace, wanted, replace(self.watcher.audit, stopping=self._stopping))
        if word == BEFORE and not wish.force:
            self._same_standard(done)
        self.state.audited(word, done.header.id, devices)
        return self._seen(done, devices)

    def _stopping(self) -> None:
        """Who stops an audit means the fix."""
        request_stop(self.folder.root)
        self.watcher.audit.stopping()
        self.watcher.stopping()

    def _same_standard(self, done: Audited) -> None:
        if done.header.standard_digest != self.state.plan.standard_digest:
            remedy = _("make the plan again; or --force")
            if self.state.runs():  # resumed: with the options that it was started with
                remedy = _("put it back, or make the plan again")
            raise RunError(_("the standard has changed since the plan was made"), remedy)

    def _seen(self, done: Audited, devices: Collection[str]) -> Seen:
        observations = self.store.load(done.header.id).observations
        wanted = set(devices)
        findings = tuple(each for each in done.judgement.findings if each.device in wanted)
        identities = {device: observations[device].identity for device in wanted & observations.keys()}
        measured = {each.device for each in findings if each.verdict in _MEASURED}
        failures = {
            device: say_reason(kind)
            for device, kind in done.unanswered.items()
            if device in wanted - measured
        }
        gone = _("is not in the inventory any more")
        failures |= {device: gone for device in devices if device not in done.manifest.devices}
        return Seen(findings, identities, failures)
