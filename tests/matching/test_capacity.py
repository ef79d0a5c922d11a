"""Places per period: first free week, the bar, the months."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drakentemmers.kernel.clock import monday
from drakentemmers.matching.capacity import (
    OfferState,
    Terms,
    WeekState,
    first_free,
    free_places,
    period_start,
    places_per_month,
    week_bar,
)

ON = date(2026, 11, 18)  # a Wednesday
THIS_WEEK = date(2026, 11, 16)
FREE, LIMITED, FULL = WeekState.FREE, WeekState.LIMITED, WeekState.FULL


def weeks_later(count: int) -> date:
    return THIS_WEEK + timedelta(weeks=count)


def test_a_free_offer_starts_this_week():
    assert first_free(Terms(1, 4, ON), {}, ON) == THIS_WEEK


def test_a_full_period_moves_the_first_place_to_the_next_period():
    assert first_free(Terms(1, 4, ON), {THIS_WEEK: 1}, ON) == weeks_later(4)


def test_an_offer_that_starts_later_is_free_in_the_week_it_starts():
    assert first_free(Terms(1, 1, weeks_later(3) + timedelta(days=2)), {}, ON) == weeks_later(3)


def test_a_parked_offer_counts_from_its_date():
    terms = Terms(1, 4, ON, state=OfferState.PARKED, parked_until=weeks_later(2))
    assert first_free(terms, {}, ON) == weeks_later(2)
    assert week_bar(terms, {}, ON, 4) == (FULL, FULL, FREE, FREE)


@pytest.mark.parametrize(
    "terms",
    [
        Terms(1, 1, ON, state=OfferState.CLOSED),
        Terms(1, 1, ON, state=OfferState.PARKED),
        Terms(0, 1, ON),
        Terms(1, 1, date(2026, 1, 1), ends_on=ON - timedelta(days=1)),
        Terms(1, 1, weeks_later(26)),
    ],
    ids=["closed", "parked without a date", "no places", "ended yesterday", "beyond the horizon"],
)
def test_nothing_is_free_here(terms: Terms):
    assert first_free(terms, {}, ON) is None


def test_the_last_day_of_an_offer_still_counts():
    assert first_free(Terms(1, 1, date(2026, 1, 1), ends_on=ON), {}, ON) == THIS_WEEK


def test_half_of_the_places_left_is_limited():
    assert week_bar(Terms(2, 2, ON), {THIS_WEEK: 1, weeks_later(2): 2}, ON, 5) == (
        LIMITED,
        LIMITED,
        FULL,
        FULL,
        FREE,
    )


def test_periods_count_from_the_start_of_the_offer():
    terms = Terms(1, 4, weeks_later(-3))
    assert period_start(terms, ON) == weeks_later(-3)
    assert period_start(terms, weeks_later(1)) == weeks_later(1)
    assert period_start(terms, weeks_later(-30)) == weeks_later(-3)


@pytest.mark.parametrize(
    ("places", "weeks", "months"), [(1, 1, 4), (2, 1, 8), (1, 4, 1), (1, 13, 0), (3, 13, 1)]
)
def test_places_per_month(places: int, weeks: int, months: int):
    assert places_per_month(Terms(places, weeks, ON)) == months


unhurried = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no fault
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
offers = st.builds(
    Terms,
    places=st.integers(0, 5),
    period_weeks=st.integers(1, 12),
    starts_on=days,
    ends_on=st.none() | days,
    state=st.sampled_from(OfferState),
    parked_until=st.none() | days,
)


@st.composite
def situations(draw: st.DrawFn):
    terms, on = draw(offers), draw(days)
    taken = draw(
        st.dictionaries(days.map(lambda day: period_start(terms, day)), st.integers(0, 7), max_size=8)
    )
    return terms, taken, on


@unhurried
@given(situations())
def test_never_more_free_than_offered(situation):
    terms, taken, on = situation
    for number in range(30):
        week = monday(on) + timedelta(weeks=number)
        free = free_places(terms, taken, week, on=on)
        assert 0 <= free <= terms.places
        assert free + min(terms.places, taken.get(period_start(terms, week), 0)) <= terms.places


@unhurried
@given(situations())
def test_the_first_free_week_is_the_first_one_not_full_in_the_bar(situation):
    terms, taken, on = situation
    bar = week_bar(terms, taken, on, 26)
    first = first_free(terms, taken, on)
    open_weeks = [number for number, state in enumerate(bar) if state != FULL]
    assert first == (monday(on) + timedelta(weeks=open_weeks[0]) if open_weeks else None)


@unhurried
@given(offers, days)
def test_a_period_starts_on_a_monday_and_is_its_own_period(terms: Terms, day: date):
    start = period_start(terms, day)
    assert start.weekday() == 0
    assert period_start(terms, start) == start
    assert start <= monday(day) or start == monday(terms.starts_on)
