"""Tables of things: devices, what a commune lacks, what was not measured."""

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.i18n import N_
from auditor.model import Quantity, Severity, Verdict
from auditor.reports.shortages import Remedy
from auditor.reports.tables import Column, Form, Table, Value, names
from auditor.reports.text import line
from auditor.reports.view import (
    BlindView,
    CommuneBrief,
    CommuneView,
    DeviceView,
    ProvinceView,
    ShortageView,
)
from auditor.reports.words import Words


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
        "Misconfigured: put right from afar. A line that is down: its operator. "
        "An empty “required” means that the inventory states no number."
    ),
    (
        Column("commune_code", N_("Code"), lambda r, w: line(r.commune.commune.code, 20), Form.CODE, 8),
        Column("commune", N_("Commune"), lambda r, w: line(r.commune.commune.name, 120), Form.TEXT, 22),
        Column("site", N_("Site"), lambda r, w: line(r.quantity.site, 60), Form.TEXT, 16),
        Column("noun_title", N_("What"), lambda r, w: w.noun(r.quantity.noun), Form.TEXT, 18),
        Column("required", N_("Required"), lambda r, w: r.quantity.required, Form.NUMBER, 9),
        Column("present", N_("There"), lambda r, w: r.quantity.present, Form.NUMBER, 9),
        Column("working", N_("Working"), lambda r, w: r.quantity.working, Form.NUMBER, 9),
        Column("unknown", N_("Not known"), lambda r, w: len(r.quantity.unknown), Form.NUMBER, 9),
        Column("buy", N_("Buy or move"), lambda r, w: r.count(Remedy.BUY), Form.NUMBER, 9),
        Column("visit", N_("Repair on the spot"), lambda r, w: r.count(Remedy.VISIT), Form.NUMBER, 11),
        Column("remote", N_("Put right from afar"), lambda r, w: r.count(Remedy.REMOTE), Form.NUMBER, 11),
        Column(
            "operator", N_("Repaired by the operator"), lambda r, w: r.count(Remedy.OPERATOR), Form.NUMBER, 11
        ),
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
        Column(
            "operator_devices",
            N_("For the operator to repair"),
            lambda r, w: r.devices(Remedy.OPERATOR),
            Form.LONG,
            26,
        ),
        Column("noun", N_("What (name)"), lambda r, w: line(r.quantity.noun, 40), Form.TEXT, 14),
        Column("maybe_more", N_("There may be more, unseen"), lambda r, w: r.quantity.unseen, Form.WORD, 12),
    ),
    items=_lacks,
    printed=15,
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
