"""Every feasible pair of many needs and all therapists, for a round that places them all at once."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from drakentemmers.kernel.geography import EARTH_RADIUS_M
from drakentemmers.matching.roster.roster import Roster
from drakentemmers.matching.roster.seeking import seek
from drakentemmers.matching.rules.asked import Asked
from drakentemmers.matching.rules.reach import NOWHERE

PAIRS_AT_ONCE = 1 << 20
UNIT_M = 100


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs in which every hard need is met, in order of need and then of therapist id."""

    need: np.ndarray  # int32: the place of the need in what was asked
    therapist: np.ndarray  # int32: the place of the therapist in `therapists(roster)`
    distance: (
        np.ndarray
    )  # int32: in units of 100 metres, rounded; 0 when no place was asked or known, or online
    points: np.ndarray  # int16
    first_week: np.ndarray  # int16: see `rules.asked.week_begins`


def therapists(roster: Roster) -> np.ndarray:
    """Return the ids of all therapists (bytes), sorted; the same order whatever came in first."""
    return np.sort(roster.therapists.ids)


def pairs(
    roster: Roster,
    needs: Sequence[Asked],
    without: Sequence[Collection[str]] | None = None,
    at_once: int = PAIRS_AT_ONCE,
) -> Iterator[Pairs]:
    """Yield all feasible pairs, some at a time. `without[i]` are ids that may not be asked for need `i`.

    Use it while the roster is held; what it yields does not change with the roster.
    """
    order = np.argsort(roster.therapists.ids, kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    held: list[Pairs] = []
    count = 0
    for number, asked in enumerate(needs):
        found = _of_one(roster, number, asked, without[number] if without else (), place)
        held.append(found)
        count += len(found.need)
        if count >= at_once:
            yield _together(held)
            held, count = [], 0
    if held:
        yield _together(held)


def _of_one(roster: Roster, number: int, asked: Asked, without: Collection[str], place: np.ndarray) -> Pairs:
    found = seek(roster, asked, without=without)
    fits = found.fits
    fits = fits[np.argsort(place[found.rows[fits]])]
    return Pairs(
        need=np.full(len(fits), number, np.int32),
        therapist=place[found.rows[fits]],
        distance=_units(asked, found.chord[fits] if len(found.chord) else None, len(fits)),
        points=found.points[fits].astype(np.int16),
        first_week=found.first_week[fits],
    )


def _units(asked: Asked, chord: np.ndarray | None, count: int) -> np.ndarray:
    """Return distances over the ground in units of 100 metres."""
    if chord is None or asked.is_online:
        return np.zeros(count, np.int32)
    metres = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(np.sqrt(chord) / (2 * EARTH_RADIUS_M), 1.0))
    return np.where(chord == NOWHERE, 0, np.rint(metres / UNIT_M)).astype(np.int32)


def _together(held: list[Pairs]) -> Pairs:
    return Pairs(*(np.concatenate([getattr(one, name) for one in held]) for name in Pairs.__slots__))
