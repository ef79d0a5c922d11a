"""Signing in with the account one has at work, by a real provider on this machine, in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import Role
from tests.factories.accounts import OrganisationFactory, app_code, person_with
from tests.factories.identity import EMAIL, SUBJECT, provider_of, running_provider
from tests.factories.sign_in import forget_codes

PHONE, DESK = 390, 1360


@pytest.fixture
def samira(transactional_db: None) -> User:
    return person_with(Role.MEMBER, OrganisationFactory(name="Het Kompas"), email=EMAIL)


@pytest.fixture
def provider(samira: User, settings) -> Iterator[str]:
    """Where the provider of the Kompas is."""
    settings.IDENTITY_OVER_HTTP = True
    with running_provider() as url:
        provider_of(samira.memberships.get().organisation, url, timezone.now())
        yield url


def go_by_work(page: Page, provider: str) -> None:
    """From the door to the provider, and let Samira in there."""
    page.goto("/inloggen?next=/mijn/meldingen")
    page.get_by_role("link", name="Inloggen via je organisatie").click()
    page.get_by_label("Je e-mailadres op het werk").fill(EMAIL)
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen via Het Kompas")
    page.get_by_role("link", name="Naar de inlogpagina van mijn organisatie").click()
    page.wait_for_url(f"{provider}/**")
    page.get_by_role("button", name=SUBJECT, exact=True).click()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_somebody_comes_in_by_the_organisation_and_our_second_step(
    new_page: Callable[..., Page], live_server, samira: User, provider: str, axe, shot, width: int
) -> None:
    page = new_page(width=width, partner=provider, java_script_enabled=True)

    go_by_work(page, provider)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tweede stap")
    axe(page)
    page.get_by_label("Code").fill(app_code())
    page.get_by_role("button", name="Inloggen").click()

    expect(page).to_have_url(f"{live_server.url}/mijn/meldingen")
    page.goto("/account/beveiliging")
    axe(page)
    shot(page, "organisation-account", (width,))


def test_without_javascript_it_goes_the_same_way(new_page, live_server, samira: User, provider: str) -> None:
    page = new_page(width=PHONE, partner=provider, java_script_enabled=False)

    go_by_work(page, provider)
    page.get_by_label("Code").fill(app_code())
    page.get_by_role("button", name="Inloggen").click()

    expect(page).to_have_url(f"{live_server.url}/mijn/meldingen")


def test_a_closed_account_is_out_at_once_and_refused_at_the_door_though_the_provider_knows_it(
    new_page, samira: User, provider: str, axe
) -> None:
    page = new_page(width=PHONE, partner=provider)
    go_by_work(page, provider)
    page.get_by_label("Code").fill(app_code())
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meldingen")
    forget_codes(samira)

    User.objects.filter(pk=samira.pk).update(is_active=False)
    page.goto("/mijn")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    go_by_work(page, provider)

    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen lukte niet")
    axe(page)
    page.goto("/mijn")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
