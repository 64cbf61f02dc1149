"""A dot map drawn from coordinates alone: no tiles, no network, no polygon of doubtful origin."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.model import Commune, Level
from auditor.reports.text import line
from auditor.reports.view import CommuneView

WIDTH = 560
_MARGIN = 46
_MAX_HEIGHT = 760
_LETTER = 6.7
"""Width of a letter of a label, about; what it errs a label keeps as distance."""


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


@dataclass(frozen=True, slots=True)
class DotMap:
    """All dots; ``without`` counts the communes whose coordinates the inventory does not have."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    without: int


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


def dot_map(communes: Sequence[CommuneView]) -> DotMap | None:
    """The map of *communes* (the neediest first get their names written first); None without coordinates."""
    placed = [(view, point) for view in communes if (point := _point(view.commune))]
    if not placed:
        return None
    project, height = _projection([point for _view, point in placed])
    dots = [Dot(view.commune, view.level, *project(point)) for view, point in placed]
    return DotMap(WIDTH, height, tuple(_labelled(dots, height)), len(communes) - len(placed))


def _point(commune: Commune) -> tuple[float, float] | None:
    if commune.lat is None or commune.lon is None:
        return None
    inside = -90 <= commune.lat <= 90 and -180 <= commune.lon <= 180  # NaN is not inside either
    return (commune.lat, commune.lon) if inside else None


class _Projection:
    """Equirectangular around the middle latitude: true enough for a province."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        lats, lons = zip(*points, strict=True)
        self.north, self.west = max(lats), min(lons)
        self.squeeze = math.cos(math.radians((max(lats) + min(lats)) / 2))
        across = max((max(lons) - min(lons)) * self.squeeze, 1e-3)
        down = max(max(lats) - min(lats), 1e-3)
        self.scale = min((WIDTH - 2 * _MARGIN) / across, (_MAX_HEIGHT - 2 * _MARGIN) / down)
        self.left = (WIDTH - across * self.scale) / 2
        self.height = round(down * self.scale) + 2 * _MARGIN

    def __call__(self, point: tuple[float, float]) -> tuple[float, float]:
        lat, lon = point
        return (
            round(self.left + (lon - self.west) * self.squeeze * self.scale, 1),
            round(_MARGIN + (self.north - lat) * self.scale, 1),
        )


def _projection(points: Sequence[tuple[float, float]]) -> tuple[_Projection, int]:
    projection = _Projection(points)
    return projection, projection.height


def _labelled(dots: Sequence[Dot], height: int) -> Iterable[Dot]:
    """Each dot with its name at the first side where it covers nothing."""
    taken = [_Box(dot.x - 9, dot.y - 9, dot.x + 9, dot.y + 9) for dot in dots]
    page = _Box(4, 4, WIDTH - 4, height - 4)
    for dot in dots:
        for labelled, box in _places(dot):
            inside = box.left > page.left and box.right < page.right and box.bottom < page.bottom
            if inside and not any(box.meets(other) for other in taken):
                taken.append(box)
                yield labelled
                break
        else:
            yield dot


def _places(dot: Dot) -> Iterable[tuple[Dot, _Box]]:
    name = _short(dot.commune)
    width = len(name) * _LETTER
    for x, y, anchor, left in (
        (dot.x + 11, dot.y + 4, "start", dot.x + 10),
        (dot.x - 11, dot.y + 4, "end", dot.x - 10 - width),
        (dot.x, dot.y - 12, "middle", dot.x - width / 2),
        (dot.x, dot.y + 20, "middle", dot.x - width / 2),
        (dot.x + 7, dot.y - 9, "start", dot.x + 6),
        (dot.x + 7, dot.y + 17, "start", dot.x + 6),
        (dot.x - 7, dot.y - 9, "end", dot.x - 6 - width),
        (dot.x - 7, dot.y + 17, "end", dot.x - 6 - width),
    ):
        labelled = Dot(dot.commune, dot.level, dot.x, dot.y, name, round(x, 1), round(y, 1), anchor)
        yield labelled, _Box(left, y - 10, left + width, y + 3)


def _short(commune: Commune) -> str:
    """The name without its kind: on a map “Xã” says nothing."""
    name = line(commune.name, 28) or line(commune.code, 20)
    for kind in ("Xã ", "Phường ", "Đặc khu "):
        name = name.removeprefix(kind)
    return name
