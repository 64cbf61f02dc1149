"""JSON for programs: ``report.json``, whose shape is ``report.schema.json`` (JSON Schema 2020-12).

``version`` grows when a reader of the former shape could go wrong; what is only added does not change it.
Texts are in the report's language, times RFC 3339 in UTC, what was not observed is null with a reason.
"""

import json
import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any
from unicodedata import normalize

from auditor.model import Finding, Quantity, Step, Tally, Verdict, WaiverUse, Work, times
from auditor.model.who import who
from auditor.reports import files, json_time, sentences
from auditor.reports.view import BlindView, CauseView, CommuneView, DeviceView, ProvinceView
from auditor.reports.words import Words, words_of

VERSION = 1
_TO_REPAIR = frozenset({Verdict.FAIL, Verdict.UNKNOWN})
# Legal in JSON as they are, but not in UTF-8 (surrogates) or not to a reader's eye (bidi, C1, zero width, and
# what is no character).
_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufdd0-\ufdef"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U0010ffff]"
)


def write_json(view: ProvinceView, path: Path) -> Path:
    """Write *view* to *path*, commune by commune, so that a large province needs no more memory.

    Raises ReportError; the file is whole or the one from before.
    """
    return files.write(path, pieces(view))


def pieces(view: ProvinceView) -> Iterable[str]:
    """The report as pieces of one JSON text."""
    words = words_of(view.language)
    head = _dump(_head(view, words))
    yield head.removesuffix("\n}") + ',\n "communes": ['
    for number, commune in enumerate(view.opened()):
        yield (",\n" if number else "\n") + _dump(_commune(commune, view.steps, words))
    yield "\n]}\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of the report."""
    text = resources.files("auditor.reports").joinpath("report.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _dump(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, indent=1)
    return _UNSEEN.sub(lambda match: json.dumps(match[0])[1:-1], text)


def _finite(value: Any) -> Any:
    """*value* with null for what JSON has no number for (RFC 8259, 6): infinities and NaN."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, list | tuple) else value


def _head(view: ProvinceView, words: Words) -> dict[str, Any]:
    run = view.run
    return {
        "format": "auditor-report",
        "version": VERSION,
        "language": view.language,
        "run": {
            "id": run.id,
            "started": times.to_text(run.started),
            "ended": times.to_text(run.ended) if run.ended else None,
            "status": run.status,
            "who": run.who,
            "tool_version": run.tool_version,
            "limit": run.limit,
            "inventory_digest": run.inventory_digest,
        },
        "judged": times.to_text(view.at) if view.at else None,
        "standard": {"name": view.standard_name, "digest": view.standard_digest},
        "summary": {
            "headline": sentences.headline(view, words),
            "communes": len(view.communes),
            "serving": view.serving,
            "levels": {level.value: count for level, count in view.levels.items()},
            "steps_measured": [step.value for step in view.steps],
            "counters_working": view.counters_working,
            "counters_serving": view.counters_serving,
            "counters_required": view.counters_required,
            "devices": view.devices,
            "tally": _tally(view.tally),
        },
        "causes": [_cause(cause, words) for cause in view.causes],
        "not_measured": [_not_measured(blind, words) for blind in view.blind],
        "shortages": [
            {
                "noun": need.noun,
                **{remedy.value: count for remedy, count in need.counts.items()},
                "communes": list(need.communes),
            }
            for need in view.needs
        ],
        "waivers": [_waiver(use, use in view.expiring) for use in view.waivers],
        "trend": json_time.trend(view.trend),
        "change": json_time.change(view.change),
    }


def _cause(cause: CauseView, words: Words) -> dict[str, Any]:
    return {
        "rule": cause.rule,
        "title": words.title(cause.example),
        "problem": words.unmet(cause.example),
        "communes": list(cause.communes),
        "devices": cause.devices,
    }


def _not_measured(blind: BlindView, words: Words) -> dict[str, Any]:
    return {
        "reason": blind.reason,
        "text": words.reason(blind.reason),
        "findings": blind.checks,
        "blockers": blind.blockers,
        "devices": list(blind.devices),
        "communes": list(blind.communes),
    }


def _waiver(use: WaiverUse, expiring: bool) -> dict[str, Any]:
    waiver = use.waiver
    return {
        "id": waiver.name,
        "rule": waiver.rule,
        "scope": waiver.scope.value,
        "device": waiver.device,
        "commune": waiver.commune,
        "site": waiver.site,
        "reason": waiver.reason,
        "approver": waiver.approver,
        "until": waiver.until.isoformat(),
        "expiring": expiring,
        "findings": use.findings,
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "score_without_waivers": tally.score_unwaived,
        "passed": tally.passed,
        "failed": tally.failed,
        "unknown": tally.unknown,
        "not_applicable": tally.not_applicable,
        "waived": tally.waived,
        "score": tally.score,
        "coverage": tally.coverage,
    }


def _commune(view: CommuneView, steps: Collection[Step], words: Words) -> dict[str, Any]:
    commune, assessment = view.commune, view.assessment
    return {
        "code": commune.code,
        "name": normalize("NFC", commune.name),
        "region": commune.region,
        "lat": commune.lat,
        "lon": commune.lon,
        "left_out": commune.left_out,
        "level": view.level.value,
        "level_without_waivers": (assessment.level_unwaived or view.level).value,
        "tally": _tally(view.tally),
        "areas": {area.value: _tally(tally) for area, tally in assessment.areas.items()},
        "counters_working": assessment.counters_working,
        "counters_serving": view.serving(steps),
        "counters_required": assessment.counters_required,
        "counters": [
            {
                "site": counter.site,
                "counter": counter.counter,
                "works": counter.works,
                "steps": {
                    step.step.value: {
                        "verdict": step.verdict.value,
                        "findings": [finding.id for finding in step.findings],
                        "devices": sorted({finding.device for finding in step.findings}),
                        "served": step.served,
                    }
                    for step in counter.chain
                },
            }
            for counter in view.counters
        ],
        "blockers": list(assessment.blockers),
        "unmeasured_blockers": list(assessment.unmeasured),
        "causes": [_cause(cause, words) for cause in view.causes],
        "not_measured": [_not_measured(blind, words) for blind in view.blind],
        "quantities": [_quantity(quantity) for quantity in assessment.quantities],
        "shortages": [asdict(lack) for lack in view.shortages],
        "findings": [_finding(finding, words) for finding in view.itself.findings],
        "devices": [_device(device, words) for device in view.devices],
    }


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "site": quantity.site,
        "noun": quantity.noun,
        "required": quantity.required,
        "present": quantity.present,
        "missing": quantity.missing,
        "working": quantity.working,
        "broken": list(quantity.broken),
        "unknown": list(quantity.unknown),
    }


def _device(view: DeviceView, words: Words) -> dict[str, Any]:
    device = view.device
    return {
        "id": device.id,
        "kind": device.kind.value,
        "site": device.site,
        "counter": device.counter,
        "role": device.role,
        "origin": device.origin,
        "verdict": view.verdict.value,
        "findings": [_finding(finding, words) for finding in view.findings],
    }


def _finding(finding: Finding, words: Words) -> dict[str, Any]:
    to_repair = finding.verdict in _TO_REPAIR
    return {
        "id": finding.id,
        "rule": finding.rule,
        "verdict": finding.verdict.value,
        "severity": finding.severity.value,
        "area": finding.area.value,
        "steps": [step.value for step in finding.steps],
        "title": words.title(finding),
        "fact": finding.fact,
        "expected": finding.expected,
        "found": finding.found,
        "reason": finding.reason,
        "observed": times.to_text(finding.observed) if finding.observed else None,
        "source": {"kind": finding.source.kind.value, "reference": finding.source.reference},
        **({"problem": words.unmet(finding)} if finding.verdict is Verdict.FAIL else {}),
        **({"fix": words.fix(finding), "who": who(finding).value} if to_repair else {}),
        **({"work": _work(finding.work, words)} if to_repair and finding.work else {}),
    }


def _work(work: Work, words: Words) -> dict[str, Any]:
    bring = [{"name": words.pick(part.name), "tool": part.tool} for part in work.bring]
    return {"minutes": work.minutes, "bring": bring, "job": work.job}
