"""Writing a request, and changing one."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.kernel.clock import local_date
from drakentemmers.kernel.ids import new_id
from drakentemmers.matching.actions import requests as actions
from drakentemmers.matching.actions.drafts import forget_draft, keep_draft
from drakentemmers.matching.actions.errors import AlreadyMade, VersionConflict
from drakentemmers.matching.course import StepRefused
from drakentemmers.matching.forms.first_values import initial_from_search, initial_of
from drakentemmers.matching.forms.sheet import MOST_PEOPLE, RequestSheet, differences
from drakentemmers.matching.models import RequestDraft, TreatmentRequest
from drakentemmers.matching.read.still_fitting import no_longer_fitting
from drakentemmers.matching.views.carried_out import CONFLICT
from drakentemmers.matching.views.questions import own_request
from drakentemmers.matching.views.request_page import request_page
from drakentemmers.matching.views.turning import turned

JUST_NOW = timedelta(minutes=15)


@require_http_methods(["GET", "POST"])
def request_new(http: HttpRequest) -> HttpResponse:
    """The form for a new request: filled from a search, from a draft, or empty."""
    demand(http.user, Permission.MAKE_REQUEST)
    demand_fresh(http, Freshness.CLIENT_DATA, deed=_("Send the request"))
    if http.method == "GET":
        return _fresh_form(http)
    if http.headers.get("X-Autosave"):
        return _autosave(http)
    people = _people(http.POST)
    if "more" in http.POST or "fewer" in http.POST:
        wanted = people + 1 if "more" in http.POST else people - 1
        return _unchecked_form(http, http.POST, max(1, min(MOST_PEOPLE, wanted)))
    sheet = _sheet(http, http.POST, people)
    if not sheet.is_valid():
        return _show(http, sheet, status=400)
    if "nog-een" not in http.POST and (twin := _just_sent(http, sheet)):
        return _show(http, sheet, status=CONFLICT, twin=twin)
    try:
        made = _make(http, sheet)
    except AlreadyMade as before:
        return _sent_before(http, sheet, before.request)
    messages.success(
        http, _("Request %(pseudonym)s is open. Choose whom to ask.") % {"pseudonym": made[0].pseudonym}
    )
    return redirect(turned(made[0], http.POST))


def _make(http: HttpRequest, sheet: RequestSheet) -> list[TreatmentRequest]:
    """Make and open a request for every person, or none at all."""
    now = timezone.now()
    per_person = sheet.model_fields()
    family = new_id() if len(per_person) > 1 else ""
    organisation = sheet.shared.chosen_organisation()
    made = []
    with transaction.atomic():
        for fields in per_person:
            request = actions.make_request(
                organisation=organisation,
                fields={**fields, "family": family},
                by=http.user,
                now=now,
                pk="" if made else http.POST.get("sending", ""),
            )
            actions.open_request(request=request, by=http.user, now=now)
            made.append(request)
        forget_draft(by=http.user, now=now)
    return made


def _just_sent(http: HttpRequest, sheet: RequestSheet) -> TreatmentRequest | None:
    """Return what this person sent a moment ago, in another form, with the same answers for the same organisation.

    After Back a browser puts what was typed in a form that is new: then it most likely is a mistake.
    """
    own = TreatmentRequest.objects.of_own_organisations(http.user).filter(made_by=http.user)
    lately = own.filter(
        made_at__gte=timezone.now() - JUST_NOW, organisation=sheet.shared.chosen_organisation()
    )
    if lately.filter(pk=http.POST.get("sending", "")).exists():
        return None  # this very form
    return next((sent for sent in lately.order_by("-made_at", "pk") if _asks_the_same(sheet, sent)), None)


def _asks_the_same(sheet: RequestSheet, sent: TreatmentRequest) -> bool:
    """Tell whether the form holds the answers of `sent`, for as many people."""
    asked = sheet.model_fields()
    family = TreatmentRequest.objects.filter(made_by=sent.made_by_id, family=sent.family)
    return not differences(sent, asked[0]) and len(asked) == (family.count() if sent.family else 1)


def _sent_before(http: HttpRequest, sheet: RequestSheet, first: TreatmentRequest) -> HttpResponse:
    """Lead to what the same form made before; with other answers in it, ask first whether another one is meant."""
    if _asks_the_same(sheet, first):
        text = _("You sent this already: it is request %(pseudonym)s.") % {"pseudonym": first.pseudonym}
        messages.info(http, text)
        return redirect("request", first.pk)
    return _show(http, sheet, status=CONFLICT, before=first, sending=new_id())


def _people(data: QueryDict) -> int:
    text = data.get("people", "1")
    return max(1, min(MOST_PEOPLE, int(text))) if text.isdecimal() and len(text) < 3 else 1


def _sheet(http: HttpRequest, data: QueryDict | None, people: int, **options: Any) -> RequestSheet:
    today = local_date(timezone.now())
    return RequestSheet(data, user=http.user, today=today, people=people, **options)


def _fresh_form(http: HttpRequest) -> HttpResponse:
    if set(http.GET) - {"behandelaar"}:
        return _show(http, _sheet(http, None, 1, initial=initial_from_search(http.GET)))
    draft = RequestDraft.objects.filter(user=http.user).first()
    if draft is None:
        return _show(http, _sheet(http, None, 1))
    return _unchecked_form(http, QueryDict(draft.data), None, saved_at=draft.saved_at)


def _unchecked_form(
    http: HttpRequest, data: QueryDict, people: int | None, saved_at: object = None
) -> HttpResponse:
    """Show what was filled in so far without judging it yet."""
    sheet = _sheet(http, None, people or _people(data))
    sheet.fill(data)
    return _show(
        http, sheet, saved_at=saved_at, therapist=data.get("therapist") or http.GET.get("behandelaar", "")
    )


def _show(http: HttpRequest, sheet: RequestSheet, *, status: int = 200, **extra: Any) -> HttpResponse:
    context = {
        "sheet": sheet,
        "can_add": len(sheet.people) < MOST_PEOPLE,
        "therapist": http.POST.get("therapist") or http.GET.get("behandelaar", ""),
        "sending": http.POST.get("sending") or new_id(),  # the id of what this form will make
    }
    return render(http, "matching/request_new.html", context | extra, status=status)


def _autosave(http: HttpRequest) -> JsonResponse:
    now = timezone.now()
    data = http.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    if not keep_draft(data=data.urlencode(), note=data.get("note", ""), by=http.user, now=now):
        return JsonResponse({"text": _("Not saved: remove names, numbers and addresses from the note.")})
    clock = date_format(timezone.localtime(now), "H.i")
    return JsonResponse({"text": _("Saved at %(time)s h") % {"time": clock}})


@require_POST
def request_forget(http: HttpRequest) -> HttpResponse:
    """Throw the draft away and start with an empty form."""
    forget_draft(by=http.user, now=timezone.now())
    messages.success(http, _("The draft is gone."))
    return redirect("request_new")


@require_http_methods(["GET", "POST"])
def request_edit(http: HttpRequest, request_id: str) -> HttpResponse:
    """Change what is asked, unless somebody else changed it in the meantime: then show both."""
    request = own_request(http.user, request_id)
    demand_fresh(http, Freshness.CLIENT_DATA, deed=_("Save the request"))
    initial = initial_of(request)
    if http.method == "GET":
        return _show_edit(http, request, _sheet(http, None, 1, initial=initial), request.version)
    version = http.POST.get("version", "")
    expected = int(version) if version.isdecimal() and len(version) < 10 else 0
    sheet = _sheet(http, http.POST, 1, initial=initial)
    if not sheet.is_valid():
        return _show_edit(http, request, sheet, expected, status=400)
    fields = sheet.model_fields()[0]
    try:
        actions.change_request(
            request=request, fields=fields, expected_version=expected, by=http.user, now=timezone.now()
        )
    except VersionConflict:
        request = own_request(http.user, request_id)
        found = differences(request, fields)
        return _show_edit(http, request, sheet, request.version, status=CONFLICT, differences=found)
    except StepRefused:
        problem = _("This request can no longer be changed: it has moved on in the meantime.")
        return request_page(http, request_id, problem=problem, status=CONFLICT)
    messages.success(http, _("Saved. Therapists who were asked see the new version."))
    _tell_who_fits_no_more(http, request_id)
    return redirect("request", request_id)


def _tell_who_fits_no_more(http: HttpRequest, request_id: str) -> None:
    """Name the asked therapists for whom the request now asks something else than they offer."""
    if names := no_longer_fitting(own_request(http.user, request_id), now=timezone.now()):
        said = ngettext(
            "%(names)s was asked and does not fit fully. Withdraw the question if it makes no sense now.",
            "%(names)s were asked and do not fit fully. Withdraw the questions that make no sense now.",
            len(names),
        )
        messages.warning(http, said % {"names": ", ".join(names)})


def _show_edit(
    http: HttpRequest,
    request: TreatmentRequest,
    sheet: RequestSheet,
    version: int,
    *,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    context = {"sheet": sheet, "treatment_request": request, "version": version}
    return render(http, "matching/request_edit.html", context | extra, status=status)
