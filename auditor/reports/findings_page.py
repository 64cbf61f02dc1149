"""Pages for IT: every finding with its evidence, to filter, search and group; whole and readable offline.

``findings.html`` has what is open in the province (or, where that is too much for one page, leads to the
communes), ``findings-<commune>.html`` everything of one commune, also what passed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from auditor.model import Commune, Finding, Kind, Verdict
from auditor.reports import files
from auditor.reports.evidence import Answers, write_evidence
from auditor.reports.findings_filters import Shown, by_name, filters_of
from auditor.reports.html import environment, file_name, hash_of
from auditor.reports.tables import AnyTable, told
from auditor.reports.tables_findings import ATTESTATIONS, OPEN, WAIVERS
from auditor.reports.tables_things import NOT_MEASURED
from auditor.reports.text import line
from auditor.reports.view import CommuneView, ProvinceView, gravity
from auditor.reports.words import Words, words_of

INDEX = "findings.html"
MAX_OPEN = 3_000
"""Open findings that the province's page shows itself; more are left to the pages of the communes."""
MAX_ROWS = 2_000
"""Rows of a table on the province's page; a workbook has them all."""
MAX_LINKS = 60


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule."""

    rule: str
    first: Finding
    items: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """How the findings of one rule are repaired, told once a page; ``finding`` is one of them."""

    anchor: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to show: titles, rows of cells, and how many rows are left out."""

    title: str
    about: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0


@dataclass(slots=True)
class _Rule:
    """One rule over the province: an example, how often each verdict, and the communes where it is open."""

    example: Finding
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    communes: dict[str, Commune] = field(default_factory=dict)


@dataclass(slots=True)
class _Gathered:
    """What the province's page needs of the communes, one after the other."""

    items: list[Shown] = field(default_factory=list)
    rules: dict[str, _Rule] = field(default_factory=dict)
    attested: list[tuple[str, ...]] = field(default_factory=list)
    open: int = 0

    def take(self, items: Iterable[Shown]) -> None:
        for item in items:
            known = self.rules.setdefault(item.finding.rule, _Rule(item.finding))
            known.verdicts[item.finding.verdict] += 1
            if item.finding.verdict in OPEN:
                known.communes[item.commune.code] = item.commune
                self.open += 1
                if len(self.items) <= MAX_OPEN:
                    self.items.append(item)


def write_findings(view: ProvinceView, folder: Path, answers: Answers | None = None) -> list[Path]:
    """Write the pages into *folder*, the province's first; with *answers* also the raw answers they link to.

    Raises ReportError; a page is whole or the one from before.
    """
    words, gathered, written = words_of(view.language), _Gathered(), []
    for commune in view.opened():
        items = _items(commune, folder, answers, words)
        gathered.take(items)
        gathered.attested += _rows(ATTESTATIONS, _each(ATTESTATIONS, view, commune), words)
        page = folder / f"findings-{file_name(commune.commune.code)}"
        written.append(files.write(page, _commune(view, commune, items)))
    return [files.write(folder / INDEX, _province(view, gathered)), *written]


def _items(commune: CommuneView, folder: Path, answers: Answers | None, words: Words) -> tuple[Shown, ...]:
    made: list[Shown] = []
    for subject in commune.subjects:
        of_commune = subject.device.kind == Kind.COMMUNE
        raw = answers(subject.device.id) if answers and not of_commune else {}
        links = write_evidence(folder, subject.device.id, raw, words) if raw else ()
        made += (Shown(finding, commune.commune, links) for finding in subject.findings)
    return tuple(made)


# --- pages ------------------------------------------------------------------------------------------------
def _commune(view: ProvinceView, commune: CommuneView, items: Sequence[Shown]) -> Iterable[str]:
    words = words_of(view.language)
    sheets = [
        _sheet(ATTESTATIONS, _rows(ATTESTATIONS, _each(ATTESTATIONS, view, commune), words), words),
        _sheet(
            NOT_MEASURED,
            [row for row in _whole(NOT_MEASURED, view, words) if row[0] == line(commune.commune.code, 20)],
            words,
        ),
    ]
    return _page(view, items, sheets, words, c=commune, rules=())


def _province(view: ProvinceView, gathered: _Gathered) -> Iterable[str]:
    words = words_of(view.language)
    sheets = [
        _sheet(NOT_MEASURED, _whole(NOT_MEASURED, view, words), words),
        _sheet(WAIVERS, _whole(WAIVERS, view, words), words),
        _sheet(ATTESTATIONS, gathered.attested, words),
    ]
    whole = gathered.open <= MAX_OPEN
    rules = sorted(gathered.rules.values(), key=lambda rule: (gravity(rule.example)[0], rule.example.rule))
    return _page(view, gathered.items if whole else (), sheets, words, c=None, rules=rules, whole=whole)


def _page(
    view: ProvinceView, items: Sequence[Shown], sheets: Sequence[Sheet], words: Words, **more: Any
) -> Iterable[str]:
    opened = [item for item in items if item.finding.verdict in OPEN]
    rest = [item for item in items if item.finding.verdict not in OPEN]
    template = environment(view.language).get_template("findings.html")
    return template.generate(
        view=view,
        groups=_groups(opened),
        repairs=_repairs(opened),
        rest=_groups(rest),
        filters=filters_of(items, words),
        sheets=[sheet for sheet in sheets if sheet.rows],
        by_name=by_name,
        max_links=MAX_LINKS,
        script=_file("findings.js"),
        script_hash=hash_of(_file("findings.js")),
        style=_style(),
        style_hash=hash_of(_style()),
        **{"whole": True, **more},
    )


@cache
def _file(name: str) -> Markup:
    place = resources.files("auditor.reports").joinpath("templates", name)
    return Markup(place.read_text("utf-8"))  # noqa: S704  (a file of ours)


@cache
def _style() -> Markup:
    return _file("style.css") + _file("findings.css")


def _repairs(items: Iterable[Shown]) -> dict[tuple[str, str], Repair]:
    """By rule and text: a commune's standard may tell another repair of the same rule."""
    found: dict[tuple[str, str], Finding] = {}
    for item in items:
        if item.who:
            found.setdefault((item.finding.rule, str(item.finding.fix)), item.finding)
    return {key: Repair(f"r{n}", found[key]) for n, key in enumerate(sorted(found), 1)}


def _groups(items: Iterable[Shown]) -> list[Group]:
    found: dict[str, list[Shown]] = {}
    for item in items:
        found.setdefault(item.finding.rule, []).append(item)
    failed_first = (sorted(of, key=_not_failed) for of in found.values())
    groups = [Group(of[0].finding.rule, of[0].finding, tuple(of)) for of in failed_first]
    return sorted(groups, key=_rank)


def _rank(group: Group) -> tuple[bool, int, int, str]:
    """What is known to fail before what is not known."""
    return _not_failed(group.items[0]), gravity(group.first)[0], -len(group.items), group.rule


def _not_failed(item: Shown) -> bool:
    return item.finding.verdict is not Verdict.FAIL


# --- tables -----------------------------------------------------------------------------------------------
def _each(table: AnyTable, view: ProvinceView, commune: CommuneView) -> Iterable[Any]:
    return table.each(view, commune) if table.each else ()


def _whole(table: AnyTable, view: ProvinceView, words: Words) -> list[tuple[str, ...]]:
    return _rows(table, table.items(view, words) if table.items else (), words)


def _rows(table: AnyTable, items: Iterable[Any], words: Words) -> list[tuple[str, ...]]:
    """The columns that go on paper, as text."""
    shown = table.columns[: table.printed or None]
    return [tuple(told(column, column.of(item, words), words) for column in shown) for item in items]


def _sheet(table: AnyTable, rows: Sequence[tuple[str, ...]], words: Words) -> Sheet:
    _ = words.gettext
    heads = tuple(_(column.title) for column in table.columns[: table.printed or None])
    return Sheet(_(table.title), _(table.about), heads, tuple(rows[:MAX_ROWS]), max(0, len(rows) - MAX_ROWS))
