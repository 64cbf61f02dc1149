"""What became of the findings: closed, still open, newly opened, or no longer measured."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from auditor import matchers
from auditor.model import Change, Finding, Proof, Verdict
from auditor.model.text import printable

MAX_FOUND = 200
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
