"""The rules applied to a roster: who fits, who nearly does, in which order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from drakentemmers.matching.roster import traits
from drakentemmers.matching.roster.columns import OPEN, Table
from drakentemmers.matching.roster.operators import COLUMNWISE
from drakentemmers.matching.roster.roster import Roster
from drakentemmers.matching.rules import decisions
from drakentemmers.matching.rules.asked import NEVER, Asked
from drakentemmers.matching.rules.draw import drawn
from drakentemmers.matching.rules.reach import chord_within_km
from drakentemmers.matching.rules.vocabulary import Order

SOON_WEEKS = 4


def true_at(condition: np.ndarray) -> np.ndarray:
    """Return the places at which a condition holds."""
    return condition.nonzero()[0]


class Picked:
    """The cells of some therapists at some work locations; a column is taken out when a rule asks for it."""

    def __init__(self, table: Table, owners: np.ndarray, **known: np.ndarray) -> None:
        self._table, self.owners = table, owners
        self.__dict__ |= known

    def __getattr__(self, name: str) -> np.ndarray:
        column = self._table.arrays[name].take(self.owners)
        setattr(self, name, column)
        return column


class InSight(NamedTuple):
    """Whom a search looks at, and what is known of them. Locations and chords are empty when no place is asked."""

    owners: np.ndarray  # rows of therapists
    locations: np.ndarray
    chord: np.ndarray
    unmet: np.ndarray  # the bits of the missed rules that are looked up


@dataclass(frozen=True, slots=True)
class Found:
    """Therapists that fit or nearly do, not in order yet. Nothing in it changes with the roster."""

    rows: np.ndarray  # in the table of therapists
    locations: np.ndarray  # the work location that serves; empty when no place is asked
    unmet: np.ndarray
    missed: np.ndarray
    points: np.ndarray
    first_week: np.ndarray
    chord: np.ndarray
    lately: np.ndarray
    order: np.ndarray  # one number for all parts of the order up to the fair turn
    cubic: tuple[int, int, int, int]
    week: int
    all_ids: np.ndarray  # of the table, in which an id and a key never change
    all_keys: np.ndarray

    @property
    def ids(self) -> np.ndarray:
        return self.all_ids.take(self.rows)

    @property
    def fits(self) -> np.ndarray:
        """The places, in these arrays, of who meets every hard need."""
        return true_at(self.missed == 0)

    @property
    def near_misses(self) -> np.ndarray:
        return true_at(self.missed != 0)

    def with_place_soon(self) -> int:
        """Return how many of who fits can start in this week or the next four."""
        return int(np.count_nonzero((self.missed == 0) & (self.first_week <= self.week + SOON_WEEKS)))

    def missed_together(self) -> dict[int, int]:
        """Return which hard needs are missed together, and by how many; who has no place at all does not count."""
        missed = self.missed[(self.missed != 0) & (self.first_week < NEVER)]
        counts = np.bincount(missed)
        found = true_at(counts != 0)
        return dict(zip(found.tolist(), counts.take(found).tolist(), strict=True))

    def first(self, places: np.ndarray, count: int) -> np.ndarray:
        """Return the first `count` of `places`, best first."""
        order = self.order[places]
        if count < len(places):
            last = np.partition(order, count - 1)[count - 1] if count else -1
            places = places[order <= last]
        rows = self.rows[places]
        turn = drawn(self.all_keys[rows].astype(np.int64), self.cubic)
        return places[np.lexsort((self.all_ids[rows], turn, self.lately[places], self.order[places]))][:count]


def seek(
    roster: Roster, asked: Asked, order: Order = Order.FIRST_PLACE, without: Collection[str] = ()
) -> Found:
    """Return who fits `asked` and who nearly does."""
    table = roster.therapists
    sight = _in_sight(roster, asked, without)
    measured = {}
    if asked.point is not None:
        measured = {"chord": sight.chord, "locations": sight.locations}
        if asked.comes:
            measured["reach"] = reaches(roster.locations.radius.take(sight.locations))
    cells = Picked(table, sight.owners, **measured)
    unmet = sight.unmet | decisions.bits_of(decisions.missed_of_measure(asked, cells), COLUMNWISE)
    missed = decisions.misses(asked, cells, unmet, COLUMNWISE)
    kept = true_at(decisions.misses_few(missed, COLUMNWISE))  # all are in sight, and treat the group
    locations, chord = sight.locations, sight.chord
    if asked.point is not None:
        kept = _one_each(roster, asked, kept, cells)
        locations, chord = locations.take(kept), chord.take(kept)
    rows = cells.owners[kept]
    shown = Picked(table, rows, chord=chord, first_week=cells.first_week[kept])
    unmet, missed = unmet[kept], missed[kept]
    earned = decisions.points(asked, shown, unmet, COLUMNWISE)
    parts = decisions.order_parts(asked, shown, missed, earned, order, COLUMNWISE)
    return Found(
        rows=rows,
        locations=locations,
        unmet=unmet,
        missed=missed,
        points=earned,
        first_week=shown.first_week,
        chord=shown.chord,
        lately=parts[-1],
        order=_in_one(parts[:-1], order),
        cubic=asked.cubic,
        week=asked.week,
        all_ids=table.arrays["ids"],
        all_keys=table.arrays["key"],
    )


def _in_sight(roster: Roster, asked: Asked, without: Collection[str]) -> InSight:
    """Return whom to look at: who can be asked for, treats the group, and may be shown by what is looked up.

    What is cheap comes first: a look at two small numbers of each row leaves few to measure the distance to.
    """
    table: Table = roster.therapists if asked.point is None else roster.locations
    stretches = [(0, len(table))]
    if asked.point is not None and asked.sight is not None:
        stretches = roster.locations.around(asked.point, asked.sight)
    wanted, gate = np.int16(OPEN | asked.group), table.gate
    found = [true_at((gate[start:stop] & wanted) == wanted) + start for start, stop in stretches]
    rows = np.concatenate(found) if found else np.zeros(0, np.intp)
    unmet = traits.missed(asked, table.who.take(rows), table.where.take(rows))
    few = true_at(decisions.misses_few(unmet & np.int16(asked.hard), COLUMNWISE))
    rows, unmet = rows.take(few), unmet.take(few)
    if asked.point is None:
        return _left(roster, InSight(rows, rows[:0], rows[:0], unmet), without)
    places = roster.locations
    x, y, z = (axis.take(rows).astype(np.int64) for axis in (places.x, places.y, places.z))
    chord = decisions.chord_to(asked.point, x, y, z, COLUMNWISE)
    if asked.sight is not None:
        near = true_at(chord <= asked.sight)
        rows, chord, unmet = rows.take(near), chord.take(near), unmet.take(near)
    owners = places.owner.take(rows).astype(np.intp)  # once, and not in every `take` of a column
    return _left(roster, InSight(owners, rows, chord, unmet), without)


def _left(roster: Roster, sight: InSight, without: Collection[str]) -> InSight:
    """Leave out who stays out."""
    out = [row for pk in without if (row := roster.index.row(pk)) is not None]
    if not out:
        return sight
    left = true_at(~np.isin(sight.owners, out))
    return InSight(*(column.take(left) if len(column) else column for column in sight))


def _one_each(roster: Roster, asked: Asked, kept: np.ndarray, cells: Picked) -> np.ndarray:
    """Return `kept` with only the work location that serves of who has several."""
    owners = cells.owners.take(kept)
    several = roster.therapists.locations.take(owners) > 1
    theirs = kept[several]
    if not len(theirs):
        return kept
    reach = cells.reach.take(theirs) if asked.comes else None
    parts = decisions.serving_order(asked, cells.chord.take(theirs), reach, COLUMNWISE)
    number = roster.locations.number.take(cells.locations.take(theirs))
    keys = [part for part in parts if isinstance(part, np.ndarray)]
    order = np.lexsort((number, *reversed(keys), owners[several]))
    in_order = owners[several].take(order)
    first = np.ones(len(in_order), np.bool_)
    np.not_equal(in_order[1:], in_order[:-1], out=first[1:])
    return np.concatenate((kept[~several], theirs.take(order[first])))


def _in_one(parts: Sequence[np.ndarray | int], order: Order) -> np.ndarray:
    """Return the parts of an order as one number: fewest misses, fresh, the chosen part, most points."""
    misses, stale, *chosen, steps = parts
    key = np.asarray(misses, np.int64) * 2 + stale
    if chosen:
        key = (key << (48 if order == Order.NEAREST else 16)) + chosen[0]
    return (key << 6) + (steps + 40)


@lru_cache(maxsize=1)
def _reaches(most_km: int) -> np.ndarray:
    return np.array([-1, *(chord_within_km(km) for km in range(most_km + 1))], np.int64)


def reaches(radius_km: np.ndarray) -> np.ndarray:
    """Return how far, as squared chords, therapists travel; -1 from nowhere."""
    most = int(radius_km.max(initial=0))
    return _reaches(1 << most.bit_length())[radius_km + 1]
