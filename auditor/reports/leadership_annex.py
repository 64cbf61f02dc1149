"""The annexes of the paper for leadership: what stands behind each of its sentences, commune by commune."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auditor.i18n import N_
from auditor.model import Level, WaiverUse
from auditor.reports import needs, sentences
from auditor.reports.leadership_texts import counted, excused_titles
from auditor.reports.shortages import Remedy, ShortageView
from auditor.reports.summaries import generalized
from auditor.reports.text import line
from auditor.reports.view import BlindView, CommuneBrief, LevelChange, ProvinceView, TrendPoint
from auditor.reports.words import Words, first_up

_ROMAN = ("I", "II", "III", "IV", "V")
_LONG = 160


@dataclass(frozen=True, slots=True)
class Annex:
    """One annex: number (Roman), title (in capitals, as the decree has it), rows (texts by column), note."""

    number: str
    title: str
    rows: tuple[Any, ...]
    note: str = ""
    moved: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Annexes:
    """The annexes that have something to say, numbered in this order; None for the others."""

    communes: Annex | None = None
    shortages: Annex | None = None
    blind: Annex | None = None
    waivers: Annex | None = None
    runs: Annex | None = None


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """A commune, as a line of texts."""

    number: str
    code: str
    name: str
    region: str
    level: str
    counters: str
    score: str
    measured: str
    obstacle: str


@dataclass(frozen=True, slots=True)
class ShortageRow:
    """What a commune lacks, by how it gets it."""

    code: str
    name: str
    buy: str
    visit: str
    remote: str
    operator: str


@dataclass(frozen=True, slots=True)
class BlindRow:
    """What was not measured for one reason."""

    reason: str
    checks: str
    blockers: str
    devices: str
    communes: str


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """A waiver that was in force."""

    name: str
    rule: str
    reach: str
    reason: str
    approver: str
    until: str
    findings: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of the trend."""

    day: str
    communes: str
    serving: str
    not_ready: str
    not_measured: str
    counters: str
    failed: str
    measured: str


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A commune whose level is another than it was."""

    name: str
    before: str
    after: str


_TITLES = {
    "communes": N_("Every commune, by code"),
    "shortages": N_("What each commune lacks"),
    "blind": N_("What was not measured, and why"),
    "waivers": N_("Waivers in force"),
    "runs": N_("Audit by audit"),
}


def annexes(view: ProvinceView, words: Words) -> Annexes:
    """Those annexes of *view* that have rows."""
    filled = {name: rows for name, make in _MAKERS.items() if (rows := tuple(make(view, words)))}
    made = {
        name: Annex(number, words.gettext(_TITLES[name]).upper(), rows)
        for number, (name, rows) in zip(_ROMAN, filled.items(), strict=False)
    }
    if "communes" in made:
        made["communes"] = replace(made["communes"], note=_note(view, words))
    if "runs" in made:
        made["runs"] = replace(made["runs"], moved=_moved(view, words))
    return Annexes(**made)


def _note(view: ProvinceView, words: Words) -> str:
    _ = words.gettext
    said = _("By the audit {run} of {start}, judged by the standard {standard}.").format(
        run=line(view.run.id, 40), start=words.time(view.run.started), standard=line(view.standard_name, 60)
    )
    counters = _("Counters: at how many every measured step works, of how many there must be.")
    return f"{counters} {said}"


def _by_code(view: ProvinceView) -> list[CommuneBrief]:
    return sorted(view.communes, key=lambda each: each.commune.code)


def _communes(view: ProvinceView, words: Words) -> list[CommuneRow]:
    return [_commune(number, each, view, words) for number, each in enumerate(_by_code(view), 1)]


def _commune(number: int, brief: CommuneBrief, view: ProvinceView, words: Words) -> CommuneRow:
    return CommuneRow(
        number=words.number(number),
        code=line(brief.commune.code, 20),
        name=line(brief.commune.name, 60),
        region=line(brief.commune.region, 20),
        level=_level(brief, words),
        counters=_of(brief.serving(view.steps), brief.assessment.counters_required, words),
        score=words.percent(brief.tally.score),
        measured=words.percent(brief.tally.coverage),
        obstacle=line(_obstacle(brief, words), _LONG),
    )


def _of(working: int, required: int | None, words: Words) -> str:
    return f"{words.number(working)}/{'?' if required is None else words.number(required)}"


def _level(brief: CommuneBrief, words: Words) -> str:
    """With what it would be without waivers, where that is another."""
    level, bare = brief.level, brief.assessment.level_unwaived
    said = words.word(level, True)
    if bare is None or bare is level:
        return said
    return f"{said} ({words.gettext('without waivers: {level}').format(level=words.word(bare))})"


def _obstacle(brief: CommuneBrief, words: Words) -> str:
    """What stops it on most devices; else why it is not known; else that no counter is stated."""
    if brief.causes:
        cause = brief.causes[0]
        more = f" ({words.plural('{n} device', '{n} devices', cause.devices)})" if cause.devices > 1 else ""
        return words.unmet(cause.example) + more
    if unknown := sentences.level_unknown(brief, words):
        return unknown
    if not brief.counters:
        return words.gettext("No counter is stated.")
    return sentences.partial(brief, words)


def _shortages(view: ProvinceView, words: Words) -> list[ShortageRow]:
    return [_shortage(each, words) for each in _by_code(view) if each.shortages]


def _shortage(brief: CommuneBrief, words: Words) -> ShortageRow:
    said = {remedy: _lacks(brief, remedy, words) for remedy in Remedy}
    return ShortageRow(
        code=line(brief.commune.code, 20),
        name=line(brief.commune.name, 60),
        buy=said[Remedy.BUY],
        visit=said[Remedy.VISIT],
        remote=said[Remedy.REMOTE],
        operator=said[Remedy.OPERATOR],
    )


def _lacks(brief: CommuneBrief, remedy: Remedy, words: Words) -> str:
    lacks = [lack for lack in brief.shortages if lack.remedy is remedy]
    return ", ".join(_lack(lack, words) for lack in lacks)


def _lack(lack: ShortageView, words: Words) -> str:
    where = f" ({line(lack.site, 40)})" if lack.site else ""
    return f"{counted(lack.count, lack.noun, words)}{where}"


def _blind(view: ProvinceView, words: Words) -> list[BlindRow]:
    return [_unseen(each, words) for each in generalized(view.blind)]


def _unseen(blind: BlindView, words: Words) -> BlindRow:
    return BlindRow(
        reason=line(first_up(words.reason(blind.reason)), _LONG),
        checks=words.number(blind.checks),
        blockers=words.number(blind.blockers),
        devices=words.number(len(blind.devices)),
        communes=words.number(len(blind.communes)),
    )


def _waivers(view: ProvinceView, words: Words) -> list[WaiverRow]:
    titles = excused_titles(view, words)
    return [
        WaiverRow(
            name=use.waiver.name,
            rule=titles.get(use.waiver.rule) or line(use.waiver.rule, 80),
            reach=_reach(use, words),
            reason=line(use.waiver.reason, _LONG),
            approver=line(use.waiver.approver, 60),
            until=words.day(use.waiver.until),
            findings=words.number(use.findings),
        )
        for use in view.waivers
    ]


def _reach(use: WaiverUse, words: Words) -> str:
    """No device is named on paper: who wants to know which one reads the waiver by its number."""
    if not use.waiver.device:
        return needs.reach(use, words)
    return ", ".join(filter(None, (words.gettext("one device"), line(use.waiver.commune, 20))))


def _runs(view: ProvinceView, words: Words) -> list[RunRow]:
    if len(view.trend) < 2 and view.change is None:  # one audit is no history
        return []
    return [_run(point, words) for point in reversed(view.trend)]


def _run(point: TrendPoint, words: Words) -> RunRow:
    serving = sum(point.levels.get(level, 0) for level in (Level.READY, Level.READY_WITH_GAPS))
    return RunRow(
        day=words.time(point.started),
        communes=words.number(point.communes),
        serving=words.number(serving),
        not_ready=words.number(point.levels.get(Level.NOT_READY, 0)),
        not_measured=words.number(point.levels.get(Level.NOT_MEASURED, 0)),
        counters=_of(point.counters_serving, point.counters_required, words),
        failed=words.number(point.failed),
        measured=words.percent(point.coverage),
    )


def _moved(view: ProvinceView, words: Words) -> tuple[MovedRow, ...]:
    return tuple(_move(each, words) for each in view.change.moved) if view.change else ()


def _move(moved: LevelChange, words: Words) -> MovedRow:
    before, after = (words.word(level, True) for level in (moved.before, moved.after))
    return MovedRow(words.commune(moved.commune, 60), before, after)


_MAKERS: dict[str, Callable[[ProvinceView, Words], Sequence[Any]]] = {
    "communes": _communes,
    "shortages": _shortages,
    "blind": _blind,
    "waivers": _waivers,
    "runs": _runs,
}
