"""Tables of places and things: communes, counters, devices, what is lacking, what was not measured."""

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.i18n import N_
from auditor.model import Quantity, Severity, Step, Verdict
from auditor.reports.shortages import Remedy
from auditor.reports.tables import Column, Form, Table, Value
from auditor.reports.text import line
from auditor.reports.view import (
    BlindView,
    CommuneBrief,
    CommuneView,
    CounterView,
    DeviceView,
    ProvinceView,
    ShortageView,
)
from auditor.reports.words import Words

MAX_NAMES = 40
_STEPS = {
    Step.RECEIVE: N_("Receive"),
    Step.SCAN: N_("Scan"),
    Step.SIGN: N_("Sign"),
    Step.PRINT: N_("Print"),
    Step.SUBMIT: N_("Submit"),
}


def names(found: Iterable[str], limit: int = MAX_NAMES) -> str:
    """At most *limit* names; how many more there are is said by an ellipsis and a number."""
    every = tuple(found)
    more = f", … +{len(every) - limit}" if len(every) > limit else ""
    return ", ".join(line(name, 80) for name in every[:limit]) + more


# --- communes ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Ranked:
    rank: int
    view: CommuneBrief
    steps: tuple[Step, ...]


def _communes(view: ProvinceView, _words: Words) -> Iterable[_Ranked]:
    return (_Ranked(rank, brief, view.steps) for rank, brief in enumerate(view.communes, 1))


def _first_cause(brief: CommuneBrief, words: Words) -> str:
    return words.unmet(brief.foremost) if brief.foremost else ""


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
        Column("code", N_("Code"), lambda r, w: line(r.view.commune.code, 20), Form.CODE, 8),
        Column("name", N_("Commune"), lambda r, w: line(r.view.commune.name, 120), Form.TEXT, 22),
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
        Column("cause", N_("What stops it first"), lambda r, w: _first_cause(r.view, w), Form.LONG, 36),
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
        Column("works", N_("Does all five steps"), lambda r, w: r.view.works, Form.WORD, 11),
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


# --- devices ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Device:
    commune: CommuneView
    view: DeviceView

    def count(self, verdict: Verdict, severity: Severity | None = None) -> int:
        return sum(severity in (None, finding.severity) for finding in self.view.of(verdict))


def _seen(row: _Device, _words: Words) -> Value:
    return max((f.observed for f in row.view.findings if f.observed), default=None)


def _blind(row: _Device, words: Words) -> str:
    unknown = row.view.of(Verdict.UNKNOWN)
    return words.reason(unknown[0].reason) if unknown else ""


DEVICES = Table[_Device](
    "devices",
    N_("Devices"),
    N_("One row a device of the inventory, also one that did not answer."),
    (
        Column("device", N_("Device"), lambda r, w: line(r.view.device.id, 120), Form.TEXT, 26),
        Column("kind", N_("Kind"), lambda r, w: r.view.device.kind, Form.WORD, 15),
        Column("commune_code", N_("Code"), lambda r, w: line(r.commune.commune.code, 20), Form.CODE, 8),
        Column("commune", N_("Commune"), lambda r, w: line(r.commune.commune.name, 120), Form.TEXT, 22),
        Column("site", N_("Site"), lambda r, w: line(r.view.device.site, 60), Form.TEXT, 16),
        Column("counter", N_("Counter"), lambda r, w: line(r.view.device.counter, 20), Form.CODE, 9),
        Column("verdict", N_("Verdict"), lambda r, w: r.view.verdict, Form.WORD, 12),
        Column(
            "blockers_failed",
            N_("Blockers failed"),
            lambda r, w: r.count(Verdict.FAIL, Severity.BLOCKER),
            Form.NUMBER,
            9,
        ),
        Column("failed", N_("Failed"), lambda r, w: r.count(Verdict.FAIL), Form.NUMBER, 8),
        Column("unknown", N_("Not known"), lambda r, w: r.count(Verdict.UNKNOWN), Form.NUMBER, 8),
        Column("waived", N_("Waived"), lambda r, w: r.count(Verdict.WAIVED), Form.NUMBER, 8),
        Column("passed", N_("Passed"), lambda r, w: r.count(Verdict.PASS), Form.NUMBER, 8),
        Column("not_known_because", N_("Not known because"), _blind, Form.LONG, 36),
        Column("seen", N_("Last answer"), _seen, Form.TIME, 17),
        Column("role", N_("Role"), lambda r, w: line(r.view.device.role, 60), Form.TEXT, 14),
        Column(
            "former_commune",
            N_("Former commune (code)"),
            lambda r, w: line(r.view.device.origin, 20),
            Form.CODE,
            10,
        ),
    ),
    each=lambda view, commune: (_Device(commune, device) for device in commune.devices),
    printed=14,
)


# --- what is lacking --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Lack:
    commune: CommuneBrief
    quantity: Quantity
    lacks: tuple[ShortageView, ...]

    def count(self, remedy: Remedy) -> int:
        return sum(lack.count for lack in self.lacks if lack.remedy is remedy)

    def devices(self, remedy: Remedy) -> str:
        return names(name for lack in self.lacks if lack.remedy is remedy for name in lack.devices)


def _lacks(view: ProvinceView, _words: Words) -> Iterable[_Lack]:
    for commune in view.communes:
        for quantity in commune.assessment.quantities:
            place = (quantity.noun, quantity.site)
            yield _Lack(
                commune,
                quantity,
                tuple(lack for lack in commune.shortages if (lack.noun, lack.site) == place),
            )


SHORTAGES = Table[_Lack](
    "shortages",
    N_("Shortages"),
    N_(
        "What each commune must have, has, and what works. Missing: buy or move. Broken: visit. "
        "Misconfigured: put right from afar. An empty “required” means that the inventory states no number."
    ),
    (
        Column("commune_code", N_("Code"), lambda r, w: line(r.commune.commune.code, 20), Form.CODE, 8),
        Column("commune", N_("Commune"), lambda r, w: line(r.commune.commune.name, 120), Form.TEXT, 22),
        Column("site", N_("Site"), lambda r, w: line(r.quantity.site, 60), Form.TEXT, 16),
        Column("noun", N_("What"), lambda r, w: w.noun(r.quantity.noun), Form.TEXT, 18),
        Column("required", N_("Required"), lambda r, w: r.quantity.required, Form.NUMBER, 9),
        Column("present", N_("There"), lambda r, w: r.quantity.present, Form.NUMBER, 9),
        Column("working", N_("Working"), lambda r, w: r.quantity.working, Form.NUMBER, 9),
        Column("unknown", N_("Not known"), lambda r, w: len(r.quantity.unknown), Form.NUMBER, 9),
        Column("buy", N_("Buy or move"), lambda r, w: r.count(Remedy.BUY), Form.NUMBER, 9),
        Column("visit", N_("Repair on the spot"), lambda r, w: r.count(Remedy.VISIT), Form.NUMBER, 11),
        Column("remote", N_("Put right from afar"), lambda r, w: r.count(Remedy.REMOTE), Form.NUMBER, 11),
        Column(
            "visit_devices", N_("To repair on the spot"), lambda r, w: r.devices(Remedy.VISIT), Form.LONG, 32
        ),
        Column(
            "remote_devices",
            N_("To put right from afar"),
            lambda r, w: r.devices(Remedy.REMOTE),
            Form.LONG,
            26,
        ),
        Column("noun_name", N_("What (name)"), lambda r, w: line(r.quantity.noun, 40), Form.TEXT, 14),
        Column("maybe_more", N_("There may be more, unseen"), lambda r, w: r.quantity.unseen, Form.WORD, 12),
    ),
    items=_lacks,
    printed=13,
)


# --- what was not measured --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Blind:
    commune: CommuneBrief
    view: BlindView


NOT_MEASURED = Table[_Blind](
    "not_measured",
    N_("Not measured"),
    N_("What was not measured, and why, by commune. It counts neither as good nor as bad."),
    (
        Column("commune_code", N_("Code"), lambda r, w: line(r.commune.commune.code, 20), Form.CODE, 8),
        Column("commune", N_("Commune"), lambda r, w: line(r.commune.commune.name, 120), Form.TEXT, 22),
        Column("why", N_("Why"), lambda r, w: w.reason(r.view.reason), Form.LONG, 50),
        Column("checks", N_("Checks"), lambda r, w: r.view.checks, Form.NUMBER, 9),
        Column("blockers", N_("Blockers among them"), lambda r, w: r.view.blockers, Form.NUMBER, 11),
        Column("devices", N_("Devices"), lambda r, w: len(r.view.devices), Form.NUMBER, 9),
        Column("device_names", N_("Which devices"), lambda r, w: names(r.view.devices), Form.LONG, 50),
        Column("reason", N_("Reason (as stored)"), lambda r, w: line(r.view.reason, 300), Form.TEXT, 30),
    ),
    items=lambda view, words: (_Blind(commune, why) for commune in view.communes for why in commune.blind),
    printed=7,
)
