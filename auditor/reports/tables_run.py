"""The table of the run itself and, where there are earlier runs, those of the trend and of what changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.i18n import N_
from auditor.model import Level
from auditor.reports import sentences
from auditor.reports.tables import AnyTable, Column, Form, Table, Value
from auditor.reports.tables_communes import COMMUNES, COUNTERS
from auditor.reports.tables_findings import ATTESTATIONS, CAUSES, WAIVERS, findings
from auditor.reports.tables_things import DEVICES, NOT_MEASURED, SHORTAGES
from auditor.reports.text import line
from auditor.reports.view import LevelChange, ProvinceView, TrendPoint
from auditor.reports.words import Words

SCORE = N_(
    "Weight of what passed ÷ weight of what passed and failed, per commune. "
    "The weights stand in the standard and can be edited there; no law gives them."
)
COVERAGE = N_(
    "What was measured ÷ what applies. What was not observed is not known: it is never counted as good."
)


# --- the run ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Said:
    key: str
    title: str
    value: Value


def _run(view: ProvinceView, words: Words) -> Iterable[_Said]:
    run, _ = view.run, words.gettext
    yield _Said("run", _("Run"), line(run.id, 60))
    yield _Said("status", _("Status"), words.run_state(run.status))
    yield _Said("started", _("From"), run.started)
    yield _Said("ended", _("To"), run.ended)
    yield _Said("judged", _("Judged"), view.at)
    yield _Said("who", _("By"), line(run.who, 120))
    yield _Said("limit", _("Only"), line(run.limit, 200))
    yield _Said("standard", _("Standard"), line(view.standard_name, 120))
    yield _Said("standard_digest", _("Standard (SHA-256)"), line(view.standard_digest, 64))
    yield _Said("inventory_digest", _("Inventory (SHA-256)"), line(run.inventory_digest, 64))
    yield _Said("tool_version", _("Version of auditor"), line(run.tool_version, 40))
    yield from _summary(view, words)


def _summary(view: ProvinceView, words: Words) -> Iterable[_Said]:
    _ = words.gettext
    yield _Said("headline", _("Answer"), sentences.headline(view, words))
    yield _Said("communes", _("Communes"), len(view.communes))
    yield _Said("communes_serving", _("Communes that can serve"), view.serving)
    for level in Level:
        yield _Said(level.value, words.word(level, capital=True), view.levels[level])
    yield _Said("devices", _("Devices"), view.devices)
    yield _Said("counters_serving", _("Counters that do every measured step"), view.counters_serving)
    yield _Said("counters_working", _("Counters that do all five steps"), view.counters_working)
    yield _Said("counters_required", _("Counters required"), view.counters_required)
    yield from _meanings(view, words)


def _meanings(view: ProvinceView, words: Words) -> Iterable[_Said]:
    _ = words.gettext
    yield _Said("score_means", _("Score"), _(SCORE))
    yield _Said("coverage_means", _("Coverage"), _(COVERAGE))
    for level in Level:
        yield _Said(f"{level.value}_means", words.word(level, capital=True), words.meaning(level))
    for table in tables(view):
        yield _Said(f"about_{table.name}", _(table.title), _(table.about))


RUN = Table[_Said](
    "run",
    N_("Run"),
    N_("Who asked what, when, and by which standard it was judged."),
    (
        Column("key", N_("Key"), lambda r, w: r.key, Form.TEXT, 20),
        Column("title", N_("What it says"), lambda r, w: r.title, Form.TEXT, 36),
        Column("value", N_("Value"), lambda r, w: r.value, Form.LONG, 80),
    ),
    items=_run,
)


# --- over time --------------------------------------------------------------------------------------------
def _level(level: Level, title: str) -> Column[TrendPoint]:
    return Column(level.value, title, lambda p, w: p.levels.get(level, 0), Form.NUMBER, 12)


TREND = Table[TrendPoint](
    "trend",
    N_("Trend"),
    N_("One row a run, the oldest first. Runs by another standard do not compare with this one."),
    (
        Column("run", N_("Run"), lambda p, w: line(p.run, 60), Form.TEXT, 26),
        Column("started", N_("From"), lambda p, w: p.started, Form.TIME, 17),
        Column("communes", N_("Communes"), lambda p, w: p.communes, Form.NUMBER, 10),
        _level(Level.READY, N_("Ready")),
        _level(Level.READY_WITH_GAPS, N_("Ready, with gaps")),
        _level(Level.NOT_READY, N_("Not ready")),
        _level(Level.NOT_MEASURED, N_("Level not measured")),
        Column("counters_serving", N_("Counters serving"), lambda p, w: p.counters_serving, Form.NUMBER, 10),
        Column(
            "counters_required", N_("Counters required"), lambda p, w: p.counters_required, Form.NUMBER, 10
        ),
        Column("failed", N_("Failed"), lambda p, w: p.failed, Form.NUMBER, 9),
        Column("coverage", N_("Coverage"), lambda p, w: p.coverage, Form.SHARE, 9),
        Column("standard", N_("Standard (SHA-256)"), lambda p, w: line(p.standard, 64), Form.TEXT, 20),
    ),
    items=lambda view, words: view.trend,
)


def _changes(view: ProvinceView, _words: Words) -> Iterable[LevelChange]:
    return view.change.moved if view.change else ()


CHANGES = Table[LevelChange](
    "changes",
    N_("Changes"),
    N_("Communes whose level is another than in the run before, those that got worse first."),
    (
        Column("commune_code", N_("Code"), lambda c, w: line(c.commune.code, 20), Form.CODE, 8),
        Column("commune", N_("Commune"), lambda c, w: line(c.commune.name, 120), Form.TEXT, 26),
        Column("before", N_("Before"), lambda c, w: c.before, Form.WORD, 18),
        Column("after", N_("Now"), lambda c, w: c.after, Form.WORD, 18),
    ),
    items=_changes,
)


def tables(view: ProvinceView, chosen_findings: AnyTable | None = None) -> tuple[AnyTable, ...]:
    """Every table of *view*, in the order of a workbook's sheets; of earlier runs where there are any."""
    return (
        COMMUNES,
        COUNTERS,
        DEVICES,
        chosen_findings or findings(),
        CAUSES,
        SHORTAGES,
        NOT_MEASURED,
        WAIVERS,
        ATTESTATIONS,
        *((TREND,) if view.trend else ()),
        *((CHANGES,) if view.change else ()),
        RUN,
    )
