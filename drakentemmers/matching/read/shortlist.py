"""Which therapists fit a need, in order, and why one of them does or does not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.conf import settings

from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.models import Offer
from drakentemmers.matching.read.ranking import Moment, Verdicts
from drakentemmers.matching.read.supply import confirmed_since, supplies
from drakentemmers.matching.roster import roster
from drakentemmers.matching.roster.seeking import seek
from drakentemmers.matching.rules import Need, Order, Verdict, assess
from drakentemmers.matching.rules.asked import asked_of
from drakentemmers.matching.rules.vocabulary import names_in
from drakentemmers.matching.widening import Relaxation, relaxations


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Who fits, in order, and who nearly does. Only verdicts that are looked at are made."""

    fits: "Verdicts"
    near_misses: "Verdicts"
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
    without: Collection[str] = (),
) -> Shortlist:
    """Return the shortlist for `need` as it stands on `on`; at most `limit` of both kinds (None: all).

    `without` are ids of professionals who are left out: they have another interest in this very request.
    """
    asked = asked_of(need, on, settings.OFFER_STALE_AFTER)
    with roster(on=on, now=now) as columns:
        found = seek(columns, asked, order, without)
    fits, near_misses = found.fits, found.near_misses
    moment = Moment(need, on, now)
    return Shortlist(
        fits=Verdicts(found, fits, moment, limit),
        near_misses=Verdicts(found, near_misses, moment, limit),
        total_fits=len(fits),
        total_near_misses=len(near_misses),
        within_4_weeks=found.with_place_soon(),
        relaxations=relaxations(
            {names_in(missed): count for missed, count in found.missed_together().items()}
        ),
    )


class Obstacle(StrEnum):
    """Why a therapist is on no shortlist at all, whatever is asked."""

    NO_OFFER = "no_offer"
    CLOSED = "closed"  # the therapist said: full
    ENDED = "ended"  # the offer ran until a date that is past
    NOT_CONFIRMED = "not_confirmed"  # too long ago that the therapist said the places are right
    NOT_FOR_THIS = "not_for_this"  # cannot be asked for this request; never says why


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one therapist meets a need, and what keeps the therapist from every shortlist, if anything."""

    verdict: Verdict
    obstacle: Obstacle | None


def explain(
    need: Need, professional_id: str, *, on: date, now: datetime, without: Collection[str] = ()
) -> Explanation | None:
    """Return how an active professional, with or without an offer, meets `need`; None: nobody has this id."""
    found = supplies(Professional.objects.filter(pk=professional_id, is_active=True), on, now)
    if not found:
        return None
    offer = Offer.objects.filter(professional=professional_id).first()
    obstacle = Obstacle.NOT_FOR_THIS if professional_id in without else _obstacle(offer, on)
    verdict = assess(need, found[0], on=on, stale_after_days=settings.OFFER_STALE_AFTER)
    return Explanation(verdict, obstacle)


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
