"""The offer: saving, confirming, lowering, closing, and seats that move with the periods."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.rules import Setting
from drakentemmers.kernel.clock import local_date, monday
from drakentemmers.matching.actions.errors import TextHoldsPersonalData
from drakentemmers.matching.actions.offers import (
    close_offer,
    confirm_offer,
    lower_offer,
    reopen_offer,
    save_offer,
)
from drakentemmers.matching.actions.questions import hold
from drakentemmers.matching.capacity import OfferState, first_free
from drakentemmers.matching.models import Offer
from tests.factories.accounts import OrganisationFactory, person_with
from tests.factories.directory import ProfessionalFactory
from tests.factories.matching import asked, therapist

pytestmark = pytest.mark.django_db


def deeds_on(offer: Offer) -> list[str]:
    return [event.action for event in Event.objects.about(offer)]


def test_a_first_offer(now: datetime):
    professional = ProfessionalFactory()
    offer = save_offer(
        professional=professional,
        fields={"places": 2, "period_weeks": 1, "settings": {Setting.SHELTER}},
        by=professional.user,
        now=now,
    )
    offer = Offer.objects.get(pk=offer.pk)
    assert (offer.places, offer.state, offer.confirmed_at, offer.version) == (2, OfferState.OPEN, now, 1)
    assert offer.starts_on == local_date(now) and offer.settings == frozenset({Setting.SHELTER})
    assert deeds_on(offer) == ["offer.made"]


def test_a_change_keeps_what_is_left_out_and_confirms(now: datetime):
    professional = therapist(places=3, now=now)
    later = now + timedelta(days=20)
    save_offer(professional=professional, fields={"max_sessions": 12}, by=professional.user, now=later)
    offer = Offer.objects.get()
    assert (offer.places, offer.max_sessions, offer.confirmed_at, offer.version) == (3, 12, later, 2)


@pytest.mark.parametrize(
    "fields",
    [
        {"places": 100},
        {"period_weeks": 0},
        {"state": "sometimes"},
        {"state": OfferState.PARKED},
        {"starts_on": "soon"},
        {"settings": {"moon"}},
    ],
    ids=str,
)
def test_an_offer_that_cannot_be_is_refused(now: datetime, fields: dict):
    professional = therapist(now=now)
    with pytest.raises(ValidationError):
        save_offer(professional=professional, fields=fields, by=professional.user, now=now)
    assert Offer.objects.get().version == 1


def test_a_note_names_nobody(now: datetime):
    professional = therapist(now=now)
    with pytest.raises(TextHoldsPersonalData):
        save_offer(
            professional=professional, fields={"note": "Bel 06 12345678"}, by=professional.user, now=now
        )


def test_only_the_therapist_and_the_practice_change_an_offer(now: datetime):
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    professional = therapist(now=now, practice=practice)
    offer = professional.offer
    confirm_offer(offer=offer, by=person_with(Role.COORDINATOR, practice), now=now)
    for stranger in (
        person_with(Role.MEMBER, practice),
        person_with(Role.COORDINATOR),
        person_with(Role.PROJECT_LEAD),
    ):
        with pytest.raises(PermissionDenied):
            confirm_offer(offer=offer, by=stranger, now=now)
        with pytest.raises(PermissionDenied):
            save_offer(professional=professional, fields={"places": 9}, by=stranger, now=now)
    assert deeds_on(offer) == ["offer.confirmed"]


def test_lowering_never_raises_and_nothing_left_closes(now: datetime):
    professional = therapist(places=3, now=now)
    offer, by = professional.offer, professional.user
    lower_offer(offer=offer, places=5, by=by, now=now)
    assert Offer.objects.get().places == 3
    lower_offer(offer=offer, places=1, by=by, now=now)
    assert Offer.objects.get().places == 1
    lower_offer(offer=offer, places=0, by=by, now=now)
    assert Offer.objects.get().state == OfferState.CLOSED


def test_closing_and_opening_again(now: datetime):
    professional = therapist(now=now)
    close_offer(offer=professional.offer, by=professional.user, now=now)
    assert Offer.objects.get().state == OfferState.CLOSED
    reopen_offer(offer=professional.offer, by=professional.user, now=now)
    assert Offer.objects.get().state == OfferState.OPEN
    assert deeds_on(professional.offer) == ["offer.closed", "offer.opened"]


def test_taken_places_stay_taken_when_the_periods_move(now: datetime):
    professional = therapist(places=3, now=now)
    for (question,) in [asked(now, professional) for _ in range(3)]:
        hold(question=question, by=professional.user, now=now)
    start = local_date(now) - timedelta(weeks=1)
    offer = save_offer(
        professional=professional,
        fields={"starts_on": start, "period_weeks": 2},
        by=professional.user,
        now=now,
    )
    assert offer.taken(now) == {monday(start): 3}
    assert sorted(offer.seats.values_list("number", flat=True)) == [1, 2, 3]
    assert first_free(offer.terms, offer.taken(now), local_date(now)) == monday(start) + timedelta(weeks=2)
