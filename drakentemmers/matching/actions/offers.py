"""What a therapist offers: saving, confirming, lowering, closing, opening again."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.errors import VersionConflict
from drakentemmers.matching.actions.texts import refuse_personal_data
from drakentemmers.matching.capacity import OfferState, period_start
from drakentemmers.matching.course import DeclineEffect, DeclineReason, effect_of
from drakentemmers.matching.models import Offer

FIELDS = frozenset(
    {
        "places",
        "period_weeks",
        "starts_on",
        "ends_on",
        "settings",
        "radius_km",
        "state",
        "parked_until",
        "max_sessions",
        "note",
    }
)
AWAY_FROM_THE_REST = 1000  # seat numbers that no offer reaches, used while seats change places


@transaction.atomic
def save_offer(
    *,
    professional: Professional,
    fields: dict[str, Any],
    expected_version: int | None = None,
    by: User | None,
    now: datetime,
) -> Offer:
    """Make or change the offer of a professional; saving it confirms it.

    `fields` are names of fields of Offer; what is left out keeps its value. Places that are taken stay taken, also
    when the periods move. `expected_version` is what the writer had before (0: no offer yet; None: no matter).
    Raises VersionConflict when it was changed in between, ValidationError and TextHoldsPersonalData.
    """
    Professional.objects.select_for_update(no_key=True).get(pk=professional.pk)
    offer = Offer.objects.select_for_update().filter(professional=professional).first()
    is_new = offer is None
    if offer is None:
        offer = Offer(professional=professional, starts_on=local_date(now), version=0)
    demand(by, Permission.EDIT_OFFER, offer)
    if expected_version is not None and expected_version != offer.version:
        raise VersionConflict(expected_version, offer.version)
    if unknown := set(fields) - FIELDS:
        raise ValueError(f"not fields of an offer: {', '.join(sorted(unknown))}")
    refuse_personal_data("note", fields.get("note", ""))
    periods = (offer.starts_on, offer.period_weeks)
    for name, value in fields.items():
        setattr(offer, name, value)
    offer.confirmed_at = now
    if offer.state != OfferState.PARKED:
        offer.parked_until = None
    offer.full_clean(validate_unique=False)
    _save(offer, "made" if is_new else "changed", by=by, now=now)
    if not is_new and periods != (offer.starts_on, offer.period_weeks):
        _move_seats(offer)
    return offer


@transaction.atomic
def confirm_offer(*, offer: Offer, by: User | None, now: datetime) -> None:
    """Say that the offer still stands as it is."""
    _lock(offer, by)
    _save(offer, "confirmed", by=by, now=now)


@transaction.atomic
def lower_offer(*, offer: Offer, places: int, by: User | None, now: datetime) -> None:
    """Offer fewer places; 0 closes the offer. More than it was stays what it was: lowering never raises."""
    _lock(offer, by)
    places = min(places, offer.places)
    if places < 1:
        _set_state(offer, OfferState.CLOSED, by=by, now=now)
        return
    offer.places = places
    _save(offer, "lowered", by=by, now=now, places=places)


@transaction.atomic
def raise_offer(*, offer: Offer, by: User | None, now: datetime) -> None:
    """Offer one place more, and open what was closed. Raises ValidationError at the most an offer can have."""
    _lock(offer, by)
    offer.places += 1
    offer.state, offer.parked_until = OfferState.OPEN, None
    offer.full_clean(validate_unique=False)
    _save(offer, "raised", by=by, now=now, places=offer.places)


@transaction.atomic
def close_offer(*, offer: Offer, by: User | None, now: datetime) -> None:
    """Say that there are no places until further notice. Held and taken places stay."""
    _lock(offer, by)
    _set_state(offer, OfferState.CLOSED, by=by, now=now)


@transaction.atomic
def reopen_offer(*, offer: Offer, by: User | None, now: datetime) -> None:
    """Offer places again, from a closed or parked offer."""
    _lock(offer, by)
    _set_state(offer, OfferState.OPEN, by=by, now=now)


def close_after_decline(
    professional: Professional,
    reason: DeclineReason,
    *,
    away_until: date | None,
    by: User | None,
    now: datetime,
) -> None:
    """Let a decline have its documented effect on the offer, if there is one. Runs inside `questions.decline`."""
    effect = effect_of(reason)
    if effect == DeclineEffect.NONE:
        return
    offer = Offer.objects.select_for_update().filter(professional=professional).first()
    if offer is None or offer.state == OfferState.CLOSED:
        return
    if effect == DeclineEffect.CLOSE_OFFER:
        _set_state(offer, OfferState.CLOSED, by=by, now=now)
    else:
        _set_state(offer, OfferState.PARKED, parked_until=away_until, by=by, now=now)


def _lock(offer: Offer, by: User | None) -> None:
    offer.refresh_from_db(from_queryset=Offer.objects.select_for_update())
    demand(by, Permission.EDIT_OFFER, offer)


def _set_state(
    offer: Offer, state: OfferState, *, by: User | None, now: datetime, parked_until: date | None = None
) -> None:
    offer.state, offer.parked_until = state, parked_until
    deed = {OfferState.OPEN: "opened", OfferState.PARKED: "parked", OfferState.CLOSED: "closed"}[state]
    _save(offer, deed, by=by, now=now)


def _save(offer: Offer, deed: str, *, by: User | None, now: datetime, **details: Any) -> None:
    """Save a locked offer that a person just spoke about: that confirms it."""
    offer.confirmed_at = now
    offer.version += 1
    offer.save()
    practice = offer.professional.practice_id or ""
    record(f"offer.{deed}", offer, by=by, now=now, on_behalf_of=practice if by else "", **details)


def _move_seats(offer: Offer) -> None:
    """Count every taken place in the period that now holds its Monday.

    In two rounds, because on the way two seats may not have the same number in one period.
    """
    seats = list(offer.seats.order_by("period_start", "number"))
    for place, seat in enumerate(seats):
        seat.number = AWAY_FROM_THE_REST + place
        seat.save(update_fields=["number"])
    filled: dict[date, int] = {}
    for seat in seats:
        seat.period_start = period_start(offer.terms, seat.period_start)
        seat.number = filled[seat.period_start] = filled.get(seat.period_start, 0) + 1
        seat.save(update_fields=["period_start", "number"])
