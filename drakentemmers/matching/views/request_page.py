"""The page of one request, as each side sees it."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.placements import ALREADY_OUTSIDE
from drakentemmers.matching.course import (
    EFFECT,
    QUESTION_STEPS,
    REQUEST_STEPS,
    DeclineReason,
    EndOutcome,
    QuestionState,
    RequestState,
    Step,
    StopReason,
    effect_of,
)
from drakentemmers.matching.forms.answers import (
    CloseForm,
    DeclineForm,
    ambulatory_form,
    end_form,
    start_form,
)
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Placement, Question, TreatmentRequest
from drakentemmers.matching.read.detail import (
    belongs_to_the_asker,
    cards,
    family_of,
    need_lines,
    place_line,
    placement_of,
    question_to,
    questions_of,
)
from drakentemmers.matching.read.following import timeline_for_asker, timeline_for_therapist
from drakentemmers.matching.read.turns import turn_for_asker, turn_for_therapist
from drakentemmers.matching.read.verdicts import verdict_lines
from drakentemmers.matching.rules import Urgency

PHASES = {
    RequestState.OPEN: gettext_lazy("Request open"),
    RequestState.ASKED: gettext_lazy("Therapist asked"),
    RequestState.ACCEPTED: gettext_lazy("Therapist says yes"),
    RequestState.PLACED: gettext_lazy("Place confirmed"),
    RequestState.STARTED: gettext_lazy("In treatment"),
    RequestState.ENDED: gettext_lazy("Done"),
}


def request_page(
    http: HttpRequest, request_id: str, *, problem: str = "", status: int = 200, **filled: forms.Form
) -> HttpResponse:
    """Show a request as it stands now to whoever may see it; others get 404.

    `problem` is what went wrong just now; `filled` are forms that came back with errors, by their name on the page.
    """
    requests = TreatmentRequest.objects.visible_to(http.user).select_related("organisation", "made_by")
    request = get_object_or_404(requests, pk=request_id)
    now = timezone.now()
    today = local_date(now)
    question = question_to(http.user, request)
    is_asker = belongs_to_the_asker(http.user, request)
    shows_all = is_asker or question is None
    context: dict[str, Any] = {
        "treatment_request": request,
        "urgency": label(Urgency(request.urgency)),
        "state_text": label(RequestState(request.state)),
        "phases": _phases(request),
        "needs": need_lines(request),
        "family": family_of(request, http.user),
        "is_asker": is_asker,
        "problem": problem,
    }
    context |= _all_questions(request) if shows_all else {}
    context |= _own_question(request, question, now) if question is not None else {}
    if question is not None and not shows_all:
        context["turn"] = turn_for_therapist(request, question)
        context["timeline"] = timeline_for_therapist(request, question)
        if context["verdict"]:  # says already what is asked
            context |= {"needs": [place_line(request)], "own_verdict_only": True}
    if is_asker:
        context |= _what_the_asker_may_do(request)
    placed_here = question is not None and question.state == QuestionState.PLACED
    if is_asker or placed_here:
        context |= _treatment(placement_of(request), request, today)
    return render(http, "matching/request.html", context | filled, status=status)


def _follows(step: Step, state: RequestState) -> bool:
    return state in REQUEST_STEPS[step][0]


def _phases(request: TreatmentRequest) -> list[dict[str, Any]]:
    state = RequestState(request.state)
    now_at = list(PHASES).index(state) if state in PHASES else -1
    return [
        {
            "text": text,
            "state": "done" if number < now_at or state == RequestState.ENDED else "todo",
            "is_current": number == now_at,
        }
        for number, text in enumerate(PHASES.values())
    ]


def _all_questions(request: TreatmentRequest) -> dict[str, Any]:
    questions = questions_of(request)
    found = cards(questions)
    return {
        "turn": turn_for_asker(request, questions),
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
