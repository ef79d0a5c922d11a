"""`/aanvragen/<id>/behandelaars`: who fits a saved request, to choose from and to ask."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from drakentemmers.directory.rules import ClientGroup
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.course import LIVE_QUESTION
from drakentemmers.matching.family import FamilyOption, family_options
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.cards import named_like
from drakentemmers.matching.read.needs import need_of
from drakentemmers.matching.read.shortlist import Shortlist, find
from drakentemmers.matching.rules import Order, whole_km
from drakentemmers.matching.views.find import MOST_NEAR_MISSES, PER_PAGE, Way
from drakentemmers.matching.views.questions import own_request
from drakentemmers.matching.views.result_cards import map_of, result_cards, status_line
from drakentemmers.matching.wording import availability_text, needs_text


@dataclass(frozen=True, slots=True)
class FamilyChoice:
    """One therapist for one person of the family."""

    request: TreatmentRequest
    group: str
    name: str
    therapist_id: str
    place: str
    pill: str
    url: str


@dataclass(frozen=True, slots=True)
class FamilyWay:
    """One way to serve the whole family."""

    text: str
    choices: list[FamilyChoice]


@require_safe
def request_shortlist(http: HttpRequest, request_id: str) -> HttpResponse:
    """List who fits, best first; a request of another organisation does not exist."""
    request = own_request(http.user, request_id)
    now = timezone.now()
    on = local_date(now)
    need = need_of(request)
    order = next((one for one in Order if one == http.GET.get("volgorde")), Order.FIRST_PLACE)
    shortlist = find(need, on=on, now=now, order=order)
    page = Paginator(shortlist.fits, PER_PAGE).get_page(http.GET.get("pagina"))
    shown = result_cards(page.object_list, need, on=on, now=now, first=page.start_index())
    near = [] if page.has_next() else shortlist.near_misses[:MOST_NEAR_MISSES]
    count, soon = status_line(shortlist.total_fits, shortlist.within_4_weeks, request.max_km)
    name = http.GET.get("mist", "").strip()[:80]
    context = {
        "request_asked": request,
        "choosing": request.is_open,
        "picked": http.GET.getlist("kies"),
        "asked": set(
            request.questions.filter(state__in=LIVE_QUESTION).values_list("professional_id", flat=True)
        ),
        "cards": shown,
        "near_misses": result_cards(near, need, on=on, now=now, first=None),
        "page": page,
        "map": map_of(shown, (request.latitude, request.longitude), request.max_km),
        "count": count,
        "soon": soon if shortlist.within_4_weeks else "",
        "order": order,
        "orders": [(one.value, label(one)) for one in Order],
        "ways": _ways(request, shortlist),
        "family": _family(request, shortlist, on, now),
        "missing_name": name,
        "missing": named_like(name),
        "why_query": f"aanvraag={request.pk}",
    }
    return render(http, "matching/find/request_shortlist.html", context)


def _ways(request: TreatmentRequest, shortlist: Shortlist) -> list[Way]:
    """Say what giving up a need would bring; the request itself says what may give."""
    edit = reverse("request_edit", args=[request.pk])
    return [
        Way(_("%(needs)s: %(more)s more") % {"needs": needs_text(found.needs), "more": found.more}, edit)
        for found in shortlist.relaxations[:3]
    ]


def _family(request: TreatmentRequest, own: Shortlist, on: date, now: datetime) -> list[FamilyWay]:
    if not request.family:
        return []
    mates = TreatmentRequest.objects.filter(organisation=request.organisation_id).of_one_family(
        request.family
    )
    people = list(mates)
    if len(people) < 2:
        return []
    lists = [own if one.pk == request.pk else find(need_of(one), on=on, now=now) for one in people]
    options = family_options([found.fits for found in lists], on=on)
    return [_family_way(people, option, on) for option in options]


def _family_way(people: list[TreatmentRequest], option: FamilyOption, on: date) -> FamilyWay:
    apart = _("%(n)s practices, %(km)s km apart") % {"n": option.practices, "km": whole_km(option.spread_m)}
    return FamilyWay(
        _("All at one practice") if option.practices == 1 else apart,
        [
            FamilyChoice(
                request=one,
                group=label(ClientGroup(one.group)),
                name=verdict.supply.name,
                therapist_id=verdict.supply.id,
                place=verdict.nearest.name if verdict.nearest else "",
                pill=availability_text(verdict.supply.first_place, on),
                url=reverse("request_shortlist", args=[one.pk]) + f"?kies={verdict.supply.id}",
            )
            for one, verdict in zip(people, option.verdicts, strict=True)
        ],
    )
