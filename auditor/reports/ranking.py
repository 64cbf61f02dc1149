"""The communes as leadership reads them: in groups, those in need first, short where there are many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditor.inventory.provinces import province_of
from auditor.model import Area, Level
from auditor.model.collation import vietnamese
from auditor.reports.view import CommuneBrief, ProvinceView

MANY = 120
"""More communes than these are shown by province, and each line by line only where it needs help."""
MAX_ROWS = 25
"""Of a group of many communes as many are shown line by line; the others by name and state."""
REGIONS = ("III", "II", "I", "")
_NEED = (Level.NOT_READY, Level.NOT_MEASURED)


@dataclass(frozen=True, slots=True)
class GroupView:
    """Communes of one province (``folded``: there are many) or region, those most in need first.

    ``rows`` are shown line by line, ``others`` by name and state alone; ``id`` is the group's anchor.
    """

    id: str
    name: str
    folded: bool
    levels: Mapping[Level, int]
    rows: tuple[CommuneBrief, ...]
    others: tuple[CommuneBrief, ...]

    @property
    def communes(self) -> int:
        """How many there are."""
        return len(self.rows) + len(self.others)

    @property
    def serving(self) -> int:
        """How many can serve."""
        return self.levels[Level.READY] + self.levels[Level.READY_WITH_GAPS]


def province_name(view: ProvinceView) -> str:
    """The province that all communes of *view* are in; ``""`` where there are several or none is known."""
    names = {province_of(brief.commune.code) for brief in view.communes}
    return names.pop() if len(names) == 1 else ""


def ranking(view: ProvinceView) -> tuple[GroupView, ...]:
    """Remote communes (region III) first; of several provinces, or of very many communes, by province."""
    if len(view.communes) <= MANY:
        groups = _by(view.communes, [_region(brief) for brief in view.communes])
        return tuple(_group(f"r-{n}", name, groups[name]) for n, name in enumerate(REGIONS) if name in groups)
    groups = _by(view.communes, [province_of(brief.commune.code) for brief in view.communes])
    names = sorted(groups, key=lambda name: (-_waiting(groups[name]), vietnamese(name)))
    return tuple(_folded(f"p-{n}", name, groups[name]) for n, name in enumerate(names))


def by_area(view: ProvinceView) -> tuple[tuple[Area, int], ...]:
    """How many findings of each area fail in all communes, the most first; areas without one are left out."""
    tallies = [brief.assessment.areas for brief in view.communes]
    failed = {area: sum(areas[area].failed for areas in tallies if area in areas) for area in Area}
    return tuple(sorted(((area, n) for area, n in failed.items() if n), key=lambda each: -each[1]))


def _region(brief: CommuneBrief) -> str:
    return brief.commune.region if brief.commune.region in REGIONS else ""


def _by(communes: Sequence[CommuneBrief], names: Iterable[str]) -> dict[str, list[CommuneBrief]]:
    groups: dict[str, list[CommuneBrief]] = {}
    for brief, name in zip(communes, names, strict=True):
        groups.setdefault(name, []).append(brief)
    return groups


def _waiting(communes: Sequence[CommuneBrief]) -> int:
    return sum(brief.level in _NEED for brief in communes)


def _group(id_: str, name: str, communes: Sequence[CommuneBrief]) -> GroupView:
    return GroupView(id_, name, False, _levels(communes), tuple(communes), ())


def _folded(id_: str, name: str, communes: Sequence[CommuneBrief]) -> GroupView:
    rows = [brief for brief in communes if brief.level in _NEED][:MAX_ROWS]
    shown = {brief.commune.code for brief in rows}
    others = sorted(
        (brief for brief in communes if brief.commune.code not in shown),
        key=lambda brief: brief.commune.code,
    )
    return GroupView(id_, name, True, _levels(communes), tuple(rows), tuple(others))


def _levels(communes: Sequence[CommuneBrief]) -> dict[Level, int]:
    return {level: sum(brief.level is level for brief in communes) for level in Level}
