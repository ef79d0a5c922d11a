"""Agreeing in versioned words, taking it back, and what it steers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse

from drakentemmers.accounts import consent as words
from drakentemmers.accounts.actions.consent import give_consent, withdraw_consent
from drakentemmers.accounts.consent import TEXTS, Purpose
from drakentemmers.accounts.models import Consent
from drakentemmers.accounts.read.consent import agreed, consents_of
from drakentemmers.audit.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.directory import ProfessionalFactory

pytestmark = pytest.mark.django_db
CONTACT = Purpose.PUBLIC_CONTACT


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_nobody_has_agreed_to_anything_until_they_say_so(now):
    user = UserFactory()
    assert [agreed(user, purpose) for purpose in Purpose] == [False] * len(Purpose)
    assert not agreed(None, CONTACT)
    give_consent(user=user, purpose=CONTACT, version=1, by=user, now=now)
    assert [agreed(user, purpose) for purpose in Purpose] == [True, False]


def test_every_word_given_and_taken_back_stays_as_proof(now):
    user = UserFactory()
    for hour in range(2):
        moment = now + timedelta(hours=hour)
        assert give_consent(user=user, purpose=CONTACT, version=1, by=user, now=moment)
        assert give_consent(user=user, purpose=CONTACT, version=1, by=user, now=moment) is None
        assert withdraw_consent(user=user, purpose=CONTACT, by=user, now=moment + timedelta(minutes=1))
        assert not withdraw_consent(user=user, purpose=CONTACT, by=user, now=moment)
    assert not agreed(user, CONTACT)
    assert [(row.version, row.withdrawn_at - row.given_at) for row in user.consents.all()] == [
        (1, timedelta(minutes=1))
    ] * 2
    actions = (
        Event.objects.filter(action__startswith="consent.").order_by("pk").values_list("action", flat=True)
    )
    assert list(actions) == ["consent.given", "consent.withdrawn"] * 2


def test_a_yes_to_earlier_words_counts_no_longer(now, monkeypatch):
    user = UserFactory()
    give_consent(user=user, purpose=CONTACT, version=1, by=user, now=now)
    newer = {**TEXTS, CONTACT: words.ConsentText(2, now.date(), "t", "t", "t")}
    monkeypatch.setattr(words, "TEXTS", newer)
    monkeypatch.setattr("drakentemmers.accounts.actions.consent.TEXTS", newer)
    monkeypatch.setattr("drakentemmers.accounts.read.consent.TEXTS", newer)
    assert not agreed(user, CONTACT)
    assert consents_of(user)[0].is_outdated
    with pytest.raises(ValueError, match="not the version of today"):
        give_consent(user=user, purpose=CONTACT, version=1, by=user, now=now)
    give_consent(user=user, purpose=CONTACT, version=2, by=user, now=now)
    assert agreed(user, CONTACT)
    assert user.consents.filter(withdrawn_at=None).count() == 1


def test_nobody_agrees_for_somebody_else(now):
    user, other = UserFactory(), UserFactory()
    with pytest.raises(PermissionDenied):
        give_consent(user=user, purpose=CONTACT, version=1, by=other, now=now)
    with pytest.raises(PermissionDenied):
        withdraw_consent(user=user, purpose=CONTACT, by=other, now=now)


def test_visitors_see_how_to_reach_a_therapist_who_agreed_and_no_longer_after_taking_it_back(now):
    professional = ProfessionalFactory(email="bereik@voorbeeld.example", phone="0101234567")
    page = reverse("professional", args=[professional.pk])

    def shown(text: str) -> bool:
        return text in Client().get(page).content.decode()

    assert not shown("bereik@voorbeeld.example") and not shown("0101234567")
    give_consent(user=professional.user, purpose=CONTACT, version=1, by=professional.user, now=now)
    assert shown("bereik@voorbeeld.example") and shown("0101234567")
    withdraw_consent(user=professional.user, purpose=CONTACT, by=professional.user, now=now)
    assert not shown("bereik@voorbeeld.example") and not shown("0101234567")


def test_search_engines_leave_a_profile_out_unless_its_owner_agreed(now):
    professional = ProfessionalFactory()
    page = reverse("professional", args=[professional.pk])
    assert Client().get(page).headers["X-Robots-Tag"] == "noindex"
    user = professional.user
    give_consent(user=user, purpose=Purpose.SEARCH_ENGINES, version=1, by=user, now=now)
    assert "X-Robots-Tag" not in Client().get(page).headers
    ProfessionalFactory(user=None)
    without = ProfessionalFactory(user=None)
    assert Client().get(reverse("professional", args=[without.pk])).headers["X-Robots-Tag"] == "noindex"


def test_the_page_agrees_and_takes_back(now):
    user = UserFactory()
    client = signed_in(user)
    path = reverse("consent", args=[CONTACT])
    assert client.post(path, {"agree": "yes", "version": "1"}).status_code == 302
    assert agreed(user, CONTACT)
    assert "Je geeft toestemming" in client.get(reverse("my_data")).content.decode()
    assert client.post(path, {"agree": "no"}).status_code == 302
    assert not agreed(user, CONTACT)
    wrong = client.post(path, {"agree": "yes", "version": "7"})
    assert wrong.status_code == 400
    assert "De tekst is veranderd" in wrong.content.decode()
    assert client.post(path, {"agree": "yes", "version": "x"}).status_code == 400
    assert client.post(reverse("consent", args=["iets"]), {"agree": "yes"}).status_code == 404
    assert client.get(path).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_tabs_agree_once(now):
    user = UserFactory()

    def agree(_: int) -> bool:
        try:
            return give_consent(user=user, purpose=CONTACT, version=1, by=user, now=now) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(agree, range(8))) == 1
    assert Consent.objects.count() == 1
