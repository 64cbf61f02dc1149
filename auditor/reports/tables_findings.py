"""Tables of what was judged: findings, causes, waivers, attestations."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from auditor.i18n import N_
from auditor.model import ATTEST_PREFIX, Commune, Finding, Kind, Verdict, WaiverUse, times
from auditor.model.dictionary import dictionary
from auditor.model.who import who
from auditor.reports import needs
from auditor.reports.summaries import merged_causes
from auditor.reports.tables import Column, Form, Table, Value, names
from auditor.reports.text import line
from auditor.reports.view import CauseView, CommuneView, ProvinceView
from auditor.reports.words import Words
from auditor.standard.reasons import ATTESTED

OPEN = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIVED)
"""What somebody has to do something about, sooner or later."""
_TO_REPAIR = (Verdict.FAIL, Verdict.UNKNOWN)


# --- findings ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Judged:
    """One finding with its commune."""

    commune: Commune
    finding: Finding


def judged(view: ProvinceView, commune: CommuneView, verdicts: Iterable[Verdict]) -> Iterable[Judged]:
    """The findings of *commune* with one of *verdicts*, the gravest first."""
    wanted = tuple(verdicts)
    order = {verdict: rank for rank, verdict in enumerate(Verdict)}
    order |= {Verdict.FAIL: -2, Verdict.UNKNOWN: -1}
    found = sorted(commune.of(*wanted), key=lambda f: order[f.verdict])
    return (Judged(commune.commune, finding) for finding in found)


def _found(row: Judged, words: Words) -> str:
    return words.found(row.finding)


def _why(row: Judged, words: Words) -> str:
    return words.reason(row.finding.reason) if row.finding.reason else ""


def _repair(of: Callable[[Finding, Words], Value]) -> Callable[[Judged, Words], Value]:
    """*of* where something is to be repaired, else nothing."""
    return lambda row, words: of(row.finding, words) if row.finding.verdict in _TO_REPAIR else None


def _bring(finding: Finding, words: Words) -> str:
    return "; ".join(line(words.pick(part.name), 80) for part in (finding.work.bring if finding.work else ()))


def _problem(row: Judged, words: Words) -> str:
    return words.unmet(row.finding) if row.finding.verdict is Verdict.FAIL else ""


_FINDING: tuple[Column[Judged], ...] = (
    Column("id", N_("Finding"), lambda r, w: r.finding.id, Form.CODE, 11),
    Column("verdict", N_("Verdict"), lambda r, w: r.finding.verdict, Form.WORD, 11),
    Column("severity", N_("Severity"), lambda r, w: r.finding.severity, Form.WORD, 13),
    Column("commune", N_("Commune"), lambda r, w: line(r.commune.name, 120), Form.LONG, 16),
    Column("device", N_("Device"), lambda r, w: line(r.finding.device, 120), Form.LONG, 20),
    Column("problem", N_("What is wrong"), _problem, Form.LONG, 30),
    Column("title", N_("What must be so"), lambda r, w: w.title(r.finding), Form.LONG, 30),
    Column("found", N_("Found"), _found, Form.LONG, 24),
    Column("expected", N_("Expected"), lambda r, w: w.expected(r.finding), Form.LONG, 22),
    Column("reason", N_("Why not known, or waived"), _why, Form.LONG, 22),
    Column("fix", N_("How it is repaired"), _repair(lambda f, w: w.fix(f)), Form.LONG, 48),
    Column("who", N_("Who repairs it"), _repair(lambda f, w: who(f)), Form.WORD, 30),
    Column("commune_code", N_("Code"), lambda r, w: line(r.commune.code, 20), Form.CODE, 8),
    Column("counter", N_("Counter"), lambda r, w: line(r.finding.counter, 20), Form.CODE, 8),
    Column("site", N_("Site"), lambda r, w: line(r.finding.site, 60), Form.TEXT, 14),
    Column("kind", N_("Kind"), lambda r, w: Kind(r.finding.kind), Form.WORD, 15),
    Column("area", N_("Area"), lambda r, w: r.finding.area, Form.WORD, 14),
    Column("steps", N_("Steps"), lambda r, w: r.finding.steps, Form.WORD, 20),
    Column("seen", N_("Seen"), lambda r, w: r.finding.observed, Form.TIME, 17),
    Column("rule", N_("Rule"), lambda r, w: line(r.finding.rule, 120), Form.TEXT, 26),
    Column("fact", N_("Fact"), lambda r, w: line(r.finding.fact, 120), Form.TEXT, 24),
    Column("source", N_("Source"), lambda r, w: r.finding.source.kind, Form.WORD, 18),
    Column("reference", N_("Reference"), lambda r, w: line(r.finding.source.reference, 300), Form.TEXT, 40),
    Column(
        "minutes",
        N_("Minutes (estimate)"),
        _repair(lambda f, w: f.work.minutes if f.work else None),
        Form.NUMBER,
        9,
    ),
    Column("bring", N_("Bring"), _repair(_bring), Form.TEXT, 30),
)


def findings(verdicts: Iterable[Verdict] = OPEN) -> Table[Judged]:
    """The table of findings with one of *verdicts*."""
    wanted = tuple(verdicts)
    return Table(
        "findings",
        N_("Findings"),
        N_("One row a finding: what failed, what is not known, what is waived.")
        if wanted == OPEN
        else N_("One row a finding, also what passed and what does not apply."),
        _FINDING,
        each=lambda view, commune: judged(view, commune, wanted),
        printed=10,
    )


# --- causes -----------------------------------------------------------------------------------------------
def causes(view: ProvinceView, _words: Words) -> Iterable[CauseView]:
    """Every blocker that fails somewhere, that of most communes first; not only the first few."""
    return merged_causes(cause for commune in view.communes for cause in commune.causes)


CAUSES = Table[CauseView](
    "causes",
    N_("Causes"),
    N_("The blockers that fail, the one that stops most communes first."),
    (
        Column("problem", N_("What is wrong"), lambda c, w: w.unmet(c.example), Form.LONG, 50),
        Column("communes", N_("Communes"), lambda c, w: len(c.communes), Form.NUMBER, 10),
        Column("devices", N_("Devices"), lambda c, w: c.devices, Form.NUMBER, 10),
        Column("who", N_("Who repairs it"), lambda c, w: who(c.example), Form.WORD, 26),
        Column("fix", N_("How it is repaired"), lambda c, w: w.fix(c.example), Form.LONG, 60),
        Column("commune_codes", N_("Which communes"), lambda c, w: names(c.communes), Form.LONG, 36),
        Column("rule", N_("Rule"), lambda c, w: line(c.rule, 120), Form.TEXT, 28),
    ),
    items=causes,
)


# --- waivers ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Used:
    use: WaiverUse
    at: datetime | None
    expiring: bool

    def left(self, _words: Words) -> int | None:
        return self.use.waiver.days_left(self.at) if self.at else None


def _waivers(view: ProvinceView, _words: Words) -> Iterable[_Used]:
    soon = {use.waiver.id for use in view.expiring}
    used = sorted(view.waivers, key=lambda use: (use.waiver.until, use.waiver.id))
    return (_Used(use, view.at, use.waiver.id in soon) for use in used)


WAIVERS = Table[_Used](
    "waivers",
    N_("Waivers"),
    N_("Faults that are excused until a day, the first to end first; days left count from the judgement."),
    (
        Column("id", N_("Waiver"), lambda r, w: r.use.waiver.name, Form.CODE, 9),
        Column("until", N_("Until"), lambda r, w: r.use.waiver.until, Form.DAY, 12),
        Column("days_left", N_("Days left"), _Used.left, Form.NUMBER, 9),
        Column("expiring", N_("Ends soon"), lambda r, w: r.expiring, Form.WORD, 9),
        Column("rule", N_("Rule"), lambda r, w: line(r.use.waiver.rule, 120), Form.TEXT, 26),
        Column("reach", N_("Reach"), lambda r, w: needs.reach(r.use, w), Form.TEXT, 28),
        Column("reason", N_("Reason"), lambda r, w: line(r.use.waiver.reason, 300), Form.LONG, 40),
        Column("approver", N_("Approved by"), lambda r, w: line(r.use.waiver.approver, 80), Form.TEXT, 24),
        Column("findings", N_("Findings excused"), lambda r, w: r.use.findings, Form.NUMBER, 10),
        Column("entered_by", N_("Entered by"), lambda r, w: line(r.use.waiver.by, 80), Form.TEXT, 20),
        Column("made", N_("Entered"), lambda r, w: r.use.waiver.made, Form.TIME, 17),
        Column("scope", N_("Kind of scope"), lambda r, w: r.use.waiver.scope, Form.WORD, 14),
    ),
    items=_waivers,
    printed=9,
)


# --- attestations -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Said:
    """A finding on what only people can say; ``said`` is what somebody did say: day, until, who, note."""

    commune: Commune
    finding: Finding
    at: datetime | None
    said: tuple[str, ...] = ()

    def part(self, number: int) -> str:
        return self.said[number] if number < len(self.said) else ""

    def day(self, number: int) -> date | None:
        try:
            return date.fromisoformat(self.part(number))
        except ValueError:
            return None

    def left(self, _words: Words) -> int | None:
        until = self.day(1)
        return (until - times.day(self.at)).days if until and self.at else None


def _attested(view: ProvinceView, commune: CommuneView) -> Iterable[_Said]:
    for finding in commune.itself.findings:
        if finding.fact.startswith(ATTEST_PREFIX):
            word, _colon, detail = finding.reason.partition(": ")
            said = tuple(detail.split("; ", 3)) if word == ATTESTED else ()
            yield _Said(commune.commune, finding, view.at, said)


def _answer(row: _Said, _words: Words) -> Value:
    return row.finding.found if row.said and isinstance(row.finding.found, bool) else None


def _unsaid(row: _Said, words: Words) -> str:
    return words.reason(row.finding.reason) if row.finding.reason and not row.said else ""


def _topic(row: _Said, words: Words) -> str:
    known = dictionary().get(row.finding.fact)
    return line(words.pick(known.meaning), 160) if known else line(row.finding.fact, 80)


ATTESTATIONS = Table[_Said](
    "attestations",
    N_("Attestations"),
    N_("What only people can answer: who said what, and until when it holds."),
    (
        Column("commune_code", N_("Code"), lambda r, w: line(r.commune.code, 20), Form.CODE, 8),
        Column("commune", N_("Commune"), lambda r, w: line(r.commune.name, 120), Form.TEXT, 26),
        Column("title", N_("What must be so"), lambda r, w: w.title(r.finding), Form.LONG, 44),
        Column("verdict", N_("Verdict"), lambda r, w: r.finding.verdict, Form.WORD, 12),
        Column("answer", N_("Answer"), _answer, Form.WORD, 9),
        Column("by", N_("Answered by"), lambda r, w: line(r.part(2), 80), Form.TEXT, 22),
        Column("said", N_("Said on"), lambda r, w: r.day(0), Form.DAY, 12),
        Column("until", N_("Until"), lambda r, w: r.day(1), Form.DAY, 12),
        Column("days_left", N_("Days left"), _Said.left, Form.NUMBER, 9),
        Column("note", N_("Note"), lambda r, w: line(r.part(3), 300), Form.TEXT, 24),
        Column("reason", N_("Why not known, or waived"), _unsaid, Form.LONG, 30),
        Column("question", N_("What it is about"), _topic, Form.TEXT, 30),
        Column("id", N_("Finding"), lambda r, w: r.finding.id, Form.CODE, 11),
        Column("topic", N_("Topic"), lambda r, w: r.finding.fact.removeprefix(ATTEST_PREFIX), Form.TEXT, 24),
    ),
    each=_attested,
    printed=11,
)
