"""The words of a round, who may hold one, and what changed between two proposals. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from drakentemmers.accounts.rules import Role
from drakentemmers.matching.allocation import Missed
from drakentemmers.matching.rules import Urgency

STAYING = 1_000  # hundreds of metres: what keeping yesterday's proposal is worth
EVERYWHERE = ""  # the scope of a round for the whole country
URGENCIES = (Urgency.ACUTE, Urgency.WITHIN_4_WEEKS, Urgency.REGULAR)  # in the order in which they count


class RoundState(StrEnum):
    """Where a round stands."""

    WORKING = "working"  # being worked out
    READY = "ready"  # a proposal lies there to look through, change and send
    FAILED = "failed"  # something went wrong while working it out; try again
    CLOSED = "closed"


RUNNING = frozenset({RoundState.WORKING, RoundState.READY, RoundState.FAILED})


class RoundStepKind(StrEnum):
    """Something that happened to a round."""

    MADE = "made"
    SOLVED = "solved"
    STOPPED = "stopped"
    FAILED = "failed"
    PINNED = "pinned"
    FORBADE = "forbade"
    SWAPPED = "swapped"
    LET_GO = "let_go"
    AGAIN = "again"
    SENT = "sent"
    CLOSED = "closed"


class HandKind(StrEnum):
    """What a person decided about a request and a therapist."""

    PIN = "pin"
    FORBID = "forbid"


class SuggestionState(StrEnum):
    """What became of one suggestion."""

    PROPOSED = "proposed"
    UNPLACED = "unplaced"
    SENT = "sent"
    WAS_ASKED = "was_asked"  # somebody else asked a therapist for this request in the meantime
    PLACE_GONE = "place_gone"  # the place is taken, or already asked for
    NO_FIT = "no_fit"  # the request or the offer changed


class Outcome(StrEnum):
    """What a proposal that lies ready comes to for whoever holds the round."""

    TO_LOOK_THROUGH = "to_look_through"  # somebody can be asked
    ALL_SENT = "all_sent"
    ALL_GONE = "all_gone"  # what was proposed cannot be sent any more
    NOBODY_WAITS = "nobody_waits"
    ALL_FULL = "all_full"  # whoever fits has no free place
    NOBODY_FITS = "nobody_fits"
    NO_PLACE = "no_place"  # for reasons that differ, or that may not be read


GONE = frozenset({SuggestionState.WAS_ASKED, SuggestionState.PLACE_GONE, SuggestionState.NO_FIT})


def outcome(states: Mapping[str, int], missed: Collection[str]) -> Outcome:
    """Return what a proposal comes to: how many lines are in each state, and why lines have no place."""
    if states.get(SuggestionState.PROPOSED):
        return Outcome.TO_LOOK_THROUGH
    if states.get(SuggestionState.SENT):
        return Outcome.ALL_SENT
    if any(states.get(state) for state in GONE):
        return Outcome.ALL_GONE
    if not states.get(SuggestionState.UNPLACED):
        return Outcome.NOBODY_WAITS
    return {
        frozenset({Missed.ALL_FULL}): Outcome.ALL_FULL,
        frozenset({Missed.NO_FIT}): Outcome.NOBODY_FITS,
    }.get(frozenset(map(Missed, missed)), Outcome.NO_PLACE)


def scopes_of(memberships: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the scopes in which somebody with these roles (and their region) may hold a round."""
    found = set()
    for role, region in memberships:
        if role == Role.PROJECT_LEAD:
            found.add(EVERYWHERE)
        elif role == Role.REGION_LEAD and region:
            found.add(region)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a proposal reaches: placed and asked by urgency (most urgent first), weeks waited by who is placed, way
    to travel; the worth in whole numbers, what none can exceed, and whether that proves it the best.

    The way is what a line of the proposal says, in metres; missed wishes are in the worth alone.
    """

    placed: tuple[int, ...]
    asked: tuple[int, ...]
    weeks: int
    metres: int  # in all
    with_way: int  # how many of the placed have a way that is known
    value: int
    bound: int
    is_best: bool
    was_stopped: bool
    seconds: float

    @property
    def total(self) -> int:
        return sum(self.placed)

    @property
    def all_asked(self) -> int:
        return sum(self.asked)

    @property
    def left(self) -> int:
        """How many get no place."""
        return self.all_asked - self.total

    @property
    def km_each(self) -> int:
        """How far away a place is on average, in whole kilometres, of those of which that is known."""
        return round(self.metres / 1000 / self.with_way) if self.with_way else 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Figures | None":
        """Return what was stored; None for a round that was never worked out.

        What an earlier release kept as the way held missed wishes too: then no way is known.
        """
        if not stored:
            return None
        kept = {"metres": 0, "with_way": 0} | {name: stored[name] for name in stored if name != "travel"}
        return cls(**{**kept, "placed": tuple(stored["placed"]), "asked": tuple(stored["asked"])})


@dataclass(frozen=True, slots=True)
class Difference:
    """What one proposal does more (above 0) or less than another, and how many requests go to somebody else."""

    placed: tuple[int, ...]
    weeks: int
    km: int
    moved: int

    @property
    def is_nothing(self) -> bool:
        return not (any(self.placed) or self.weeks or self.km or self.moved)

    def as_json(self) -> list[Any]:
        return [list(self.placed), self.weeks, self.km, self.moved]


@dataclass(frozen=True, slots=True)
class HandChoices:
    """What people decided in a round, as pairs of a request and a therapist."""

    pins: tuple[tuple[str, str], ...]  # the last decision first
    forbidden: frozenset[tuple[str, str]]

    @property
    def count(self) -> int:
        return len(self.pins) + len(self.forbidden)

    def about(self, requests: Collection[str]) -> "HandChoices":
        """Return those about `requests`."""
        return HandChoices(
            tuple(pair for pair in self.pins if pair[0] in requests),
            frozenset(pair for pair in self.forbidden if pair[0] in requests),
        )

    def same_as(self, other: "HandChoices") -> bool:
        """Tell whether the same was decided, in whatever order."""
        return set(self.pins) == set(other.pins) and self.forbidden == other.forbidden

    def as_json(self) -> dict[str, Any]:
        return {"pins": [list(pair) for pair in self.pins], "forbidden": sorted(map(list, self.forbidden))}

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> "HandChoices | None":
        """Return what was stored; None when that was not kept yet."""
        if stored is None:
            return None
        return cls(
            tuple((request, therapist) for request, therapist in stored["pins"]),
            frozenset((request, therapist) for request, therapist in stored["forbidden"]),
        )


@dataclass(frozen=True, slots=True)
class Since:
    """What became of a proposal because what waits and what is free changed, not because somebody chose."""

    came: int  # requests that were not in the round before
    came_placed: int  # of those, with a proposal
    left: int  # requests that are in the round no more: sent, or waiting no longer
    placed: tuple[
        int, ...
    ]  # of the requests that stayed: more (above 0) or fewer with a proposal, by urgency
    moved: int  # of the requests that stayed: how many go to somebody else

    @property
    def is_nothing(self) -> bool:
        return not (self.came or self.left or any(self.placed) or self.moved)

    def as_json(self) -> list[Any]:
        return [self.came, self.came_placed, self.left, list(self.placed), self.moved]

    @classmethod
    def of(cls, stored: Sequence[Any] | None) -> "Since | None":
        """Return what was stored."""
        return cls(*stored[:3], tuple(stored[3]), stored[4]) if stored else None


def since(
    was: Mapping[str, str],
    now: Mapping[str, str],
    *,
    stayed: Collection[str],
    left: int,
    urgency: Mapping[str, int],
) -> Since:
    """Return what the world changed from proposal `was` to `now`; `urgency` (0: the most urgent) has all who wait."""
    placed = [0] * len(URGENCIES)
    for request in stayed:
        placed[urgency[request]] += (request in now) - (request in was)
    came = urgency.keys() - set(stayed)
    return Since(
        came=len(came),
        came_placed=len(came & now.keys()),
        left=left,
        placed=tuple(placed),
        moved=sum(was.get(request) != now.get(request) for request in stayed),
    )


def difference(before: Figures, after: Figures, was: Mapping[str, str], now: Mapping[str, str]) -> Difference:
    """Return what `after` does more than `before`; `was` and `now` are the proposals, request to therapist."""
    return Difference(
        placed=tuple(b - a for a, b in zip(before.placed, after.placed, strict=True)),
        weeks=after.weeks - before.weeks,
        km=round((after.metres - before.metres) / 1000),
        moved=sum(was.get(request) != now.get(request) for request in was.keys() | now.keys()),
    )
