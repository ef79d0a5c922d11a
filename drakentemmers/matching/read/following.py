"""The course of a request as each side may read it: every step, dated, with who took it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from drakentemmers.accounts.models import Membership, User
from drakentemmers.matching.course import (
    IN_IT,
    ClosedReason,
    DeclineReason,
    EndOutcome,
    QuestionState,
    Step,
    StopReason,
)
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Question, RequestStep, TreatmentRequest

REASONS: dict[Step, tuple[type[StrEnum], ...]] = {
    Step.DECLINED: (DeclineReason,),
    Step.CLOSED: (ClosedReason,),
    Step.ENDED: (EndOutcome, StopReason),
}
OF_THE_REQUEST = frozenset({Step.MADE, Step.OPENED, Step.CHANGED})
GOOD_NEWS = frozenset({Step.ACCEPTED, Step.PLACED, Step.STARTED, Step.CONTINUED_AMBULATORY, Step.ENDED})
SETBACKS = frozenset(
    {Step.DECLINED, Step.EXPIRED, Step.HOLD_EXPIRED, Step.CLIENT_DECLINED, Step.THERAPIST_LEFT}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    who: str
    text: str
    detail: str
    tone: str  # "good", "setback" or "plain"


def timeline_for_asker(request: TreatmentRequest) -> list[Entry]:
    """Return every step of a request, newest first; two queries."""
    steps = request.steps.select_related("by", "question__professional").order_by("-at", "-pk")
    return [
        _entry(step, _who(step.by), step.question.professional.name if step.question else "")
        for step in steps
        if step.question_id is None or step.step != Step.CLOSED  # the request's own line says it for all
    ]


def timeline_for_therapist(request: TreatmentRequest, question: Question) -> list[Entry]:
    """Return what the therapist of `question` may know of the course, newest first; three queries.

    No step and no name of another therapist shows; of a question that is over only its own steps are left.
    """
    steps = [
        step for step in request.steps.select_related("by").order_by("-at", "-pk") if _is_told(step, question)
    ]
    may_be_named = _colleagues_of_the_asker(request) | {question.professional.user_id}
    return [_entry(step, _who(step.by if step.by_id in may_be_named else None), "") for step in steps]


def _is_told(step: RequestStep, question: Question) -> bool:
    """Own steps, and while the part in it lasts those of the request; its closing stands among the own ones already."""
    if step.question_id is not None or question.state not in IN_IT:
        return step.question_id == question.pk
    return step.step in OF_THE_REQUEST or question.state == QuestionState.PLACED


def _colleagues_of_the_asker(request: TreatmentRequest) -> set[int | None]:
    of_organisation = Membership.objects.filter(organisation=request.organisation_id)
    return {request.made_by_id, *of_organisation.values_list("user_id", flat=True)}


def _who(user: User | None) -> str:
    return user.name if user else _("By itself")


def _entry(step: RequestStep, who: str, therapist: str) -> Entry:
    kind = Step(step.step)
    tone = "good" if kind in GOOD_NEWS else "setback" if kind in SETBACKS else "plain"
    details = [therapist, reason_in_words(step.reason, kind), step.text]
    if step.until:
        details.append(_day_in_words(kind, step.until))
    return Entry(step.at, who, label(kind), " · ".join(detail for detail in details if detail), tone)


def _day_in_words(step: Step, on: date) -> str:
    day = date_format(on, "j F Y")
    if step in {Step.STARTED, Step.CONTINUED_AMBULATORY, Step.ENDED}:
        return _("on %(day)s") % {"day": day}
    if step == Step.PLACED:
        return _("first place from %(day)s") % {"day": day}
    return _("until %(day)s") % {"day": day}


def reason_in_words(reason: str, step: Step) -> str:
    """Return the reason kept with a step as people read it; empty when there is none."""
    for kind in REASONS.get(step, ()):
        if reason in {str(member) for member in kind}:
            return label(kind(reason))
    return ""
