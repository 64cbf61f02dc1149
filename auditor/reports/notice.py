"""What a message tells of a run: who can serve today, what changed since, what to look at. Summaries alone:
no address, no raw answer and no evidence leaves the house."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from auditor.model import Level, times
from auditor.model.notice import Notice
from auditor.reports import html, needs, sentences
from auditor.reports.summaries import in_general
from auditor.reports.text import line
from auditor.reports.view import ChangeView, CommuneBrief, LevelChange, ProvinceView
from auditor.reports.words import Words, first_up, words_of

SCHEMA = "auditor.notice/1"
MAX_COMMUNES = 12
MAX_MOVES = 12
SUBJECT = 180


def notice_of(view: ProvinceView) -> Notice:
    """The message about *view*'s run, in its language."""
    words = words_of(view.language)
    parts = _parts(view, words)
    subject = line(_subject(view, words), SUBJECT)
    page = html.environment(view.language).get_template("notice.html")
    return Notice(subject, _text(parts), page.render(subject=subject, parts=parts, view=view), data(view))


def changed(view: ProvinceView) -> bool:
    """Whether anything is otherwise than in the run before; True also where there is none to compare with."""
    change = view.change
    if change is None:
        return True
    return bool(change.fixed or change.new or change.better or change.worse)


def _subject(view: ProvinceView, words: Words) -> str:
    said = words.gettext("{day}: {serving} of {communes} communes can serve").format(
        day=words.day(times.day(view.run.started)),
        serving=words.number(view.serving),
        communes=words.number(len(view.communes)),
    )
    if view.change is None:
        return said
    counts = words.gettext("{new} new findings, {fixed} fixed").format(
        new=words.number(view.change.new), fixed=words.number(view.change.fixed)
    )
    return f"{said}; {counts}"


Part = tuple[str, tuple[str, ...]]
"""A title (``""``: none) and its lines."""


def _parts(view: ProvinceView, words: Words) -> list[Part]:
    _ = words.gettext
    told: list[Part] = [("", _head(view, words))]
    if view.change is not None:
        told += _change(view.change, words)
    waiting = [_commune(each, words) for each in view.waiting]
    told.append((_("Communes that cannot serve, or of which it is not known"), _some(waiting, words)))
    causes = [
        words.plural("{n} commune", "{n} communes", len(cause.communes)) + f": {words.unmet(cause.example)}"
        for cause in view.causes
    ]
    told.append((_("What stops most communes"), tuple(causes)))
    told.append((_("Waivers that end soon: then their findings count again"), _expiring(view, words)))
    told.append(("", (_foot(view, words),)))
    return [part for part in told if part[1]]


def _head(view: ProvinceView, words: Words) -> tuple[str, ...]:
    said = [sentences.headline(view, words)]
    if view.communes:
        said.append(sentences.capacity(view, words))
    if view.run.limit:  # the pattern itself names devices
        said.append(words.gettext("This run asked only a part of the devices (--limit)."))
    if view.run.status != "complete":
        state = words.run_state(view.run.status)
        said.append(words.gettext("This run is {state}: what is not in it is not known.").format(state=state))
    return tuple(said)


def _change(change: ChangeView, words: Words) -> Iterable[Part]:
    _ = words.gettext
    counted = _("{fixed} fixed, {new} new, {still} still open, {other} not comparable.").format(
        fixed=words.number(change.fixed),
        new=words.number(change.new),
        still=words.number(change.still),
        other=words.number(change.not_comparable),
    )
    lines = tuple(filter(None, (counted, sentences.other_standard(change, words))))
    yield _("Since the run of {time}").format(time=words.time(change.before.started)), lines
    yield _("Worse than then"), _some([_move(each, words) for each in change.worse], words, MAX_MOVES)
    yield _("Better than then"), _some([_move(each, words) for each in change.better], words, MAX_MOVES)


def _move(change: LevelChange, words: Words) -> str:
    return f"{words.commune(change.commune, 40)}: {words.word(change.before)} → {words.word(change.after)}"


def _commune(brief: CommuneBrief, words: Words) -> str:
    said = f"{words.commune(brief.commune, 40)}: {words.word(brief.level)}"
    first = brief.foremost
    if first is not None:
        said += f". {words.unmet(first)}"
    elif brief.blind and brief.level is Level.NOT_MEASURED:
        said += f". {first_up(words.reason(in_general(brief.blind[0].reason)))}"
    return said


def _some(lines: Sequence[str], words: Words, limit: int = MAX_COMMUNES) -> tuple[str, ...]:
    if len(lines) <= limit:
        return tuple(lines)
    more = words.gettext("and {n} more").format(n=words.number(len(lines) - limit))
    return (*lines[:limit], more)


def _expiring(view: ProvinceView, words: Words) -> tuple[str, ...]:
    return _some(needs.expiring(view, words, named=False), words)


def _foot(view: ProvinceView, words: Words) -> str:
    return words.gettext("Run {run}, standard {standard} ({digest}), by {who}.").format(
        run=line(view.run.id, 40),
        standard=line(view.standard_name, 40),
        digest=line(view.standard_digest[:12], 12) or "—",
        who=line(view.run.who, 60),
    )


def _text(parts: Iterable[Part]) -> str:
    """Plain text; lists with a dash, so that a screen reader and a phone show them as such."""
    blocks = []
    for title, lines in parts:
        block = [f"- {text}" for text in lines] if title else list(lines)
        blocks.append("\n".join([title, *block] if title else block))
    return "\n\n".join(blocks) + "\n"


def data(view: ProvinceView) -> dict[str, Any]:
    """The summary for programs: docs/notify.md describes every key."""
    run, change = view.run, view.change
    return {
        "schema": SCHEMA,
        "type": "auditor.run",
        "run": {
            "id": run.id,
            "status": run.status,
            "started": times.to_text(run.started),
            "ended": times.to_text(run.ended) if run.ended else None,
            "limited": bool(run.limit),
        },
        "standard": {"name": view.standard_name, "digest": view.standard_digest},
        "communes_serving": view.serving,
        "levels": {level.value: view.levels[level] for level in Level},
        "counters_serving": view.counters_serving,
        "counters_required": view.counters_required,
        "devices": view.devices,
        "failed": view.tally.failed,
        "unknown": view.tally.unknown,
        "coverage": view.tally.coverage,
        "change": _change_data(change) if change else None,
        "communes": [
            {
                "code": each.commune.code,
                "name": each.commune.name,
                "level": each.level.value,
                "counters_serving": each.serving(view.steps),
                "counters_required": each.assessment.counters_required,
            }
            for each in view.communes
        ],
    }


def _change_data(change: ChangeView) -> Mapping[str, Any]:
    return {
        "before": change.before.id,
        "same_standard": change.same_standard,
        "fixed": change.fixed,
        "new": change.new,
        "still_open": change.still,
        "not_comparable": change.not_comparable,
        "better": [_move_data(each) for each in change.better],
        "worse": [_move_data(each) for each in change.worse],
    }


def _move_data(change: LevelChange) -> Mapping[str, str]:
    return {"code": change.commune.code, "before": change.before.value, "after": change.after.value}
