"""Findings that a waiver excuses: still told as what they are, but as waived."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from auditor.model import Finding, Manifest, Scope, Verdict, Waiver, WaiverUse
from auditor.standard.reasons import waived

_EXCUSABLE = frozenset({Verdict.FAIL, Verdict.UNKNOWN})
_NEAREST = (Scope.DEVICE, Scope.SITE, Scope.COMMUNE, Scope.PROVINCE)


class Excuses:
    """The waivers that are valid at one time, and what they excused so far."""

    def __init__(self, waivers: Iterable[Waiver], at: datetime) -> None:
        self._by_rule: dict[str, list[Waiver]] = defaultdict(list)
        self._used: Counter[int] = Counter()
        self._valid = [waiver for waiver in waivers if waiver.valid(at)]
        for waiver in sorted(self._valid, key=_nearest):
            self._by_rule[waiver.rule].append(waiver)

    def apply(self, findings: Iterable[Finding]) -> list[Finding]:
        """*findings* with those that fail or are unknown, and are covered, as waived."""
        return [self._one(finding) for finding in findings]

    def _one(self, finding: Finding) -> Finding:
        if finding.verdict not in _EXCUSABLE or finding.rule not in self._by_rule:
            return finding
        waiver = next((each for each in self._by_rule[finding.rule] if each.covers(finding)), None)
        if waiver is None:
            return finding
        self._used[waiver.id] += 1
        return replace(finding, verdict=Verdict.WAIVED, reason=waived(finding.verdict, waiver))

    def used(self, manifest: Manifest) -> tuple[WaiverUse, ...]:
        """The valid waivers that concern what the run has, each with how many findings it excused."""
        concerned = (waiver for waiver in self._valid if _concerns(waiver, manifest))
        return tuple(WaiverUse(waiver, self._used[waiver.id]) for waiver in concerned)


def _nearest(waiver: Waiver) -> tuple[int, float]:
    """The narrowest scope speaks first; of two alike the one that lasts longer."""
    return _NEAREST.index(waiver.scope), -waiver.until.toordinal()


def _concerns(waiver: Waiver, manifest: Manifest) -> bool:
    return (
        waiver.scope is Scope.PROVINCE
        or waiver.device in manifest.devices
        or waiver.commune in manifest.communes
    )
