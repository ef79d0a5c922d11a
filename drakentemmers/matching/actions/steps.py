"""The one way a request and its questions move: state, dated step and log line in the same transaction."""

from datetime import date, datetime

from drakentemmers.accounts.actions.guests import end_guests_of
from drakentemmers.accounts.models import User
from drakentemmers.audit.actions import record
from drakentemmers.matching.course import (
    OVER,
    QuestionState,
    RequestState,
    Step,
    question_after,
    request_after,
    request_after_question,
)
from drakentemmers.matching.models import Question, RequestStep, TreatmentRequest


def lock_request(request: TreatmentRequest) -> TreatmentRequest:
    """Make everybody else wait for this request, and bring `request` itself up to date."""
    request.refresh_from_db(from_queryset=TreatmentRequest.objects.select_for_update())
    return request


def lock_question(question: Question) -> TreatmentRequest:
    """Lock the request of `question`, bring both up to date and return the request.

    A question is only ever changed under the lock of its request.
    """
    request = lock_request(question.request)
    question.refresh_from_db()
    question.request = request
    return request


def take_step(
    request: TreatmentRequest,
    step: Step,
    *,
    by: User | None,
    now: datetime,
    question: Question | None = None,
    reason: str = "",
    text: str = "",
    until: date | None = None,
) -> None:
    """Take `step` in a locked request, or in one of its questions; raise StepRefused when it does not follow."""
    state = RequestState(request.state)
    if question is None:
        after = request_after(state, step)
    else:
        question_state = question_after(QuestionState(question.state), step)
        after = request_after_question(state, step)
        _move_question(question, question_state, step, now=now)
    if after != state:
        request.state, request.state_since = after, now
        request.save(update_fields=["state", "state_since"])
        if after in OVER:
            end_guests_of(subject=request, by=None, now=now)
    RequestStep.objects.create(
        request=request, question=question, step=step, at=now, by=by, reason=reason, text=text, until=until
    )
    record(
        f"request.{step}" if question is None else f"question.{step}",
        question or request,
        by=by,
        now=now,
        on_behalf_of=_acting_for(request, question, by),
        state=after,
        reason=reason,
    )


def _move_question(question: Question, after: QuestionState, step: Step, *, now: datetime) -> None:
    if after == question.state:
        return
    question.state, question.state_since = after, now
    if step == Step.ASKED:
        question.asked_at = now
    question.save(update_fields=["state", "state_since", "asked_at"])


def _acting_for(request: TreatmentRequest, question: Question | None, by: User | None) -> str:
    """The organisation in whose name `by` acts: a therapist's practice, else the one that asks."""
    if by is None:
        return ""
    if question is not None and question.professional.user_id == by.pk:
        return question.professional.practice_id or ""
    return request.organisation_id
