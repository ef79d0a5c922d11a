"""How long a session lasts and how long somebody counts as freshly confirmed. Pure: no clock, no Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Freshness(StrEnum):
    """What somebody is about to do, for which an open session alone is not enough."""

    CLIENT_DATA = "client_data"  # read or write about a client
    EXPORT = "export"  # take many rows along at once, or bring them in
    RIGHTS = "rights"  # change who may do what, or how one signs in


class Ending(StrEnum):
    """Why a session is over."""

    IDLE = "idle"
    TOO_LONG = "too_long"
    NOT_VOUCHED = "not_vouched"  # the organisation on whose word it began takes that back


@dataclass(frozen=True, slots=True)
class SessionClock:
    """The three moments a session knows of itself."""

    started_at: datetime
    seen_at: datetime  # last sign of life, at most `NOTE_EVERY` late
    fresh_at: datetime  # when the person last proved to be there


@dataclass(frozen=True, slots=True)
class Limits:
    """How long is too long."""

    idle: timedelta
    absolute: timedelta
    fresh: Mapping[Freshness, timedelta]


NOTE_EVERY = timedelta(minutes=1)  # a sign of life is written down at most this often


def ends_at(clock: SessionClock, limits: Limits) -> datetime:
    """Return when the session is over if nothing happens any more."""
    return min(clock.seen_at + limits.idle, clock.started_at + limits.absolute)


def ending(clock: SessionClock, limits: Limits, *, now: datetime) -> Ending | None:
    """Return why the session is over at `now`, or None while it goes on."""
    if now >= clock.started_at + limits.absolute:
        return Ending.TOO_LONG
    if now >= clock.seen_at + limits.idle:
        return Ending.IDLE
    return None


def is_worth_noting(clock: SessionClock, *, now: datetime) -> bool:
    """Tell whether a sign of life at `now` has to be written down."""
    return now - clock.seen_at >= NOTE_EVERY


def is_fresh(clock: SessionClock, kind: Freshness, limits: Limits, *, now: datetime) -> bool:
    """Tell whether somebody proved to be there lately enough for `kind`."""
    return now < clock.fresh_at + limits.fresh[kind]
