"""Who has the ball in a request, since when, and what is next: the sentences both sides read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import AMSTERDAM, local_date
from drakentemmers.matching.course import (
    LIVE_QUESTION,
    Ball,
    QuestionState,
    RequestState,
    Side,
    who_has_the_ball,
)
from drakentemmers.matching.models import Question, TreatmentRequest

ANSWERING = (QuestionState.ASKED, QuestionState.HELD)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, said from one side of the request."""

    side: Side
    text: str  # who has the ball
    next: str  # what is next
    since: datetime
    is_mine: bool = False


def in_words(moment: datetime) -> str:
    """Return the day of `moment` as people read it: 18 november 2026."""
    return date_format(local_date(moment), "j F Y")


def _names(questions: Sequence[Question]) -> str:
    names = [question.professional.name for question in questions]
    return names[0] if len(names) == 1 else _("%(count)s therapists") % {"count": len(names)}


def _sentences_for_asker(ball: Ball, request: TreatmentRequest, live: Sequence[Question]) -> tuple[str, str]:
    yes = next((q for q in live if q.state in (QuestionState.ACCEPTED, QuestionState.PLACED)), None)
    name = yes.professional.name if yes else ""
    match ball.next_step:
        case "finish":
            return _("It is your turn: this is still a draft."), _("Open it. Then you choose whom to ask.")
        case "ask":
            return _("It is your turn: choose whom to ask."), _("After that, the therapist answers.")
        case "answer":
            asked = [q for q in live if q.state in ANSWERING]
            last = max(q.state_since for q in asked) + timedelta(days=settings.QUESTION_EXPIRES_AFTER)
            return (
                _("Waits for %(names)s.") % {"names": _names(asked)},
                _(
                    "After the first yes the other questions withdraw themselves. "
                    "Without an answer the question expires on %(day)s."
                )
                % {"day": in_words(last)},
            )
        case "confirm":
            return (
                _("It is your turn: %(name)s said yes.") % {"name": name},
                _("Talk it over with the client and confirm the place."),
            )
        case "take_over":
            return (
                _("It is your turn: %(name)s left the network.") % {"name": name},
                _("Agree who goes on with the client. Here you write down how it ended."),
            )
        case "start":
            return _("The place with %(name)s is agreed.") % {"name": name}, _("Now the treatment can start.")
        case "end":
            return _("In treatment with %(name)s.") % {"name": name}, _(
                "At the end, one of you writes down how it went."
            )
    if request.state == RequestState.CLOSED:
        return _("This request is closed."), _("Nothing needs to happen any more.")
    return _("The treatment has ended."), _("Nothing needs to happen any more.")


def gone_among(questions: Iterable[Question], on: date) -> frozenset[str]:
    """Return the ids of the therapists of `questions` who follow nothing any more on `on`; one query."""
    treating = {q.professional_id for q in questions if q.state == QuestionState.PLACED}
    return frozenset(Professional.objects.gone(on).filter(pk__in=treating).values_list("pk", flat=True))


def _sentences_beyond(ball: Ball, live: Sequence[Question]) -> tuple[str, str]:
    """Return what the office reads when the organisation that asked has the ball."""
    text = _("It is the organisation's turn.")
    yes = next((q for q in live if q.state in (QuestionState.ACCEPTED, QuestionState.PLACED)), None)
    words = {"name": yes.professional.name if yes else ""}
    if ball.next_step == "confirm":
        return text, _("%(name)s said yes. They talk it over with the client and confirm the place.") % words
    if ball.next_step == "take_over":
        return text, _("%(name)s left the network. They agree who goes on with the client.") % words
    return text, _("They choose whom to ask. After that, the therapist answers.")


def turn_for_asker(
    request: TreatmentRequest,
    questions: Sequence[Question],
    *,
    gone: Collection[str] = (),
    beyond: bool = False,
) -> Turn:
    """Return whose turn it is as the asking organisation reads it. `questions` are all of this request, with
    their professional; `gone` are the therapists among them who left (ids). `beyond`: the reader is not of it."""
    ball = who_has_the_ball(
        RequestState(request.state),
        tuple(QuestionState(q.state) for q in questions),
        therapist_left=any(q.state == QuestionState.PLACED and q.professional_id in gone for q in questions),
    )
    live = [q for q in questions if q.state in LIVE_QUESTION or q.state == QuestionState.PLACED]
    is_mine = ball.side == Side.ASKER and not beyond
    if ball.side == Side.ASKER and beyond:
        text, following = _sentences_beyond(ball, live)
    else:
        text, following = _sentences_for_asker(ball, request, live)
    return Turn(ball.side, text, following, _since(request, questions, ball), is_mine=is_mine)


def _since(request: TreatmentRequest, questions: Sequence[Question], ball: Ball) -> datetime:
    if request.state != RequestState.ASKED:
        return request.state_since
    if ball.side == Side.THERAPIST:
        return min(q.asked_at or q.state_since for q in questions if q.state in ANSWERING)
    return max((q.state_since for q in questions), default=request.state_since)


def turn_for_therapist(request: TreatmentRequest, question: Question) -> Turn:
    """Return whose turn it is as the therapist of `question` reads it; nothing of other questions shows."""
    state = QuestionState(question.state)
    if state == QuestionState.ASKED:
        expires = (question.asked_at or question.state_since) + timedelta(
            days=settings.QUESTION_EXPIRES_AFTER
        )
        return Turn(
            Side.THERAPIST,
            _("It is your turn: answer the question."),
            _("Without an answer the question expires on %(day)s.") % {"day": in_words(expires)},
            question.asked_at or question.state_since,
            is_mine=True,
        )
    if state == QuestionState.HELD:
        seat = getattr(question, "seat", None)
        until = seat.held_until if seat and seat.held_until else question.state_since
        return Turn(
            Side.THERAPIST,
            _("It is your turn: you keep a place free while you decide."),
            _("The place stays free until %(moment)s. Say yes or no before that.")
            % {"moment": date_format(until.astimezone(AMSTERDAM), "j F Y, H.i")},
            question.state_since,
            is_mine=True,
        )
    if state == QuestionState.ACCEPTED:
        return Turn(
            Side.ASKER,
            _("You said yes. The organisation talks it over with the client."),
            _("They confirm the place; then you agree on a first appointment."),
            question.state_since,
        )
    if state == QuestionState.PLACED:
        return _turn_in_treatment(request)
    return Turn(
        Side.NOBODY,
        _CLOSED_QUESTION[state](),
        _("Nothing needs to happen any more."),
        question.state_since,
    )


_CLOSED_QUESTION = {
    QuestionState.DECLINED: lambda: _("You said no to this question."),
    QuestionState.WITHDRAWN: lambda: _("This question was withdrawn. Thank you for looking at it."),
    QuestionState.EXPIRED: lambda: _("This question expired because there was no answer."),
}


def _turn_in_treatment(request: TreatmentRequest) -> Turn:
    since = request.state_since
    match request.state:
        case RequestState.PLACED:
            return Turn(
                Side.THERAPIST,
                _("It is your turn: the place is agreed."),
                _("Agree on a first appointment and write down when the treatment starts."),
                since,
                is_mine=True,
            )
        case RequestState.STARTED:
            return Turn(
                Side.THERAPIST,
                _("The treatment has started."),
                _("At the end, write down how it went."),
                since,
                is_mine=True,
            )
    return Turn(Side.NOBODY, _("The treatment has ended."), _("Nothing needs to happen any more."), since)
