"""The page of one professional: the directory's profile with what he or she offers now."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from drakentemmers.accounts.actions.opening import count_profile, open_record
from drakentemmers.accounts.consent import Purpose
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.consent import agreed
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.audit.actions import record_read
from drakentemmers.directory.models import Professional
from drakentemmers.directory.read.profiles import professional_seen_by, profile_of
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.capacity import OfferState, WeekState
from drakentemmers.matching.course import LIVE_QUESTION
from drakentemmers.matching.models import Offer, TreatmentRequest
from drakentemmers.matching.read.apart import can_be_asked, kept_apart_from
from drakentemmers.matching.read.offers import facts_of
from drakentemmers.matching.views.result_cards import PILLS, weeks_label
from drakentemmers.matching.views.turning import FOR, back_to_list
from drakentemmers.matching.wording import availability, availability_text


@dataclass(frozen=True, slots=True)
class OfferShown:
    """What the availability card says."""

    tag: str
    icon: str
    text: str
    weeks: tuple[WeekState, ...]
    weeks_text: str
    is_stale: bool
    is_closed: bool
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class ForRequest:
    """The request for which somebody chooses who came here from its list, and what can be done for it."""

    request: TreatmentRequest
    back: str
    is_asked: bool
    may_ask: bool
    is_full: bool  # would be asked, if the offer were not closed


@require_safe
def professional(http: HttpRequest, professional_id: str) -> HttpResponse:
    """Who, what, where, for whom, how soon. Opened from the list of a request (`aanvraag`): to ask for that one.

    A request of others is passed over in silence: the profile itself is open to all.
    """
    found = professional_seen_by(http.user, professional_id)
    if found is None:
        raise Http404
    now = timezone.now()
    if http.user.is_authenticated and found.user_id != http.user.pk:
        count_profile(found, by=http.user, now=now)  # contact data shows to who is signed in
        record_read(found, by=http.user, now=now, action="professional.read")
    offer = _offer_shown(found, now)
    until = found.quality_mark_until
    context = {
        "profile": profile_of(found, http.user),
        "has_mark": until is not None and until >= local_date(now),
        "offer": offer,
        "may_ask": not http.user.is_authenticated or http.user.has_perm(Permission.MAKE_REQUEST),
        "ask_url": f"{reverse('request_new')}?behandelaar={found.pk}",
        "asking": _for_request(http, found, now, is_closed=offer is not None and offer.is_closed),
    }
    answer = render(http, "matching/professional.html", context)
    if not agreed(found.user, Purpose.SEARCH_ENGINES):
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _for_request(
    http: HttpRequest, found: Professional, now: datetime, *, is_closed: bool
) -> ForRequest | None:
    request_id = http.GET.get(FOR, "")
    if not request_id or not http.user.is_authenticated:
        return None
    request = TreatmentRequest.objects.of_own_organisations(http.user).filter(pk=request_id).first()
    if request is None:
        return None
    demand_fresh(http, Freshness.CLIENT_DATA)
    open_record(request, by=http.user, now=now)
    on = local_date(now)
    is_asked = request.questions.filter(professional=found, state__in=LIVE_QUESTION).exists()
    may_ask = request.is_open and not is_asked and http.user.has_perm(Permission.ASK_THERAPIST, request)
    may_ask = may_ask and can_be_asked(found, kept_apart_from(request, on), on)
    return ForRequest(
        request=request,
        back=back_to_list(request, http.GET),
        is_asked=is_asked,
        may_ask=may_ask and not is_closed,
        is_full=may_ask and is_closed,
    )


def _offer_shown(professional: Professional, now: datetime) -> OfferShown | None:
    offer = Offer.objects.filter(professional=professional).first()
    if offer is None:
        return None
    facts, on = facts_of(offer, now), local_date(now)
    tag, icon = PILLS[availability(facts.first_place, on)]
    return OfferShown(
        tag=tag,
        icon=icon,
        text=availability_text(facts.first_place, on),
        weeks=facts.weeks,
        weeks_text=weeks_label(facts.weeks, on),
        is_stale=facts.is_stale,
        is_closed=offer.state == OfferState.CLOSED,
        confirmed_at=offer.confirmed_at,
    )
