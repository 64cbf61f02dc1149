"""The hand-over record: one set of texts, laid out as HTML (to read and print) and as PDF (to keep)."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from auditor.model import CounterAssessment, Finding, Kind, Step, Verdict, times
from auditor.model.assets import Asset
from auditor.model.handover import Access, Handover, Left, Work
from auditor.reports import files, paper
from auditor.reports.handover_texts import RECORD, Both
from auditor.reports.text import line
from auditor.reports.words import words_of

VI, EN = words_of("vi"), words_of("en")
WHO = ("automatic", "technician", "purchase", "province", "unknown")
"""Who ends what is left, in the order in which the record tells it."""
_MARKS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.UNKNOWN: "?", Verdict.WAIVED: "✓"}


def write_record(record: Handover, place: Path) -> list[Path]:
    """Write *record* as HTML and as PDF beside each other; *place* with or without one of their endings.

    Raises ReportError; each file is whole or the one from before.
    """
    stem = place.with_suffix("") if place.suffix in (".html", ".pdf") else place
    data = data_of(record)
    page = files.write(stem.with_name(stem.name + ".html"), paper.html("handover.html", data))
    pdf = files.write_bytes(stem.with_name(stem.name + ".pdf"), paper.pdf("handover.typ", data, record.made))
    return [page, pdf]


def file_name(record: Handover) -> str:
    """``handover-03158-20261122``, by the day that it is in Vietnam."""
    return f"handover-{record.commune.code}-{times.day(record.made):%Y%m%d}"


def data_of(record: Handover) -> dict[str, Any]:
    """Everything that stands on the record, as texts in both languages; nothing a device said gets in raw."""
    return {
        "t": {name: each._asdict() for name, each in RECORD.items()},
        "commune": line(record.commune.name or record.commune.code, 80),
        "code": record.commune.code,
        "made": times.shown(record.made),
        "by": line(record.by, 80),
        "run": record.run,
        "audited": times.shown(record.audited),
        "standard": line(record.standard, 80),
        "level": record.assessment.level.value,
        "answer": _both(Both(VI.word(record.assessment.level, True), EN.word(record.assessment.level, True))),
        "counters_line": _counters_line(record),
        "assets": [_asset(number, each, record) for number, each in enumerate(record.assets, 1)],
        "steps": [_both(Both(VI.word(step), EN.word(step))) for step in Step],
        "counters": [_counter(each) for each in record.assessment.counters],
        "work": [_work(each) for each in record.work],
        "left": [group for who in WHO if (group := _left(who, record.left))["rows"]],
        "access": [_access(each) for each in record.access],
        "tests": _tests(record.findings),
        "phases": [
            {**_both(RECORD[f"phase_{name}"]), "time": _minutes(seconds)}
            for name, seconds in record.seconds.items()
            if f"phase_{name}" in RECORD
        ],
    }


def _both(texts: Both) -> dict[str, str]:
    return {"vi": texts.vi, "en": texts.en}


def _counters_line(record: Handover) -> dict[str, str]:
    count = len(record.assessment.counters)
    if not count:
        return _both(RECORD["no_counters"])
    said = RECORD["counters_work"]
    numbers = {"works": record.assessment.counters_working, "count": count}
    return {"vi": said.vi.format(**numbers), "en": said.en.format(**numbers)}


def _asset(number: int, asset: Asset, record: Handover) -> dict[str, Any]:
    place = " · ".join(each for each in (line(asset.site, 40), line(asset.counter, 20)) if each)
    kind = Kind(asset.kind)
    maker = "" if asset.model.casefold().startswith(asset.maker.casefold()) else asset.maker
    origin = f"{asset.origin_name} ({asset.origin})" if asset.origin_name else asset.origin
    return {
        "number": str(number),
        "name": line(asset.device, 60),
        "kind": _both(Both(VI.word(kind), EN.word(kind))),
        "model": line(f"{maker} {asset.model}".strip(), 60),
        "serial": line(asset.serial, 40),
        "address": line(record.addresses.get(asset.device, ""), 40),
        "place": place,
        "origin": line(origin, 40),
        "silent": asset.device in record.silent,
    }


def _counter(counter: CounterAssessment) -> dict[str, Any]:
    verdicts = [counter.steps.get(step, Verdict.UNKNOWN) for step in Step]
    return {
        "name": line(" · ".join(each for each in (counter.site, counter.counter) if each), 60),
        "works": counter.works,
        "steps": [{"mark": _MARKS.get(each, "–"), "verdict": each.value} for each in verdicts],
    }


def _title(finding: Finding) -> dict[str, str]:
    return {"vi": VI.named(finding), "en": EN.named(finding)}


def _work(work: Work) -> dict[str, Any]:
    return {"device": line(work.device, 60), "closed": [_title(each) for each in work.closed]}


def _left(who: str, left: Iterable[Left]) -> dict[str, Any]:
    rows = [
        {
            "device": line(each.finding.device, 60),
            "title": _title(each.finding),
            "how": {"vi": VI.fix_line(each.finding), "en": EN.fix_line(each.finding)},
            "severity": each.finding.severity.value,
            "tried": line(each.tried, 160),
        }
        for each in left
        if each.who == who
    ]
    return {"who": _both(RECORD[f"who_{who}"]), "rows": rows}


def _access(access: Access) -> dict[str, Any]:
    status = RECORD.get(f"status_{access.status}", RECORD["status_failed"])
    return {
        "device": line(access.device, 60),
        "account": line(access.account, 40),
        "status": _both(status),
        "reason": line(access.reason, 160),
    }


def _tests(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {"what": _both(RECORD["test_print"]), "said": _tried(findings, "printer.test")},
        {"what": _both(RECORD["test_scan"]), "said": _tried(findings, "scanner.test")},
    ]


def _tried(findings: Sequence[Finding], rule: str) -> dict[str, str] | None:
    """What the tool's own trial said; None where it made none, and a person ticks a box."""
    verdicts = {each.verdict for each in findings if each.rule == rule}
    if Verdict.FAIL in verdicts:
        return _both(RECORD["by_tool_failed"])
    return _both(RECORD["by_tool"]) if Verdict.PASS in verdicts else None


def _minutes(seconds: float) -> dict[str, str]:
    minutes, rest = divmod(round(seconds), 60)
    vi = f"{minutes} phút {rest} giây" if minutes else f"{rest} giây"
    return {"vi": vi, "en": f"{minutes} min {rest} s" if minutes else f"{rest} s"}
