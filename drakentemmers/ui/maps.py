"""Maps drawn on the server: no tiles, no visitor data to anybody, the same on paper and without JavaScript. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, log, pi, radians, tan

import numpy as np

from drakentemmers.ui.abroad import ABROAD
from drakentemmers.ui.bunches import LARGEST, Box, Bunch, DrawnPin, Pin, bunched
from drakentemmers.ui.provinces import Outline, Ring, provinces

KM_PER_DEGREE = 111.2
SMALLEST_KM = 6.0  # half the height of a map never shows less than this
DEGREES = 180 / pi  # in one radian
# So many units outside the drawing are still drawn: no edge is seen where an outline is cut off.
BEYOND = 12


@dataclass(frozen=True, slots=True)
class Label:
    """A name to draw, with the weight that decides who stays when two would overlap."""

    name: str
    latitude: float
    longitude: float
    weight: int = 0


@dataclass(frozen=True, slots=True)
class DrawnLabel:
    """A name in the coordinates of the drawing."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Map:
    """Everything the template draws, in units of a `width` by `height` drawing."""

    width: int
    height: int
    abroad: tuple[str, ...]  # land across the border, drawn below everything
    paths: tuple[str, ...]
    bunches: tuple[Bunch, ...]
    labels: tuple[DrawnLabel, ...]
    centre: tuple[float, float] | None
    radius: float | None
    has_outlines: bool


class _Frame:
    """Projects degrees to the drawing (Mercator: shapes stay as people know them)."""

    def __init__(
        self, points: Sequence[tuple[float, float]], reach_km: float | None, width: int, height: int
    ) -> None:
        latitudes = [latitude for latitude, _ in points] or [52.2]
        longitudes = [longitude for _, longitude in points] or [5.3]
        self.width, self.height = width, height
        middle = (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2
        if reach_km is not None and points:
            middle = points[0]
        self.km_per_longitude = KM_PER_DEGREE * cos(radians(middle[0]))
        half_h = max((abs(latitude - middle[0]) * KM_PER_DEGREE for latitude in latitudes), default=0)
        half_w = max(
            (abs(longitude - middle[1]) * self.km_per_longitude for longitude in longitudes), default=0
        )
        shortest = max(reach_km or 0, SMALLEST_KM)
        half = max(half_h, half_w * height / width, shortest * max(1, height / width)) * 1.12
        if not points:
            half = 160.0
        self.km_per_unit = 2 * half / height
        self.middle = middle
        self._y0 = _mercator(middle[0])
        self._per_unit = self.km_per_longitude / self.km_per_unit

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where degrees lie in the drawing."""
        east, north = longitude - self.middle[1], (_mercator(latitude) - self._y0) * DEGREES
        x, y = self.width / 2 + east * self._per_unit, self.height / 2 - north * self._per_unit
        return round(x, 1), round(y, 1)

    def units(self, points: np.ndarray) -> np.ndarray:
        """Return where rows of (longitude, Mercator height) lie in the drawing."""
        scale = (self._per_unit, -self._per_unit * DEGREES)
        drawn: np.ndarray = (points - (self.middle[1], self._y0)) * scale + (self.width / 2, self.height / 2)
        return np.round(drawn, 1)

    def window(self, beyond: float) -> tuple[float, float, float, float]:
        """Return the west, east, south and north of the drawing and so many units around it, as in `Ground`."""
        half_w, half_h = ((size / 2 + beyond) / self._per_unit for size in (self.width, self.height))
        return (
            self.middle[1] - half_w,
            self.middle[1] + half_w,
            self._y0 - half_h / DEGREES,
            self._y0 + half_h / DEGREES,
        )


@dataclass(frozen=True, slots=True)
class Ground:
    """A ring of an outline, ready to be drawn: rows of (longitude in degrees, Mercator height), and its bounds."""

    points: np.ndarray
    west: float
    east: float
    south: float
    north: float

    @classmethod
    def of(cls, ring: Ring) -> "Ground":
        points = np.array([point[:2] for point in ring], np.float64)
        points[:, 1] = np.log(np.tan(pi / 4 + np.radians(points[:, 1]) / 2))
        (west, south), (east, north) = points.min(0).tolist(), points.max(0).tolist()
        return cls(points, west, east, south, north)

    def lies_in(self, west: float, east: float, south: float, north: float) -> bool:
        return self.west <= east and self.east >= west and self.south <= north and self.north >= south


def _mercator(latitude: float) -> float:
    return log(tan(pi / 4 + radians(latitude) / 2))


@cache
def _abroad_to_draw() -> tuple[Ground, ...]:
    return tuple(map(Ground.of, ABROAD))


@cache
def _provinces_to_draw() -> tuple[tuple[Ground, ...], ...]:
    return tuple(tuple(map(Ground.of, rings)) for _, rings in provinces())


def _path(frame: _Frame, rings: Iterable[Ground]) -> str:
    """Return the SVG path of what the drawing shows of an outline, or an empty text when it lies outside."""
    around, inside = frame.window(BEYOND), frame.window(0)
    near = [ring for ring in rings if ring.lies_in(*around)]
    if not any(ring.lies_in(*inside) for ring in near):
        return ""
    cut = (cut_off(frame.units(ring.points), frame.width, frame.height).tolist() for ring in near)
    drawn = [points for points in cut if len(points) > 2]  # nothing is left of what lies round a corner
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z" for points in drawn)


def cut_off(points: np.ndarray, width: int, height: int) -> np.ndarray:
    """Return a ring, rows of x and y in units, without most of what lies outside a drawing of this size.

    Of points in a row that lie beyond the same side the first and the last are enough: the line between those lies
    there too.
    """
    for axis, most in ((0, width), (1, height)):
        for side, limit in ((-1, BEYOND), (1, most + BEYOND)):
            beyond = points[:, axis] * side > limit
            if beyond.any():
                in_a_row = beyond & np.roll(beyond, 1) & np.roll(beyond, -1)
                points = points[~in_a_row]
    return points


def _around(x: float, y: float, reach: float) -> Box:
    return x - reach, y - reach, x + reach, y + reach


def _without_overlap(frame: _Frame, labels: Iterable[Label], taken: Sequence[Box]) -> list[DrawnLabel]:
    drawn: list[DrawnLabel] = []
    boxes = list(taken)
    for label in sorted(labels, key=lambda label: (-label.weight, label.name)):
        x, y = frame.at(label.latitude, label.longitude)
        half = len(label.name) * 3.6
        box = (x - half, y - 9, x + half, y + 5)
        inside = box[0] > 4 and box[2] < frame.width - 4 and box[1] > 4 and box[3] < frame.height - 14
        if inside and all(box[2] < b[0] or box[0] > b[2] or box[3] < b[1] or box[1] > b[3] for b in boxes):
            boxes.append(box)
            drawn.append(DrawnLabel(label.name, x, y))
        if len(drawn) == 14:
            break
    return drawn


def draw(
    pins: Sequence[Pin],
    *,
    centre: tuple[float, float] | None = None,
    radius_km: float | None = None,
    outlines: Sequence[Outline] = (),
    labels: Iterable[Label] = (),
    width: int = 560,
    height: int = 680,
) -> Map:
    """Lay out a map of numbered pins around an asked place.

    `centre` is (latitude, longitude) in degrees; `radius_km` draws the circle asked for; `outlines` are municipalities
    as (name, rings of [longitude, latitude]), without them the provinces are drawn; `labels` are names of places, of
    which only those that do not overlap are kept.
    """
    places = ([centre] if centre else []) + [(pin.latitude, pin.longitude) for pin in pins]
    frame = _Frame(places, radius_km if centre else None, width, height)
    given = [tuple(map(Ground.of, rings)) for _, rings in outlines]
    ground = given if outlines else _provinces_to_draw()
    paths = tuple(path for rings in ground if (path := _path(frame, rings)))
    abroad = tuple(path for ring in _abroad_to_draw() if (path := _path(frame, [ring])))
    placed = [DrawnPin(pin, *frame.at(pin.latitude, pin.longitude)) for pin in pins]
    here = frame.at(*centre) if centre else None
    bunches = bunched(placed, width, height, [_around(*here, 12)] if here else [])
    taken = [bunch.head(LARGEST) for bunch in bunches] + [_around(bunch.x, bunch.y, 6) for bunch in bunches]
    if here:
        taken.append(_around(*here, 20))
    names = _without_overlap(frame, labels, taken)
    radius = round(radius_km / frame.km_per_unit, 1) if radius_km and centre else None
    return Map(width, height, abroad, paths, bunches, tuple(names), here, radius, bool(outlines))
