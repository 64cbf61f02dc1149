"""The province in tiles: which communes a filter lets through, by level, and what each tile says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditor.model import Level, Verdict
from auditor.model.text import searchable
from auditor.reports import sentences
from auditor.reports.build import NEED, REGIONS
from auditor.reports.text import line
from auditor.reports.view import CommuneBrief, ProvinceView
from auditor.reports.web import urls
from auditor.reports.web.shapes import Filter
from auditor.reports.words import Words

PAGE = 90
"""Tiles of one page: twice the communes of the province it was made for."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One commune as a tile; ``why`` is the main obstacle in a line, ``mark`` its shape."""

    address: str
    code: str
    name: str
    region: str
    level: Level
    serving: int
    required: int | None
    chain: tuple[Verdict, ...]
    why: str
    mark: str


@dataclass(frozen=True, slots=True)
class Tiles:
    """One page of tiles in groups of one level; how many there are by level and region for the filters."""

    groups: tuple[tuple[Level, tuple[Tile, ...]], ...]
    found: int
    page: int
    pages: int
    levels: Mapping[Level, int]
    regions: Mapping[str, int]


def tiles(view: ProvinceView, chosen: Filter, words: Words) -> Tiles:
    """The communes that *chosen* lets through, in the order of *view*: what needs help first."""
    named = [(each, _region(each), each.level) for each in view.communes if _named(each, chosen.text)]
    here = [row for row in named if chosen.region in ("", row[1])]
    both = [brief for brief, _place, level in here if chosen.level in ("", level)]
    pages = max(1, -(-len(both) // PAGE))
    page = min(chosen.page, pages)
    shown = both[(page - 1) * PAGE : page * PAGE]
    return Tiles(
        groups=tuple((level, _group(shown, level, view, words)) for level in NEED if _has(shown, level)),
        found=len(both),
        page=page,
        pages=pages,
        levels=Counter(level for _brief, _place, level in here),
        regions=Counter(region for _brief, region, level in named if chosen.level in ("", level)),
    )


def _region(brief: CommuneBrief) -> str:
    return brief.commune.region if brief.commune.region in REGIONS else ""


def _named(brief: CommuneBrief, asked: str) -> bool:
    return not asked or searchable(asked) in _searched(brief.commune.name, brief.commune.code)


@lru_cache(8192)
def _searched(name: str, code: str) -> str:
    return searchable(f"{line(name, 120)} {code}")


def _has(briefs: Sequence[CommuneBrief], level: Level) -> bool:
    return any(brief.level is level for brief in briefs)


def _group(
    briefs: Sequence[CommuneBrief], level: Level, view: ProvinceView, words: Words
) -> tuple[Tile, ...]:
    return tuple(_tile(brief, view, words) for brief in briefs if brief.level is level)


def _tile(brief: CommuneBrief, view: ProvinceView, words: Words) -> Tile:
    mark, why = obstacle(brief, words)
    return Tile(
        address=urls.commune(view.run.id, brief.commune.code),
        code=line(brief.commune.code, 20),
        name=line(brief.commune.name, 60) or line(brief.commune.code, 20),
        region=_region(brief),
        level=brief.level,
        serving=brief.serving(view.steps),
        required=brief.assessment.counters_required,
        chain=tuple(step.verdict for step in brief.capacity),
        why=why,
        mark=mark,
    )


def obstacle(brief: CommuneBrief, words: Words) -> tuple[str, str]:
    """The shape and the line of what mainly stops or hides *brief*'s commune; ``""`` where nothing does."""
    first = brief.foremost
    if first:
        return "fail", words.unmet(first)
    blind = next((blind for blind in brief.blind if blind.blockers), None)
    if blind:
        return "unknown", sentences.not_measured(blind.reason, words)
    if not brief.device_count:
        return "unknown", words.gettext("The inventory has no device in this commune.")
    if brief.tally.failed:
        return "gaps", words.plural("{n} finding to repair", "{n} findings to repair", brief.tally.failed)
    return "", ""
