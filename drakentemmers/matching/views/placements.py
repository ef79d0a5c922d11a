"""Confirming a place, and the start and end of a treatment."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from drakentemmers.accounts.models import User
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions import placements as actions
from drakentemmers.matching.course import QuestionState
from drakentemmers.matching.forms.answers import DayForm, ambulatory_form, end_form, start_form
from drakentemmers.matching.models import Placement, Question
from drakentemmers.matching.views.carried_out import carry_out
from drakentemmers.matching.views.questions import stands_at
from drakentemmers.matching.views.request_page import request_page


def _followed_by(user: User, placement_id: str) -> Placement:
    """Return a placement at this therapist, or of a request of this user's organisation; 404 for every other."""
    rows = Placement.objects.followed_by(user).select_related("request", "professional")
    return get_object_or_404(rows, pk=placement_id)


@require_POST
def question_confirm(http: HttpRequest, question_id: str) -> HttpResponse:
    """The client takes the place."""
    own = Question.objects.asked_by(http.user)
    question = get_object_or_404(own.select_related("request", "professional"), pk=question_id)
    return carry_out(
        http,
        question.request_id,
        lambda: actions.confirm(question=question, by=http.user, now=timezone.now()),
        said=_("The place is confirmed. %(name)s knows.") % {"name": question.professional.name},
        already=stands_at(question, QuestionState.PLACED),
        when_full=_(
            "This place was kept too long ago and is taken now. Withdraw the question and ask somebody else."
        ),
    )


def _dated(
    http: HttpRequest,
    placement: Placement,
    form: DayForm,
    name: str,
    act: Callable[..., None],
    said: str,
    already: Callable[[], bool],
    now: datetime,
) -> HttpResponse:
    if not form.is_valid():
        return request_page(http, placement.request_id, status=400, **{name: form})
    return carry_out(
        http,
        placement.request_id,
        lambda: act(placement=placement, by=http.user, now=now, **form.cleaned_data),
        said=said,
        already=already,
    )


def _again(placement: Placement, **filled: bool) -> Callable[[], bool]:
    return lambda: Placement.objects.filter(pk=placement.pk, **filled).exists()


@require_POST
def placement_start(http: HttpRequest, placement_id: str) -> HttpResponse:
    """The treatment has started."""
    placement, now = _followed_by(http.user, placement_id), timezone.now()
    form = start_form(placement, local_date(now), http.POST)
    said, already = _("Good start. The date is saved."), _again(placement, started_on__isnull=False)
    return _dated(http, placement, form, "start_form", actions.start, said, already, now)


@require_POST
def placement_continue(http: HttpRequest, placement_id: str) -> HttpResponse:
    """A treatment from a shelter goes on at the practice."""
    placement, now = _followed_by(http.user, placement_id), timezone.now()
    form = ambulatory_form(placement, local_date(now), http.POST)
    said = _("Saved: the treatment goes on at the practice.")
    already = _again(placement, ambulatory_since__isnull=False)
    return _dated(http, placement, form, "ambulatory_form", actions.continue_ambulatory, said, already, now)


@require_POST
def placement_end(http: HttpRequest, placement_id: str) -> HttpResponse:
    """The treatment has ended."""
    placement, now = _followed_by(http.user, placement_id), timezone.now()
    form = end_form(placement, local_date(now), http.POST)
    said, already = _("Done. Thank you for the good care."), _again(placement, ended_on__isnull=False)
    return _dated(http, placement, form, "end_form", actions.end, said, already, now)
