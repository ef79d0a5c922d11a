"""Asking therapists, and their answers."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from drakentemmers.accounts.access import WhyKept
from drakentemmers.accounts.actions.blocks import step_aside
from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.errors import NotAvailable, OfferClosed
from drakentemmers.matching.actions.messages import tell_askers, tell_therapist
from drakentemmers.matching.actions.offers import close_after_decline
from drakentemmers.matching.actions.seats import hold_ends, release_seat, take_seat
from drakentemmers.matching.actions.steps import lock_question, lock_request, take_step
from drakentemmers.matching.actions.texts import refuse_personal_data
from drakentemmers.matching.course import (
    BEING_ASKED,
    LIVE_QUESTION,
    OPEN_QUESTION,
    DeclineReason,
    QuestionState,
    RequestState,
    Step,
    StepRefused,
    question_after,
    request_after,
)
from drakentemmers.matching.models import Question, TreatmentRequest
from drakentemmers.matching.read.apart import can_be_asked, closed_among, kept_apart_from


@transaction.atomic
def ask(
    *,
    request: TreatmentRequest,
    professionals: Sequence[Professional],
    one_by_one: bool = False,
    by: User | None,
    now: datetime,
) -> list[Question]:
    """Ask therapists: all at once, or in the given order, each when the one before cannot.

    Asking somebody whose question is still live does nothing: the same button pressed twice asks once. Returns the
    new questions. Raises NotAvailable for a professional who left the network, or has another interest in it, and
    OfferClosed for those who are full; then nobody is asked.
    """
    lock_request(request)
    demand(by, Permission.ASK_THERAPIST, request)
    return put_to_all(request, professionals, one_by_one=one_by_one, by=by, now=now)


def put_to_all(
    request: TreatmentRequest,
    professionals: Sequence[Professional],
    *,
    one_by_one: bool = False,
    by: User | None,
    now: datetime,
) -> list[Question]:
    """Put a locked request to therapists, by somebody who may: the one way in which a question comes to be."""
    request_after(RequestState(request.state), Step.ASKED)
    apart = kept_apart_from(request, local_date(now))
    live = request.questions.filter(state__in=LIVE_QUESTION)
    already = set(live.values_list("professional_id", flat=True))
    # Read under the lock of the request: a no with "full" in it has closed the offer by now. The offers are not locked:
    # who closes one at this very moment was asked just before.
    closed = closed_among(professional.pk for professional in professionals) - already
    if closed:
        raise OfferClosed([professional for professional in professionals if professional.pk in closed])
    turn = request.questions.aggregate(last=Max("turn"))["last"] or 0
    made = []
    for professional in professionals:
        if not can_be_asked(professional, apart, local_date(now)):
            raise NotAvailable(professional)
        if professional.pk in already:
            continue
        already.add(professional.pk)
        turn += 1
        question = Question.objects.create(
            request=request,
            professional=professional,
            state=QuestionState.QUEUED,
            state_since=now,
            turn=turn,
        )
        if one_by_one:
            take_step(request, Step.QUEUED, question=question, by=by, now=now)
        else:
            _put(request, question, by=by, now=now)
        made.append(question)
    if one_by_one:
        ask_next(request, by=by, now=now)
        for question in made:
            question.refresh_from_db(fields=["state", "state_since", "asked_at"])
    return made


def ask_next(request: TreatmentRequest, *, by: User | None, now: datetime) -> Question | None:
    """Put the next queued question of a locked request, when nobody is being asked; return it.

    Therapists who since they were queued left the network, closed their offer or turned out to have another interest
    are passed over.
    """
    if request.state != RequestState.ASKED or request.questions.filter(state__in=BEING_ASKED).exists():
        return None
    waiting = request.questions.filter(state=QuestionState.QUEUED).select_related("professional__user")
    queued = list(waiting.order_by("turn", "pk"))
    if not queued:
        return None
    out = kept_apart_from(request, local_date(now)) | closed_among(q.professional_id for q in queued)
    for question in queued:
        if can_be_asked(question.professional, out, local_date(now)):
            _put(request, question, by=by, now=now)
            return question
        take_step(request, Step.WITHDRAWN, question=question, by=None, now=now)
    return None


def _put(request: TreatmentRequest, question: Question, *, by: User | None, now: datetime) -> None:
    take_step(request, Step.ASKED, question=question, by=by, now=now)
    tell_therapist(request, question.professional, Step.ASKED, by=by, now=now)


@transaction.atomic
def hold(*, question: Question, by: User | None, now: datetime) -> None:
    """Keep a place free while deciding; it is given back after HOLD_LASTS days. Raises NoPlaceLeft."""
    request = lock_question(question)
    demand(by, Permission.ANSWER_QUESTION, question)
    question_after(QuestionState(question.state), Step.HELD)
    seat = take_seat(question, now=now, held_until=hold_ends(now))
    until = local_date(seat.held_until) if seat.held_until else None
    take_step(request, Step.HELD, question=question, by=by, now=now, until=until)
    tell_askers(request, Step.HELD, by=by, now=now)


@transaction.atomic
def accept(*, question: Question, by: User | None, now: datetime) -> None:
    """Say yes: a place is held until the asker confirms, and the other questions end politely.

    Raises NoPlaceLeft when the offer has no place any more, StepRefused when somebody else was first.
    """
    request = lock_question(question)
    demand(by, Permission.ANSWER_QUESTION, question)
    question_after(QuestionState(question.state), Step.ACCEPTED)
    request_after(RequestState(request.state), Step.ACCEPTED)
    seat = take_seat(question, now=now, held_until=hold_ends(now))
    until = local_date(seat.held_until) if seat.held_until else None
    take_step(request, Step.ACCEPTED, question=question, by=by, now=now, until=until)
    tell_askers(request, Step.ACCEPTED, by=by, now=now)
    others = request.questions.filter(state__in=OPEN_QUESTION).exclude(pk=question.pk)
    for other in others.select_related("professional__user"):
        was_put = other.state != QuestionState.QUEUED
        take_step(request, Step.SUPERSEDED, question=other, by=None, now=now)
        release_seat(other)
        if was_put:
            tell_therapist(request, other.professional, Step.SUPERSEDED, by=by, now=now)


@transaction.atomic
def decline(
    *,
    question: Question,
    reason: DeclineReason,
    explanation: str = "",
    away_until: date | None = None,
    stood: QuestionState | None = None,
    by: User | None,
    now: datetime,
) -> None:
    """Say no, also after a yes that is not confirmed yet. The next in the queue is asked.

    `stood` is where the question stood when the therapist saw it. A no to a question from before the own yes (a page
    that was still open) raises StepRefused; None: whoever calls knows how it stands.

    The reason may change the offer (`course.EFFECT`): "full" closes it, "away" parks it until `away_until`, which is
    then required and lies in the future; "conflict of interest" keeps the request and its family from the therapist
    from now on. Raises ValidationError and TextHoldsPersonalData.
    """
    request = lock_question(question)
    demand(by, Permission.ANSWER_QUESTION, question)
    question_after(QuestionState(question.state), Step.DECLINED)
    if question.state == QuestionState.ACCEPTED and stood not in {None, QuestionState.ACCEPTED}:
        raise StepRefused(Step.DECLINED, QuestionState.ACCEPTED)
    refuse_personal_data("explanation", explanation)
    if reason != DeclineReason.AWAY:
        away_until = None
    elif away_until is None or away_until <= local_date(now):
        raise ValidationError({"away_until": _("Give a date after today.")})
    question.decline_reason, question.explanation = reason, explanation
    question.clean_fields(exclude=["request", "professional"])
    question.save(update_fields=["decline_reason", "explanation"])
    take_step(
        request,
        Step.DECLINED,
        question=question,
        by=by,
        now=now,
        reason=reason,
        text=explanation,
        until=away_until,
    )
    release_seat(question)
    close_after_decline(question.professional, reason, away_until=away_until, by=by, now=now)
    if reason == DeclineReason.CONFLICT_OF_INTEREST and question.professional.user is not None:
        step_aside(subject=request, why=WhyKept.PARTY, by=question.professional.user, now=now)
    tell_askers(request, Step.DECLINED, by=by, now=now)
    ask_next(request, by=None, now=now)


@transaction.atomic
def withdraw(*, question: Question, by: User | None, now: datetime) -> None:
    """Take a question back, also after a yes that is not confirmed yet. The next in the queue is asked."""
    request = lock_question(question)
    demand(by, Permission.ASK_THERAPIST, request)
    was_put = question.state != QuestionState.QUEUED
    take_step(request, Step.WITHDRAWN, question=question, by=by, now=now)
    release_seat(question)
    if was_put:
        tell_therapist(request, question.professional, Step.WITHDRAWN, by=by, now=now)
    ask_next(request, by=by, now=now)


@transaction.atomic
def client_declined(*, request: TreatmentRequest, by: User | None, now: datetime) -> None:
    """The client says no after the therapist's yes: the place is free again and the request is open."""
    lock_request(request)
    demand(by, Permission.ASK_THERAPIST, request)
    request_after(RequestState(request.state), Step.CLIENT_DECLINED)
    question = request.questions.select_related("professional__user").get(state=QuestionState.ACCEPTED)
    take_step(request, Step.CLIENT_DECLINED, question=question, by=by, now=now)
    release_seat(question)
    tell_therapist(request, question.professional, Step.CLIENT_DECLINED, by=by, now=now)
