"""Keeping requests from somebody with another interest in them: oneself, or by the organisation that asks."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from drakentemmers.accounts.access import WhyKept
from drakentemmers.accounts.actions import blocks
from drakentemmers.accounts.models import Block, Organisation, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.matching.actions.questions import ask_next, decline
from drakentemmers.matching.actions.seats import release_seat
from drakentemmers.matching.actions.steps import lock_request, take_step
from drakentemmers.matching.course import LIVE_QUESTION, DeclineReason, QuestionState, Step
from drakentemmers.matching.models import Placement, Question, TreatmentRequest


@transaction.atomic
def step_aside(*, request: TreatmentRequest, why: WhyKept, by: User, now: datetime) -> Block:
    """Say that one knows whom this request is about. A question that is open to `by` is answered with no.

    From now on the request and its family do not exist for `by`. Raises ValidationError while `by` treats the client:
    then somebody has to take over first.
    """
    demand(by, Permission.VIEW_REQUEST, request)
    lock_request(request)
    _refuse_while_treating(request, by)
    live = request.questions.filter(professional__user=by, state__in=LIVE_QUESTION - {QuestionState.QUEUED})
    for question in live.select_related("professional__user"):
        decline(question=question, reason=DeclineReason.CONFLICT_OF_INTEREST, by=by, now=now)
    return blocks.step_aside(subject=request, why=why, by=by, now=now)


@transaction.atomic
def keep_from(
    *,
    user: User,
    organisation: Organisation,
    request: TreatmentRequest | None,
    why: WhyKept,
    until: date | None = None,
    by: User,
    now: datetime,
) -> Block:
    """Keep one request and its family, or (None) all requests of an organisation, from `user`.

    Open questions to this person are taken back without a word. Raises ValidationError while this person treats one of
    the clients, PermissionDenied for who does not look after the organisation.
    """
    demand(by, Permission.SET_BLOCK, organisation)
    _refuse_while_treating(request or organisation, user)
    facts: dict[str, Any] = {
        "user": user,
        "organisation": organisation,
        "why": why,
        "until": until,
        "by": by,
        "now": now,
    }
    block = (
        blocks.keep_organisation_from(**facts)
        if request is None
        else blocks.keep_record_from(subject=request, **facts)
    )
    for question in _open_to(user, organisation, request):
        locked = lock_request(question.request)
        question.refresh_from_db(fields=["state", "state_since"])
        if question.state in LIVE_QUESTION:
            take_step(locked, Step.WITHDRAWN, question=question, by=None, now=now)
            release_seat(question)
            ask_next(locked, by=None, now=now)
    return block


def _open_to(user: User, organisation: Organisation, request: TreatmentRequest | None) -> list[Question]:
    found = Question.objects.filter(
        professional__user=user, request__organisation=organisation, state__in=LIVE_QUESTION
    )
    if request is not None and request.family:
        found = found.filter(request__family=request.family)
    elif request is not None:
        found = found.filter(request=request)
    return list(found.select_related("request", "professional").order_by("pk"))


def _refuse_while_treating(about: TreatmentRequest | Organisation, user: User) -> None:
    running = Placement.objects.filter(professional__user=user, ended_on__isnull=True)
    if isinstance(about, Organisation):
        running = running.filter(request__organisation=about)
    elif about.family:
        running = running.filter(request__family=about.family)
    else:
        running = running.filter(request=about)
    if running.exists():
        raise ValidationError(
            _("There is a treatment that is not over. End it first, or agree who takes over.")
        )
