"""Samira of the Kompas, and the provider that vouches for her."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest

from drakentemmers.accounts.models import IdentityProvider, User
from drakentemmers.accounts.rules import Role
from tests.factories.accounts import OrganisationFactory, person_with
from tests.factories.identity import EMAIL, provider_of, running_provider


@pytest.fixture
def provider_url(settings) -> Iterator[Callable[..., str]]:
    """`provider_url(**claims)` runs a provider that knows Samira, with these claims besides her address."""
    settings.IDENTITY_OVER_HTTP = True
    with ExitStack() as running:
        yield lambda **claims: running.enter_context(running_provider(**claims))


@pytest.fixture
def samira(db: None) -> User:
    """Somebody of the Kompas, with an app of ours."""
    return person_with(Role.MEMBER, OrganisationFactory(name="Het Kompas"), email=EMAIL)


@pytest.fixture
def kompas(samira: User, provider_url: Callable[..., str], now: datetime) -> IdentityProvider:
    """The provider of the Kompas."""
    return provider_of(samira.memberships.get().organisation, provider_url(), now)
