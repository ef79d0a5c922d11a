"""The rules applied to a roster: who fits, who nearly does, in which order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from drakentemmers.matching.roster.columns import OPEN, Table
from drakentemmers.matching.roster.operators import COLUMNWISE
from drakentemmers.matching.roster.roster import Roster
from drakentemmers.matching.rules import decisions
from drakentemmers.matching.rules.asked import NEVER, Asked
from drakentemmers.matching.rules.draw import drawn
from drakentemmers.matching.rules.reach import chord_within_km
from drakentemmers.matching.rules.vocabulary import BIT, NEAR_MISS_AT_MOST, Order

SOON_WEEKS = 4
MEASURED = ("owners", "locations", "chord", "reach")
LOOK_AGAIN_AFTER = (
    5  # rules: then who misses too many already is left out; doing so more often takes more than it saves
)
WORTH_IT = 1_000  # therapists; of fewer, all are looked at till the end


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

    def narrow(self, places: np.ndarray) -> None:
        """Keep only the therapists at these places."""
        kept = {name: self.__dict__[name].take(places) for name in MEASURED if name in self.__dict__}
        self.__dict__ = {
            "_table": self._table
        } | kept  # what the table holds is taken out again when asked for


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
    key: np.ndarray
    ids: np.ndarray
    order: np.ndarray  # one number for all parts of the order up to the fair turn
    cubic: tuple[int, int, int, int]
    week: int

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
        turn = drawn(self.key[places].astype(np.int64), self.cubic)
        return places[np.lexsort((self.ids[places], turn, self.lately[places], self.order[places]))][:count]


def seek(
    roster: Roster, asked: Asked, order: Order = Order.FIRST_PLACE, without: Collection[str] = ()
) -> Found:
    """Return who fits `asked` and who nearly does."""
    table = roster.therapists
    owners, locations, chord = _in_sight(roster, asked, without)
    reach = {"reach": reaches(roster.locations.radius[locations])} if asked.comes else {}
    if asked.point is not None:
        reach |= {"chord": chord, "locations": locations}
    cells = Picked(table, owners, **reach)
    unmet = _unmet_by_few(asked, cells)
    missed = decisions.misses(asked, cells, unmet, COLUMNWISE)
    kept = true_at(decisions.is_shown(asked, cells, missed, COLUMNWISE))
    if asked.point is not None:
        kept = _one_each(roster, asked, kept, cells)
        locations, chord = cells.locations[kept], cells.chord[kept]
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
        key=shown.key,
        ids=shown.ids,
        order=_in_one(parts[:-1], order),
        cubic=asked.cubic,
        week=asked.week,
    )


def _unmet_by_few(asked: Asked, cells: Picked) -> np.ndarray:
    """Return the bits of the missed rules. `cells` narrows on the way to who can still be shown."""
    unmet = np.zeros(len(cells.owners), np.int16)
    for number, (name, missed) in enumerate(decisions.each_missed(asked, cells), 1):
        unmet |= COLUMNWISE.bit(missed, BIT[name])
        if number == LOOK_AGAIN_AFTER and len(unmet) > WORTH_IT:
            few = true_at(np.bitwise_count(unmet & np.int16(asked.hard)) <= NEAR_MISS_AT_MOST)
            unmet = unmet.take(few)
            cells.narrow(few)
    return unmet


def _in_sight(
    roster: Roster, asked: Asked, without: Collection[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the therapists to look at, with the work location and its squared chord when a place is asked.

    Only who can be asked for, treats the client group, and is near enough to be shown.
    """
    wanted = np.int16(OPEN | asked.group)
    if asked.point is None:
        rows = true_at((roster.therapists.gate & wanted) == wanted)
        rows = _left(roster, rows, rows, without)
        return rows, rows[:0], rows[:0]
    places = roster.locations
    stretches = [(0, len(places))] if asked.sight is None else places.around(asked.point, asked.sight)
    gate = places.gate
    found = [true_at((gate[start:stop] & wanted) == wanted) + start for start, stop in stretches]
    rows = np.concatenate(found) if found else np.zeros(0, np.intp)
    x, y, z = (axis.take(rows).astype(np.int64) for axis in (places.x, places.y, places.z))
    chord = decisions.chord_to(asked.point, x, y, z, COLUMNWISE)
    if asked.sight is not None:
        near = true_at(chord <= asked.sight)
        rows, chord = rows.take(near), chord.take(near)
    owners = places.owner.take(rows).astype(np.intp)  # once, and not in every `take` of a column
    if without:
        left = _left(roster, np.arange(len(rows)), owners, without)
        rows, owners, chord = rows[left], owners[left], chord[left]
    return owners, rows, chord


def _left(roster: Roster, places: np.ndarray, owners: np.ndarray, without: Collection[str]) -> np.ndarray:
    out = [row for pk in without if (row := roster.index.row(pk)) is not None]
    return places[~np.isin(owners, out)] if out else places


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
    first = np.append(True, in_order[1:] != in_order[:-1])
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
