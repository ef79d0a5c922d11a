"""Which therapists fit a need, in order, and why one of them does or does not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.conf import settings

from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.models import Offer
from drakentemmers.matching.read.supply import candidates, confirmed_since, supplies
from drakentemmers.matching.rules import (
    Need,
    Order,
    Supply,
    Verdict,
    assess,
    ranked,
)
from drakentemmers.matching.widening import Relaxation, relaxations

SOON_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Who fits, in order, and who nearly does."""

    fits: list[Verdict]
    near_misses: list[Verdict]
    total_fits: int
    total_near_misses: int
    within_4_weeks: int  # of all that fit: how many have a place in this week or the next four
    relaxations: list[Relaxation]


def find(
    need: Need,
    *,
    on: date,
    now: datetime,
    order: Order = Order.FIRST_PLACE,
    limit: int | None = None,
) -> Shortlist:
    """Return the shortlist for `need` as it stands on `on`; at most `limit` of both kinds (None: all)."""
    verdicts = ranked(
        (_judged(need, supply, on) for supply in supplies(candidates(need, on), on, now)), on=on, order=order
    )
    fits = [verdict for verdict in verdicts if verdict.fits]
    near_misses = verdicts[len(fits) :]
    return Shortlist(
        fits=fits[:limit],
        near_misses=near_misses[:limit],
        total_fits=len(fits),
        total_near_misses=len(near_misses),
        within_4_weeks=sum(has_place_soon(verdict, on) for verdict in fits),
        relaxations=relaxations(near_misses),
    )


def has_place_soon(verdict: Verdict, on: date) -> bool:
    """Tell whether somebody can start within four weeks of `on`."""
    first = verdict.supply.first_place
    return first is not None and first <= on + timedelta(weeks=SOON_WEEKS)


class Obstacle(StrEnum):
    """Why a therapist is on no shortlist at all, whatever is asked."""

    NO_OFFER = "no_offer"
    CLOSED = "closed"  # the therapist said: full
    ENDED = "ended"  # the offer ran until a date that is past
    NOT_CONFIRMED = "not_confirmed"  # too long ago that the therapist said the places are right


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one therapist meets a need, and what keeps the therapist from every shortlist, if anything."""

    verdict: Verdict
    obstacle: Obstacle | None


def explain(need: Need, professional_id: str, *, on: date, now: datetime) -> Explanation | None:
    """Return how an active professional, with or without an offer, meets `need`; None: nobody has this id."""
    found = supplies(Professional.objects.filter(pk=professional_id, is_active=True), on, now)
    if not found:
        return None
    offer = Offer.objects.filter(professional=professional_id).first()
    return Explanation(_judged(need, found[0], on), _obstacle(offer, on))


def _obstacle(offer: Offer | None, on: date) -> Obstacle | None:
    if offer is None:
        return Obstacle.NO_OFFER
    if offer.state == OfferState.CLOSED:
        return Obstacle.CLOSED
    if offer.ends_on is not None and offer.ends_on < on:
        return Obstacle.ENDED
    if local_date(offer.confirmed_at) < confirmed_since(on):
        return Obstacle.NOT_CONFIRMED
    return None


def _judged(need: Need, supply: Supply, on: date) -> Verdict:
    return assess(need, supply, on=on, stale_after_days=settings.OFFER_STALE_AFTER)
