"""The words of a round, who may hold one, and what changed between two proposals. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from drakentemmers.accounts.rules import Role
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


GONE = frozenset({SuggestionState.WAS_ASKED, SuggestionState.PLACE_GONE, SuggestionState.NO_FIT})


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
    to travel; the worth in whole numbers, what none can exceed, and whether that proves it the best."""

    placed: tuple[int, ...]
    asked: tuple[int, ...]
    weeks: int
    travel: int  # hundreds of metres, with what missed wishes cost
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
        """How far away a place is on average, in whole kilometres."""
        return round(self.travel / 10 / self.total) if self.total else 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Figures | None":
        """Return what was stored; None for a round that was never worked out."""
        if not stored:
            return None
        return cls(**{**stored, "placed": tuple(stored["placed"]), "asked": tuple(stored["asked"])})


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


def difference(before: Figures, after: Figures, was: Mapping[str, str], now: Mapping[str, str]) -> Difference:
    """Return what `after` does more than `before`; `was` and `now` are the proposals, request to therapist."""
    return Difference(
        placed=tuple(b - a for a, b in zip(before.placed, after.placed, strict=True)),
        weeks=after.weeks - before.weeks,
        km=round((after.travel - before.travel) / 10),
        moved=sum(was.get(request) != now.get(request) for request in was.keys() | now.keys()),
    )
