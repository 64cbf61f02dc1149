"""The technician's checklist: a page to print, with boxes to tick and how many minutes each thing takes."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from auditor.model import Kind, times
from auditor.model.handover import Checklist, Planned
from auditor.reports import files, paper
from auditor.reports.checklist_texts import AFTER, BEFORE, CHECKLIST, Task
from auditor.reports.text import line
from auditor.reports.words import words_of


def write_checklist(checklist: Checklist, place: Path) -> Path:
    """Write *checklist* as HTML to *place*. Raises ReportError."""
    return files.write(place, paper.html("checklist.html", data_of(checklist)))


def data_of(checklist: Checklist) -> dict[str, Any]:
    """Everything that stands on the page, as texts in both languages."""
    before = [_section(kind, list(_of(checklist, kind)), checklist) for kind in BEFORE]
    before = [section for section in before if section["devices"] or section["kind"] is None]
    after = [_task(task, 1, checklist) for task in AFTER]
    minutes = [task["minutes"] for section in before for task in section["tasks"]]
    return {
        "t": {name: each._asdict() for name, each in CHECKLIST.items()},
        "commune": line(checklist.commune.name or checklist.code, 80),
        "code": checklist.code,
        "made": times.shown(checklist.made),
        "command": f"auditor provision --commune {checklist.code}",
        "before": before,
        "after": after,
        "minutes_before": sum(minutes),
        "minutes_after": sum(task["minutes"] for task in after),
    }


def _of(checklist: Checklist, kind: Kind | None) -> Iterable[Planned]:
    return (each for each in checklist.devices if each.kind is kind)


def _section(kind: Kind | None, devices: list[Planned], checklist: Checklist) -> dict[str, Any]:
    vi, en = words_of("vi"), words_of("en")
    title = CHECKLIST["place"]._asdict()
    if kind is not None:
        title = {"vi": vi.word(kind, True), "en": en.word(kind, True)}
    return {
        "kind": kind,
        "title": title,
        "devices": [_device(each) for each in devices],
        "tasks": [_task(task, len(devices) or 1, checklist) for task in BEFORE[kind]],
    }


def _device(device: Planned) -> dict[str, str]:
    place = " · ".join(each for each in (line(device.site, 40), line(device.counter, 20)) if each)
    return {
        "name": line(device.name, 60),
        "place": place,
        "address": line(device.address, 40),
        "serial": line(device.serial, 40),
        "origin": line(device.origin, 40),
        "host_key": line(device.host_key, 80),
    }


def _task(task: Task, count: int, checklist: Checklist) -> dict[str, Any]:
    fill = {"gateway": checklist.gateway or "…", "subnets": ", ".join(checklist.subnets) or "…"}
    return {
        "vi": task.vi.format(**fill),
        "en": task.en.format(**fill),
        "minutes": task.minutes * (count if task.each else 1),
    }
