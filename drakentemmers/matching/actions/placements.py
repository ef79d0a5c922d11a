"""From a yes to a placement, and on to its end."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.directory.rules import Setting
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.messages import tell_askers, tell_therapist
from drakentemmers.matching.actions.seats import take_seat
from drakentemmers.matching.actions.steps import lock_question, lock_request, take_step
from drakentemmers.matching.course import (
    EndOutcome,
    QuestionState,
    RequestState,
    Step,
    StepRefused,
    StopReason,
    question_after,
    request_after,
)
from drakentemmers.matching.models import Placement, Question, TreatmentRequest

ALREADY_OUTSIDE = frozenset({Setting.AMBULATORY, Setting.ONLINE})


@transaction.atomic
def confirm(*, question: Question, by: User | None, now: datetime) -> Placement:
    """Make the held place the client's, in the same transaction as the placement.

    When the hold ran out the place is taken anew; raises NoPlaceLeft when somebody else has it by now.
    """
    request = lock_question(question)
    demand(by, Permission.CONFIRM_PLACEMENT, request)
    question_after(QuestionState(question.state), Step.PLACED)
    seat = take_seat(question, now=now, held_until=None)
    take_step(request, Step.PLACED, question=question, by=by, now=now, until=seat.period_start)
    placement = Placement.objects.create(
        request=request,
        question=question,
        professional=question.professional,
        setting=request.setting,
        period_start=seat.period_start,
        confirmed_at=now,
    )
    tell_therapist(request, question.professional, Step.PLACED, by=by, now=now)
    return placement


@transaction.atomic
def start(*, placement: Placement, on: date, by: User | None, now: datetime) -> None:
    """Record that treatment started on a day, today at the latest. Raises ValidationError."""
    request = _lock(placement, by)
    request_after(RequestState(request.state), Step.STARTED)
    _not_in_the_future(on, now)
    placement.started_on = on
    placement.save(update_fields=["started_on"])
    _tell(placement, request, Step.STARTED, on=on, by=by, now=now)


@transaction.atomic
def continue_ambulatory(*, placement: Placement, on: date, by: User | None, now: datetime) -> None:
    """Record since which day a treatment that began in a shelter goes on outside it; once. Raises ValidationError."""
    request = _lock(placement, by)
    request_after(RequestState(request.state), Step.CONTINUED_AMBULATORY)
    if placement.ambulatory_since or placement.setting in ALREADY_OUTSIDE:
        raise StepRefused(Step.CONTINUED_AMBULATORY, RequestState(request.state))
    _not_in_the_future(on, now)
    _not_before(on, placement.started_on)
    placement.ambulatory_since = on
    placement.save(update_fields=["ambulatory_since"])
    _tell(placement, request, Step.CONTINUED_AMBULATORY, on=on, by=by, now=now)


@transaction.atomic
def end(
    *,
    placement: Placement,
    on: date,
    outcome: EndOutcome,
    stop_reason: StopReason | None = None,
    by: User | None,
    now: datetime,
) -> None:
    """Record how and when treatment ended. Stopped early asks for a reason; other outcomes have none.

    Raises ValidationError.
    """
    request = _lock(placement, by)
    request_after(RequestState(request.state), Step.ENDED)
    _not_in_the_future(on, now)
    _not_before(on, placement.ambulatory_since or placement.started_on)
    if outcome == EndOutcome.STOPPED_EARLY and stop_reason is None:
        raise ValidationError({"stop_reason": _("Choose why it stopped early.")})
    placement.ended_on, placement.outcome = on, outcome
    placement.stop_reason = stop_reason or "" if outcome == EndOutcome.STOPPED_EARLY else ""
    placement.save(update_fields=["ended_on", "outcome", "stop_reason"])
    _tell(placement, request, Step.ENDED, on=on, reason=outcome, by=by, now=now)


def _lock(placement: Placement, by: User | None) -> TreatmentRequest:
    """A placement changes under the lock of its request, like everything else of the request."""
    request = lock_request(placement.request)
    placement.refresh_from_db()
    placement.request = request
    demand(by, Permission.FOLLOW_PLACEMENT, placement)
    return request


def _not_in_the_future(on: date, now: datetime) -> None:
    if on > local_date(now):
        raise ValidationError({"on": _("Give today or a day before.")})


def _not_before(on: date, earlier: date | None) -> None:
    if earlier is not None and on < earlier:
        raise ValidationError({"on": _("Give a day that is not before the last step.")})


def _tell(
    placement: Placement,
    request: TreatmentRequest,
    step: Step,
    *,
    on: date,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> None:
    take_step(request, step, by=by, now=now, until=on, reason=reason)
    tell_askers(request, step, by=by, now=now)
    tell_therapist(request, placement.professional, step, by=by, now=now)
