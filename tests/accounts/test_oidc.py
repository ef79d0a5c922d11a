"""Coming in with the account of one's organisation, against a real provider on this machine, and who does not."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from drakentemmers.accounts.models import IdentityProvider, Organisation, User
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from tests.factories.accounts import MembershipFactory, OrganisationFactory, app_code, person_with
from tests.factories.identity import EMAIL, arrive, come_in_by, go, provider_of
from tests.factories.sign_in import STEP, is_in
from tests.mailbox import mailed

pytestmark = pytest.mark.django_db


def test_somebody_finds_the_organisation_by_address_and_comes_in_with_our_second_step(client, kompas, samira):
    found = client.post(
        "/inloggen/organisatie", {"email": "Iemand@Kompas.example", "next": "/mijn/meldingen"}
    )
    assert found.headers["Location"] == f"/inloggen/organisatie/{kompas.pk}?next=%2Fmijn%2Fmeldingen"
    page = client.get(found.headers["Location"]).text
    link = re.search(r'href="(/inloggen/organisatie/\w+/naar\?[^"]+)"', page)[1]

    second = arrive(client, kompas, "?" + urlsplit(link).query)
    assert second.headers["Location"] == STEP
    done = client.post(STEP, {"code": app_code()})

    assert done.headers["Location"] == "/mijn/meldingen"
    assert is_in(client)
    [account] = SocialAccount.objects.all()
    assert (account.user, account.provider, account.extra_data) == (samira, kompas.pk, {})
    assert [e.actor_id for e in Event.objects.filter(action="identity.linked")] == [str(samira.pk)]
    assert "Inloggen via je organisatie" in {m.subject for m in mailed()}


def test_an_address_without_organisation_is_told_what_to_do(client, kompas):
    answer = client.post("/inloggen/organisatie", {"email": "iemand@elders.example"})

    assert answer.status_code == 400
    assert "Gebruik je passkey of wachtwoord" in answer.text


def test_state_nonce_and_pkce_go_along_and_the_secret_does_not(client, kompas):
    asked = parse_qs(
        urlsplit(client.get(f"/inloggen/organisatie/{kompas.pk}/naar").headers["Location"]).query
    )

    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert asked["code_challenge_method"] == ["S256"]
    assert "een-geheim" not in str(asked)


def test_nothing_but_our_own_questions_is_asked(client, kompas):
    away = client.get(
        f"/inloggen/organisatie/{kompas.pk}/naar?scope=offline_access&auth_params=prompt%3Dnone"
    )
    asked = parse_qs(urlsplit(away.headers["Location"]).query)

    assert set(asked["scope"][0].split()) == {"openid", "email"}
    assert "prompt" not in asked


def test_an_answer_that_nobody_asked_for_is_refused(client, kompas):
    way_back = go(Client(), kompas)  # somebody else's browser

    refused = client.get(way_back)

    assert refused.status_code == 400
    assert not is_in(client)


def test_an_answer_works_once(client, kompas):
    way_back = go(client, kompas)
    client.get(way_back)

    assert client.get(way_back).status_code == 400
    assert Client().get(way_back).status_code == 400


def test_another_nonce_is_refused(client, kompas):
    way_back = go(client, kompas)
    session = client.session
    [state] = session["socialaccount_states"].values()
    state[0]["nonce"] = "een-andere"
    session.save()

    assert client.get(way_back).status_code == 400


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "samira@elders.example"},
        {"email": "samira@kompas.example.elders.example"},
    ],
)
def test_only_a_confirmed_address_in_a_listed_domain_is_linked(client, samira, provider_url, now, claims):
    person_with(Role.MEMBER, email="samira@elders.example")
    organisation = samira.memberships.get().organisation
    provider = provider_of(organisation, provider_url(**claims), now)

    assert arrive(client, provider).status_code == 403
    assert not SocialAccount.objects.exists()


def test_somebody_of_another_organisation_is_not_linked(client, provider_url, now):
    person_with(Role.MEMBER, email=EMAIL)
    provider = provider_of(OrganisationFactory(), provider_url(), now)

    refused = arrive(client, provider)

    assert refused.status_code == 403
    assert "hier werkt daar niemand met dit adres" in refused.text
    assert [e.details["why"] for e in Event.objects.filter(action="sign_in.refused")] == ["unknown"]


def test_an_address_nobody_has_makes_no_account(client, provider_url, now):
    provider = provider_of(OrganisationFactory(), provider_url(), now)

    assert arrive(client, provider).status_code == 403
    assert not User.objects.exists()


def closed(samira: User, provider: IdentityProvider) -> None:
    samira.is_active = False
    samira.save()


def left(samira: User, provider: IdentityProvider) -> None:
    samira.memberships.update(ends_on="2026-01-02")


def moved(samira: User, provider: IdentityProvider) -> None:
    left(samira, provider)
    MembershipFactory(user=samira)


def organisation_closed(samira: User, provider: IdentityProvider) -> None:
    Organisation.objects.filter(pk=provider.organisation_id).update(is_active=False)


def switched_off(samira: User, provider: IdentityProvider) -> None:
    IdentityProvider.objects.update(is_active=False)


@pytest.mark.parametrize("change", [closed, left, moved, organisation_closed, switched_off])
def test_an_open_session_ends_at_the_next_request_and_the_door_stays_shut(client, kompas, samira, change):
    come_in_by(client, kompas)
    api = Client()
    api.cookies = client.cookies

    change(samira, kompas)

    assert api.get("/api/v1/requests").status_code in {401, 403}
    assert not is_in(client)
    again = Client().get(f"/inloggen/organisatie/{kompas.pk}/naar")
    if again.status_code == 302:
        assert arrive(Client(), kompas).status_code in {302, 403}
        fresh = Client()
        answer = arrive(fresh, kompas)
        assert answer.status_code == 403 or answer.headers["Location"] == "/account-gesloten"
        assert not is_in(fresh)
    else:
        assert again.status_code == 404


def test_a_provider_that_does_not_answer_is_told_calmly(client, samira, now):
    organisation = samira.memberships.get().organisation
    provider = provider_of(organisation, "http://127.0.0.1:9", now)

    answer = client.get(f"/inloggen/organisatie/{provider.pk}/naar")

    assert answer.status_code == 400
    assert "Inloggen lukte niet" in answer.text
