"""Maps drawn on the server: no tiles, no visitor data to anybody, the same on paper and without JavaScript. Pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, log, pi, radians, tan
from pathlib import Path

Ring = Sequence[Sequence[float]]  # [longitude, latitude] pairs
Outline = tuple[str, Sequence[Ring]]
KM_PER_DEGREE = 111.2
SMALLEST_KM = 6.0  # half the height of a map never shows less than this
PROVINCES = Path(__file__).parent / "data" / "provinces.json"


@dataclass(frozen=True, slots=True)
class Pin:
    """One numbered place on the map; `kind` is ok, warn or full; `href` leads to the item in the list."""

    number: int
    name: str
    latitude: float
    longitude: float
    kind: str
    href: str


@dataclass(frozen=True, slots=True)
class Label:
    """A name to draw, with the weight that decides who stays when two would overlap."""

    name: str
    latitude: float
    longitude: float
    weight: int = 0


@dataclass(frozen=True, slots=True)
class DrawnPin:
    """A pin in the coordinates of the drawing."""

    pin: Pin
    x: float
    y: float


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
    paths: tuple[str, ...]
    pins: tuple[DrawnPin, ...]
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

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        east_km = (longitude - self.middle[1]) * self.km_per_longitude
        north_km = (_mercator(latitude) - self._y0) * self.km_per_longitude * 180 / pi
        return (
            round(self.width / 2 + east_km / self.km_per_unit, 1),
            round(self.height / 2 - north_km / self.km_per_unit, 1),
        )

    def shows(self, x: float, y: float) -> bool:
        return 0 <= x <= self.width and 0 <= y <= self.height


def _mercator(latitude: float) -> float:
    return log(tan(pi / 4 + radians(latitude) / 2))


@cache
def provinces() -> tuple[Outline, ...]:
    """Return the outlines of the provinces: what is drawn when no official outlines were loaded."""
    return tuple((name, rings) for name, rings in json.loads(PROVINCES.read_text()))


def _path(frame: _Frame, rings: Iterable[Ring]) -> str:
    """Return the SVG path of an outline, or an empty text when it lies outside the drawing."""
    parts, left, right, top, bottom = [], 1e9, -1e9, 1e9, -1e9
    for ring in rings:
        points = [frame.at(latitude, longitude) for longitude, latitude, *_ in ring]
        for x, y in points:
            left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
        parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    outside = right < 0 or left > frame.width or bottom < 0 or top > frame.height
    return "" if outside else "".join(parts)


def _without_overlap(
    frame: _Frame, labels: Iterable[Label], taken: list[tuple[float, float]]
) -> list[DrawnLabel]:
    drawn: list[DrawnLabel] = []
    boxes = [(x - 20, y - 42, x + 20, y + 4) for x, y in taken]
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
    paths = tuple(path for _, rings in (outlines or provinces()) if (path := _path(frame, rings)))
    drawn = tuple(DrawnPin(pin, *frame.at(pin.latitude, pin.longitude)) for pin in pins)
    here = frame.at(*centre) if centre else None
    names = _without_overlap(frame, labels, [(pin.x, pin.y) for pin in drawn] + ([here] if here else []))
    radius = round(radius_km / frame.km_per_unit, 1) if radius_km and centre else None
    return Map(width, height, paths, drawn, tuple(names), here, radius, bool(outlines))
