"""One audit is not believed when it says that a fix did harm, or no good: its devices are asked once more."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from auditor.audit.fixing.auditing import Auditor
from auditor.audit.fixing.state import AGAIN, State
from auditor.audit.fixing.wish import FixWatcher
from auditor.remedy.proof import confirmed, doubtful
from auditor.remedy.triage import Seen


def ask(
    auditor: Auditor,
    state: State,
    watcher: FixWatcher,
    word: str,
    devices: Sequence[str],
    settled: Collection[str] = (),
) -> Seen:
    """Audit *devices* as *word*, and once more those on which a finding opened, or is open although a step
    that closes it reported to have changed something. What is returned is open by both audits.

    *settled* are findings of which an earlier audit said the same. Raises what :meth:`Auditor.audit` raises.
    """
    seen = auditor.audit(word, devices)
    before = [finding for device in state.before().values() for finding in device]
    found = [finding for finding in seen.findings if finding.id not in settled]
    again = doubtful(before, found, state.claimed())
    if not again:
        return seen
    watcher.again(again)
    return replace(seen, findings=confirmed(seen.findings, auditor.audit(AGAIN, again).findings))
