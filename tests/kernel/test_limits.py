"""Turns counted in the database, also when many come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from drakentemmers.kernel.limits import Limit, forget_turns, take_turn
from drakentemmers.kernel.models import Hits

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
THREE_A_MINUTE = [Limit(3, 60)]


@pytest.mark.django_db
def test_the_fourth_waits_until_the_stretch_is_over():
    at = NOON + timedelta(seconds=20)
    waits = [take_turn("finder", "a", THREE_A_MINUTE, now=at) for _ in range(5)]
    assert waits == [0, 0, 0, 41, 41]
    assert take_turn("finder", "a", THREE_A_MINUTE, now=NOON + timedelta(seconds=60)) == 0


@pytest.mark.django_db
def test_somebody_else_and_something_else_have_turns_of_their_own():
    for _ in range(4):
        take_turn("finder", "a", THREE_A_MINUTE, now=NOON)
    assert take_turn("finder", "b", THREE_A_MINUTE, now=NOON) == 0
    assert take_turn("profile", "a", THREE_A_MINUTE, now=NOON) == 0


@pytest.mark.django_db
def test_of_several_limits_the_longest_wait_counts():
    limits = [Limit(2, 60), Limit(3, 3600)]
    waits = [take_turn("profile", "a", limits, now=NOON) for _ in range(4)]
    assert waits == [0, 0, 61, 3601]


@pytest.mark.django_db
def test_nobody_stands_in_the_table_and_old_counts_go():
    take_turn("finder", "192.0.2.7", THREE_A_MINUTE, now=NOON)
    assert "192.0.2.7" not in str(Hits.objects.values())
    assert forget_turns(now=NOON + timedelta(hours=1)) == 0
    assert forget_turns(now=NOON + timedelta(hours=25)) == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_all_counted():
    def one(_: int) -> int:
        try:
            return take_turn("finder", "a", [Limit(10, 60)], now=NOON)
        finally:
            connection.close()

    for round_ in range(5):
        Hits.objects.all().delete()
        with ThreadPoolExecutor(24) as pool:
            waits = list(pool.map(one, range(24)))
        assert (waits.count(0), Hits.objects.get().hits) == (10, 24), round_
