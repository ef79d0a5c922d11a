"""Letting somebody's second factor fall, as a state machine: what follows, by whom, when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drakentemmers.accounts.factor_reset import (
    ResetCase,
    ResetMove,
    ResetStage,
    after,
    plain_code,
)
from drakentemmers.accounts.moves import MoveRefused

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
WAIT = timedelta(hours=24)
ASKED = ResetCase(ResetStage.ASKED, concerned=9, first=1, asked_at=NOW)
WAITING = ResetCase(ResetStage.WAITING, concerned=9, first=1, asked_at=NOW, falls_at=NOW + WAIT)
FALLEN = ResetCase(ResetStage.FALLEN, concerned=9, first=1, asked_at=NOW, falls_at=NOW + WAIT)


@pytest.mark.parametrize(
    ("case", "move", "by", "when", "stage"),
    [
        (ASKED, ResetMove.AGREE, 2, NOW, ResetStage.WAITING),
        (ASKED, ResetMove.STOP, None, NOW, ResetStage.STOPPED),
        (ASKED, ResetMove.STOP, 1, NOW, ResetStage.STOPPED),
        (ASKED, ResetMove.LAPSE, None, NOW, ResetStage.LAPSED),
        (WAITING, ResetMove.STOP, 9, NOW + WAIT, ResetStage.STOPPED),
        (WAITING, ResetMove.FALL, None, NOW + WAIT, ResetStage.FALLEN),
        (WAITING, ResetMove.LAPSE, None, NOW, ResetStage.LAPSED),
    ],
)
def test_what_follows(case: ResetCase, move: ResetMove, by: int | None, when: datetime, stage: ResetStage):
    assert after(case, move, by=by, now=when) == stage


@pytest.mark.parametrize(
    ("case", "move", "by", "when"),
    [
        (ASKED, ResetMove.AGREE, 1, NOW),
        (ASKED, ResetMove.AGREE, 9, NOW),
        (ASKED, ResetMove.AGREE, None, NOW),
        (ASKED, ResetMove.AGREE, 2, NOW + timedelta(days=7)),
        (ASKED, ResetMove.FALL, None, NOW + WAIT),
        (WAITING, ResetMove.AGREE, 3, NOW),
        (WAITING, ResetMove.FALL, None, NOW + WAIT - timedelta(seconds=1)),
        (FALLEN, ResetMove.STOP, 9, NOW + WAIT),
        (FALLEN, ResetMove.FALL, None, NOW + WAIT),
    ],
)
def test_what_does_not_follow(case: ResetCase, move: ResetMove, by: int | None, when: datetime):
    with pytest.raises(MoveRefused):
        after(case, move, by=by, now=when)


def test_a_code_works_after_the_fall_for_two_weeks():
    assert not WAITING.takes_code(NOW + WAIT)
    assert FALLEN.takes_code(NOW + WAIT)
    assert not FALLEN.takes_code(NOW + WAIT + timedelta(days=14))


def test_a_code_is_read_as_people_type_it():
    assert plain_code(" ABCD-efgh ") == plain_code("abcd efgh") == "abcdefgh"


@given(st.lists(st.tuples(st.sampled_from(ResetMove), st.integers(1, 9), st.integers(0, 40)), max_size=60))
def test_whatever_people_do_it_falls_by_two_others_a_day_later_and_never_after_a_stop(moves):
    case, second, agreed_at, stopped, now = ASKED, None, None, False, NOW
    for move, by, hours in moves:
        now += timedelta(hours=hours)
        try:
            stage = after(case, move, by=by, now=now)
        except MoveRefused:
            continue
        if move == ResetMove.AGREE:
            second, agreed_at = by, now
        stopped = stopped or move == ResetMove.STOP
        falls_at = now + WAIT if move == ResetMove.AGREE else case.falls_at
        case = ResetCase(stage, case.concerned, case.first, case.asked_at, falls_at)
    if case.stage == ResetStage.FALLEN:
        assert not stopped
        assert len({case.first, second, case.concerned, None}) == 4
        assert now - agreed_at >= WAIT
