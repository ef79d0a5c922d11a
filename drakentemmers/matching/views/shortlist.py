"""`/aanvragen/<id>/behandelaars`: who fits a saved request, to choose from and to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from drakentemmers.accounts.actions.opening import open_record
from drakentemmers.accounts.models import User
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.directory.models import Professional
from drakentemmers.directory.rules import ClientGroup
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.course import LIVE_QUESTION
from drakentemmers.matching.family import LOOKS_AT, FamilyOption, family_options
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.apart import closed_among, kept_apart_from
from drakentemmers.matching.read.cards import named_like
from drakentemmers.matching.read.needs import need_of
from drakentemmers.matching.read.request_list import list_for
from drakentemmers.matching.read.shortlist import Shortlist, find
from drakentemmers.matching.read.ways import openings
from drakentemmers.matching.rules import Need, Order, whole_km
from drakentemmers.matching.views.find import MOST_NEAR_MISSES, MOST_WAYS, PER_PAGE, WIDEN_WHEN_FEWER, Way
from drakentemmers.matching.views.questions import own_request
from drakentemmers.matching.views.result_cards import (
    ResultCard,
    map_of,
    result_cards,
    stale_from,
    status_line,
)
from drakentemmers.matching.views.turning import (
    MISSED,
    ONE_BY_ONE,
    ORDER,
    PICKED,
    TURN,
    WIDER,
    as_asked,
    from_list,
    going_along,
    picked,
)
from drakentemmers.matching.wording import availability_text, opening_text, widening_text


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
    demand_fresh(http, Freshness.CLIENT_DATA)
    now = timezone.now()
    open_record(request, by=http.user, now=now)
    on = local_date(now)
    listed = list_for(request, order=http.GET.get(ORDER, ""), wider=http.GET.get(WIDER, ""), on=on, now=now)
    need, wider, shortlist = listed.need, listed.wider, listed.shortlist
    page = Paginator(shortlist.fits, PER_PAGE).get_page(http.GET.get(TURN))
    shown = result_cards(page.object_list, need, on=on, now=now, first=page.start_index())
    nearly = [] if page.has_next() else shortlist.near_misses[:MOST_NEAR_MISSES]
    near = result_cards(nearly, need, on=on, now=now, first=None)
    live = request.questions.filter(state__in=LIVE_QUESTION)
    asked = set(live.values_list("professional_id", flat=True))
    ticked = [pk for pk in picked(http.GET.getlist(PICKED)) if pk not in asked]
    closed = closed_among(ticked) if ticked else set()
    chosen = [pk for pk in ticked if pk not in closed]
    count, soon = status_line(shortlist.total_fits, shortlist.within_4_weeks, need.max_km)
    name = http.GET.get(MISSED, "").strip()[:80]
    context = {
        "request_asked": request,
        "choosing": request.is_open,
        "picked": chosen,
        "full": [name for _pk, name in _named(http.user, [pk for pk in ticked if pk in closed])],
        "elsewhere": _elsewhere(http.user, chosen, [*shown, *near]),
        "one_by_one": bool(http.GET.get(ONE_BY_ONE)),
        "asked": asked,
        "cards": shown,
        "stale": stale_from(shown, shortlist.fits, settings.OFFER_STALE_AFTER),
        "near_misses": near,
        "page": page,
        "map": map_of(shown, (request.latitude, request.longitude), need.max_km),
        "count": count,
        "soon": soon if shortlist.within_4_weeks else "",
        "order": listed.order,
        "orders": [(one.value, label(one)) for one in Order],
        "ways": _ways(http, need, shortlist, on, now, listed.apart)
        if shortlist.total_fits < WIDEN_WHEN_FEWER and not wider
        else [],
        "wider": widening_text(wider) if wider else "",
        "wider_value": str(wider) if wider else "",
        "family": _family(request, shortlist, http.user, on, now),
        "missing_name": name,
        "missing": named_like(name),
        "missing_fields": going_along(http.GET).items(),
        "from_list": from_list(request, http.GET),
        "as_asked": as_asked(http.GET).urlencode(),
    }
    return render(http, "matching/find/request_shortlist.html", context)


def _elsewhere(user: User, chosen: list[str], shown: Sequence[ResultCard]) -> list[tuple[str, str]]:
    """Return id and name of those who were chosen on another page of this list."""
    away = [pk for pk in chosen if pk not in {card.id for card in shown}]
    return _named(user, away)


def _named(user: User, ids: Sequence[str]) -> list[tuple[str, str]]:
    there = Professional.objects.visible_to(user).in_bulk(ids) if ids else {}
    return [(pk, there[pk].name) for pk in ids if pk in there]


def _ways(
    http: HttpRequest, need: Need, shortlist: Shortlist, on: date, now: datetime, without: set[str]
) -> list[Way]:
    """Say what asking for less would bring; one tap shows it, and the request stays as it is."""
    ways = []
    for found in openings(need, shortlist, on=on, now=now, without=without)[:MOST_WAYS]:
        wider = as_asked(http.GET)
        wider[WIDER] = str(found.widening)
        ways.append(Way(opening_text(found), f"{http.path}?{wider.urlencode()}"))
    return ways


def _family(
    request: TreatmentRequest, own: Shortlist, user: User, on: date, now: datetime
) -> list[FamilyWay]:
    if not request.family:
        return []
    ours = TreatmentRequest.objects.of_own_organisations(user).filter(organisation=request.organisation_id)
    people = list(ours.of_one_family(request.family))
    if len(people) < 2:
        return []
    apart = kept_apart_from(request, on)
    lists = [
        own if one.pk == request.pk else find(need_of(one, on), on=on, now=now, without=apart)
        for one in people
    ]
    options = family_options([found.fits[:LOOKS_AT] for found in lists])
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
