"""The rules say the same of one pair, of columns and in the SQL of both databases: same bits, points and order."""

import sqlite3
from datetime import date, timedelta

import numpy as np
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    Setting,
)
from drakentemmers.kernel.geography import Point, distance_of_chord, drive_minutes, point
from drakentemmers.matching.roster.columns import Table
from drakentemmers.matching.roster.pairs import pairs, therapists
from drakentemmers.matching.roster.seeking import seek
from drakentemmers.matching.roster.traits import WHERE, WHO, Combinations, together
from drakentemmers.matching.rules import Need, NeedName, Order, Supply, WorkPlace, assess, ranked
from drakentemmers.matching.rules.as_sql import shortlist_sql
from drakentemmers.matching.rules.asked import asked_of
from drakentemmers.matching.rules.reach import NOWHERE, chord_within, chord_within_minutes
from drakentemmers.matching.rules.vocabulary import BIT
from tests.matching.columns import make_tables, roster_of, tables_of
from tests.thoroughness import THOROUGH

ON = date(2026, 11, 18)
THIS_WEEK = date(2026, 11, 16)
EXAMPLES = 2_000 if THOROUGH else 60


def some(kind: type) -> st.SearchStrategy[frozenset]:
    return st.frozensets(st.sampled_from(list(kind)[:4]), max_size=3)


spots = st.builds(
    point,
    st.sampled_from([52.37, 52.371, 52.30, 52.52, 52.9, 53.2, 51.0]),
    st.sampled_from([5.22, 5.23, 5.1, 5.5, 6.5]),
)
places = st.builds(WorkPlace, spots, st.sampled_from([0, 5, 25, 60, 300]), st.just("Plaats"))
weeks = st.integers(0, 25).map(lambda number: THIS_WEEK + timedelta(weeks=number))
supplies = st.builds(
    Supply,
    id=st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=12, max_size=12),
    name=st.just("Naam"),
    groups=some(ClientGroup),
    client_roles=some(ClientRole),
    problems=some(Problem),
    settings=some(Setting) | st.just(frozenset(Setting)),
    methods=some(Method),
    languages=some(Language),
    works_with_interpreter=st.booleans(),
    gender=st.sampled_from([None, *Gender]),
    fundings=some(Funding),
    places=st.lists(places, max_size=3).map(tuple),
    first_place=st.none() | weeks,
    places_per_month=st.integers(0, 4),
    max_sessions=st.sampled_from([None, 5, 12]),
    confirmed_on=st.integers(0, 40).map(lambda days: ON - timedelta(days=days)),
    quality_mark=st.booleans(),
    asked_lately=st.sampled_from([0, 0, 50, 100]),
)


def either(kind: type) -> st.SearchStrategy:
    return st.sampled_from([None, None, *list(kind)[:4]])


needs = st.builds(
    Need,
    group=either(ClientGroup),
    point=st.none() | spots,
    client_role=either(ClientRole),
    problems=some(Problem),
    setting=st.sampled_from([None, *Setting]),
    methods=some(Method),
    language=either(Language),
    interpreter_is_fine=st.booleans(),
    gender=either(Gender),
    sessions=st.sampled_from([None, None, 6, 20]),
    funding=either(Funding),
    max_km=st.sampled_from([None, 0, 10, 30, 100]),
    max_minutes=st.sampled_from([None, None, 3, 20, 60]),
    start_by=st.none() | weeks,
    places_per_month=st.sampled_from([None, None, 2]),
    quality_mark=st.booleans(),
    wishes=st.frozensets(st.sampled_from(list(NeedName)), max_size=8),
)


def by_pairs(need: Need, offered: list[Supply], order: Order) -> list[tuple]:
    verdicts = ranked((assess(need, supply, on=ON) for supply in offered), order=order)
    return [
        (
            verdict.supply.id,
            sum(BIT[result.name] for result in verdict.results if not result.met),
            sum(BIT[name] for name in verdict.misses),
            verdict.points,
        )
        for verdict in verdicts
    ]


def by_columns(need: Need, offered: list[Supply], order: Order) -> list[tuple]:
    found = seek(roster_of(offered, ON), asked_of(need, ON), order)
    fits, near = found.fits, found.near_misses
    chosen = np.concatenate((found.first(fits, len(fits)), found.first(near, len(near))))
    columns = (found.ids, found.unmet, found.missed, found.points)
    return [(pk.decode(), *rest) for pk, *rest in zip(*(c[chosen].tolist() for c in columns), strict=True)]


@pytest.mark.parametrize("widths", [WHO, WHERE], ids=["who", "where"])
def test_every_combination_of_bits_is_looked_up_where_it_stands(widths):
    every = Combinations(widths)
    table = Table(dict.fromkeys(widths, np.int16))
    rows = table.extend(**{name: getattr(every, name) for name in widths})
    assert together(table, rows, widths).tolist() == rows.tolist()
    assert len(rows) == 2 ** sum(widths.values()) <= 2**12


def by_sql(cursor, mark: str, need: Need, offered: list[Supply], order: Order) -> list[tuple]:
    make_tables(cursor, *tables_of(offered), mark)
    cursor.execute(shortlist_sql(asked_of(need, ON), order))
    return [tuple(row) for row in cursor.fetchall()]


some_supplies = st.lists(supplies, min_size=1, max_size=12, unique_by=lambda supply: supply.id)


@settings(max_examples=EXAMPLES, deadline=None)
@given(needs, some_supplies, st.sampled_from(Order))
def test_pairs_columns_and_sqlite_agree(need, offered, order):
    expected = by_pairs(need, offered, order)
    assert by_columns(need, offered, order) == expected
    database = sqlite3.connect(":memory:")
    assert by_sql(database.cursor(), "?", need, offered, order) == expected
    database.close()


@pytest.mark.django_db
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(needs, some_supplies, st.sampled_from(Order))
def test_the_database_in_use_agrees(need, offered, order):
    with connection.cursor() as cursor:
        found = by_sql(
            cursor.cursor, "%s" if connection.vendor == "postgresql" else "?", need, offered, order
        )
    assert found == by_pairs(need, offered, order)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(needs, min_size=1, max_size=4), some_supplies, st.integers(1, 5))
def test_the_pairs_of_many_needs_are_the_fits_of_each(many, offered, at_once):
    roster = roster_of(offered, ON)
    ids = therapists(roster)
    found = [
        (need, ids[therapist].decode(), points)
        for some_pairs in pairs(roster, [asked_of(need, ON) for need in many], at_once=at_once)
        for need, therapist, points in zip(
            some_pairs.need.tolist(), some_pairs.therapist.tolist(), some_pairs.points.tolist(), strict=True
        )
    ]
    assert found == [
        (number, verdict.supply.id, verdict.points)
        for number, need in enumerate(many)
        for supply in sorted(offered, key=lambda supply: supply.id)
        if (verdict := assess(need, supply, on=ON)).fits
    ]


@given(st.integers(0, 20_015_087))
def test_a_bound_holds_exactly_what_is_shown_as_within(metres):
    bound = chord_within(metres)
    assert distance_of_chord(bound) <= metres
    assert bound == NOWHERE - 1 or distance_of_chord(bound + 1) > metres


@given(st.integers(0, 600))
def test_a_bound_in_minutes_holds_exactly_what_is_shown_as_within(minutes):
    bound = chord_within_minutes(minutes)
    assert bound == -1 or drive_minutes(distance_of_chord(bound)) <= minutes
    assert drive_minutes(distance_of_chord(bound + 1)) > minutes


def test_nothing_lies_beyond_the_other_side_of_the_earth():
    one, other = Point(6_371_000, 0, 0), Point(-6_371_000, 0, 0)
    assert one.chord_squared(other) < NOWHERE
