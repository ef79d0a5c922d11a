"""What time does by itself, and that doing it again does nothing."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.questions import hold
from drakentemmers.matching.actions.tending import Tended, tend
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import QuestionState
from drakentemmers.matching.models import Offer, Question, RequestStep, Seat
from tests.factories.matching import accepted, asked, placed, therapist

pytestmark = pytest.mark.django_db
NOTHING = Tended(0, 0, 0, 0, 0, 0, 0, 0)


def days_after(now: datetime, days: float) -> datetime:
    return now + timedelta(days=days)


def state_of(question: Question) -> str:
    return Question.objects.get(pk=question.pk).state


def tend_twice(now: datetime) -> Tended:
    """Tend, check that tending again finds nothing, and return what the first did."""
    first = tend(now=now)
    assert tend(now=now) == NOTHING
    return first


def test_nothing_to_do(now: datetime):
    asked(now)
    placed(now)
    assert tend_twice(now) == NOTHING


def test_a_nudge_after_three_days_and_then_every_three(
    now: datetime, mailoutbox, django_capture_on_commit_callbacks
):
    (question,) = asked(now)
    with django_capture_on_commit_callbacks(execute=True):
        counts = [tend_twice(days_after(now, day)).nudges for day in (2.9, 3, 4, 5.9, 6, 8, 9)]
    assert counts == [0, 1, 0, 0, 1, 0, 1]
    assert question.professional.user.notifications.filter(topic="matching.nudged").count() == 3
    assert len(mailoutbox) == 3


def test_a_yes_that_waits_nudges_the_asker(now: datetime):
    question = accepted(now)
    assert tend_twice(days_after(now, 3)).nudges == 1
    assert question.request.made_by.notifications.filter(topic="matching.nudged").exists()
    assert not question.professional.user.notifications.filter(topic="matching.nudged").exists()


def test_who_has_no_account_cannot_be_nudged(now: datetime):
    asked(now, therapist(now=now, user=None))
    assert tend_twice(days_after(now, 3)).nudges == 0


def test_no_answer_in_two_weeks_asks_the_next(now: datetime):
    first, second = asked(now, therapist(now=now), therapist(now=now), one_by_one=True)
    assert tend_twice(days_after(now, 13.9)).questions_expired == 0
    assert tend_twice(days_after(now, 14)).questions_expired == 1
    assert (state_of(first), state_of(second)) == (QuestionState.EXPIRED, QuestionState.ASKED)
    assert first.request.made_by.notifications.filter(topic="matching.expired").exists()


def test_a_hold_that_ran_out_is_a_question_again(now: datetime):
    (question,) = asked(now)
    hold(question=question, by=question.professional.user, now=now)
    assert tend_twice(days_after(now, 6.9)).holds_expired == 0
    assert tend_twice(days_after(now, 7)).holds_expired == 1
    assert state_of(question) == QuestionState.ASKED
    assert not Seat.objects.exists()
    assert tend_twice(days_after(now, 20.9)).questions_expired == 0
    assert tend_twice(days_after(now, 21)).questions_expired == 1


def test_a_queue_that_stands_still_goes_on(now: datetime):
    first, second = asked(now, therapist(now=now), therapist(now=now), one_by_one=True)
    Question.objects.filter(pk=first.pk).update(state=QuestionState.DECLINED)
    assert tend_twice(now).next_asked == 1
    assert state_of(second) == QuestionState.ASKED


def test_a_parked_offer_opens_on_its_day_and_is_not_confirmed_by_that(now: datetime):
    offer = therapist(now=now).offer
    today = local_date(now)
    Offer.objects.update(state=OfferState.PARKED, parked_until=today + timedelta(days=1))
    assert tend_twice(now).offers_opened == 0
    assert tend_twice(days_after(now, 1)).offers_opened == 1
    opened = Offer.objects.get()
    assert (opened.state, opened.parked_until, opened.confirmed_at) == (
        OfferState.OPEN,
        None,
        offer.confirmed_at,
    )


def test_what_time_does_has_no_author(now: datetime):
    asked(now)
    tend(now=days_after(now, 14))
    assert set(RequestStep.objects.filter(step__in=["nudged", "expired"]).values_list("by", flat=True)) == {
        None
    }


def test_the_command_says_what_it_did_and_else_that_there_was_nothing(capsys, now: datetime):
    asked(now - timedelta(days=30))
    call_command("tend")
    lines = capsys.readouterr().out.splitlines()
    assert "questions expired: 1" in lines
    assert [line for line in lines if line.endswith(": 0")] == []
    call_command("tend")
    assert capsys.readouterr().out == "Nothing to do.\n"
