"""A therapist holds no role any more in which one treats: what stands open with him or her goes back to who asked."""

from datetime import datetime

from django.db import transaction

from drakentemmers.accounts.models import User
from drakentemmers.matching.actions.messages import tell_askers
from drakentemmers.matching.actions.questions import ask_next
from drakentemmers.matching.actions.seats import release_seat
from drakentemmers.matching.actions.steps import lock_question, lock_request, take_step
from drakentemmers.matching.course import LIVE_QUESTION, REQUEST_STEPS, Step
from drakentemmers.matching.models import Placement, Question


@transaction.atomic
def stop_treating(user: User, now: datetime) -> None:
    """End every open question to `user`, give back the places held, and hand running treatments to who asked.

    Each is a dated step of its request, and the asking organisation hears of it; the next in a queue is asked. A second
    time finds nothing to do.
    """
    live = Question.objects.filter(professional__user=user, state__in=LIVE_QUESTION)
    for question in live.select_related("request", "professional__user").order_by("request_id", "pk"):
        _end_question(question, now)
    running = Placement.objects.filter(professional__user=user, ended_on__isnull=True)
    for placement in running.select_related("request").order_by("request_id"):
        _hand_back(placement, now)


def _end_question(question: Question, now: datetime) -> None:
    request = lock_question(question)
    if question.state not in LIVE_QUESTION:
        return
    take_step(request, Step.THERAPIST_LEFT, question=question, by=None, now=now)
    release_seat(question)
    tell_askers(request, Step.THERAPIST_LEFT, by=None, now=now)
    ask_next(request, by=None, now=now)


def _hand_back(placement: Placement, now: datetime) -> None:
    """The treatment itself is not ended: only who knows how it went can write that down."""
    request = lock_request(placement.request)
    may_follow = request.state in REQUEST_STEPS[Step.THERAPIST_LEFT][0]
    if may_follow and not request.steps.filter(step=Step.THERAPIST_LEFT, question__isnull=True).exists():
        take_step(request, Step.THERAPIST_LEFT, by=None, now=now)
        tell_askers(request, Step.THERAPIST_LEFT, by=None, now=now)
