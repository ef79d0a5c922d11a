"""`/logboek`: searching the log and taking a selection out. Looking in it is in it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.audit.actions import Rows, record_read
from drakentemmers.audit.models import Event
from drakentemmers.directory.sheets.writing import CSV_TYPE, XLSX_TYPE, FileKind
from drakentemmers.insight.forms.search import LogForm
from drakentemmers.insight.read.export import MOST_ROWS, log_sheet
from drakentemmers.insight.read.lines import lines_of
from drakentemmers.insight.read.search import all_of, cursor_from, search
from drakentemmers.kernel.clock import local_date

TYPES = {FileKind.XLSX: XLSX_TYPE, FileKind.CSV: CSV_TYPE}


def only_log_managers(user: User) -> None:
    """To anybody else the log does not exist."""
    if not user.has_perm(Permission.VIEW_LOG):
        raise Http404


@require_safe
def log(http: HttpRequest) -> HttpResponse:
    """What happened, newest first, by person, record, action, period and network address."""
    only_log_managers(http.user)
    form = LogForm(http.GET)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        asked = form.asked()
        page = search(asked, cursor_from(http.GET.get("voor", "")))
        seen = Rows(Event, [str(event.pk) for event in page.events])
        record_read(seen, by=http.user, now=timezone.now(), action="log.searched", asked=asked.for_the_log())
        query = http.GET.copy()
        query.pop("voor", None)
        context |= {
            "lines": lines_of(page.events),
            "older": page.older,
            "is_first": not http.GET.get("voor"),
            "is_narrowed": any(query.values()),
            "query": query.urlencode(),
        }
    return render(http, "insight/log.html", context, status=200 if form.is_valid() else 400)


@require_safe
def log_export(http: HttpRequest, extension: str) -> HttpResponse:
    """The same selection as a file, at most 10,000 events."""
    only_log_managers(http.user)
    demand_fresh(http, Freshness.EXPORT)
    form = LogForm(http.GET)
    if extension not in set(FileKind) or not form.is_valid():
        raise Http404
    file, asked, now = FileKind(extension), form.asked(), timezone.now()
    events = list(all_of(asked, MOST_ROWS))
    seen = Rows(Event, [str(event.pk) for event in events])
    record_read(
        seen, by=http.user, now=now, action="log.exported", file=file.value, asked=asked.for_the_log()
    )
    answer = HttpResponse(log_sheet(events, file), content_type=TYPES[file])
    name = f"logboek-{local_date(now).isoformat()}.{file.value}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
