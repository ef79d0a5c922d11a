"""Joining, from /aanmelden to an open account: a therapist, and an organisation."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from drakentemmers.accounts.models import User
from drakentemmers.directory.actions.applications_opening import tend_applications
from drakentemmers.directory.joining import ApplicationState
from drakentemmers.directory.models import Application, Professional
from tests.factories.directory import MunicipalityFactory, RegionFactory
from tests.factories.joining import officers, token_in_mail
from tests.system.joining import choose_password, make_passkey


@pytest.fixture
def office() -> list[User]:
    """Two people of the office, with areas to choose from."""
    MunicipalityFactory()
    RegionFactory(name="Flevoland")
    return officers()


def approve(
    application: Application, office: list[User], new_page: Callable[..., Page], sign_in, axe, width: int
) -> None:
    """Both people of the office look the numbers up and say yes, each in a browser of their own."""
    for officer in office:
        page = sign_in(officer, new_page(width=width))
        page.goto("/kantoor")
        page.click("main a[href='/kantoor/aanmeldingen']")
        axe(page)
        page.get_by_role("link", name=application.title).click()
        axe(page)
        for field in page.get_by_label("Wat vond je zelf?").all():
            field.select_option("found")
            page.get_by_role("button", name="Ik heb het opgezocht").click()
        page.get_by_role("button", name="Ja, ").click()
        expect(page.locator(".messages")).to_contain_text("ja")
        axe(page)


def a_day_goes_by(application: Application) -> None:
    """The waiting time began a day earlier than it did."""
    Application.objects.filter(pk=application.pk).update(opens_at=timezone.now() - timedelta(minutes=1))
    assert tend_applications(now=timezone.now()).applications_opened == 1


@pytest.mark.parametrize("width", [390, 1360])
def test_a_therapist_joins(width: int, office, new_page, sign_in, axe, shot) -> None:
    page = new_page(width=width)
    page.goto("/aanmelden")
    axe(page)
    shot(page, f"joining-ways-{width}", widths=(width,))
    page.get_by_role("link", name="Ik behandel").click()
    axe(page)

    page.get_by_label("BIG-nummer").fill("190123")
    page.get_by_label("Je naam").focus()
    expect(page.locator("#id_big-error")).to_contain_text("11 cijfers")  # told at once
    page.get_by_role("button", name="Mijn aanmelding sturen").click()
    expect(page.locator("[data-errors]")).to_be_focused()
    axe(page)
    shot(page, f"joining-wrong-{width}", widths=(width,))
    page.goto(
        "/aanmelden/als/behandelaar"
    )  # a picture leaves empty style attributes behind, which are not ours

    page.get_by_label("BIG-nummer").fill("19012345625")
    page.get_by_label("Je naam").fill("Noor Voorbeeldsma")
    page.get_by_label("E-mail van je werk").fill("noor@voorbeeld.example")
    page.get_by_label("Waarom wil je meedoen?").fill("Ik behandel gezinnen met EMDR.")
    page.get_by_label("Naam van de praktijk of organisatie").fill("Praktijk Voorbeeldsma")
    page.get_by_label("KvK-nummer").fill("12345678")
    page.get_by_label("Regio").select_option(label="Flevoland")
    page.get_by_role("button", name="Mijn aanmelding sturen").click()
    expect(page.locator("h1")).to_have_text("Kijk in je mail")
    axe(page)

    page.goto(f"/aanmelden/bevestigen/{token_in_mail()}")
    axe(page)
    page.get_by_role("button", name="Ja, bevestigen").click()
    expect(page.locator("h1")).to_have_text("Kies een wachtwoord")
    axe(page)
    application = Application.objects.get()
    assert application.state == ApplicationState.CONFIRMED
    choose_password(page)

    page.goto("/aanmelden/mijn")
    expect(page.locator("main")).to_contain_text("Het projectbureau is aan de beurt")
    axe(page)
    shot(page, f"joining-mine-{width}", widths=(width,))
    page.goto("/mijn")
    expect(page.locator("main")).to_contain_text("Je aanmelding wordt bekeken")
    axe(page)
    shot(page, f"joining-my-work-{width}", widths=(width,))
    page.get_by_role("link", name="Mijn aanmelding bekijken").click()
    page.get_by_role("link", name="Iets verbeteren").click()
    axe(page)
    page.get_by_label("Waarom wil je meedoen?").fill("Ik behandel gezinnen met EMDR en schematherapie.")
    page.get_by_role("button", name="Verbetering opslaan").click()
    expect(page.locator(".messages")).to_contain_text("opgeslagen")
    expect(page.locator("main")).to_contain_text("schematherapie")
    axe(page)
    page.goto("/kantoor/aanmeldingen")
    expect(page.locator("main")).not_to_contain_text("Voorbeeldsma")

    approve(application, office, new_page, sign_in, axe, width)
    page.goto("/aanmelden/mijn")
    expect(page.locator("main")).to_contain_text("De wachttijd loopt")
    a_day_goes_by(application)
    page.reload()  # a professional from now on: first a second factor
    make_passkey(page)
    page.goto("/aanmelden/mijn")
    expect(page.locator("main")).to_contain_text("Alles staat open")
    axe(page)
    assert Professional.objects.get(user=application.user_id).name == "Noor Voorbeeldsma"


@pytest.mark.parametrize("width", [390, 1360])
def test_an_organisation_joins(width: int, office, new_page, sign_in, axe, shot) -> None:
    page = new_page(width=width)
    page.goto("/aanmelden")
    page.get_by_role("link", name="Mijn organisatie doet mee").click()
    axe(page)
    page.get_by_label("Naam van de organisatie").fill("Opvang Voorbeeldhuis")
    page.get_by_label("Wat voor organisatie is het?").select_option("womens_shelter")
    page.get_by_label("KvK-nummer").fill("87654321")
    page.get_by_label("Gemeente").fill("almere")
    page.get_by_label("Je naam").fill("Olga Voorbeeld")
    page.get_by_label("E-mail van je werk").fill("olga@voorbeeld.example")
    page.get_by_label("Waarom wil je meedoen?").fill("Wij vangen gezinnen op.")
    page.get_by_role("button", name="Mijn aanmelding sturen").click()
    page.goto(f"/aanmelden/bevestigen/{token_in_mail()}")
    page.get_by_role("button", name="Ja, bevestigen").click()
    expect(page.locator("h1")).to_have_text("Kies een wachtwoord")
    application = Application.objects.get()
    choose_password(page)
    approve(application, office, new_page, sign_in, axe, width)
    a_day_goes_by(application)
    application.refresh_from_db()
    assert application.state == ApplicationState.OPEN
    page.goto("/mijn")
    make_passkey(page)
    page.goto(f"/organisaties/{application.opened_as_id}")
    expect(page.locator("main")).to_contain_text("Almere")
    axe(page)


def test_joining_works_without_javascript(office, new_page) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/aanmelden/als/behandelaar")
    page.get_by_label("Je naam").fill("Noor Voorbeeldsma")
    page.get_by_label("E-mail van je werk").fill("noor@voorbeeld.example")
    page.get_by_label("Waarom wil je meedoen?").fill("Ik behandel gezinnen.")
    page.get_by_label("SKJ-nummer").fill("12")
    page.get_by_label("Naam van de praktijk of organisatie").fill("Praktijk Voorbeeldsma")
    page.get_by_label("KvK-nummer").fill("12345678")
    page.get_by_role("button", name="Mijn aanmelding sturen").click()
    expect(page.locator(".errors")).to_contain_text("SKJ-nummer")
    page.get_by_label("SKJ-nummer").fill("123456")
    page.get_by_role("button", name="Mijn aanmelding sturen").click()
    expect(page.locator("h1")).to_have_text("Kijk in je mail")
    page.goto(f"/aanmelden/bevestigen/{token_in_mail()}")
    page.get_by_role("button", name="Ja, bevestigen").click()
    expect(page.locator("h1")).to_have_text("Kies een wachtwoord")
