"""The provinces as they are drawn, and in which of them a place lies. Pure.

The outlines are simplified for drawing: along the coast they cut off a few hundred metres.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np

Ring = Sequence[Sequence[float]]  # [longitude, latitude] pairs
Outline = tuple[str, Sequence[Ring]]
PROVINCES = Path(__file__).parent / "data" / "provinces.json"
AT_ONCE = 1_000  # places looked at together; with a side of a ring each they are a table


@cache
def provinces() -> tuple[Outline, ...]:
    """Return the outlines of the twelve provinces, by name."""
    return tuple((name, rings) for name, rings in json.loads(PROVINCES.read_text()))


def provinces_of(latitudes: Sequence[float], longitudes: Sequence[float]) -> list[str]:
    """Return the name of the province of every place, in degrees; an empty text for what lies in none."""
    y, x = np.asarray(latitudes, np.float64), np.asarray(longitudes, np.float64)
    names = np.zeros(len(x), dtype=object)
    names[:] = ""
    for name, rings in _corners():
        inside = np.zeros(len(x), np.bool_)
        for ring in rings:
            (west, south), (east, north) = ring.min(0), ring.max(0)
            near = ((west <= x) & (x <= east) & (south <= y) & (y <= north)).nonzero()[0]
            for some in np.split(near, range(AT_ONCE, len(near), AT_ONCE)):
                inside[some] ^= _lie_in(ring, x[some], y[some])
        names[inside] = name
    return names.tolist()


def _lie_in(ring: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Tell which points lie in a ring: those with an odd number of its sides to the right of them."""
    (x1, y1), (x2, y2) = ring.T, np.roll(ring, -1, axis=0).T
    crossed = (y1 > y[:, None]) != (y2 > y[:, None])
    steep = np.where(y1 == y2, 1, y2 - y1)  # no line is crossed by what lies level with it
    to_the_right = x[:, None] < x1 + (y[:, None] - y1) / steep * (x2 - x1)
    odd: np.ndarray = np.count_nonzero(crossed & to_the_right, axis=1) % 2 == 1
    return odd


@cache
def _corners() -> tuple[tuple[str, tuple[np.ndarray, ...]], ...]:
    def made() -> Iterator[tuple[str, tuple[np.ndarray, ...]]]:
        for name, rings in provinces():
            yield name, tuple(np.array([corner[:2] for corner in ring], np.float64) for ring in rings)

    return tuple(made())
