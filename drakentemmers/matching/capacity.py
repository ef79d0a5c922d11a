"""When an offer has a place: arithmetic over periods and weeks. Pure.

An offer gives `places` in every period of `period_weeks` weeks, counted from the Monday of `starts_on`. A client can
start in any week of a period that still has a place. Weeks are known by their Monday.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from drakentemmers.kernel.clock import WEEK, monday, weeks_between

HORIZON_WEEKS = 26
BAR_WEEKS = 8


class OfferState(StrEnum):
    """Whether places can be asked for."""

    OPEN = "open"
    PARKED = "parked"  # away until a date; opens again by itself
    CLOSED = "closed"  # full


class WeekState(StrEnum):
    """What one week of an offer looks like from outside."""

    FREE = "free"
    LIMITED = "limited"  # at most half of the period's places is left
    FULL = "full"  # or not offered in that week


@dataclass(frozen=True, slots=True)
class Terms:
    """What is offered, as stored in an offer."""

    places: int
    period_weeks: int
    starts_on: date
    ends_on: date | None = None
    state: OfferState = OfferState.OPEN
    parked_until: date | None = None


Taken = Mapping[date, int]
"""Places taken or held, by the Monday on which their period begins; expired holds left out."""


def period_start(terms: Terms, day: date) -> date:
    """Return the Monday on which the period that holds `day` begins; before the first period, that of the first."""
    weeks = max(0, weeks_between(terms.starts_on, day))
    return monday(terms.starts_on) + (weeks - weeks % terms.period_weeks) * WEEK


def _is_offered(terms: Terms, week: date, on: date) -> bool:
    """Tell whether a client may start in the week of `week`, seen from `on`, leaving aside what is taken."""
    if terms.state == OfferState.CLOSED or week < monday(terms.starts_on):
        return False
    if terms.state == OfferState.PARKED and (terms.parked_until is None or week < monday(terms.parked_until)):
        return False
    return terms.ends_on is None or max(week, on) <= terms.ends_on


def free_places(terms: Terms, taken: Taken, week: date, *, on: date) -> int:
    """Return how many clients can still start in the week of `week`, seen from `on`; never below 0."""
    if not _is_offered(terms, monday(week), on):
        return 0
    return max(0, terms.places - taken.get(period_start(terms, week), 0))


def _weeks(on: date, count: int) -> Iterator[date]:
    first = monday(on)
    return (first + timedelta(weeks=number) for number in range(count))


def first_free(terms: Terms, taken: Taken, on: date, horizon_weeks: int = HORIZON_WEEKS) -> date | None:
    """Return the Monday of the first week, not before that of `on`, in which a client can start.

    None when there is no such week among the next `horizon_weeks`.
    """
    if not terms.places or terms.state == OfferState.CLOSED:
        return None
    week = max(monday(on), monday(terms.starts_on))
    if terms.state == OfferState.PARKED and terms.parked_until is not None:
        week = max(week, monday(terms.parked_until))
    beyond = monday(on) + horizon_weeks * WEEK
    while week < beyond:
        if free_places(terms, taken, week, on=on):
            return week
        week = period_start(terms, week) + terms.period_weeks * WEEK  # the rest of a full period is full too
    return None


def week_bar(terms: Terms, taken: Taken, on: date, weeks: int = BAR_WEEKS) -> tuple[WeekState, ...]:
    """Return the state of the week of `on` and the weeks after it, `weeks` in all."""

    def state(week: date) -> WeekState:
        free = free_places(terms, taken, week, on=on)
        if not free:
            return WeekState.FULL
        return WeekState.LIMITED if free * 2 <= terms.places else WeekState.FREE

    return tuple(state(week) for week in _weeks(on, weeks))


def places_per_month(terms: Terms) -> int:
    """Return how many clients can start in an average month, in whole clients; a closed offer gives 0."""
    return 0 if terms.state == OfferState.CLOSED else terms.places * 52 // (12 * terms.period_weeks)
