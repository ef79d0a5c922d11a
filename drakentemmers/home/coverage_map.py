"""The small map of the front page: the provinces with a dot for every centre municipality. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log, pi, tan

from drakentemmers.home.read.coverage import Spot
from drakentemmers.ui.provinces import provinces

WEST, EAST, SOUTH, NORTH = 3.3, 7.3, 50.72, 53.6
WIDTH = 300
SCALE = WIDTH / (EAST - WEST)
POINTS_KEPT = 4  # every fourth corner is enough at this size


@dataclass(frozen=True, slots=True)
class Dot:
    """One centre municipality in the drawing."""

    x: float
    y: float
    name: str
    is_covered: bool


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """What the template draws."""

    width: int
    height: int
    paths: tuple[str, ...]
    dots: tuple[Dot, ...]


def _down(latitude: float) -> float:
    return -log(tan(pi / 4 + latitude * pi / 360)) * 180 / pi


def _at(longitude: float, latitude: float) -> tuple[float, float]:
    return round((longitude - WEST) * SCALE, 1), round((_down(latitude) - _down(NORTH)) * SCALE, 1)


@cache
def _country() -> tuple[str, ...]:
    return tuple(
        "".join(
            "M"
            + "L".join(f"{x:g} {y:g}" for x, y in (_at(*corner[:2]) for corner in ring[::POINTS_KEPT]))
            + "Z"
            for ring in rings
            if len(ring) > 3 * POINTS_KEPT
        )
        for _, rings in provinces()
    )


def draw_coverage(spots: Sequence[Spot]) -> CoverageMap:
    """Lay out the map; gaps are drawn last, so that none hides behind a neighbour."""
    dots = tuple(
        Dot(*_at(spot.longitude, spot.latitude), spot.name, spot.is_covered)
        for spot in sorted(spots, key=lambda spot: (not spot.is_covered, spot.name))
    )
    return CoverageMap(WIDTH, round((_down(SOUTH) - _down(NORTH)) * SCALE), _country(), dots)
