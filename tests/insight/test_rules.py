"""What stands out about a look, and which ones are drawn."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drakentemmers.insight.rules import Look, Unusual, draw, is_outside_hours, unusual
from drakentemmers.kernel.clock import AMSTERDAM

WEEK = date(2026, 11, 16)
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=AMSTERDAM)
ORDINARY = Look(event_id=1, actor_id="7", at=NOON, records=1, that_day=3)


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, ()),
        ({"is_emergency": True}, (Unusual.EMERGENCY,)),
        ({"records": 50}, (Unusual.MANY_RECORDS,)),
        ({"that_day": 49}, ()),
        ({"that_day": 50, "is_taken_out": True}, (Unusual.MANY_RECORDS, Unusual.TAKEN_OUT)),
        (
            {"is_other_region": True, "at": NOON.replace(hour=23)},
            (Unusual.OTHER_REGION, Unusual.OUTSIDE_HOURS),
        ),
    ],
)
def test_what_stands_out(changes: dict, reasons: tuple):
    assert unusual(replace(ORDINARY, **changes)) == reasons


@pytest.mark.parametrize(
    ("moment", "outside"),
    [
        ("2026-11-18T07:00+01:00", False),
        ("2026-11-18T06:59+01:00", True),
        ("2026-11-18T19:59+01:00", False),
        ("2026-11-18T20:00+01:00", True),
        ("2026-11-21T12:00+01:00", True),
        ("2026-07-15T05:30+00:00", False),  # half past seven in the Dutch summer
    ],
)
def test_hours_are_dutch_hours(moment: str, outside: bool):
    assert is_outside_hours(datetime.fromisoformat(moment)) == outside


def looks(count: int, **changes: object) -> list[Look]:
    return [
        replace(ORDINARY, event_id=n, at=NOON + timedelta(minutes=n), **changes) for n in range(1, count + 1)
    ]


@given(seed=st.text(max_size=8), count=st.integers(0, 60), size=st.integers(0, 30))
def test_the_sample_is_the_same_for_seed_and_week_and_never_larger_than_asked(
    seed: str, count: int, size: int
):
    given_looks = looks(count)
    drawn = draw(given_looks, seed=seed, week=WEEK, size=size)
    assert len(drawn) == min(count, size)
    assert drawn == draw(list(reversed(given_looks)), seed=seed, week=WEEK, size=size)
    assert [pick.look.at for pick in drawn] == sorted(pick.look.at for pick in drawn)
    assert len({pick.look.event_id for pick in drawn}) == len(drawn)


def test_another_week_or_seed_draws_others():
    drawn = {
        tuple(pick.look.event_id for pick in draw(looks(200), seed=seed, week=week, size=10))
        for seed in ("a", "b")
        for week in (WEEK, WEEK - timedelta(weeks=1))
    }
    assert len(drawn) == 4


def test_what_stands_out_is_drawn_more_often_and_an_emergency_practically_always():
    ordinary = looks(400)
    at_night = [
        replace(look, event_id=1000 + look.event_id, at=look.at.replace(hour=2)) for look in looks(100)
    ]
    emergency = replace(ORDINARY, event_id=5000, is_emergency=True)
    nights = emergencies = 0
    for number in range(100):
        drawn = draw([*ordinary, *at_night, emergency], seed=str(number), week=WEEK, size=25)
        emergencies += emergency in [pick.look for pick in drawn]
        nights += sum(pick.look in at_night for pick in drawn)
    assert emergencies == 100
    assert (
        1050 < nights < 1350
    )  # half of 24: a night weighs four times a day, and there are four times as many days
