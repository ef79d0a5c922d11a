"""A provider of OpenID Connect on this machine that vouches for Samira of the Kompas."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit

import requests
from django.http import HttpResponse
from django.test import Client
from oidc_provider_mock import User as Person
from oidc_provider_mock import run_server_in_thread

from drakentemmers.accounts.actions.identity import ProviderFacts, save_provider
from drakentemmers.accounts.models import IdentityProvider, Organisation
from tests.factories.accounts import app_code
from tests.factories.sign_in import STEP, is_in

EMAIL, DOMAIN, SUBJECT = "samira@kompas.example", "kompas.example", "s-1"


@contextmanager
def running_provider(**claims: object) -> Iterator[str]:
    """Run a provider that knows Samira, with these claims besides her address; yields where it is."""
    person = Person(sub=SUBJECT, claims={"email": EMAIL, "email_verified": True} | claims)
    with run_server_in_thread(require_nonce=True, user_claims=[person]) as server:
        yield f"http://localhost:{server.server_port}"


def facts(organisation: Organisation, issuer: str, **other: object) -> ProviderFacts:
    """Return what the office fills in about a provider."""
    plain = {
        "organisation": organisation,
        "issuer": issuer,
        "client_id": "drakentemmers",
        "client_secret": "een-geheim",
        "domains": [DOMAIN],
        "vouches_for_second_factor": False,
        "is_active": True,
    }
    return ProviderFacts(**(plain | other))


def provider_of(organisation: Organisation, issuer: str, now: datetime, **other: object) -> IdentityProvider:
    """Let `issuer` vouch for the people of `organisation`."""
    return save_provider(facts(organisation, issuer, **other), by=None, now=now)


def go(client: Client, provider: IdentityProvider, query: str = "") -> str:
    """Go to the provider as a browser would, let Samira in there, and return the way back."""
    away = client.get(f"/inloggen/organisatie/{provider.pk}/naar{query}")
    assert away.status_code == 302, away.text
    answered = requests.post(
        away.headers["Location"], data={"sub": SUBJECT}, allow_redirects=False, timeout=10
    )
    back = urlsplit(answered.headers["Location"])
    return f"{back.path}?{back.query}"


def arrive(client: Client, provider: IdentityProvider, query: str = "") -> HttpResponse:
    """Go to the provider and come back."""
    return client.get(go(client, provider, query))


def come_in_by(client: Client, provider: IdentityProvider) -> None:
    """Sign Samira in by the provider, with the second step here."""
    arrive(client, provider)
    client.post(STEP, {"code": app_code()})
    assert is_in(client)
