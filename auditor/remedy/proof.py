"""What became of the findings: closed, still open, newly opened, or no longer measured.

A line that loses packets opens a finding for a minute: of some devices one audit alone is not believed.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from auditor import matchers
from auditor.model import Change, Finding, Proof, Verdict
from auditor.model.text import printable

MAX_FOUND = 200
_BESIDE_OTHERS = frozenset({"endpoints.blocked_here"})
"""Facts of a PC that say how it stands to the others of its commune in the same audit."""
_CLOSED = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE})
_LEFT_OPEN = frozenset({Verdict.FAIL, Verdict.WAIVED})
_WAS_OPEN = frozenset({Verdict.FAIL, Verdict.WAIVED})


def proof(before: Iterable[Finding], after: Iterable[Finding]) -> Proof:
    """*before* against *after*, both the findings of exactly the devices that were fixed.

    Closed is what failed and now passes, or no longer applies (``Change.after`` says which). A waiver closes
    nothing, and one that ended opens nothing. What was not measured before and fails now is newly opened:
    ``Change.before`` says ``unknown``.
    """
    was, now = _by_id(before), _by_id(after)
    failed = [finding for finding in was.values() if finding.verdict is Verdict.FAIL]
    return Proof(
        closed=_changes((f for f in failed if _verdict(now, f) in _CLOSED), was, now),
        still_open=_changes((f for f in failed if _verdict(now, f) in _LEFT_OPEN), was, now),
        newly_opened=_changes((f for f in now.values() if _opened(f, was)), was, now),
        unmeasured=_changes((f for f in failed if _verdict(now, f) in (None, Verdict.UNKNOWN)), was, now),
    )


def doubtful(
    before: Iterable[Finding], after: Iterable[Finding], claimed: Collection[str]
) -> tuple[str, ...]:
    """The devices that should be audited once more before *after*, one audit, is believed.

    It says that a finding opened there, or that one of *claimed* is still open: findings that a step closes
    which reported to have changed something. A PC that is held against the others of its commune is asked
    beside them: alone it would always pass.
    """
    was, now = _by_id(before), tuple(after)
    failed = (finding for finding in now if finding.verdict is Verdict.FAIL)
    found = [finding for finding in failed if _opened(finding, was) or finding.id in claimed]
    held = {(finding.fact, finding.commune) for finding in found if finding.fact in _BESIDE_OTHERS}
    beside = (finding.device for finding in now if (finding.fact, finding.commune) in held)
    return tuple(dict.fromkeys([*(finding.device for finding in found), *beside]))


def confirmed(first: Iterable[Finding], again: Iterable[Finding]) -> tuple[Finding, ...]:
    """*first*, but what failed there as *again*, a second audit, found it: only what fails twice is open.

    What *again* could not measure refutes nothing.
    """
    now = _by_id(again)
    return tuple(
        now[finding.id]
        if finding.verdict is Verdict.FAIL and _verdict(now, finding) not in (None, Verdict.UNKNOWN)
        else finding
        for finding in first
    )


def _by_id(findings: Iterable[Finding]) -> Mapping[str, Finding]:
    return {finding.id: finding for finding in findings}


def _verdict(findings: Mapping[str, Finding], of: Finding) -> Verdict | None:
    found = findings.get(of.id)
    return found.verdict if found else None


def _opened(finding: Finding, was: Mapping[str, Finding]) -> bool:
    return finding.verdict is Verdict.FAIL and _verdict(was, finding) not in _WAS_OPEN


def _changes(
    of: Iterable[Finding], was: Mapping[str, Finding], now: Mapping[str, Finding]
) -> tuple[Change, ...]:
    return tuple(_change(finding.id, was.get(finding.id), now.get(finding.id)) for finding in of)


def _change(id: str, was: Finding | None, now: Finding | None) -> Change:
    one = now or was
    assert one is not None  # noqa: S101 - an id comes from one of the two
    return Change(
        finding=id,
        rule=one.rule,
        device=one.device,
        before=was.verdict.value if was else "",
        after=now.verdict.value if now else "",
        expected=one.expected,
        found_before=_shown(was),
        found_after=_shown(now),
    )


def _shown(finding: Finding | None) -> str:
    """What was found as a text that is safe to show; ``""``: nothing was."""
    if finding is None or finding.found is None:
        return ""
    found: Any = matchers.cut(finding.found)
    text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, default=str)
    safe = printable(" ".join(text.split()))
    return safe if len(safe) <= MAX_FOUND else safe[: MAX_FOUND - 1] + "…"
