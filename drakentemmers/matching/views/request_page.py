"""The page of one request, as each side sees it."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.actions.opening import open_record
from drakentemmers.accounts.forms.interests import WhyForm
from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.placements import ALREADY_OUTSIDE
from drakentemmers.matching.course import (
    EFFECT,
    OVER,
    QUESTION_STEPS,
    REQUEST_STEPS,
    DeclineReason,
    EndOutcome,
    QuestionState,
    RequestState,
    Step,
    StopReason,
    effect_of,
    shown_as,
)
from drakentemmers.matching.forms.answers import (
    CloseForm,
    DeclineForm,
    ambulatory_form,
    end_form,
    start_form,
)
from drakentemmers.matching.forms.guests import GuestForm
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Placement, Question, TreatmentRequest
from drakentemmers.matching.permissions import Sight, sight_of
from drakentemmers.matching.read.apart import closed_among
from drakentemmers.matching.read.detail import (
    cards,
    family_of,
    need_lines,
    place_line,
    placement_of,
    question_to,
    questions_of,
)
from drakentemmers.matching.read.following import timeline_for_asker, timeline_for_therapist
from drakentemmers.matching.read.guests import guests_of, open_guest_invitations
from drakentemmers.matching.read.messages_sent import messages_about
from drakentemmers.matching.read.notes import note_sign
from drakentemmers.matching.read.turns import gone_among, turn_for_asker, turn_for_therapist
from drakentemmers.matching.read.urgency import urgency_tag
from drakentemmers.matching.read.verdicts import verdict_lines

SHOWS_ALL = frozenset({Sight.ASKER, Sight.BEYOND})
HAS_A_QUESTION = frozenset({Sight.ASKER, Sight.PART, Sight.ENDED})
PHASES = {
    RequestState.OPEN: gettext_lazy("Request open"),
    RequestState.ASKED: gettext_lazy("Therapist asked"),
    RequestState.ACCEPTED: gettext_lazy("Therapist says yes"),
    RequestState.PLACED: gettext_lazy("Place confirmed"),
    RequestState.STARTED: gettext_lazy("In treatment"),
    RequestState.ENDED: gettext_lazy("Done"),
}


def request_page(
    http: HttpRequest,
    request_id: str,
    *,
    problem: str = "",
    mend: str = "",
    status: int = 200,
    **filled: forms.Form,
) -> HttpResponse:
    """Show a request as it stands now to whoever may see it, and write that in the log; others get 404.

    `problem` is what went wrong just now, and `mend` the address at which to mend it; `filled` are forms that came back
    with errors, by their name on the page.
    """
    requests = TreatmentRequest.objects.visible_to(http.user).select_related("organisation", "made_by")
    request = get_object_or_404(requests, pk=request_id)
    now = timezone.now()
    open_record(request, by=http.user, now=now)
    today = local_date(now)
    sight = sight_of(http.user, request)
    question = question_to(http.user, request) if sight in HAS_A_QUESTION else None
    context: dict[str, Any] = {
        "treatment_request": request,
        "aside_form": WhyForm(),
        "may_keep_apart": http.user.has_perm(Permission.SET_BLOCK, request.organisation),
        "note_sign": note_sign(http.user, request),
        "is_asker": sight == Sight.ASKER,
        "is_guest": sight == Sight.GUEST,
        "shows_all": sight in SHOWS_ALL,
        "problem": problem,
        "mend": mend,
    }
    if sight != Sight.ENDED:
        context |= _need(request, today)
    if sight in SHOWS_ALL | {Sight.PART}:
        context["family"] = family_of(request, http.user)
    if question is not None:
        context |= _own_question(request, question, now)
    if sight in SHOWS_ALL:
        context |= _all_questions(request, now, beyond=sight == Sight.BEYOND)
    elif question is not None:
        context |= _course_for_therapist(request, question)
    if sight == Sight.PART and context["verdict"]:  # says already what is asked
        context |= {"needs": [place_line(request)], "own_verdict_only": True}
    if sight == Sight.ASKER:
        context |= _what_the_asker_may_do(request)
        context |= who_looks_along(request, http.user, now)
    placed_here = question is not None and question.state == QuestionState.PLACED
    if sight == Sight.ASKER or placed_here:
        context |= _treatment(placement_of(request), request, today)
    return render(http, "matching/request.html", context | filled, status=status)


def _need(request: TreatmentRequest, on: date) -> dict[str, Any]:
    state = shown_as(RequestState(request.state), request.questions.values_list("state", flat=True))
    return {
        "shows_need": True,
        "state_text": label(state),
        "phases": _phases(state),
        "needs": need_lines(request, on),
        "urgency": urgency_tag(request),
    }


def _course_for_therapist(request: TreatmentRequest, question: Question) -> dict[str, Any]:
    return {
        "turn": turn_for_therapist(request, question),
        "timeline": timeline_for_therapist(request, question),
    }


def _follows(step: Step, state: RequestState) -> bool:
    return state in REQUEST_STEPS[step][0]


def _phases(state: RequestState) -> list[dict[str, Any]]:
    now_at = list(PHASES).index(state) if state in PHASES else -1
    return [
        {
            "text": text,
            "state": "done" if number < now_at or state == RequestState.ENDED else "todo",
            "is_current": number == now_at,
        }
        for number, text in enumerate(PHASES.values())
    ]


def _all_questions(request: TreatmentRequest, now: datetime, *, beyond: bool) -> dict[str, Any]:
    questions = questions_of(request)
    found = cards(questions, messages_about(request, questions))
    return {
        "turn": turn_for_asker(
            request, questions, gone=gone_among(questions, local_date(now)), beyond=beyond
        ),
        "timeline": timeline_for_asker(request),
        "cards": found,
        "yes": next((card for card in found if card.state == QuestionState.ACCEPTED), None),
    }


def _own_question(request: TreatmentRequest, question: Question, now: datetime) -> dict[str, Any]:
    state = QuestionState(question.state)
    deciding = state in QUESTION_STEPS[Step.DECLINED][0]
    return {
        "question": question,
        "question_text": label(state),
        "verdict": verdict_lines(request, question.professional, now) if deciding else [],
        # A place that is held stays held; otherwise a closed offer has none to give.
        "must_open": state == QuestionState.ASKED and bool(closed_among([question.professional_id])),
        "may_accept": state in QUESTION_STEPS[Step.ACCEPTED][0],
        "may_hold": state in QUESTION_STEPS[Step.HELD][0],
        "may_decline": deciding,
        "decline_form": DeclineForm(today=local_date(now)),
        "effect_lines": [
            f"{label(reason)}: {label(effect_of(reason))}" for reason in DeclineReason if reason in EFFECT
        ],
    }


def _what_the_asker_may_do(request: TreatmentRequest) -> dict[str, Any]:
    state = RequestState(request.state)
    return {
        "may_open": _follows(Step.OPENED, state),
        "may_change": _follows(Step.CHANGED, state),
        "may_ask": _follows(Step.ASKED, state),
        "may_close": _follows(Step.CLOSED, state),
        "close_form": CloseForm(),
    }


def who_looks_along(request: TreatmentRequest, user: User, now: datetime) -> dict[str, Any]:
    """Return the part "Wie kijkt mee": the guests, who was invited, and the form for who may invite."""
    may_invite = user.has_perm(Permission.INVITE_GUEST, request.organisation)
    running = RequestState(request.state) not in OVER and request.state != RequestState.DRAFT
    return {
        "guests": guests_of(request, now),
        "guests_invited": open_guest_invitations(request, now),
        "may_invite_guest": may_invite and running,
        "may_end_guest": may_invite,
        "guest_form": GuestForm(today=local_date(now)),
    }


def _outcome(placement: Placement) -> str:
    if not placement.outcome:
        return ""
    outcome = label(EndOutcome(placement.outcome))
    return f"{outcome}: {label(StopReason(placement.stop_reason))}" if placement.stop_reason else outcome


def _treatment(placement: Placement | None, request: TreatmentRequest, today: date) -> dict[str, Any]:
    if placement is None:
        return {}
    state = RequestState(request.state)
    found: dict[str, Any] = {"placement": placement, "outcome": _outcome(placement)}
    if _follows(Step.STARTED, state):
        found["start_form"] = start_form(placement, today)
    if _follows(Step.ENDED, state):
        found["end_form"] = end_form(placement, today)
        if placement.setting not in ALREADY_OUTSIDE and placement.ambulatory_since is None:
            found["ambulatory_form"] = ambulatory_form(placement, today)
    return found
