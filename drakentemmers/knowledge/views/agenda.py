"""The agenda: a list with filters, a feed for calendars, a file for one meeting."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from drakentemmers.kernel import calendar_kinds
from drakentemmers.knowledge.forms.feedback import FeedbackForm
from drakentemmers.knowledge.forms.filters import AgendaForm
from drakentemmers.knowledge.models import EventPage
from drakentemmers.knowledge.read.agenda import appointments_of, happening_of
from drakentemmers.knowledge.rules.calendar_file import calendar_of
from drakentemmers.knowledge.views.reading import readable, show
from drakentemmers.ui.reading import offers_reading

OVER = 6  # of what is over, the youngest


@require_safe
@offers_reading
def agenda(request: HttpRequest) -> HttpResponse:
    """What is coming, by month, and a little of what was."""
    now, form = timezone.now(), AgendaForm(request.GET)
    return render(
        request,
        "knowledge/agenda.html",
        {
            "events": calendar_kinds.coming(request.user, now, form.wanted),
            "over": calendar_kinds.over(request.user, now, OVER),
            "form": form,
        },
    )


@require_safe
@offers_reading
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting."""
    found = readable(request, f"/agenda/{slug}")
    return found if isinstance(found, HttpResponse) else show(request, found, FeedbackForm())


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Everything public that is coming, for a calendar to follow; a calendar does not sign in."""
    found = calendar_kinds.coming(AnonymousUser(), timezone.now(), AgendaForm(request.GET).wanted)
    return _calendar(calendar_of(appointments_of(found), name=_("Agenda of Drakentemmers")), "agenda.ics")


@require_safe
def event_file(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting, to put in one's own calendar."""
    found = EventPage.objects.visible_to(request.user).filter(slug=slug).first()
    if found is None:
        raise Http404
    one = appointments_of([happening_of(found)])
    return _calendar(calendar_of(one, name=_("Agenda of Drakentemmers")), f"{slug}.ics")


def _calendar(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
