"""The paper for leadership: everything that stands on it, as texts, made once for PDF and DOCX alike.

One page with the answer, what stops the others and what is proposed; annexes with every commune. A template
has no text and no number of its own, so that the two formats cannot differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from auditor.i18n import N_
from auditor.model import Level, times
from auditor.model.who import who
from auditor.reports import files, leadership_texts, paper, sentences
from auditor.reports.leadership_annex import Annexes, annexes
from auditor.reports.leadership_needs import Proposal, proposals
from auditor.reports.letterhead import Frame, Letterhead, attached, frame
from auditor.reports.text import line
from auditor.reports.view import CauseView, CommuneBrief, ProvinceView, TrendPoint
from auditor.reports.words import TITLE, Words, first_up, words_of

NAME = "leadership"
"""Of the files, in every language: who links to one need not know which it is in."""
LEVELS = (Level.READY, Level.READY_WITH_GAPS, Level.NOT_READY, Level.NOT_MEASURED)
MAX_POINTS = 8
"""Runs that the chart shows; the annex has more."""
MAX_MOVED = 3
"""Communes that are named as better, as worse, as those that a paper is of; the annex has them all."""


@dataclass(frozen=True, slots=True)
class RegionRow:
    """Communes of a region, in all and by level."""

    region: str
    communes: str
    ready: str
    gaps: str
    not_ready: str
    not_measured: str


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One of the causes that stop most."""

    number: str
    title: str
    communes: str
    devices: str
    who: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One run in the chart: shares of its communes, which a template may draw but not print."""

    label: str
    ready: int
    gaps: int
    not_ready: int
    not_measured: int


@dataclass(frozen=True, slots=True)
class Chart:
    """The trend; ``alt`` says what it shows to whom cannot see it. Without bars there is none."""

    title: str
    alt: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Leadership:
    """The whole paper. ``t`` are the fixed texts (headings, columns) by name."""

    language: str
    title: str
    subject: str
    note: str
    frame: Frame
    t: Mapping[str, str]
    answer: str
    capacity: str
    caveat: str
    regions: tuple[RegionRow, ...]
    total: RegionRow
    causes: tuple[CauseRow, ...]
    causes_lead: str
    change: str
    chart: Chart
    proposals: tuple[Proposal, ...]
    annexes: Annexes
    attached: str
    """Below each annex's title; none in a translation, which has no number of its own."""


def leadership(view: ProvinceView, head: Letterhead | None = None) -> Leadership:
    """The paper of *view* under *head* (default: dots to write on). Raises ReportError."""
    words = words_of(view.language)
    texts = {name: words.gettext(text) for name, text in leadership_texts.TEXTS.items()}
    around = frame(head or Letterhead())
    behind = annexes(view, words)
    names = leadership_texts.Names((each.commune for each in view.communes), words)
    return Leadership(
        language=view.language,
        title=texts["type"] if not around.letter else texts["subject_before"],
        subject=_subject(around, texts),
        note=texts["translation"] if view.language != "vi" else "",
        frame=around,
        t=texts,
        answer=_answer(view, words),
        capacity=sentences.capacity(view, words),
        caveat=_caveat(view, words),
        regions=_regions(view, words),
        total=_region(words.gettext("In all"), len(view.communes), view.levels, words),
        causes=tuple(_cause(number, cause, words) for number, cause in enumerate(view.causes, 1)),
        causes_lead=_causes_lead(view, words),
        change=_change(view, names, words),
        chart=_chart(view.trend[-MAX_POINTS:], words),
        proposals=proposals(view, behind, names, words),
        annexes=behind,
        attached=attached(head or Letterhead()) if behind.communes and view.language == "vi" else "",
    )


def _subject(around: Frame, texts: Mapping[str, str]) -> str:
    return f"{texts['subject_before']} {texts['subject']}" if around.letter else first_up(texts["subject"])


def _answer(view: ProvinceView, words: Words) -> str:
    """The headline of every report, dated: a paper is read on another day than it was made."""
    _ = words.gettext
    if not view.communes:
        return sentences.headline(view, words)
    if len(view.communes) == 1:
        return _answer_of_one(view.communes[0], view, words)
    said = _("As of {time}, {serving} of {communes} communes can serve citizens.").format(
        time=_moment(view, words),
        serving=words.number(view.serving),
        communes=words.number(len(view.communes)),
    )
    return " ".join([said, *sentences.others(view, words)])


def _answer_of_one(brief: CommuneBrief, view: ProvinceView, words: Words) -> str:
    """“0 of 1 communes” is no sentence."""
    said = {
        Level.NOT_READY: N_("As of {time}, {commune} cannot serve citizens."),
        Level.NOT_MEASURED: N_("As of {time}, it is not known whether {commune} can serve citizens."),
    }.get(brief.level, N_("As of {time}, {commune} can serve citizens."))
    return words.gettext(said).format(
        time=_moment(view, words), commune=leadership_texts.within(words.commune(brief.commune, 60), words)
    )


def _moment(view: ProvinceView, words: Words) -> str:
    """When the audit ended; Vietnamese papers write the hour out, before the day."""
    ended = (view.run.ended or view.run.started).astimezone(times.VIETNAM)
    return words.gettext("{day} {hours}:{minutes}").format(
        day=words.day(ended.date()), hours=f"{ended:%H}", minutes=f"{ended:%M}"
    )


def _caveat(view: ProvinceView, words: Words) -> str:
    """Of which communes it is where they are few; that the run asked only a part, or is not done."""
    _ = words.gettext
    said = []
    if 0 < len(view.communes) <= MAX_MOVED:
        named = (words.commune(each.commune, 60) for each in view.communes)
        communes = ", ".join(leadership_texts.within(name, words) for name in named)
        said.append(_("This paper is of {communes} alone.").format(communes=communes))
    if view.run.limit:  # the pattern itself names devices
        said.append(_("The audit asked only a part of the devices."))
    if view.run.status != "complete":
        state = words.run_state(view.run.status)
        said.append(_("The audit is not complete: {state}.").format(state=state))
    return " ".join(said)


def _regions(view: ProvinceView, words: Words) -> tuple[RegionRow, ...]:
    return tuple(
        _region(first_up(words.region(each.region)), each.communes, each.levels, words)
        for each in sorted(view.regions, key=lambda each: each.region, reverse=True)  # remote ones first
    )


def _region(name: str, communes: int, levels: Mapping[Level, int], words: Words) -> RegionRow:
    return RegionRow(name, words.number(communes), *(words.number(levels[level]) for level in LEVELS))


def _causes_lead(view: ProvinceView, words: Words) -> str:
    """What stands there where the table has no row."""
    if view.causes:
        return ""
    if not view.communes or view.blind:
        return words.gettext("Nothing that was measured stops citizens' papers.")
    return words.gettext("Nothing stops citizens' papers.")


def _cause(number: int, cause: CauseView, words: Words) -> CauseRow:
    return CauseRow(
        number=str(number),
        title=line(words.unmet(cause.example), TITLE),
        communes=words.number(len(cause.communes)),
        devices=words.number(cause.devices),
        who=words.word(who(cause.example), True),
    )


# ── over time ────────────────────────────────────────────────────────────────────────────────────


def _change(view: ProvinceView, names: leadership_texts.Names, words: Words) -> str:
    _ = words.gettext
    change = view.change
    if change is None:  # a paper of a few communes was compared with nothing, whatever there is
        return _("There is no earlier audit to compare with.") if len(view.trend) == 1 else ""
    said = _(
        "Since the audit of {day}: {fixed} faults fixed, {new} new, {still} still open,"
        " {other} not comparable."
    ).format(
        day=_told_apart(change.before.started, view.run.started, words),
        fixed=words.number(change.fixed),
        new=words.number(change.new),
        still=words.number(change.still),
        other=words.number(change.not_comparable),
    )
    moved = (
        (N_("Better: {communes}."), [each.commune for each in change.better]),
        (N_("Worse: {communes}."), [each.commune for each in change.worse]),
        (N_("Not known whether better or worse: {communes}."), [each.commune for each in change.unsure]),
    )
    told = [_(text).format(communes=names.some(communes, MAX_MOVED)) for text, communes in moved if communes]
    return " ".join(filter(None, [said, *told, sentences.other_standard(change, words)]))


def _told_apart(before: datetime, now: datetime, words: Words) -> str:
    """The day of *before*; with the time of day where *now* is of the same one."""
    return words.time(before) if times.day(before) == times.day(now) else words.day(times.day(before))


def _chart(points: Sequence[TrendPoint], words: Words) -> Chart:
    title = words.gettext("Communes by level")
    if len(points) < 2:  # one point is no trend
        return Chart(title, "", ())
    said = words.gettext("{title}: {serving} of {communes} could serve on {first}, {now} of {all} on {last}.")
    first, last = points[0], points[-1]
    alt = said.format(
        title=title,
        serving=words.number(_serving(first)),
        communes=words.number(first.communes),
        first=words.day(times.day(first.started)),
        now=words.number(_serving(last)),
        all=words.number(last.communes),
        last=words.day(times.day(last.started)),
    )
    return Chart(title, alt, tuple(_bar(point, _label(point, points)) for point in points))


def _serving(point: TrendPoint) -> int:
    return point.levels.get(Level.READY, 0) + point.levels.get(Level.READY_WITH_GAPS, 0)


def _label(point: TrendPoint, points: Sequence[TrendPoint]) -> str:
    """The day; the time of day where all are of one day."""
    one_day = len({times.day(each.started) for each in points}) == 1
    return point.started.astimezone(times.VIETNAM).strftime("%H:%M" if one_day else "%d/%m")


def _bar(point: TrendPoint, label: str) -> Bar:
    return Bar(label, *(point.levels.get(level, 0) for level in LEVELS))


# ── written ──────────────────────────────────────────────────────────────────────────────────────


def pdf(paper_of: Leadership, made: datetime) -> bytes:
    """The paper as PDF; *made* is the only time in it. Raises ReportError."""
    return paper.pdf("leadership.typ", asdict(paper_of), made)


def write_pdf(view: ProvinceView, folder: Path, head: Letterhead | None = None) -> list[Path]:
    """Write ``leadership.pdf`` into *folder*, whole or not at all. Raises ReportError."""
    made = pdf(leadership(view, head), view.at or view.run.started)
    return [files.write_bytes(folder / f"{NAME}.pdf", made)]
