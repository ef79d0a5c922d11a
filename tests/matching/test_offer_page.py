"""A therapist says how many places there are."""

from datetime import timedelta

import pytest
from django.utils import timezone

from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.models import Offer
from tests.factories.accounts import UserFactory
from tests.factories.directory import ProfessionalFactory
from tests.matching.requesting import signed_in, therapist, worker

pytestmark = pytest.mark.django_db
FILLED_IN = {"places": "2", "period_weeks": "4", "starts_on": "2 november 2026", "settings": ["shelter"]}


def text_of(response) -> str:
    return response.content.decode()


def test_a_first_offer_is_made_and_confirmed():
    professional = ProfessionalFactory()
    browser = signed_in(professional.user)
    assert "Je staat nog niet op de lijsten" in text_of(browser.get("/mijn/aanbod"))
    browser.post("/mijn/aanbod", FILLED_IN)
    offer = Offer.objects.get()
    assert (offer.professional, offer.places, offer.period_weeks) == (professional, 2, 4)
    assert (offer.starts_on.isoformat(), offer.settings) == ("2026-11-02", frozenset({"shelter"}))


def test_still_right_takes_one_tap():
    professional = therapist()
    Offer.objects.update(confirmed_at=timezone.now() - timedelta(days=20))
    browser = signed_in(professional.user)
    assert "Klopt dit nog?" in text_of(browser.get("/mijn/aanbod"))
    browser.post("/mijn/aanbod/klopt")
    assert timezone.now() - Offer.objects.get().confirmed_at < timedelta(minutes=1)


def test_closing_can_be_undone_from_the_message():
    browser = signed_in(therapist().user)
    page = text_of(browser.post("/mijn/aanbod/dicht", follow=True))
    assert 'action="/mijn/aanbod/open"' in page
    assert Offer.objects.get().state == OfferState.CLOSED
    browser.post("/mijn/aanbod/open")
    assert Offer.objects.get().state == OfferState.OPEN


def test_who_is_away_reads_when_it_opens_and_not_when_it_would_leave_the_lists():
    browser = signed_in(therapist().user)
    assert "Horen we niets" in text_of(browser.get("/mijn/aanbod"))
    Offer.objects.update(state=OfferState.PARKED, parked_until=timezone.now().date() + timedelta(days=60))
    page = text_of(browser.get("/mijn/aanbod"))
    assert "Gaat weer open op" in page and "Horen we niets" not in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"places": "-1"}, "places"),
        ({"places": "veel"}, "places"),
        ({"period_weeks": "3"}, "period_weeks"),
        ({"starts_on": "ooit"}, "Schrijf een datum"),
        ({"ends_on": "1-1-2020"}, "Het einde ligt voor het begin"),
        ({"settings": ["maan"]}, "settings"),
        ({"note": "Bel 06-12345678"}, "een telefoonnummer"),
    ],
)
def test_wrong_input_says_what_to_do_and_loses_nothing(wrong, said):
    answer = signed_in(therapist().user).post("/mijn/aanbod", FILLED_IN | {"max_sessions": "17"} | wrong)
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert 'value="17"' in text_of(answer)
    assert Offer.objects.get().max_sessions is None


def test_who_is_no_therapist_has_no_places():
    for user in (worker(), UserFactory()):
        browser = signed_in(user)
        assert browser.get("/mijn/aanbod").status_code == 404
        assert browser.post("/mijn/aanbod/klopt").status_code == 404


def test_an_unusual_period_is_kept():
    browser = signed_in(therapist().user)
    Offer.objects.update(period_weeks=6)
    assert 'value="6" selected' in text_of(browser.get("/mijn/aanbod"))
