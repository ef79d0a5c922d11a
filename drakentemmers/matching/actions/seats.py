"""Taking and giving back a place of an offer. The caller holds the lock of the request."""

from datetime import datetime, timedelta

from django.conf import settings

from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.errors import NoPlaceLeft
from drakentemmers.matching.capacity import first_free, period_start
from drakentemmers.matching.models import Offer, Question, Seat


def hold_ends(now: datetime) -> datetime:
    """Return until when a place that is held at `now` stays held."""
    return now + timedelta(days=settings.HOLD_LASTS)


def take_seat(question: Question, *, now: datetime, held_until: datetime | None) -> Seat:
    """Take the first free place of the therapist asked, until `held_until` or (None) for good.

    A place this question already holds is kept. Holds that ran out give their place away here, at the moment
    somebody else wants it. Raises NoPlaceLeft.
    """
    offer = Offer.objects.select_for_update().filter(professional=question.professional_id).first()
    if offer is None:
        raise NoPlaceLeft(question.professional)
    offer.seats.expired(now).delete()
    held = offer.seats.filter(question=question).first()
    if held is not None:
        held.held_until = held_until
        held.save(update_fields=["held_until"])
        return held
    week = first_free(offer.terms, offer.taken(now), local_date(now))
    if week is None:
        raise NoPlaceLeft(question.professional)
    period = period_start(offer.terms, week)
    used = set(offer.seats.filter(period_start=period).values_list("number", flat=True))
    number = next(number for number in range(1, offer.places + 1) if number not in used)
    return Seat.objects.create(
        offer=offer, period_start=period, number=number, question=question, held_until=held_until
    )


def release_seat(question: Question) -> None:
    """Give back the place this question holds, if it holds one."""
    Seat.objects.filter(question=question).delete()
