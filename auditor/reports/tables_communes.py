"""Tables of places: communes and their counters."""

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.i18n import N_
from auditor.model import Step, Verdict
from auditor.reports import sentences
from auditor.reports.tables import Column, Form, Table, Value, names
from auditor.reports.text import line
from auditor.reports.view import (
    CommuneBrief,
    CommuneView,
    CounterView,
    ProvinceView,
)
from auditor.reports.words import Words

_STEPS = {
    Step.RECEIVE: N_("Receive"),
    Step.SCAN: N_("Scan"),
    Step.SIGN: N_("Sign"),
    Step.PRINT: N_("Print"),
    Step.SUBMIT: N_("Submit"),
}


# --- communes ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Ranked:
    rank: int
    view: CommuneBrief
    steps: tuple[Step, ...]


def _communes(view: ProvinceView, _words: Words) -> Iterable[_Ranked]:
    return (_Ranked(rank, brief, view.steps) for rank, brief in enumerate(view.communes, 1))


def _obstacle(brief: CommuneBrief, words: Words) -> str:
    """What stops it first, or why that is not known, as the paper for leadership has it."""
    return words.unmet(brief.foremost) if brief.foremost else sentences.level_unknown(brief, words)


def _capacity(step: Step) -> Column[_Ranked]:
    def working(row: _Ranked, _words: Words) -> Value:
        here = next((each for each in row.view.capacity if each.step is step), None)
        return here.working if here and here.total and step in row.steps else None

    return Column(f"counters_{step.value}", _STEPS[step], working, Form.NUMBER, 7)


COMMUNES = Table[_Ranked](
    "communes",
    N_("Communes and wards"),
    N_("One row a commune, the one that needs help first at the top."),
    (
        Column("rank", N_("No."), lambda r, w: r.rank, Form.NUMBER, 5),
        Column("commune_code", N_("Code"), lambda r, w: line(r.view.commune.code, 20), Form.CODE, 8),
        Column("commune", N_("Commune"), lambda r, w: line(r.view.commune.name, 120), Form.TEXT, 22),
        Column("region", N_("Region"), lambda r, w: line(r.view.commune.region, 20), Form.TEXT, 8),
        Column("level", N_("Level"), lambda r, w: r.view.level, Form.WORD, 17),
        Column("counters", N_("Counters"), lambda r, w: len(r.view.counters), Form.NUMBER, 9),
        Column(
            "counters_required",
            N_("Counters required"),
            lambda r, w: r.view.assessment.counters_required,
            Form.NUMBER,
            10,
        ),
        Column(
            "counters_serving",
            N_("Counters that do every measured step"),
            lambda r, w: r.view.serving(r.steps),
            Form.NUMBER,
            13,
        ),
        *(_capacity(step) for step in Step),
        Column("score", N_("Score"), lambda r, w: r.view.tally.score, Form.SHARE, 9),
        Column("coverage", N_("Coverage"), lambda r, w: r.view.tally.coverage, Form.SHARE, 9),
        Column("failed", N_("Failed"), lambda r, w: r.view.tally.failed, Form.NUMBER, 8),
        Column("unknown", N_("Not known"), lambda r, w: r.view.tally.unknown, Form.NUMBER, 8),
        Column("cause", N_("What stops it first"), lambda r, w: _obstacle(r.view, w), Form.LONG, 36),
        Column(
            "blockers_failed",
            N_("Blockers failed"),
            lambda r, w: len(r.view.assessment.blockers),
            Form.NUMBER,
            9,
        ),
        Column(
            "blockers_unknown",
            N_("Blockers not known"),
            lambda r, w: len(r.view.assessment.unmeasured),
            Form.NUMBER,
            9,
        ),
        Column("waived", N_("Waived"), lambda r, w: r.view.tally.waived, Form.NUMBER, 8),
        Column("passed", N_("Passed"), lambda r, w: r.view.tally.passed, Form.NUMBER, 8),
        Column(
            "not_applicable", N_("Not applicable"), lambda r, w: r.view.tally.not_applicable, Form.NUMBER, 9
        ),
        Column(
            "score_without_waivers",
            N_("Score without waivers"),
            lambda r, w: r.view.tally.score_unwaived,
            Form.SHARE,
            11,
        ),
        Column(
            "level_without_waivers",
            N_("Level without waivers"),
            lambda r, w: r.view.assessment.level_unwaived or r.view.level,
            Form.WORD,
            18,
        ),
        Column(
            "counters_working",
            N_("Counters that do all five steps"),
            lambda r, w: r.view.assessment.counters_working,
            Form.NUMBER,
            13,
        ),
        Column(
            "counters_blocked",
            N_("Counters where a step is stopped"),
            lambda r, w: r.view.blocked,
            Form.NUMBER,
            13,
        ),
        Column("devices", N_("Devices"), lambda r, w: r.view.device_count, Form.NUMBER, 8),
        Column("left_out", N_("Not asked (--limit)"), lambda r, w: r.view.commune.left_out, Form.NUMBER, 10),
        Column("lat", N_("Latitude"), lambda r, w: r.view.commune.lat, Form.DEGREES, 10),
        Column("lon", N_("Longitude"), lambda r, w: r.view.commune.lon, Form.DEGREES, 10),
    ),
    items=_communes,
    printed=18,
)


# --- counters ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Counter:
    commune: CommuneView
    view: CounterView
    steps: tuple[Step, ...]


def _step(step: Step) -> Column[_Counter]:
    def verdict(row: _Counter, _words: Words) -> Value:
        return next((link.verdict for link in row.view.chain if link.step is step), Verdict.UNKNOWN)

    return Column(step.value, _STEPS[step], verdict, Form.WORD, 10)


def _stopping(row: _Counter, verdict: Verdict) -> dict[str, str]:
    """Finding ids of a verdict with their device, each once, in the order of the steps."""
    return {
        finding.id: finding.device
        for link in row.view.chain
        for finding in link.findings
        if finding.verdict is verdict
    }


def _devices_of(row: _Counter, verdict: Verdict) -> str:
    return names(dict.fromkeys(_stopping(row, verdict).values()))


COUNTERS = Table[_Counter](
    "counters",
    N_("Counters"),
    N_("One row a counter: does each step work there today, and which findings stop it."),
    (
        Column("commune_code", N_("Code"), lambda r, w: line(r.commune.commune.code, 20), Form.CODE, 8),
        Column("commune", N_("Commune"), lambda r, w: line(r.commune.commune.name, 120), Form.TEXT, 22),
        Column("site", N_("Site"), lambda r, w: line(r.view.site, 60), Form.TEXT, 16),
        Column("counter", N_("Counter"), lambda r, w: line(r.view.counter, 20), Form.CODE, 9),
        *(_step(step) for step in Step),
        Column(
            "serving",
            N_("Does every measured step"),
            lambda r, w: r.view.verdict(r.steps) if r.steps else Verdict.UNKNOWN,
            Form.WORD,
            13,
        ),
        Column("works", N_("Does all five steps"), lambda r, w: r.view.verdict(tuple(Step)), Form.WORD, 11),
        Column(
            "stopped_by",
            N_("Stopped by (findings)"),
            lambda r, w: names(_stopping(r, Verdict.FAIL)),
            Form.LONG,
            22,
        ),
        Column(
            "stopped_by_devices",
            N_("Stopped by (devices)"),
            lambda r, w: _devices_of(r, Verdict.FAIL),
            Form.LONG,
            26,
        ),
        Column(
            "not_known_because_of",
            N_("Not known because of (devices)"),
            lambda r, w: _devices_of(r, Verdict.UNKNOWN),
            Form.LONG,
            26,
        ),
    ),
    each=lambda view, commune: (_Counter(commune, counter, view.steps) for counter in commune.counters),
)
