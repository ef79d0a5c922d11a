"""The list of requests, the page of one, opening and closing it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from drakentemmers.accounts.permissions import Permission
from drakentemmers.directory.models import Professional
from drakentemmers.matching.actions import requests as actions
from drakentemmers.matching.course import RequestState
from drakentemmers.matching.forms.answers import CloseForm
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.requests import Tab, page_of, tabs_of
from drakentemmers.matching.views.carried_out import carry_out
from drakentemmers.matching.views.questions import own_request
from drakentemmers.matching.views.request_page import request_page


@require_GET
def request_list(http: HttpRequest) -> HttpResponse:
    """The requests of one's organisations, and the questions put to oneself, a tab at a time."""
    is_therapist = Professional.objects.filter(user=http.user).exists()
    tabs = tabs_of(http.user, is_therapist=is_therapist)
    wanted = http.GET.get("stand", "")
    chosen = next((entry for entry in tabs if entry.tab == wanted), None)
    chosen = chosen or next((entry for entry in tabs if entry.count), tabs[0] if tabs else None)
    rows, page = page_of(http.user, chosen.tab, http.GET.get("pagina", "1")) if chosen else ([], None)
    context = {
        "tabs": tabs,
        "chosen": chosen,
        "rows": rows,
        "page": page,
        "as_therapist": chosen is not None and chosen.tab in {Tab.ASKED_ME, Tab.TREATING, Tab.ANSWERED},
        "may_make": http.user.has_perm(Permission.MAKE_REQUEST),
        "is_therapist": is_therapist,
    }
    return render(http, "matching/requests.html", context)


@require_GET
def request_detail(http: HttpRequest, request_id: str) -> HttpResponse:
    """One request, as far as this person may see it."""
    return request_page(http, request_id)


@require_POST
def request_open(http: HttpRequest, request_id: str) -> HttpResponse:
    """The draft is ready: therapists can be asked."""
    request = own_request(http.user, request_id)
    return carry_out(
        http,
        request.pk,
        lambda: actions.open_request(request=request, by=http.user, now=timezone.now()),
        said=_("The request is open. Choose whom to ask."),
        already=lambda: TreatmentRequest.objects.filter(pk=request.pk, state=RequestState.OPEN).exists(),
    )


@require_POST
def request_close(http: HttpRequest, request_id: str) -> HttpResponse:
    """Stop without a placement, with the reason."""
    request = own_request(http.user, request_id)
    form = CloseForm(http.POST)
    if not form.is_valid():
        return request_page(http, request.pk, status=400, close_form=form)
    reason = form.cleaned_data["closed_reason"]
    return carry_out(
        http,
        request.pk,
        lambda: actions.close_request(request=request, reason=reason, by=http.user, now=timezone.now()),
        said=_("The request is closed. Everybody who was asked knows."),
        already=lambda: TreatmentRequest.objects.filter(pk=request.pk, state=RequestState.CLOSED).exists(),
    )
