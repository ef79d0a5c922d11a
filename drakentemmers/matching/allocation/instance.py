"""What there is to divide: who waits, who has room, who fits whom and at what cost. Sorted one way, whatever comes in.

The worth of placing somebody is his or her level (urgency first, then weeks waited) times more than all travel
together can cost. Sets of requests that can be placed together form a transversal matroid, so weights that only
decrease from level to level are enough: the most urgent come first exactly, and it never costs anybody else a place.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer]
INT32, INT64 = 2**31 - 1, 2**63 - 1
NOBODY = -1


class BadInstance(ValueError):  # noqa: N818 - reads as the sentence it is
    """What came in cannot be right: an id twice, a pair twice, a cost below zero."""


class CostsTooLarge(OverflowError):  # noqa: N818
    """So many requests, levels or metres that whole numbers of 64 bits cannot hold the order any more."""


class PinRefused(ValueError):  # noqa: N818
    """A choice made by hand that breaks a hard need, or gives out a place that is not there."""

    def __init__(self, request: str, therapist: str) -> None:
        super().__init__(f"{request} cannot be pinned to {therapist}")
        self.request, self.therapist = request, therapist


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request: `urgency` 0 is the most urgent; requests with the same `family` want to be together."""

    id: str
    urgency: int
    weeks: int
    family: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A therapist with so many places; practice and spot (metres) tell who is near whom."""

    id: str
    places: int
    practice: str = ""
    spot: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True)
class Instance:
    """Requests and therapists by place in the sorted lists; `fits[starts[i]:starts[i + 1]]` are those who fit i."""

    requests: tuple[str, ...]
    urgency: Ints
    weeks: Ints
    family: Ints  # NOBODY: on one's own
    therapists: tuple[str, ...]
    places: Ints
    practice: Ints
    spots: Ints  # (m, 3)
    starts: Ints
    fits: Ints  # rising within a request
    travel: Ints  # hundreds of metres, with what missed wishes cost
    cost: Ints  # travel, and on every pair but yesterday's what staying put is worth

    @classmethod
    def made(
        cls,
        waiting: Sequence[Waiting],
        rooms: Sequence[Room],
        pairs: tuple[Ints, Ints, Ints],
        *,
        yesterday: Mapping[str, str] | None = None,
        bonus: int = 0,
    ) -> "Instance":
        """Return the instance of `pairs`: places in `waiting`, places in `rooms`, travel. In whatever order.

        Pairs of `yesterday` (request id to therapist id) cost `bonus` less than all others. Raises BadInstance.
        """
        who, whom, travel = (_int64(part) for part in pairs)
        order_w = sorted(range(len(waiting)), key=lambda at: waiting[at].id)
        order_r = sorted(range(len(rooms)), key=lambda at: rooms[at].id)
        requests = tuple(waiting[at].id for at in order_w)
        therapists = tuple(rooms[at].id for at in order_r)
        if len(set(requests)) < len(requests) or len(set(therapists)) < len(therapists):
            raise BadInstance("an id stands twice")
        if travel.size and travel.min() < 0:
            raise BadInstance("a cost is below zero")
        _fits_in_32_bits(int(travel.max(initial=0)))
        who, whom = _places_after(order_w)[who], _places_after(order_r)[whom]
        keys = who * len(rooms) + whom  # one number for a pair sorts four times as fast as two
        sort = np.argsort(keys)
        keys, travel = keys[sort], travel[sort]
        if np.any(keys[1:] == keys[:-1]):
            raise BadInstance("a pair stands twice")
        who, whom = np.divmod(keys, max(len(rooms), 1))
        made = cls(
            requests=requests,
            urgency=np.array([waiting[at].urgency for at in order_w], dtype=np.int64),
            weeks=np.array([waiting[at].weeks for at in order_w], dtype=np.int64),
            family=_numbered([waiting[at].family for at in order_w]),
            therapists=therapists,
            places=np.array([rooms[at].places for at in order_r], dtype=np.int64),
            practice=_numbered([rooms[at].practice for at in order_r]),
            spots=np.array([rooms[at].spot for at in order_r], dtype=np.int64).reshape(-1, 3),
            starts=np.searchsorted(who, np.arange(len(requests) + 1)),
            fits=whom.astype(np.int32),
            travel=travel.astype(np.int32),
            cost=travel.astype(np.int32),
        )
        return made.staying_near(yesterday or {}, bonus)

    def staying_near(self, yesterday: Mapping[str, str], bonus: int) -> "Instance":
        """Return the same in which every pair but those of `yesterday` costs `bonus` more."""
        _fits_in_32_bits(int(self.travel.max(initial=0)) + bonus)
        cost = self.travel + np.int32(bonus)
        for request, therapist in yesterday.items():
            pair = self.pair_named(request, therapist)
            if pair is not None:
                cost[pair] -= bonus
        return replace(self, cost=cost)

    def without(self, forbidden: Collection[tuple[str, str]]) -> "Instance":
        """Return the same without the pairs that somebody forbade."""
        keep = np.ones(self.fits.size, dtype=bool)
        for request, therapist in forbidden:
            pair = self.pair_named(request, therapist)
            if pair is not None:
                keep[pair] = False
        return self.only(keep)

    def only(self, keep: NDArray[np.bool_]) -> "Instance":
        """Return the same with only the pairs that `keep` says."""
        before = np.concatenate(([0], np.cumsum(keep)))
        return replace(
            self,
            starts=before[self.starts],
            fits=self.fits[keep],
            travel=self.travel[keep],
            cost=self.cost[keep],
        )

    def given(self, pins: Mapping[str, str]) -> "Instance":
        """Return what is left to divide once every request in `pins` has its therapist. Raises PinRefused."""
        wanted = sorted(pins.items())
        kept = set(self.standing(wanted))
        for pin in wanted:
            if pin not in kept:
                raise PinRefused(*pin)
        places, keep = self.places.copy(), np.ones(self.fits.size, dtype=bool)
        for request, therapist in wanted:
            i = self.place_of_request[request]
            places[self.place_of_therapist[therapist]] -= 1
            keep[self.starts[i] : self.starts[i + 1]] = False
        return replace(self.only(keep), places=places)

    @cached_property
    def place_of_request(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.requests)}

    @cached_property
    def place_of_therapist(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.therapists)}

    @cached_property
    def rows(self) -> Ints:
        """The request of every pair."""
        return np.repeat(np.arange(len(self.requests), dtype=np.int32), np.diff(self.starts))

    @cached_property
    def level(self) -> Ints:
        """1 for the least pressing request, one more for each step up: urgency, then weeks waited."""
        keys = np.stack((-self.urgency, self.weeks))
        return np.unique(keys, axis=1, return_inverse=True)[1].reshape(-1) + 1

    @cached_property
    def step(self) -> int:
        """More than all pairs of a proposal together can cost."""
        return len(self.requests) * int(self.cost.max(initial=0)) + 1

    @cached_property
    def worth(self) -> Ints:
        """What placing each request is worth. Raises CostsTooLarge when the order would not fit in 64 bits."""
        most = int(self.level.max(initial=1)) * self.step
        nodes = len(self.requests) + len(self.therapists) + 2
        if most * nodes > INT64:
            raise CostsTooLarge(f"{most} times {nodes} nodes is more than {INT64}")
        return self.level * self.step

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same people, places and pairs, whatever was proposed yesterday."""
        found = blake2b("\0".join([*self.requests, "", *self.therapists]).encode(), digest_size=16)
        people = (self.urgency, self.weeks, self.family, self.places, self.practice, self.spots)
        for numbers in (*people, self.starts, self.fits, self.travel):
            found.update(np.ascontiguousarray(numbers, dtype=np.int64))
        return found.hexdigest()

    def standing(self, pins: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return which of `pins` (request, therapist) can be kept; where there are too many the first ones stay."""
        places, kept = self.places.copy(), []
        for request, therapist in pins:
            if self.pair_named(request, therapist) is None:
                continue
            at = self.place_of_therapist[therapist]
            if places[at] > 0:
                places[at] -= 1
                kept.append((request, therapist))
        return kept

    def pair_named(self, request: str, therapist: str) -> int | None:
        """Return where the pair of these ids stands; None when there is none."""
        return self.pair(
            self.place_of_request.get(request, NOBODY), self.place_of_therapist.get(therapist, NOBODY)
        )

    def pair(self, request: int, therapist: int) -> int | None:
        """Return where the pair stands; None when this therapist does not fit this request."""
        if request < 0 or therapist < 0:
            return None
        first, last = int(self.starts[request]), int(self.starts[request + 1])
        at = first + int(np.searchsorted(self.fits[first:last], therapist))
        return at if at < last and self.fits[at] == therapist else None

    def pairs_of(self, chosen: Ints) -> Ints:
        """Return where the pair of every request that has a therapist stands; NOBODY for who has none.

        Raises BadInstance when a chosen therapist does not fit.
        """
        found = np.full(len(self.requests), NOBODY, dtype=np.int64)
        hit = np.flatnonzero(self.fits == chosen[self.rows])
        found[self.rows[hit]] = hit
        if np.any((found == NOBODY) != (chosen == NOBODY)):
            raise BadInstance("a therapist was chosen who does not fit")
        return found

    def value(self, chosen: Ints) -> int:
        """Return what a proposal is worth: the levels of who is placed, less what the pairs cost."""
        pairs = self.pairs_of(chosen)
        placed = pairs != NOBODY
        return sum(self.worth[placed].tolist()) - int(self.cost[pairs[placed]].sum(dtype=np.int64))

    def is_sound(self, chosen: Ints) -> bool:
        """Tell whether every chosen therapist fits and has a place for everybody who is sent there."""
        if chosen.shape != (len(self.requests),) or np.any(
            (chosen < NOBODY) | (chosen >= len(self.therapists))
        ):
            return False
        try:
            self.pairs_of(chosen)
        except BadInstance:
            return False
        return bool(np.all(self.used(chosen) <= self.places))

    def used(self, chosen: Ints) -> Ints:
        """Return how many places of every therapist a proposal uses."""
        return np.bincount(chosen[chosen != NOBODY], minlength=len(self.therapists))


def _int64(numbers: Ints) -> Ints:
    return np.asarray(numbers, dtype=np.int64)


def _fits_in_32_bits(cost: int) -> None:
    if cost > INT32:
        raise CostsTooLarge(f"a pair that costs {cost}")


def _places_after(order: list[int]) -> Ints:
    after = np.empty(len(order), dtype=np.int64)
    after[order] = np.arange(len(order))
    return after


def _numbered(names: list[str]) -> Ints:
    """Return a number for every name, the same for the same name; NOBODY for ""."""
    numbers = {name: at for at, name in enumerate(sorted(set(names) - {""}))}
    return np.array([numbers.get(name, NOBODY) for name in names], dtype=np.int32)
