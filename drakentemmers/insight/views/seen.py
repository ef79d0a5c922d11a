"""`/logboek/wie/...`: who saw this record, for whose record it is."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from drakentemmers.audit.actions import record_read
from drakentemmers.insight.read.search import cursor_from
from drakentemmers.insight.read.seen import ABOUT_ITSELF, who_saw
from drakentemmers.insight.read.subjects import subject_for


@require_safe
def seen(http: HttpRequest, kind: str, record_id: str) -> HttpResponse:
    """Names, roles, organisations, moments and what was done; nothing of the record itself."""
    found = subject_for(http.user, kind, record_id)
    if found is None:
        raise Http404
    entries, older = who_saw(found, http.user, cursor_from(http.GET.get("voor", "")))
    record_read(found.record, by=http.user, now=timezone.now(), action=ABOUT_ITSELF)
    context = {"found": found, "entries": entries, "older": older, "days": settings.LOG_REPORT_WITHIN}
    return render(http, "insight/seen.html", context)
