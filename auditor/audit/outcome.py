"""What a program that called ``auditor audit --json`` reads."""

from collections import Counter
from typing import Any

from auditor.audit.run import Audited
from auditor.model import times


def outcome(done: Audited) -> dict[str, Any]:
    """The run in a few numbers: ``answered`` and ``unanswered`` devices, verdicts, levels of communes."""
    header = done.header
    return {
        "run": header.id,
        "status": header.status,
        "started": times.to_text(header.started),
        "ended": times.to_text(header.ended) if header.ended else None,
        "devices": len(done.manifest.devices),
        "answered": len(done.manifest.devices) - len(done.unanswered),
        "unanswered": dict(done.unanswered),
        "verdicts": dict(Counter(finding.verdict.value for finding in done.judgement.findings)),
        "waivers_expiring": [
            {"id": use.waiver.name, "rule": use.waiver.rule, "until": use.waiver.until.isoformat()}
            for use in done.judgement.expiring
        ],
        "communes": {commune.code: commune.level.value for commune in done.judgement.communes},
    }
