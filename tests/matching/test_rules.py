"""What fits, what nearly fits, and in which order; with invented therapists around Almere."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
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
from drakentemmers.kernel.geography import point
from drakentemmers.matching.rules import (
    Measure,
    Need,
    NeedName,
    Order,
    Result,
    Supply,
    WorkPlace,
    assess,
    fair_draw,
    ranked,
)
from drakentemmers.matching.widening import relaxations

ON = date(2026, 11, 18)
THIS_WEEK = date(2026, 11, 16)
ALMERE = point(52.3714, 5.2219)
NAARDEN = WorkPlace(point(52.2958, 5.1625), 25, "Naarden")
LELYSTAD = WorkPlace(point(52.5084, 5.475), 25, "Lelystad")
GRONINGEN = WorkPlace(point(53.2192, 6.5667), 25, "Groningen")

LINDE = Supply(
    id="linde0000001",
    name="Noor Lindeman",
    groups=frozenset({ClientGroup.CHILD_6_12, ClientGroup.PARENT_CHILD}),
    client_roles=frozenset({ClientRole.VICTIM}),
    problems=frozenset({Problem.TRAUMA, Problem.ATTACHMENT}),
    settings=frozenset({Setting.AMBULATORY, Setting.SHELTER}),
    methods=frozenset({Method.EMDR, Method.WRITEJUNIOR}),
    languages=frozenset({Language.DUTCH, Language.ARABIC}),
    works_with_interpreter=True,
    gender=Gender.FEMALE,
    fundings=frozenset({Funding.YOUTH_ACT}),
    places=(NAARDEN,),
    first_place=THIS_WEEK + timedelta(weeks=1),
    places_per_month=2,
    max_sessions=12,
    confirmed_on=ON - timedelta(days=3),
    quality_mark=True,
)
CHILD = Need(group=ClientGroup.CHILD_6_12, point=ALMERE)


def weeks_later(count: int) -> date:
    return THIS_WEEK + timedelta(weeks=count)


def result(name: NeedName, supply: Supply = LINDE, **asked: object) -> Result:
    """The one result of a need that asks for `name`."""
    verdict = assess(replace(CHILD, **asked), supply, on=ON)
    return next(found for found in verdict.results if found.name == name)


MET_AND_MISSED = [
    (NeedName.GROUP, {"group": ClientGroup.PARENT_CHILD}, {"group": ClientGroup.COUPLE}),
    (
        NeedName.CLIENT_ROLE,
        {"client_role": ClientRole.VICTIM},
        {"client_role": ClientRole.PERPETRATOR},
    ),
    (NeedName.SETTING, {"setting": Setting.AMBULATORY}, {"setting": Setting.ONLINE}),
    (
        NeedName.METHOD,
        {"methods": frozenset({Method.EMDR, Method.NET})},
        {"methods": frozenset({Method.NET})},
    ),
    (NeedName.LANGUAGE, {"language": Language.ARABIC}, {"language": Language.TIGRINYA}),
    (NeedName.GENDER, {"gender": Gender.FEMALE}, {"gender": Gender.MALE}),
    (NeedName.SESSIONS, {"sessions": 12}, {"sessions": 13}),
    (NeedName.FUNDING, {"funding": Funding.YOUTH_ACT}, {"funding": Funding.WMO}),
    (NeedName.DISTANCE, {"max_km": 10}, {"max_km": 9}),
    (NeedName.START, {"start_by": weeks_later(1)}, {"start_by": weeks_later(0)}),
    (NeedName.CAPACITY, {"places_per_month": 2}, {"places_per_month": 3}),
]


@pytest.mark.parametrize(("name", "met", "missed"), MET_AND_MISSED, ids=[case[0] for case in MET_AND_MISSED])
def test_each_rule_is_met_or_missed(name, met, missed):
    assert result(name, **met).met
    assert not result(name, **missed).met


@pytest.mark.parametrize(
    ("name", "met", "missed"), MET_AND_MISSED[1:], ids=[case[0] for case in MET_AND_MISSED[1:]]
)
def test_a_missed_wish_leaves_a_fit(name, met, missed):
    hard = assess(replace(CHILD, **missed), LINDE, on=ON)
    wish = assess(replace(CHILD, **missed, wishes=frozenset({name})), LINDE, on=ON)
    assert hard.misses == (name,) and hard.is_near_miss
    assert wish.fits and result(name, **missed, wishes=frozenset({name})).is_wish


def test_the_client_group_is_never_a_wish():
    need = replace(CHILD, group=ClientGroup.COUPLE, wishes=frozenset({NeedName.GROUP}))
    verdict = assess(need, LINDE, on=ON)
    assert not verdict.fits and not verdict.is_near_miss


def test_nothing_is_asked_of_the_group_when_none_is_named():
    verdict = assess(Need(group=None), LINDE, on=ON)
    assert verdict.fits and [found.name for found in verdict.results] == [NeedName.START]


def test_trauma_and_attachment_together_take_one_therapist_for_both():
    both = frozenset(Problem)
    assert result(NeedName.PROBLEM, problems=both).met
    only_trauma = replace(LINDE, problems=frozenset({Problem.TRAUMA}))
    assert not result(NeedName.PROBLEM, only_trauma, problems=both).met


def test_an_interpreter_is_enough_when_the_client_finds_that_fine():
    assert not result(NeedName.LANGUAGE, language=Language.TIGRINYA).met
    assert result(NeedName.LANGUAGE, language=Language.TIGRINYA, interpreter_is_fine=True).met
    without = replace(LINDE, works_with_interpreter=False)
    assert not result(NeedName.LANGUAGE, without, language=Language.TIGRINYA, interpreter_is_fine=True).met


def test_who_says_nothing_about_sessions_takes_any_number():
    assert result(NeedName.SESSIONS, replace(LINDE, max_sessions=None), sessions=40).met


def test_the_quality_mark_is_asked_only_when_asked():
    unmarked = replace(LINDE, quality_mark=False)
    assert assess(CHILD, unmarked, on=ON).fits
    assert not result(NeedName.QUALITY_MARK, unmarked, quality_mark=True).met
    assert result(NeedName.QUALITY_MARK, quality_mark=True).met


def test_a_start_later_in_the_same_week_is_in_time():
    assert result(NeedName.START, start_by=weeks_later(1) + timedelta(days=6)).met


def test_no_place_at_all_is_missed_even_as_a_wish():
    full = replace(LINDE, first_place=None)
    need = replace(CHILD, start_by=weeks_later(2), wishes=frozenset({NeedName.START}))
    assert assess(need, full, on=ON).misses == (NeedName.START,)
    assert assess(CHILD, full, on=ON).misses == (NeedName.START,)


def test_the_nearest_work_location_counts():
    verdict = assess(CHILD, replace(LINDE, places=(GRONINGEN, NAARDEN, LELYSTAD)), on=ON)
    assert verdict.nearest == NAARDEN and verdict.distance_km == 10


def test_what_is_shown_as_within_thirty_kilometres_is_within():
    further = replace(LINDE, places=(LELYSTAD,))
    verdict = assess(replace(CHILD, max_km=22), further, on=ON)
    assert 22_000 < verdict.distance_m < 23_500
    assert not verdict.fits and verdict.distance_km > 22


def test_the_therapist_comes_to_a_shelter_only_within_the_own_radius():
    verdict = result(
        NeedName.DISTANCE, replace(LINDE, places=(replace(NAARDEN, radius_km=5),)), setting=Setting.SHELTER
    )
    assert (verdict.met, verdict.measure, verdict.asked, verdict.offered) == (
        False,
        Measure.TRAVEL_RADIUS,
        10,
        5,
    )
    assert result(NeedName.DISTANCE, setting=Setting.SHELTER).met
    ambulatory = replace(LINDE, places=(replace(NAARDEN, radius_km=5),))
    assert result(NeedName.DISTANCE, ambulatory, setting=Setting.AMBULATORY, max_km=15).met


def test_the_therapist_comes_from_the_place_that_reaches():
    two = replace(LINDE, places=(replace(NAARDEN, radius_km=5), LELYSTAD))
    verdict = assess(replace(CHILD, setting=Setting.SHELTER), two, on=ON)
    assert verdict.fits and verdict.nearest == LELYSTAD


def test_online_knows_no_distance():
    online = replace(LINDE, settings=frozenset({Setting.ONLINE}), places=(GRONINGEN,))
    assert assess(replace(CHILD, setting=Setting.ONLINE, max_km=10), online, on=ON).fits


def test_a_distance_nobody_can_know_is_missed():
    missed = result(NeedName.DISTANCE, replace(LINDE, places=()), max_km=500)
    assert not missed.met and missed.offered is None


def test_minutes_are_explained_in_minutes():
    missed = result(NeedName.DISTANCE, max_km=50, max_minutes=10)
    assert (missed.measure, missed.asked, missed.met) == (Measure.MINUTES, 10, False)
    assert missed.offered > 10


def test_three_missed_needs_are_no_near_miss():
    need = replace(CHILD, gender=Gender.MALE, language=Language.TIGRINYA)
    assert assess(need, LINDE, on=ON).is_near_miss
    verdict = assess(replace(need, funding=Funding.WMO), LINDE, on=ON)
    assert not verdict.is_near_miss and ranked([verdict]) == []


def test_every_asked_rule_is_listed_with_both_values():
    need = replace(CHILD, gender=Gender.MALE, max_km=30)
    results = assess(need, LINDE, on=ON).results
    assert [(found.name, found.met, found.asked, found.offered) for found in results] == [
        (NeedName.GROUP, True, ClientGroup.CHILD_6_12, LINDE.groups),
        (NeedName.GENDER, False, Gender.MALE, Gender.FEMALE),
        (NeedName.DISTANCE, True, 30, 10),
        (NeedName.START, True, None, weeks_later(1)),
    ]


# Order


def order_of(*supplies: Supply, need: Need = CHILD, order: Order = Order.FIRST_PLACE) -> list[str]:
    return [v.supply.id for v in ranked((assess(need, s, on=ON) for s in supplies), order=order)]


def test_a_fit_comes_before_a_near_miss_with_an_earlier_place():
    near_miss = replace(LINDE, id="near", gender=Gender.MALE, first_place=THIS_WEEK)
    later = replace(LINDE, id="later", first_place=weeks_later(9))
    assert order_of(near_miss, later, need=replace(CHILD, gender=Gender.FEMALE)) == ["later", "near"]


def test_a_stale_offer_comes_after_a_fresh_one_that_starts_later():
    stale = replace(LINDE, id="stale", confirmed_on=ON - timedelta(days=15), first_place=THIS_WEEK)
    just_fresh = replace(LINDE, id="fresh", confirmed_on=ON - timedelta(days=14), first_place=weeks_later(8))
    assert order_of(stale, just_fresh) == ["fresh", "stale"]


def test_first_place_or_nearest_comes_first_as_chosen():
    soon = replace(LINDE, id="soon", places=(LELYSTAD,), first_place=THIS_WEEK)
    near = replace(LINDE, id="near", first_place=weeks_later(6))
    assert order_of(near, soon) == ["soon", "near"]
    assert order_of(soon, near, order=Order.NEAREST) == ["near", "soon"]


def test_more_points_come_first():
    marked = replace(LINDE, id="marked")
    unmarked = replace(LINDE, id="unmarked", quality_mark=False)
    assert order_of(unmarked, marked) == ["marked", "unmarked"]
    assert order_of(unmarked, marked, order=Order.POINTS) == ["marked", "unmarked"]


def test_a_met_wish_comes_before_a_missed_one():
    need = replace(CHILD, gender=Gender.MALE, wishes=frozenset({NeedName.GENDER}))
    assert order_of(LINDE, replace(LINDE, id="man", gender=Gender.MALE), need=need) == ["man", LINDE.id]


def test_who_was_asked_least_lately_has_the_turn():
    busy = replace(LINDE, id="a-large-practice", asked_lately=300)
    quiet = replace(LINDE, id="z-small-practice", asked_lately=0)
    assert order_of(busy, quiet) == ["z-small-practice", "a-large-practice"]


def test_points_add_up():
    # An early place 400 - 25, nearness 200 - 4 * 10, no wishes 200, quality mark 100, own language 100.
    assert assess(CHILD, LINDE, on=ON).points == 375 + 160 + 200 + 100 + 100


def test_a_few_points_do_not_take_the_turn_away():
    a_bit_nearer = WorkPlace(point(52.305, 5.1625), 25, "Naarden-Vesting")
    busy = replace(LINDE, id="busy", places=(a_bit_nearer,), asked_lately=100)
    quiet = replace(LINDE, id="quiet")
    assert assess(CHILD, busy, on=ON).points > assess(CHILD, quiet, on=ON).points
    assert order_of(busy, quiet) == ["quiet", "busy"]


def test_over_the_weeks_every_equal_comes_first_equally_often():
    ids = [f"therapist{number}" for number in range(5)]
    weeks = [ON + timedelta(weeks=number) for number in range(2_000)]
    first = [min(ids, key=lambda i: fair_draw(i, week)) for week in weeks]
    assert all(320 < first.count(one) < 480 for one in ids)


def test_within_a_week_the_draw_stays_the_same():
    assert {fair_draw("linde", THIS_WEEK + timedelta(days=day)) for day in range(7)} == {
        fair_draw("linde", ON)
    }


some_supply = st.builds(
    lambda number, **changed: replace(LINDE, id=f"id{number:03}", **changed),
    st.integers(0, 999),
    first_place=st.sampled_from([None, THIS_WEEK, weeks_later(1), weeks_later(5)]),
    places=st.sampled_from([(), (NAARDEN,), (LELYSTAD,), (GRONINGEN, NAARDEN)]),
    confirmed_on=st.sampled_from([None, ON, ON - timedelta(days=30)]),
    quality_mark=st.booleans(),
    gender=st.sampled_from([None, *Gender]),
    asked_lately=st.integers(0, 3),
)


@given(st.lists(some_supply, max_size=12, unique_by=lambda s: s.id), st.randoms(), st.sampled_from(Order))
def test_the_same_therapists_always_come_in_the_same_order(supplies, random, order):
    need = replace(CHILD, gender=Gender.FEMALE, max_km=30, wishes=frozenset({NeedName.GENDER}))
    shuffled = random.sample(supplies, len(supplies))
    assert order_of(*supplies, need=need, order=order) == order_of(*shuffled, need=need, order=order)


@given(some_supply)
def test_points_stay_between_nothing_and_a_thousand(supply):
    need = replace(CHILD, gender=Gender.FEMALE, max_km=30)
    assert 0 <= assess(need, supply, on=ON).points <= 1000


@given(some_supply, st.sampled_from([name for name in NeedName if name != NeedName.GROUP]))
def test_turning_a_need_into_a_wish_never_takes_a_fit_away(supply, name):
    need = replace(CHILD, gender=Gender.FEMALE, max_km=15, start_by=weeks_later(2))
    easier = replace(need, wishes=frozenset({name}))
    assert set(assess(easier, supply, on=ON).misses) <= set(assess(need, supply, on=ON).misses)


# What giving up a need would bring


def test_relaxations_say_how_many_more_would_fit():
    gained = {
        (NeedName.DISTANCE,): 3,
        (NeedName.GENDER,): 1,
        (NeedName.GENDER, NeedName.DISTANCE): 1,
    }
    assert [(relaxation.needs, relaxation.more) for relaxation in relaxations(gained)] == [
        ((NeedName.DISTANCE,), 3),
        ((NeedName.GENDER,), 1),
        ((NeedName.GENDER, NeedName.DISTANCE), 5),
    ]
