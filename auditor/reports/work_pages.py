"""The work order of a commune as a page for a telephone without a network (one file) and as A4 paper."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup

from auditor.model import Device, Finding, Kind
from auditor.model.who import Who
from auditor.reports import files, paper, qr, sentences
from auditor.reports import work_texts as texts
from auditor.reports.html import environment, file_name, hash_of
from auditor.reports.text import line
from auditor.reports.view import CommuneView, ProvinceView
from auditor.reports.words import Words, first_up, words_of
from auditor.reports.work_jobs import Job
from auditor.reports.work_looks import Look, LookKind
from auditor.reports.work_order import WorkOrder, work_order

FIX = 1_200
"""Characters of a repair on paper and page: the rule's page has the others."""
MAX_TOO = 12
MAX_OTHERS = 60
"""Rows of a list that is not the technician's; the commune's page has the others."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a run's view does not know: where the dashboard stands (``""``: nowhere), for the codes, and which
    makers and models devices are of, so that the right toner is packed."""

    public_url: str = ""
    models: Callable[[Sequence[Device]], Mapping[str, str]] = lambda _devices: {}


def write_work(view: ProvinceView, folder: Path, around: Around | None = None) -> list[Path]:
    """Write ``work-CODE.html`` and ``work-CODE.pdf`` of each commune of *view* into *folder*.

    Raises ReportError; each file is whole or the one from before.
    """
    around = around or Around()
    return [path for commune in view.opened() for path in _write(view, commune, folder, around)]


def _write(view: ProvinceView, commune: CommuneView, folder: Path, around: Around) -> Iterator[Path]:
    stem = "work-" + file_name(commune.commune.code).removesuffix(".html")
    data = data_of(view, commune, around)
    yield files.write(folder / f"{stem}.html", page(data))
    yield files.write_bytes(folder / f"{stem}.pdf", pdf(data, view.at or view.run.started))


def page(data: Mapping[str, Any]) -> Iterable[str]:
    """The page, in pieces: whole in itself; its script only remembers what was ticked."""
    more = {name: Markup(_file(name)) for name in ("work.css", "work.js")}  # noqa: S704  (files of ours)
    made = environment(data["language"])
    return made.get_template("work.html").generate(
        **data,
        work_style=more["work.css"],
        script=more["work.js"],
        work_style_hash=hash_of(more["work.css"]),
        script_hash=hash_of(more["work.js"]),
    )


def pdf(data: Mapping[str, Any], made: datetime) -> bytes:
    """The paper. Raises ReportError."""
    return paper.pdf("work.typ", data, made)


@cache
def _file(name: str) -> str:
    return resources.files("auditor.reports").joinpath(f"templates/{name}").read_text("utf-8")


def data_of(view: ProvinceView, commune: CommuneView, around: Around | None = None) -> dict[str, Any]:
    """Everything that stands on page and paper, as texts; nothing that a device said gets in raw."""
    words = words_of(view.language)
    order = work_order(commune, view.steps)
    around = around or Around()
    devices = {each.device.id: each.device for each in commune.devices}
    models = around.models(list(devices.values()))
    rows = _Rows(words, order, devices, models, view.run.id, around.public_url)
    name = line(commune.commune.name, 80)
    return {
        "language": view.language,
        "t": texts.labels(words),
        "name": name or line(commune.commune.code, 20),
        "code": line(commune.commune.code, 20),
        "region": words.region(commune.commune.region),
        "run": line(view.run.id, 40),
        "audited": words.time(view.run.started),
        "made": _made(view, words),
        "answer": sentences.answer(commune, view.steps, words),
        "partial": first_up(sentences.partial(commune, words)),
        "summary": texts.summary(order, words),
        "packing": [texts.packed(each, models, words) for each in order.packing],
        "places": rows.places(),
        "looks": [rows.look(look) for look in order.looks],
        "questions": [
            {"id": f.id, "title": words.title(f), "reason": words.reason(f.reason)} for f in order.questions
        ],
        "others": rows.others(),
        "more_others": rows.more_others(),
        "follows": [{"id": f.id, "title": words.unmet(f)} for f in order.follows],
        "minutes": texts.minutes(order.minutes, words) if order.jobs else "",
        "staff_sign": words.gettext("Commune Public Administrative Service Center"),
    }


def _made(view: ProvinceView, words: Words) -> str:
    said = words.gettext("Made from run {run} of {time}, judged by the standard {standard}.")
    time, standard = words.time(view.run.started), line(view.standard_name, 40)
    return said.format(run=line(view.run.id, 40), time=time, standard=standard)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Makes the rows of one order."""

    words: Words
    order: WorkOrder
    devices: Mapping[str, Device]
    models: Mapping[str, str]
    run: str
    public_url: str

    def places(self) -> list[dict[str, Any]]:
        """The jobs in their order, under a heading wherever room or device changes."""
        numbered = list(enumerate(self.order.jobs, 1))
        rooms = groupby(numbered, key=lambda each: (each[1].first.site, each[1].first.counter))
        return [
            {"room": texts.room(site, counter, self.words), "devices": self._devices(list(jobs))}
            for (site, counter), jobs in rooms
        ]

    def _devices(self, numbered: Sequence[tuple[int, Job]]) -> list[dict[str, Any]]:
        groups = groupby(numbered, key=lambda each: each[1].first.device)
        return [
            {**self._device(jobs[0][1].first), "jobs": [self._job(number, job) for number, job in jobs]}
            for _device, group in groups
            for jobs in (list(group),)
        ]

    def _device(self, finding: Finding) -> dict[str, str]:
        model = self.models.get(finding.device, "")
        said = texts.device(self.devices.get(finding.device), finding, model, self.words)
        return {"device": line(finding.device, 60), "about": said}

    def _job(self, number: int, job: Job) -> dict[str, Any]:
        words, first = self.words, job.first
        url = qr.link(self.public_url, self.run, first.id)
        fixes = dict.fromkeys(line_by_line(words.fix(finding)) for finding in job.findings)
        return {
            "number": number,
            "id": first.id,
            "title": words.unmet(first),
            "severity": first.severity.value,
            "weight": words.word(first.severity, capital=True),
            "who": words.word(job.who, capital=True),
            "minutes": texts.minutes(job.minutes, words),
            "found": words.found(first),
            "expected": words.expected(first),
            "too": [self._too(finding) for finding in job.findings[1 : MAX_TOO + 1]],
            "fix": list(fixes)[:MAX_TOO],
            "bring": texts.bring(job, words),
            "gains": texts.gains(job, self.order.counters, words),
            "after": self._after(number, job),
            "url": url,
            "qr": qr.svg(url or qr.offline(first.id, first.device, words.unmet(first))),
            "qr_says": words.gettext("QR code of {id}").format(id=first.id),
        }

    def _too(self, finding: Finding) -> dict[str, str]:
        found = self.words.found(finding)
        return {"id": finding.id, "title": self.words.unmet(finding), "found": found}

    def _after(self, number: int, job: Job) -> str:
        """The running total, where a job changes it."""
        now, before = self.order.free_after(number), self.order.free_after(number - 1)
        if now == before:
            return ""
        said = self.words.gettext("After this {now} of {total} counters work.")
        return said.format(now=self.words.number(now), total=self.words.number(self.order.counters))

    def look(self, look: Look) -> dict[str, Any]:
        """Devices to look at for one reason."""
        words = self.words
        return {
            "text": words.gettext(texts.LOOKS[look.kind]),
            "reason": words.reason(look.reason),
            "tick": look.kind is not LookKind.PROVINCE,
            "devices": [
                {
                    "id": each.first.id,
                    **self._device(each.first),
                    "room": texts.room(each.first.site, each.first.counter, words),
                    "checks": words.plural("{n} check waits", "{n} checks wait", len(each.findings)),
                }
                for each in look.devices
            ],
        }

    def others(self) -> list[dict[str, Any]]:
        """What is not the technician's: by who does it, what stops a counter first."""
        groups: dict[Who, list[dict[str, Any]]] = {}
        for job in self.order.others[:MAX_OTHERS]:
            groups.setdefault(job.who, []).append(self._other(job))
        return [{"who": self.words.word(who, capital=True), "rows": rows} for who, rows in groups.items()]

    def more_others(self) -> str:
        """That there are more of them than are named."""
        rest = len(self.order.others) - MAX_OTHERS
        return self.words.gettext("and {n} more").format(n=self.words.number(rest)) if rest > 0 else ""

    def _other(self, job: Job) -> dict[str, Any]:
        words, first = self.words, job.first
        commune = first.kind == Kind.COMMUNE
        stops = texts.counters(job.needed, self.order.counters, words) if job.needed else ""
        return {
            "id": first.id,
            "device": words.word(Kind.COMMUNE, capital=True) if commune else line(first.device, 60),
            "titles": [words.unmet(finding) for finding in job.findings[:MAX_TOO]],
            "weight": words.word(first.severity, capital=True),
            "severity": first.severity.value,
            "stops": words.gettext("stops {counters}").format(counters=stops) if stops else "",
            "fix": line_by_line(words.fix(first)),
            "minutes": texts.minutes(job.minutes, words),
        }


def line_by_line(fix: str) -> str:
    """A repair in its own lines, cut at FIX characters."""
    return "\n".join(filter(None, (line(each, FIX) for each in fix[:FIX].splitlines()))) + (
        "…" if len(fix) > FIX else ""
    )
