"""The list of requests, the page of one, opening and closing it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from drakentemmers.accounts.actions.opening import count_listed
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.audit.actions import Rows, record_read
from drakentemmers.directory.models import Professional
from drakentemmers.matching.actions import requests as actions
from drakentemmers.matching.course import RequestState
from drakentemmers.matching.forms.answers import CloseForm
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.guests import requests_to_look_at
from drakentemmers.matching.read.requests import Tab, beyond_own_work, page_of, tabs_of
from drakentemmers.matching.views.carried_out import carry_out
from drakentemmers.matching.views.questions import own_request
from drakentemmers.matching.views.request_page import request_page

AS_THERAPIST = frozenset({Tab.ASKED_ME, Tab.TREATING, Tab.ANSWERED})


@require_GET
def request_list(http: HttpRequest) -> HttpResponse:
    """The requests of one's organisations, the questions put to oneself, a tab at a time; where one looks along.

    The office follows the requests of everybody: their rows say how far it is, not what is asked, and are counted.
    """
    demand_fresh(http, Freshness.CLIENT_DATA)
    now = timezone.now()
    is_therapist = http.user.treats and Professional.objects.filter(user=http.user).exists()
    tabs = tabs_of(http.user, is_therapist=is_therapist, now=now)
    wanted = http.GET.get("stand", "")
    chosen = next((entry for entry in tabs if entry.tab == wanted), None)
    chosen = chosen or next((entry for entry in tabs if entry.count), tabs[0] if tabs else None)
    number = http.GET.get("pagina", "1")
    rows, page = page_of(http.user, chosen.tab, number, now=now) if chosen else ([], None)
    if chosen:
        others = () if chosen.tab in AS_THERAPIST else beyond_own_work(http.user, [row.id for row in rows])
        count_listed(Rows(TreatmentRequest, sorted(others)), by=http.user, now=now)
        seen = Rows(TreatmentRequest, [row.id for row in rows])
        record_read(seen, by=http.user, now=now, action="request.listed", tab=chosen.tab)
    looks_along = requests_to_look_at(http.user)
    if looks_along:
        shown = Rows(TreatmentRequest, [request.pk for request in looks_along])
        record_read(shown, by=http.user, now=now, action="request.listed", guest=True)
    context = {
        "tabs": tabs,
        "looks_along": looks_along,
        "chosen": chosen,
        "rows": rows,
        "page": page,
        "several_organisations": len({row.organisation for row in rows}) > 1,
        "as_therapist": chosen is not None and chosen.tab in AS_THERAPIST,
        "may_make": http.user.has_perm(Permission.MAKE_REQUEST),
        "is_therapist": is_therapist,
    }
    return render(http, "matching/requests.html", context)


@require_GET
def request_detail(http: HttpRequest, request_id: str) -> HttpResponse:
    """One request, as far as this person may see it."""
    get_object_or_404(TreatmentRequest.objects.visible_to(http.user), pk=request_id)
    demand_fresh(http, Freshness.CLIENT_DATA)
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
