"""The page of one professional: the directory's profile with what he or she offers now."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from drakentemmers.accounts.actions.opening import count_profile
from drakentemmers.accounts.consent import Purpose
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.consent import agreed
from drakentemmers.audit.actions import record_read
from drakentemmers.directory.models import Professional
from drakentemmers.directory.read.profiles import professional_seen_by, profile_of
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.capacity import WeekState
from drakentemmers.matching.models import Offer
from drakentemmers.matching.read.offers import facts_of
from drakentemmers.matching.views.result_cards import PILLS, weeks_label
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
    confirmed_at: datetime


@require_safe
def professional(http: HttpRequest, professional_id: str) -> HttpResponse:
    """Who, what, where, for whom, how soon."""
    found = professional_seen_by(http.user, professional_id)
    if found is None:
        raise Http404
    now = timezone.now()
    if http.user.is_authenticated and found.user_id != http.user.pk:
        count_profile(found, by=http.user, now=now)  # contact data shows to who is signed in
        record_read(found, by=http.user, now=now, action="professional.read")
    until = found.quality_mark_until
    context = {
        "profile": profile_of(found, http.user),
        "has_mark": until is not None and until >= local_date(now),
        "offer": _offer_shown(found, now),
        "may_ask": not http.user.is_authenticated or http.user.has_perm(Permission.MAKE_REQUEST),
        "ask_url": f"{reverse('request_new')}?behandelaar={found.pk}",
    }
    answer = render(http, "matching/professional.html", context)
    if not agreed(found.user, Purpose.SEARCH_ENGINES):
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


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
        confirmed_at=offer.confirmed_at,
    )
