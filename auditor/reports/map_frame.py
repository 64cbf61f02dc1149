"""From degrees to a picture: the projection, a grid of degrees, a scale in kilometres."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 560
_MARGIN = 46
_MAX_HEIGHT = 760
_DEGREES = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
_LINES = 4
"""At most as many lines of latitude, and of longitude."""
_KILOMETRES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_RULER = 120
"""How long the scale may be."""
_KM_A_DEGREE = 111.2
_DEGREES_WIDE = 48
"""What “103,25°” takes beside its line."""
_LEAST = 0.02
"""Degrees: on a smaller patch a grid and a scale say nothing."""


@dataclass(frozen=True, slots=True)
class GridLine:
    """A line of the grid, and where its degrees are written."""

    path: str
    degrees: float
    x: float
    y: float
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Scale:
    """A ruler of *km*, and where that is written."""

    path: str
    km: int
    x: float
    y: float


class Projection:
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
        self.flat = max(across, down) < _LEAST

    def __call__(self, point: tuple[float, float]) -> tuple[float, float]:
        lat, lon = point
        return (
            round(self.left + (lon - self.west) * self.squeeze * self.scale, 1),
            round(_MARGIN + (self.north - lat) * self.scale, 1),
        )

    def back(self, x: float, y: float) -> tuple[float, float]:
        """The latitude and longitude of a point of the picture."""
        return (
            self.north - (y - _MARGIN) / self.scale,
            self.west + (x - self.left) / (self.squeeze * self.scale),
        )


def grid(project: Projection) -> Iterable[GridLine]:
    """Lines of latitude and longitude at round degrees."""
    if project.flat:
        return
    north, west = project.back(0, 0)
    south, east = project.back(WIDTH, project.height)
    step = next((d for d in _DEGREES if max(north - south, east - west) / d <= _LINES), _DEGREES[-1])
    for lat in _round(south, north, step):
        y = project((lat, west))[1]
        yield GridLine(f"M0 {y}H{WIDTH}", lat, 5, round(y - 4, 1))
    for lon in _round(west, east, step):
        x = project((north, lon))[0]
        cut = x + _DEGREES_WIDE > WIDTH
        at, anchor = (x - 4, "end") if cut else (x + 4, "start")
        yield GridLine(f"M{x} 0V{project.height}", lon, round(at, 1), 12, anchor)


def _round(low: float, high: float, step: float) -> Iterable[float]:
    return (round(n * step, 2) for n in range(math.ceil(low / step), math.floor(high / step) + 1))


def scale(project: Projection) -> Scale | None:
    """The longest round ruler that fits, in the lower right corner; None where the patch is too small."""
    one = project.scale / _KM_A_DEGREE
    km = max((km for km in _KILOMETRES if km * one <= _RULER), default=None)
    if km is None or project.flat:
        return None
    right, y = WIDTH - 14, project.height - 12
    left = round(right - km * one, 1)
    return Scale(f"M{left} {y - 5}V{y}H{right}V{y - 5}", km, left, y - 8)
