"""The rules of joining, on examples."""

from datetime import datetime, timedelta

import pytest

from drakentemmers.directory.joining import (
    STEPS,
    ApplicationKind,
    ApplicationState,
    Bar,
    Facts,
    JoiningStep,
    JoiningStepRefused,
    Look,
    Missing,
    NumberFacts,
    Turn,
    bars_for,
    missing_for,
    opens_at,
    state_after,
    whose_turn,
    yes_that_follows,
)
from drakentemmers.directory.rules import Register
from drakentemmers.kernel.clock import AMSTERDAM

FIRST, SECOND = JoiningStep.FIRST_YES, JoiningStep.SECOND_YES


def therapist(*looks: Look, **facts: object) -> Facts:
    return Facts(ApplicationKind.THERAPIST, (NumberFacts(Register.BIG, looks),), **facts)


def test_the_shortest_way_in():
    state = ApplicationState.SENT
    for step in (JoiningStep.CONFIRMED, FIRST, SECOND, JoiningStep.OPENED):
        state = state_after(state, step)
    assert state == ApplicationState.OPEN


def test_nothing_opens_without_the_waiting_time():
    before = {state for state in ApplicationState if JoiningStep.OPENED in possible_from(state)}
    assert before == {ApplicationState.WAITING}


def test_what_ended_stays_ended():
    ended = {state for state in ApplicationState if not possible_from(state)}
    assert ended == {
        ApplicationState.OPEN,
        ApplicationState.REFUSED,
        ApplicationState.WITHDRAWN,
        ApplicationState.EXPIRED,
    }


def possible_from(state: ApplicationState) -> set[JoiningStep]:
    return {step for step, (allowed, _) in STEPS.items() if state in allowed}


def test_a_step_that_does_not_follow_is_refused():
    with pytest.raises(JoiningStepRefused, match="second_yes does not follow confirmed"):
        state_after(ApplicationState.CONFIRMED, SECOND)


def test_one_button_gives_the_yes_that_follows():
    assert yes_that_follows(ApplicationState.CONFIRMED) == FIRST
    assert yes_that_follows(ApplicationState.FIRST_YES) == SECOND
    with pytest.raises(JoiningStepRefused):
        yes_that_follows(ApplicationState.WAITING)


@pytest.mark.parametrize(
    ("facts", "first", "second"),
    [
        (therapist(), (Missing.NOT_LOOKED_UP,), (Missing.NOT_LOOKED_UP,)),
        (therapist(Look.FOUND), (), (Missing.ONE_PAIR_OF_EYES,)),
        (therapist(Look.FOUND, Look.FOUND), (), ()),
        (therapist(Look.FOUND, Look.MEASURE), (Missing.NOT_AS_SAID,), (Missing.NOT_AS_SAID,)),
        (
            Facts(ApplicationKind.THERAPIST, (NumberFacts(Register.AGB, (Look.FOUND, Look.FOUND)),)),
            (Missing.NO_NUMBER,),
            (Missing.NO_NUMBER,),
        ),
        (Facts(ApplicationKind.TRAINEE), (), ()),
        (Facts(ApplicationKind.ORGANISATION, kvk_is_taken=True), (Missing.KVK_TAKEN,), (Missing.KVK_TAKEN,)),
        (
            therapist(Look.FOUND, Look.FOUND, joins_existing_practice=True),
            (),
            (Missing.PRACTICE_WAITS,),
        ),
        (
            therapist(Look.FOUND, Look.FOUND, joins_existing_practice=True, practice_agrees=False),
            (Missing.PRACTICE_SAID_NO,),
            (Missing.PRACTICE_SAID_NO,),
        ),
        (therapist(Look.FOUND, Look.FOUND, joins_existing_practice=True, practice_agrees=True), (), ()),
    ],
)
def test_what_is_missing_for_a_yes(facts: Facts, first: tuple[Missing, ...], second: tuple[Missing, ...]):
    assert missing_for(FIRST, facts) == first
    assert missing_for(SECOND, facts) == second


def test_a_number_that_somebody_else_has_stands_in_the_way():
    facts = Facts(
        ApplicationKind.TRAINEE, (NumberFacts(Register.SKJ, (Look.FOUND, Look.FOUND), is_taken=True),)
    )
    assert missing_for(SECOND, facts) == (Missing.NUMBER_TAKEN,)


@pytest.mark.parametrize(
    ("given", "bars"),
    [
        ({}, ()),
        ({"applicant": 1}, (Bar.OWN_APPLICATION,)),
        ({"applicants_organisations": {"a", "b"}}, (Bar.SAME_ORGANISATION,)),
        ({"gave_first_yes": 1}, (Bar.GAVE_FIRST_YES,)),
        ({"gave_first_yes": 2}, ()),
    ],
)
def test_who_may_not_say_yes(given: dict[str, object], bars: tuple[Bar, ...]):
    usual = {
        "judges_organisations": {"b", "c"},
        "applicant": 2,
        "applicants_organisations": {"a"},
        "gave_first_yes": None,
    }
    assert bars_for(1, **(usual | given)) == bars


def test_the_waiting_time_starts_with_the_second_yes():
    at = datetime(2026, 11, 18, 15, tzinfo=AMSTERDAM)
    assert opens_at(at, timedelta(hours=24)) == datetime(2026, 11, 19, 15, tzinfo=AMSTERDAM)


def test_somebody_or_the_clock_is_at_turn_until_it_ends():
    turns = {state: whose_turn(state) for state in ApplicationState}
    assert turns[ApplicationState.SENT] == turns[ApplicationState.ASKED] == Turn.APPLICANT
    assert turns[ApplicationState.CONFIRMED] == turns[ApplicationState.FIRST_YES] == Turn.OFFICE
    assert turns[ApplicationState.WAITING] == Turn.CLOCK
    assert [state for state in ApplicationState if turns[state] == Turn.NOBODY] == [
        ApplicationState.OPEN,
        ApplicationState.REFUSED,
        ApplicationState.WITHDRAWN,
        ApplicationState.EXPIRED,
    ]
