"""What a provider's word proves: a second factor, and having been there lately."""

from urllib.parse import parse_qs, urlsplit

import pytest

from drakentemmers.accounts.models import IdentityProvider
from drakentemmers.accounts.session_clock import FRESH_AT
from tests.factories.accounts import PASSWORD
from tests.factories.identity import EMAIL, arrive, come_in_by, provider_of
from tests.factories.sign_in import STEP, is_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def vouching(samira, provider_url, now):
    """A provider whose second factor is enough, as `vouching(amr=[...])` tells."""

    def make(**claims: object) -> IdentityProvider:
        organisation = samira.memberships.get().organisation
        return provider_of(organisation, provider_url(**claims), now, vouches_for_second_factor=True)

    return make


def test_a_second_factor_of_the_provider_counts_only_when_the_row_says_so(client, samira, provider_url, now):
    organisation = samira.memberships.get().organisation
    provider = provider_of(organisation, provider_url(amr=["mfa"]), now)

    assert arrive(client, provider).headers["Location"] == STEP


@pytest.mark.parametrize(("amr", "location"), [(["pwd", "mfa"], "/mijn"), (["pwd"], STEP), ("mfa", STEP)])
def test_a_row_that_vouches_is_believed_only_when_several_factors_were_used(client, vouching, amr, location):
    assert arrive(client, vouching(amr=amr)).headers["Location"] == location


def test_whoever_is_vouched_for_needs_no_factor_of_ours(client, samira, vouching):
    samira.authenticator_set.all().delete()
    arrive(client, vouching(amr=["mfa"]))

    assert is_in(client)


def test_an_earlier_word_does_not_spare_a_later_sign_in_with_a_password(client, samira, vouching):
    arrive(client, vouching(amr=["mfa"]))
    client.post("/uitloggen")
    answer = client.post("/inloggen", {"login": EMAIL, "password": PASSWORD})

    assert answer.headers["Location"] == STEP


def test_fresh_counts_from_when_the_provider_asked(client, samira, vouching):
    arrive(client, vouching(amr=["mfa"], auth_time=1_700_000_000))

    assert client.session[FRESH_AT] == 1_700_000_000
    assert client.get("/account/beveiliging/wachtwoord").headers["Location"].startswith("/account/bevestigen")


def test_confirming_by_the_organisation_asks_afresh(client, samira, vouching):
    provider = vouching(amr=["mfa"])
    arrive(client, provider)

    away = client.get(f"/inloggen/organisatie/{provider.pk}/naar?opnieuw=1&next=/account")
    asked = parse_qs(urlsplit(away.headers["Location"]).query)

    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert "Bevestigen via mijn organisatie" in client.get("/account/bevestigen").text


def test_a_provider_that_did_not_ask_afresh_confirms_nothing(client, samira, vouching):
    provider = vouching(amr=["mfa"], auth_time=1_700_000_000)
    arrive(client, provider)

    refused = arrive(client, provider, "?opnieuw=1&next=/account")

    assert refused.status_code == 403
    assert "niet opnieuw laten bevestigen" in refused.text


def test_a_session_without_our_second_step_ends_when_the_row_no_longer_vouches(client, samira, vouching):
    arrive(client, vouching(amr=["mfa"]))
    assert is_in(client)

    IdentityProvider.objects.update(vouches_for_second_factor=False)

    assert not is_in(client)
    assert client.get("/api/v1/regions").status_code == 401


def test_a_session_with_our_second_step_goes_on_then(client, samira, vouching):
    come_in_by(client, vouching(amr=["pwd"]))

    IdentityProvider.objects.update(vouches_for_second_factor=False)

    assert is_in(client)
