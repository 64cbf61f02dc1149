"""Findings on a commune as a whole: what lacks is bought once, what does not work follows its devices."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from auditor.i18n import _
from auditor.model import NEEDS, Disposition, Finding, Kind, Severity, Step, Verdict
from auditor.remedy.fates import Fate, Fates

_QUANTITY = re.compile(r"quantity\.(\w+)\.(missing|not_working)")
_COUNTER_NEEDS = "pc"


def behind(finding: Finding, findings: Iterable[Finding]) -> list[Finding]:
    """The failed blockers of devices behind *finding* (a commune's count of what does not work), with it."""
    noun = _noun(finding, "not_working")
    if not noun:
        return [finding]
    return [finding, *(other for other in findings if _blocks(other, finding, noun))]


def _noun(finding: Finding, what: str) -> str:
    found = _QUANTITY.fullmatch(finding.fact)
    return found[1] if found and found[2] == what else ""


def _blocks(other: Finding, commune: Finding, noun: str) -> bool:
    blocker = other.severity is Severity.BLOCKER and other.verdict is Verdict.FAIL
    return blocker and other.kind == noun and other.commune == commune.commune


class Communes:
    """What becomes of communes' findings, by all *findings* of the run and the *fates* of the devices'."""

    def __init__(self, findings: Sequence[Finding], fates: Fates) -> None:
        self._fates = fates
        self._blockers: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        self._short: dict[tuple[str, str], Finding] = {}
        for finding in findings:
            if finding.kind != Kind.COMMUNE and finding.severity is Severity.BLOCKER:
                self._blockers[finding.commune, finding.kind].append(finding)
            elif finding.verdict is Verdict.FAIL and (noun := _noun(finding, "missing")):
                self._short[finding.commune, noun] = finding

    def fate(self, finding: Finding) -> Fate:
        """What becomes of *finding*, whose kind is commune."""
        if noun := _noun(finding, "missing"):
            fate = self._fates.by_person(finding)
            bought = fate.who is Disposition.PURCHASE
            return replace(fate, noun=noun, count=_count(finding.found)) if bought else fate
        if noun := _noun(finding, "not_working"):
            return self._not_working(finding, noun)
        nouns = _lacking(finding)
        return self._lacking(finding, nouns) if nouns else self._fates.by_person(finding)

    def _lacking(self, finding: Finding, nouns: Sequence[str]) -> Fate:
        """A counter without its devices: bought where the commune is short of them, else moved or shared."""
        known = [self._short.get((finding.commune, noun)) for noun in nouns]
        counted = [short for short in known if short]
        if len(counted) < len(nouns):
            return Fate(Disposition.TECHNICIAN, _("the commune has enough: share one, move one, or list it"))
        rules = ", ".join(dict.fromkeys(short.rule for short in counted))
        return Fate(Disposition.PURCHASE, _("the same shortage as {rule}").format(rule=rules))

    def _not_working(self, finding: Finding, noun: str) -> Fate:
        """Automatic where the steps of the plan bring back as many as are needed."""
        mended = self._mended(finding, noun)
        records = _records(finding.found)
        enough = records and all(_enough(record, mended) for record in records)
        if not mended or not enough:
            return Fate(Disposition.TECHNICIAN, _("not every device of it can be put right from afar"))
        by = dict.fromkeys(id for fates in mended.values() for _site, fate in fates for id in fate.by)
        return Fate(Disposition.AUTOMATIC, by=tuple(by))

    def _mended(self, finding: Finding, noun: str) -> Mapping[str, list[tuple[str, Fate]]]:
        """The devices whose blockers are all known and of which the failed ones are all closed by steps."""
        devices: dict[str, list[Finding]] = defaultdict(list)
        for blocker in self._blockers[finding.commune, noun]:
            devices[blocker.device].append(blocker)
        mended = {}
        for device, blockers in devices.items():
            failed = [blocker for blocker in blockers if blocker.verdict is Verdict.FAIL]
            unknown = any(blocker.verdict is Verdict.UNKNOWN for blocker in blockers)
            fates = [(blocker.site, self._fates.of(blocker)) for blocker in failed]
            if fates and not unknown and all(fate.who is Disposition.AUTOMATIC for _site, fate in fates):
                mended[device] = fates
        return mended


def _enough(record: Mapping[str, Any], mended: Mapping[str, Sequence[tuple[str, Fate]]]) -> bool:
    if not {"working", "required", "present"} <= set(record):
        return False
    site = record.get("site", "")
    back = sum(not site or fates[0][0] == site for fates in mended.values())
    return bool(record["working"] + back >= min(record["required"], record["present"]))


def _count(found: Any) -> int:
    """How many are missing; what a site lacks is part of what the commune lacks."""
    short = [(record.get("site", ""), int(record.get("missing", 0))) for record in _records(found)]
    sites = sum(count for site, count in short if site)
    whole = sum(count for site, count in short if not site)
    return max(sites, whole)


def _records(found: Any) -> list[Mapping[str, Any]]:
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _lacking(finding: Finding) -> tuple[str, ...]:
    """The nouns that *finding* says are not there for a counter or for a step; none for any other rule."""
    if finding.fact == "counters.missing":
        return (_COUNTER_NEEDS,)
    found = finding.found if isinstance(finding.found, list) else []
    texts = [each for each in found if isinstance(each, str)]
    if finding.fact == "counters.unserved":
        return tuple(dict.fromkeys(text.rpartition(": ")[2] for text in texts))
    if finding.fact == "steps.unserved":
        return tuple(dict.fromkeys(NEEDS[Step(text)] for text in texts if text in set(Step)))
    return ()
