"""Which looks at sensitive records deserve a second pair of eyes: a sample, weighted to what is unusual."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from drakentemmers.kernel.clock import AMSTERDAM

FIRST_HOUR, LAST_HOUR = (
    7,
    20,
)  # of a working day; the evening shift of a shelter counts as outside, and is normal there
MANY = 50  # records in one go or on one day
FRIDAY = 4


class Unusual(StrEnum):
    """Why a look stands out. Stored; never change a value. None of them means that something is wrong."""

    EMERGENCY = "emergency"
    MANY_RECORDS = "many_records"
    OUTSIDE_HOURS = "outside_hours"
    OTHER_REGION = "other_region"
    TAKEN_OUT = "taken_out"


WEIGHTS = {
    Unusual.EMERGENCY: 1000,  # in practice always drawn
    Unusual.MANY_RECORDS: 8,
    Unusual.OTHER_REGION: 4,
    Unusual.TAKEN_OUT: 4,
    Unusual.OUTSIDE_HOURS: 3,
}


class Verdict(StrEnum):
    """What a look turned out to be."""

    IN_ORDER = "in_order"
    ASKED = "asked"  # the person, or the organisation, was asked about it
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody saw something sensitive."""

    event_id: int
    actor_id: str
    at: datetime
    records: int  # seen in one go
    that_day: int  # seen by this person on this day
    is_emergency: bool = False
    is_taken_out: bool = False  # printed or exported
    is_other_region: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """A look that was drawn, and what stands out."""

    look: Look
    reasons: tuple[Unusual, ...]


def unusual(look: Look) -> tuple[Unusual, ...]:
    """Return what stands out about a look, heaviest first; nothing for an ordinary one."""
    holds = {
        Unusual.EMERGENCY: look.is_emergency,
        Unusual.MANY_RECORDS: max(look.records, look.that_day) >= MANY,
        Unusual.OTHER_REGION: look.is_other_region,
        Unusual.TAKEN_OUT: look.is_taken_out,
        Unusual.OUTSIDE_HOURS: is_outside_hours(look.at),
    }
    return tuple(reason for reason in WEIGHTS if holds[reason])


def is_outside_hours(moment: datetime) -> bool:
    """Tell whether it was evening, night or weekend in the Netherlands."""
    local = moment.astimezone(AMSTERDAM)
    return local.weekday() > FRIDAY or not FIRST_HOUR <= local.hour < LAST_HOUR


def draw(looks: Iterable[Look], *, seed: str, week: date, size: int) -> list[Pick]:
    """Return `size` looks (fewer when there are fewer), oldest first; the same ones for the same seed and week.

    Each look has a chance by its weight, one more than the weights of what stands out (Efraimidis and Spirakis, 2006:
    the largest of u ** (1 / weight)). Whoever does not know the seed cannot tell whether a look will be drawn.
    """
    picks = [Pick(look, unusual(look)) for look in looks]
    picks.sort(key=lambda pick: (-_lot(pick, seed, week), pick.look.event_id))
    return sorted(picks[:size], key=lambda pick: (pick.look.at, pick.look.event_id))


def _lot(pick: Pick, seed: str, week: date) -> float:
    digest = hashlib.sha256(f"{seed}|{week.isoformat()}|{pick.look.event_id}".encode()).digest()
    uniform = (int.from_bytes(digest[:8], "big") + 1) / (2**64 + 1)
    return uniform ** (1 / (1 + sum(WEIGHTS[reason] for reason in pick.reasons)))
