"""Work locations as whole metres, in bands from south to north and sorted from west to east within a band.

What changes goes to the end, which every search looks through; when that gets long, all is sorted again. A therapist
without a work location has one beyond the earth, so that no distance is ever short enough.
"""

from math import isqrt

import numpy as np
import numpy.typing as npt

from drakentemmers.kernel.geography import EARTH_RADIUS_M, Point
from drakentemmers.matching.roster.columns import Table

TYPES: dict[str, npt.DTypeLike] = {
    "owner": np.int32,  # the row of the therapist; -1: no longer there
    "x": np.int32,
    "y": np.int32,
    "z": np.int32,
    "radius": np.int16,
    "number": np.int16,  # among the work locations of one therapist
    "gate": np.int16,  # these three as they are of the owner
    "who": np.int16,
    "where": np.int16,
    "next": np.int32,  # the next work location of the same owner; -1: there is none
}
OF_THE_OWNER = ("gate", "who", "where")
BAND_M = 30_000
WIDTH = 1 << 25  # more than any y
BEYOND = 4 * EARTH_RADIUS_M
LONGEST_END = 4096


class Locations(Table):
    """Every work location of every therapist in the table."""

    def __init__(self) -> None:
        super().__init__(TYPES)
        self.sorted_keys = np.zeros(0, np.int64)

    def copy(self) -> "Locations":
        other = Locations()
        other.arrays = {name: array[: self.size].copy() for name, array in self.arrays.items()}
        other.size, other.sorted_keys = self.size, self.sorted_keys
        return other

    def of(self, first: int) -> list[int]:
        """Return the rows of one owner, whose first row is `first`."""
        rows, at = [], first
        while at >= 0:
            rows.append(at)
            at = int(self.next[at])
        return rows

    def drop(self, rows: list[int]) -> None:
        """Take work locations away."""
        self.put(np.array(rows, np.int64), owner=np.int32(-1), gate=np.int16(0))

    @property
    def end_is_long(self) -> bool:
        """Tell whether so much was added since the last sorting that it is time for the next."""
        return self.size - len(self.sorted_keys) > max(LONGEST_END, len(self.sorted_keys) // 64)

    def sort(self, owners: Table) -> None:
        """Put every row in its band, those that are gone left out, and tell `owners` where theirs begin."""
        there = np.flatnonzero(self.owner >= 0)
        keys = (self.z[there] // BAND_M).astype(np.int64) * WIDTH + self.y[there]
        order = np.argsort(keys, kind="stable")
        self.arrays = {name: array[: self.size][there[order]] for name, array in self.arrays.items()}
        self.size = len(there)
        self.sorted_keys = keys[order]
        self.link(np.arange(self.size), owners)

    def link(self, rows: np.ndarray, owners: Table) -> None:
        """Link the rows of each owner in the order of their numbers; `rows` are all the rows of those owners."""
        order = rows[np.lexsort((self.number[rows], self.owner[rows]))]
        theirs = self.owner[order]
        last = np.append(theirs[1:] != theirs[:-1], np.True_)[: len(order)]
        self.next[order] = np.where(last, -1, np.append(order[1:], -1)[: len(order)])
        first = np.append(np.True_, last[:-1])[: len(order)]
        owners.put(theirs[first], at=order[first])

    def around(self, place: Point, chord: int) -> list[tuple[int, int]]:
        """Return the stretches of rows that hold everything within a squared chord of `place`."""
        reach = isqrt(chord) + 1
        ends = []  # in plain numbers: of the few bands, arrays would cost more than they save
        for band in range((place.z - reach) // BAND_M, (place.z + reach) // BAND_M + 1):
            apart = max(band * BAND_M - place.z, place.z - (band + 1) * BAND_M, 0)
            half = isqrt(max(chord - apart * apart, 0)) + 1
            middle = band * WIDTH + place.y
            ends += (middle - half, middle + half + 1)
        rows = self.sorted_keys.searchsorted(ends).tolist()
        found = [(start, stop) for start, stop in zip(rows[::2], rows[1::2], strict=True) if start < stop]
        if self.size > len(self.sorted_keys):
            found.append((len(self.sorted_keys), self.size))
        return found
