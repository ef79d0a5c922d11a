"""`/logboek/wie/.../melden/...`: asking the log manager about one line."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drakentemmers.accounts.permissions import Permission
from drakentemmers.insight.actions.reports import AlreadyAnswered, AlreadyReported, report_look
from drakentemmers.insight.forms.reports import ReportForm
from drakentemmers.insight.read.seen import look_at, seen_as
from drakentemmers.insight.read.subjects import Found, subject_for


@require_http_methods(["GET", "HEAD", "POST"])
def look_report(http: HttpRequest, kind: str, record_id: str, event_id: int) -> HttpResponse:
    """The line it is about, room for a question, and the button."""
    found = subject_for(http.user, kind, record_id)
    event = look_at(found, http.user, event_id) if found else None
    if found is None or event is None or not http.user.has_perm(Permission.REPORT_LOOK, found.record):
        raise Http404
    entry = seen_as(event, http.user)
    form = ReportForm(http.POST if http.method == "POST" else None)
    status = 200
    if http.method == "POST":
        status = _report(http, found, event.pk, form, is_more=bool(entry.report))
        if status == HTTPStatus.FOUND:
            return redirect("who_saw", kind, record_id)
    return render(http, "insight/report.html", {"found": found, "entry": entry, "form": form}, status=status)


def _report(http: HttpRequest, found: Found, event_id: int, form: ReportForm, *, is_more: bool) -> int:
    """Report, or add to a report; return the status of the answer. What is wrong stands in the form."""
    if not form.is_valid():
        return HTTPStatus.BAD_REQUEST
    try:
        report_look(found=found, event_id=event_id, by=http.user, now=timezone.now(), **form.cleaned_data)
    except AlreadyReported:
        messages.info(http, _("You reported this before. You get a message when there is an answer."))
        return HTTPStatus.FOUND
    except AlreadyAnswered:
        form.add_error(
            "question",
            _("The log manager answered already, so this was not added. Ask the project office."),
        )
        return HTTPStatus.CONFLICT
    except ValidationError as error:
        form.add_error(None, error)
        return HTTPStatus.BAD_REQUEST
    said = _("Reported. The log manager looks at it; you get a message when there is an answer.")
    if is_more:
        said = _("Added to what you reported. The log manager reads it too.")
    messages.success(http, said)
    return HTTPStatus.FOUND
