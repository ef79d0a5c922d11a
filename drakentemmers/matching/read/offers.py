"""What a therapist offers, as the page about it shows it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.capacity import WeekState, first_free, week_bar
from drakentemmers.matching.models import Offer


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """Where an offer stands at a moment."""

    weeks: tuple[WeekState, ...]
    free_weeks: int
    first_place: date | None
    taken_now: int  # places taken or held, from this week on
    is_stale: bool
    drops_out_on: date


def facts_of(offer: Offer, now: datetime) -> OfferFacts:
    """Return where `offer` stands at `now`; one query."""
    on = local_date(now)
    taken = offer.taken(now)
    weeks = week_bar(offer.terms, taken, on)
    return OfferFacts(
        weeks=weeks,
        free_weeks=sum(week != WeekState.FULL for week in weeks),
        first_place=first_free(offer.terms, taken, on),
        taken_now=sum(taken.values()),
        is_stale=now - offer.confirmed_at > timedelta(days=settings.OFFER_STALE_AFTER),
        drops_out_on=local_date(offer.confirmed_at + timedelta(days=settings.OFFER_DROPS_OUT_AFTER)),
    )
