"""A dot map drawn from coordinates alone: no tiles, no network, no polygon of doubtful origin.

A grid of degrees and a scale say how far apart things are. Where there are too many communes for a dot each,
a province is one ring: how much of it is of which level.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from auditor.model import Commune, Level
from auditor.reports.map_frame import WIDTH, GridLine, Projection, Scale, grid, scale
from auditor.reports.ranking import GroupView
from auditor.reports.text import line
from auditor.reports.view import CommuneBrief

_LETTER = 6.7
"""Width of a letter of a label, about; what it errs a label keeps as distance."""
_PHONE = 1.5
"""As many times larger a phone writes the labels (style.css)."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A commune's place on the map; ``label`` is empty where there was no room for its name."""

    commune: Commune
    level: Level
    x: float
    y: float
    label: str = ""
    label_x: float = 0
    label_y: float = 0
    anchor: str = "start"
    tight: bool = False
    """There is no room for the label in a phone's larger letters."""


@dataclass(frozen=True, slots=True)
class Arc:
    """A piece of a ring: *share* percent of it from *start* percent on."""

    level: Level
    start: float
    share: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A province's place: the middle of its communes."""

    group: GroupView
    arcs: tuple[Arc, ...]
    x: float
    y: float
    label: str = ""
    label_x: float = 0
    label_y: float = 0
    anchor: str = "start"
    tight: bool = False


@dataclass(frozen=True, slots=True)
class DotMap:
    """A dot for each commune or a spot for each province; sizes in the picture's own units.

    ``without`` counts the communes whose coordinates the inventory does not have.
    """

    width: int
    height: int
    dots: tuple[Dot, ...]
    without: int
    spots: tuple[Spot, ...] = ()
    grid: tuple[GridLine, ...] = ()
    scale: Scale | None = None


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return not (
            self.right < other.left
            or other.right < self.left
            or self.bottom < other.top
            or other.bottom < self.top
        )


Point = tuple[float, float]
_Placed = TypeVar("_Placed", Dot, Spot)


def dot_map(communes: Sequence[CommuneBrief], groups: Sequence[GroupView] = ()) -> DotMap | None:
    """The map of *communes* (the neediest first get their names written first); None without coordinates.

    Of folded *groups* each is one spot.
    """
    points = {brief.commune.code: point for brief in communes if (point := _point(brief.commune))}
    if not points:
        return None
    project = Projection(list(points.values()))
    folded = [group for group in groups if group.folded]
    placed = [brief for brief in communes if brief.commune.code in points]
    dots = [Dot(b.commune, b.level, *project(points[b.commune.code])) for b in placed if not folded]
    spots = [spot for group in folded if (spot := _spot(group, points, project))]
    measure = scale(project)
    return DotMap(
        WIDTH,
        project.height,
        tuple(_labelled([(dot, _short(dot.commune)) for dot in dots], project.height, measure)),
        len(communes) - len(placed),
        tuple(_labelled([(spot, _share(spot.group)) for spot in spots], project.height, measure)),
        tuple(grid(project)),
        measure,
    )


def _point(commune: Commune) -> Point | None:
    if commune.lat is None or commune.lon is None:
        return None
    inside = -90 <= commune.lat <= 90 and -180 <= commune.lon <= 180  # NaN is not inside either
    return (commune.lat, commune.lon) if inside else None


def _spot(group: GroupView, points: dict[str, Point], project: Projection) -> Spot | None:
    codes = (brief.commune.code for brief in (*group.rows, *group.others))
    inside = [points[code] for code in codes if code in points]
    if not inside:
        return None
    lats, lons = zip(*inside, strict=True)
    return Spot(group, tuple(_arcs(group)), *project((sum(lats) / len(lats), sum(lons) / len(lons))))


def _arcs(group: GroupView) -> Iterable[Arc]:
    start = 0.0
    for level, count in group.levels.items():
        share = 100 * count / group.communes
        if count:
            yield Arc(level, round(start, 1), round(share, 1))
        start += share


def _labelled(named: Sequence[tuple[_Placed, str]], height: int, measure: Scale | None) -> Iterable[_Placed]:
    """Each place with its name at the first side where it covers nothing."""
    taken = [_Box(place.x - 9, place.y - 9, place.x + 9, place.y + 9) for place, _name in named]
    taken += [_Box(measure.x - 4, measure.y - 14, WIDTH, height)] if measure else []
    large = list(taken)
    page = _Box(4, 4, WIDTH - 4, height - 4)
    for place, name in named:
        fitting = (made for made in _places(place, name) if _free(_box(made), taken, page))
        labelled = next(fitting, place)
        if labelled.label:
            taken.append(_box(labelled))
            roomy = _free(_box(labelled, _PHONE), large, page)
            large += [_box(labelled, _PHONE)] if roomy else []
            labelled = replace(labelled, tight=not roomy)
        yield labelled


def _free(box: _Box, taken: Iterable[_Box], page: _Box) -> bool:
    inside = box.left > page.left and box.right < page.right and box.bottom < page.bottom
    return inside and not any(box.meets(other) for other in taken)


def _box(place: Dot | Spot, times: float = 1) -> _Box:
    """What a label covers in letters so many *times* larger, its anchor where it is."""
    width = len(place.label) * _LETTER * times
    left = place.label_x - {"start": 1, "end": width - 1, "middle": width / 2}[place.anchor]
    return _Box(left, place.label_y - 10 * times, left + width, place.label_y + 3 * times)


def _places(place: _Placed, name: str) -> Iterable[_Placed]:
    for x, y, anchor in (
        (11, 4, "start"),
        (-11, 4, "end"),
        (0, -12, "middle"),
        (0, 20, "middle"),
        (7, -9, "start"),
        (7, 17, "start"),
        (-7, -9, "end"),
        (-7, 17, "end"),
    ):
        at_x, at_y = round(place.x + x, 1), round(place.y + y, 1)
        yield replace(place, label=name, label_x=at_x, label_y=at_y, anchor=anchor)


def _short(commune: Commune) -> str:
    """The name without its kind: on a map “Xã” says nothing."""
    name = line(commune.name, 28) or line(commune.code, 20)
    for kind in ("Xã ", "Phường ", "Đặc khu "):
        name = name.removeprefix(kind)
    return name


def _share(group: GroupView) -> str:
    name = line(group.name, 28).removeprefix("Tỉnh ").removeprefix("Thành phố ")
    return f"{name} {group.serving}/{group.communes}".strip()
