"""The columns of all therapists as they are on one day, and how they take in what changed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from django.conf import settings

from drakentemmers.matching.roster import rows as reading
from drakentemmers.matching.roster.columns import OPEN, Table, therapists
from drakentemmers.matching.roster.encoding import BEGINNING, END, encode
from drakentemmers.matching.roster.locations import BEYOND, OF_THE_OWNER, Locations
from drakentemmers.matching.roster.traits import WHERE, WHO, together
from drakentemmers.matching.roster.weeks import WEEKS_AHEAD, first_weeks
from drakentemmers.matching.rules.asked import day_number, week_number

Facts = tuple[int, int, int, int, int]  # x, y, z, radius in kilometres, number


@dataclass(slots=True)
class Index:
    """In which row a therapist stands: a sorted list of ids, and what came after it was sorted."""

    ids: np.ndarray
    rows: np.ndarray
    added: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, ids: np.ndarray) -> "Index":
        order = np.argsort(ids, kind="stable").astype(np.int32)
        return cls(ids[order], order)

    def copy(self) -> "Index":
        return Index(self.ids, self.rows, dict(self.added))

    def row(self, pk: str) -> int | None:
        if pk in self.added:
            return self.added[pk]
        place = np.searchsorted(self.ids, pk.encode())
        found = place < len(self.ids) and self.ids[place] == pk.encode()
        return int(self.rows[place]) if found else None


class Roster:
    """What everybody offers, on one day and at one moment. Not safe for two threads at once: `keeping` has the lock."""

    def __init__(self, on: date) -> None:
        self.base = week_number(on)
        self.on, self.newest = on, on
        self.therapists: Table = therapists()
        self.locations = Locations()
        self.index = Index.of(self.therapists.ids)
        self.practices: dict[str, int] = {}
        self.asked_days: dict[int, list[int]] = {}
        self.timed: dict[str, tuple[datetime, datetime]] = {}
        self.valid = (BEGINNING, END)
        self.drops_out_after = settings.OFFER_DROPS_OUT_AFTER

    @classmethod
    def read(cls, on: date, now: datetime, ids: Collection[str] | None = None) -> "Roster":
        """Return a roster of everybody, or of these therapists alone, read from the database."""
        roster = cls(on)
        around = reading.around(ids, on)
        for chunk in reading.professionals(ids):
            roster._take_in(chunk, around, now)
        roster._settle()
        return roster

    @classmethod
    def of(cls, therapists: dict[str, np.ndarray], locations: dict[str, np.ndarray], on: date) -> "Roster":
        """Return a roster of given columns, for supply that is in no database. `locations` name rows as owners."""
        roster = cls(on)
        roster.therapists.extend(**therapists)
        roster.locations.extend(**locations)
        number = int(roster.therapists.practice.max(initial=-1)) + 1
        roster.practices = {f"{practice}": practice for practice in range(number)}
        roster._settle()
        return roster

    def copy(self) -> "Roster":
        """Return a roster that can be changed without changing this one."""
        other = Roster.__new__(Roster)
        other.__dict__ |= self.__dict__
        other.therapists, other.locations = self.therapists.copy(), self.locations.copy()
        other.index, other.practices = self.index.copy(), dict(self.practices)
        other.asked_days, other.timed = dict(self.asked_days), dict(self.timed)
        return other

    def _settle(self) -> None:
        """Make everything that follows from the columns."""
        self.locations.sort(self.therapists)
        self._put_neighbours_together()
        self.index = Index.of(self.therapists.ids.copy())
        self._derive(np.arange(len(self.therapists)))
        self._count_turns(None)
        self._set_validity()

    def _put_neighbours_together(self) -> None:
        """Put therapists in the order of their first work locations.

        A search looks at those around one place: of a million they then lie close together in memory too.
        """
        order = np.argsort(self.therapists.at, kind="stable")
        self.therapists.reorder(order)
        row_of = np.empty(len(order), np.int32)
        row_of[order] = np.arange(len(order), dtype=np.int32)
        self.locations.owner[:] = row_of[self.locations.owner]
        self.asked_days = {int(row_of[row]): days for row, days in self.asked_days.items()}

    def reaches(self, on: date) -> bool:
        """Tell whether this roster can be used on `on`; else it is built anew."""
        ahead = week_number(on) - self.base
        near = self.newest - on <= timedelta(days=6)
        return 0 <= ahead <= WEEKS_AHEAD and near and self.drops_out_after == settings.OFFER_DROPS_OUT_AFTER

    def move_to(self, on: date, now: datetime) -> None:
        """Make the roster right for another day or moment."""
        if on != self.on:
            self.on, self.newest = on, max(on, self.newest)
            self._derive(np.arange(len(self.therapists)))
            self._count_turns(None)
        if not self.valid[0] <= now < self.valid[1]:
            self.refresh([pk for pk, (since, until) in self.timed.items() if not since <= now < until], now)

    def refresh(self, ids: Collection[str], now: datetime) -> None:
        """Read these therapists again: who is new comes in, who is no longer there goes out."""
        around = reading.around(ids, self.on)
        before = [row for pk in ids if (row := self.index.row(pk)) is not None]
        practices = set(self.therapists.practice[before].tolist())
        found: list[np.ndarray] = [self._take_in(chunk, around, now) for chunk in reading.professionals(ids)]
        changed = np.concatenate(found) if found else np.zeros(0, np.int64)
        gone = np.array(sorted(set(before).difference(changed.tolist())), np.int64)
        self._leave(gone)
        self._derive(np.concatenate((changed, gone)))
        practices |= set(self.therapists.practice[changed].tolist())
        self._count_turns(practices - {-1}, changed)
        if self.locations.end_is_long:
            self.locations.sort(self.therapists)
        self._set_validity()

    def _take_in(self, chunk: list, around: reading.Around, now: datetime) -> np.ndarray:
        encoded = encode(chunk, around, on=self.on, now=now, base=self.base)
        columns = encoded.columns
        number = self.practices
        columns["practice"] = np.fromiter(
            (
                number.setdefault(row["practice_id"], len(number)) if row["practice_id"] else -1
                for row in chunk
            ),
            np.int32,
            len(chunk),
        )
        places = self._rows_for([row["pk"] for row in chunk], columns)
        for row, at in zip(chunk, places.tolist(), strict=True):
            pk = row["pk"]
            self.timed.pop(pk, None)
            if days := around.asked_days.get(pk):
                self.asked_days[at] = days
            else:
                self.asked_days.pop(at, None)
        self.timed |= encoded.timed
        self._place(chunk, places, around)
        return places

    def _rows_for(self, ids: list[str], columns: dict[str, np.ndarray]) -> np.ndarray:
        """Put the columns in the rows these therapists have, or in new ones; return the rows."""
        table, known = self.therapists, np.array([self._known(pk) for pk in ids], np.int64)
        fresh = np.flatnonzero(known < 0)
        if len(fresh):
            made = table.extend(at=np.full(len(fresh), -1, np.int32), ids=columns["ids"][fresh])
            known[fresh] = made
            if len(self.index.ids) or len(table) > len(made) or self.index.added:
                self.index.added |= {ids[i]: int(at) for i, at in zip(fresh.tolist(), made, strict=True)}
        table.put(known, **columns)
        return known

    def _known(self, pk: str) -> int:
        row = self.index.row(pk) if len(self.index.ids) or self.index.added else None
        return -1 if row is None else row

    def _place(self, chunk: list, places: np.ndarray, around: reading.Around) -> None:
        """Put work locations in the table, unless they stand there just so."""
        owners: list[int] = []
        facts: list[Facts] = []
        for row, owner in zip(chunk, places.tolist(), strict=True):
            wanted = _facts_wanted(around.places.get(row["pk"], ()), row["offer__radius_km"])
            there = self._locations_of(owner)
            if there and self._facts_of(there) == wanted:
                continue
            self.locations.drop(there)
            owners += [owner] * len(wanted)
            facts += wanted
        if owners:
            x, y, z, radius, number = np.array(facts, np.int32).T
            added = self.locations.extend(
                owner=np.array(owners, np.int32), x=x, y=y, z=z, radius=radius, number=number
            )
            self.locations.link(added, self.therapists)

    def _locations_of(self, owner: int) -> list[int]:
        return self.locations.of(int(self.therapists.at[owner]))

    def _facts_of(self, rows: list[int]) -> list[Facts]:
        table = self.locations
        columns = (table.x, table.y, table.z, table.radius, table.number)
        return list(zip(*(column[rows].tolist() for column in columns), strict=True))

    def _leave(self, gone: np.ndarray) -> None:
        """Take out who is no longer there."""
        if len(gone):
            self.therapists.put(gone, until=-1, is_active=False, practice=-1, asked=0)
            for row, pk in zip(gone.tolist(), self.therapists.ids[gone].tolist(), strict=True):
                self.asked_days.pop(row, None)
                self.timed.pop(pk.decode(), None)
                self.locations.drop(self._locations_of(row))
            self.therapists.put(gone, at=-1)

    def _derive(self, rows: np.ndarray) -> None:
        """Fill in what follows on this day from the columns of these rows."""
        table, today = self.therapists, day_number(self.on)
        is_open = (
            (table.since[rows] <= today)
            & (table.until[rows] >= today)
            & (table.confirmed[rows] >= today - self.drops_out_after)
        )
        table.put(
            rows,
            marked=table.marked_until[rows] >= today,
            first_week=first_weeks(table.free_weeks[rows], week_number(self.on), self.base),
            gate=np.where(is_open, table.groups[rows] | np.int16(OPEN), 0),
        )
        table.put(rows, who=together(table, rows, WHO), where=together(table, rows, WHERE))
        owner = self.locations.owner
        if len(rows) == len(table):
            theirs = np.flatnonzero(owner >= 0)
        else:
            theirs = np.array([at for row in rows.tolist() for at in self._locations_of(row)], np.int64)
        owners = owner[theirs]
        self.locations.put(theirs, **{name: table.arrays[name][owners] for name in OF_THE_OWNER})

    def _count_turns(self, practices: Iterable[int] | None, rows: np.ndarray | None = None) -> None:
        """Count the questions of the last 90 days, per 100 therapists of a practice; None: of everybody."""
        table, today = self.therapists, day_number(self.on)
        own = table.asked
        everybody = practices is None
        which = self.asked_days if everybody else [] if rows is None else rows.tolist()
        if everybody:
            own[:] = 0
        for row in which:
            days = self.asked_days.get(row, ())
            own[row] = sum(today - reading.LATELY_DAYS < day <= today for day in days)
        if everybody:
            belong = table.practice >= 0
            members = table.practice[belong]
            total = np.bincount(members, own[belong], len(self.practices)).astype(np.int64)
            size = np.bincount(members, table.is_active[belong], len(self.practices)).astype(np.int64)
            shared = 100 * total // np.maximum(size, 1)
            table.lately[:] = 100 * own
            table.lately[belong] = shared[members]
            return
        if rows is not None:
            table.lately[rows] = 100 * own[rows]
        for practice in practices or ():
            members = np.flatnonzero(table.practice == practice)
            active = max(int(np.count_nonzero(table.is_active[members])), 1)
            table.lately[members] = 100 * int(own[members].sum()) // active

    def _set_validity(self) -> None:
        since, until = zip(*self.timed.values(), strict=True) if self.timed else ((BEGINNING,), (END,))
        self.valid = (max(since), min(until))

    @property
    def bytes(self) -> int:
        """How much memory the columns take."""
        index = self.index.ids.nbytes + self.index.rows.nbytes + self.locations.sorted_keys.nbytes
        return self.therapists.bytes + self.locations.bytes + index


def _facts_wanted(places: Iterable[reading.Place], own_radius: int | None) -> list[Facts]:
    """Return the work locations of one therapist; who has none has one beyond the earth."""
    return [
        (x, y, z, radius if own_radius is None else min(radius, own_radius), number)
        for number, (x, y, z, radius) in enumerate(places)
    ] or [(BEYOND, BEYOND, BEYOND, -1, 0)]
