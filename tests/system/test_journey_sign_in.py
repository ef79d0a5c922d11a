"""Signing in as somebody does it: with a passkey in a real browser, with an app, and with what goes wrong."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import Role
from tests.factories.accounts import PASSWORD, app_code, person_with

PHONE, DESK = 390, 1360


def plug_in(page: Page, *, verifies: bool, can_verify: bool = True) -> Callable[[], list[dict]]:
    """Give the browser an authenticator that does or does not ask its owner; return how to read its passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": can_verify,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    number = {"authenticatorId": made["authenticatorId"]}
    return lambda: session.send("WebAuthn.getCredentials", number)["credentials"]


def sign_in_with_password(page: Page, user: User) -> None:
    page.goto("/inloggen?next=/mijn/meldingen")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_passkey_is_made_at_the_first_sign_in_and_opens_the_door_by_itself(
    new_page, live_server, axe, shot, width
) -> None:
    user = person_with(Role.MEMBER, second_factor=False)
    page = new_page(width=width)
    passkeys = plug_in(page, verifies=True)

    sign_in_with_password(page, user)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nog één stap: bescherm je account")
    axe(page)
    shot(page, "second-factor-set-up", (width,))
    page.get_by_role("link", name="Passkey maken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Passkey maken")
    axe(page)
    page.get_by_role("button", name="Passkey maken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bewaar deze codes")
    axe(page)
    shot(page, "recovery-codes", (width,))
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    expect(page).to_have_url(f"{live_server.url}/mijn/meldingen")
    [passkey] = passkeys()
    assert passkey["isResidentCredential"]

    page.context.clear_cookies()
    page.goto("/inloggen?next=/mijn/meldingen")
    axe(page)
    shot(page, "sign-in", (width,))
    page.get_by_role("button", name="Inloggen met een passkey").click()
    expect(page).to_have_url(f"{live_server.url}/mijn/meldingen")

    page.goto("/account/beveiliging")
    axe(page)
    shot(page, "security", (width,))
    page.goto("/account/beveiliging/apparaten")
    expect(page.get_by_text("Hier ben je nu.")).to_be_visible()
    axe(page)
    shot(page, "devices", (width,))
    page.goto("/account")
    axe(page)
    shot(page, "account", (width,))


def test_a_passkey_that_does_not_ask_its_owner_is_refused(new_page) -> None:
    user = person_with(Role.MEMBER, second_factor=False)
    page = new_page()
    plug_in(page, verifies=False)

    sign_in_with_password(page, user)
    page.get_by_role("link", name="Passkey maken").click()
    page.get_by_role("button", name="Passkey maken").click()

    expect(page.get_by_role("alert")).to_contain_text("Dat lukte niet.")
    assert not Authenticator.objects.filter(user=user).exists()
    page.goto("/mijn")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nog één stap: bescherm je account")


def without_asking(page: Page) -> None:
    """Let the page ask a passkey without its owner, as somebody would who wants to get round that."""
    page.locator("form[data-passkey]").evaluate(
        """form => {
            const options = JSON.parse(form.dataset.options);
            options.publicKey.userVerification = "discouraged";
            const choice = options.publicKey.authenticatorSelection;
            if (choice) choice.userVerification = "discouraged";
            form.dataset.options = JSON.stringify(options);
        }"""
    )


def test_the_site_itself_refuses_a_passkey_that_did_not_ask_its_owner(new_page) -> None:
    user = person_with(Role.MEMBER, second_factor=False)
    page = new_page()
    plug_in(page, verifies=False, can_verify=False)
    sign_in_with_password(page, user)
    page.get_by_role("link", name="Passkey maken").click()

    without_asking(page)
    page.get_by_role("button", name="Passkey maken").click()

    expect(page.get_by_role("alert").first).to_contain_text("Deze code klopt niet")
    assert not Authenticator.objects.filter(user=user).exists()


def test_an_app_with_codes_works_without_javascript(new_page, axe, shot) -> None:
    user = person_with(Role.MEMBER)
    page = new_page(width=PHONE, java_script_enabled=False)

    sign_in_with_password(page, user)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tweede stap")
    shot(page, "second-step", (PHONE,))
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("alert")).to_contain_text("Deze code klopt niet")
    page.get_by_label("Code").fill(app_code())
    page.get_by_role("button", name="Inloggen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Meldingen")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_what_was_typed_goes_on_after_confirming(new_page, sign_in, axe, shot, width) -> None:
    lead = person_with(Role.ADMINISTRATOR)
    page = sign_in(lead, new_page(width=width, java_script_enabled=False))
    page.goto("/kantoor/inloggen/nieuw")
    page.get_by_label("Client-ID").fill("het-kompas")
    for session in Session.objects.all():
        data = session.get_decoded()
        data["fresh_at"] -= 3600
        session.session_data = Session.objects.encode(data)
        session.save()

    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bevestig dat jij het bent")
    shot(page, "confirm", (width,))
    page.get_by_label("Code").fill(app_code())
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nog niet gedaan")
    shot(page, "go-on", (width,))
    page.get_by_role("button", name="Inlogdienst opslaan").click()

    expect(page.get_by_label("Client-ID")).to_have_value("het-kompas")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_other_pages_of_signing_in_are_accessible(new_page, sign_in, axe, shot, width) -> None:
    page = sign_in(person_with(Role.ADMINISTRATOR), new_page(width=width))
    for name, path in {
        "confirm-page": "/account/bevestigen",
        "app-new": "/account/beveiliging/app/weg",
        "providers": "/kantoor/inloggen",
        "provider-new": "/kantoor/inloggen/nieuw",
        "password": "/account/beveiliging/wachtwoord",
        "organisation-find": "/inloggen/organisatie",
        "asleep": "/account-slaapt",
    }.items():
        page.goto(path)
        axe(page)
        shot(page, name, (width,))
