"""Two judgements compared, as JSON: docs/over-time.md describes every key."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from auditor.model import Commune, Finding, times
from auditor.model.comparison import CommuneChange, Difference, Fate, Frame, JudgedRun
from auditor.reports import diff_words as said
from auditor.reports.words import words_of

SCHEMA = "auditor.diff/1"


def pieces(frame: Frame, changes: Iterable[CommuneChange], language: str) -> Iterator[str]:
    """The document, a commune at a time; what is counted over all of them comes last."""
    head = json.dumps(_head(frame), ensure_ascii=False, indent=1)
    yield head.removesuffix("\n}") + ',\n "communes": ['
    counts = dict.fromkeys(Fate, 0)
    for number, change in enumerate(changes):
        for fate, count in change.counts.items():
            counts[fate] += count
        yield (",\n  " if number else "\n  ") + json.dumps(_commune(change, language), ensure_ascii=False)
    yield f'\n ],\n "counts": {json.dumps({fate.value: count for fate, count in counts.items()})}\n}}\n'


def _head(frame: Frame) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "before": _run(frame.before),
        "after": _run(frame.after),
        "same_standard": frame.same_standard,
        "rules_only_before": list(frame.rules_only_before),
        "rules_only_after": list(frame.rules_only_after),
        "communes_only_before": [_place(commune) for commune in frame.communes_only_before],
        "communes_only_after": [_place(commune) for commune in frame.communes_only_after],
        "moved": [
            {"before": each.before, "after": each.after, "from": each.origin, "to": each.to}
            for each in frame.moved
        ],
        "replaced": list(frame.replaced),
    }


def _run(of: JudgedRun) -> dict[str, Any]:
    return {
        "run": of.header.id,
        "started": times.to_text(of.header.started),
        "status": of.header.status,
        "limit": of.header.limit,
        "standard": of.standard_name,
        "standard_digest": of.standard_digest,
        "judged": times.to_text(of.at) if of.at else None,
    }


def _place(commune: Commune) -> dict[str, str]:
    return {"code": commune.code, "name": commune.name}


def _commune(change: CommuneChange, language: str) -> dict[str, Any]:
    return {
        **_place(change.commune),
        "partial": change.partial,
        "level": [change.level_before, change.level_after],
        "score": [change.score_before, change.score_after],
        "coverage": [change.coverage_before, change.coverage_after],
        "counters": {
            name: [{"site": site, "counter": counter} for site, counter in getattr(change.counters, name)]
            for name in ("gained", "lost", "unsure")
        },
        "counts": {fate.value: change.counts.get(fate, 0) for fate in Fate},
        "findings": [_difference(each, language) for each in change.differences],
    }


def _difference(difference: Difference, language: str) -> dict[str, Any]:
    one, words = difference.shown, words_of(language)
    return {
        "id": one.id,
        "fate": difference.fate.value,
        "why": difference.why.value if difference.why else None,
        "why_text": said.why(difference.why, words) if difference.why else "",
        "rule": one.rule,
        "severity": one.severity.value,
        "title": words.title(one),
        "problem": said.named(difference, words),
        "device": one.device,
        "commune": one.commune,
        "before": _finding(difference.before),
        "after": _finding(difference.after),
    }


def _finding(finding: Finding | None) -> dict[str, Any] | None:
    if finding is None:
        return None
    return {
        "id": finding.id,
        "device": finding.device,
        "verdict": finding.verdict.value,
        "expected": finding.expected,
        "found": finding.found,
        "reason": finding.reason,
        "observed": times.to_text(finding.observed) if finding.observed else None,
    }
