"""Emergency access as a state machine: what follows, by whom, until when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drakentemmers.accounts.emergency import Case, Move, Stage, after, ends_at
from drakentemmers.accounts.moves import MoveRefused

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
ASKED = Case(Stage.ASKED, NOW, asked_by=1)
GRANTED = Case(Stage.GRANTED, NOW, asked_by=1, ends_at=NOW + timedelta(hours=4))


@pytest.mark.parametrize(
    ("case", "move", "by", "stage"),
    [
        (ASKED, Move.GRANT, 2, Stage.GRANTED),
        (ASKED, Move.REFUSE, 2, Stage.REFUSED),
        (ASKED, Move.WITHDRAW, 1, Stage.WITHDRAWN),
        (GRANTED, Move.STOP, 1, Stage.STOPPED),
        (GRANTED, Move.STOP, 2, Stage.STOPPED),
    ],
)
def test_what_follows(case: Case, move: Move, by: int, stage: Stage):
    assert after(case, move, by=by, now=NOW) == stage


@pytest.mark.parametrize(
    ("case", "move", "by", "when"),
    [
        (ASKED, Move.GRANT, 1, NOW),
        (ASKED, Move.REFUSE, 1, NOW),
        (ASKED, Move.WITHDRAW, 2, NOW),
        (ASKED, Move.STOP, 2, NOW),
        (ASKED, Move.GRANT, 2, NOW + timedelta(hours=24)),
        (GRANTED, Move.GRANT, 2, NOW),
        (GRANTED, Move.STOP, 1, NOW + timedelta(hours=4)),
    ],
)
def test_what_does_not_follow(case: Case, move: Move, by: int, when: datetime):
    with pytest.raises(MoveRefused):
        after(case, move, by=by, now=when)


def test_it_opens_until_its_last_moment_and_not_then():
    assert GRANTED.is_live(NOW + timedelta(hours=3, minutes=59))
    assert not GRANTED.is_live(NOW + timedelta(hours=4))
    assert not ASKED.is_live(NOW)


@pytest.mark.parametrize("hours", [0, 25, -1])
def test_it_lasts_one_to_twenty_four_hours(hours: int):
    with pytest.raises(ValueError, match=str(hours)):
        ends_at(NOW, hours)


@given(st.lists(st.tuples(st.sampled_from(Move), st.integers(1, 4), st.integers(0, 60)), max_size=50))
def test_whatever_people_do_nothing_opens_without_a_second_person(moves):
    case, granted_by, now = ASKED, None, NOW
    for move, by, minutes in moves:
        now += timedelta(minutes=minutes)
        try:
            stage = after(case, move, by=by, now=now)
        except MoveRefused:
            continue
        granted_by = by if move == Move.GRANT else granted_by
        ends = ends_at(now, 1) if move == Move.GRANT else case.ends_at
        assert (case.stage, stage) != (stage, case.stage)
        case = Case(stage, case.asked_at, case.asked_by, ends)
    if case.is_live(now):
        assert granted_by not in (None, case.asked_by)
    else:
        assert case.stage != Stage.GRANTED or now >= case.ends_at
