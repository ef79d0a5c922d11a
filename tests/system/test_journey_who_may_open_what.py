"""The office asks to look along, an account is frozen and opened by two, somebody gets emergency access."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from drakentemmers.accounts.access import WhyFrozen
from drakentemmers.accounts.actions.freezes import freeze_now
from drakentemmers.accounts.models import EmergencyAccess, Freeze
from drakentemmers.accounts.rules import Role
from drakentemmers.matching.models import TreatmentRequest
from tests.factories.accounts import person_with
from tests.factories.directory import LocationFactory
from tests.factories.matching import open_request_by
from tests.system.keyboard import follow, go_back

AT = (390, 1360)
Walk = Callable[..., Page]


@pytest.fixture
def request_of_the_shelter() -> TreatmentRequest:
    return open_request_by(person_with(Role.OWNER), now=timezone.now())


@pytest.mark.parametrize("width", AT)
def test_the_office_says_why_before_it_sees_anything(
    width, request_of_the_shelter, new_page, sign_in, axe, shot
):
    page = sign_in(person_with(Role.PROJECT_LEAD), new_page(width=width))
    path = f"/aanvragen/{request_of_the_shelter.pk}"
    page.goto(path)
    expect(page.locator("h1")).to_have_text("Zeg waarom je dit opent")
    expect(page.get_by_text(request_of_the_shelter.pseudonym)).to_have_count(0)
    axe(page)
    shot(page, "access-reason", widths=(width,))
    page.get_by_label("De organisatie vroeg om hulp").check()
    page.get_by_label("In je eigen woorden").fill("kort")
    follow(page, page.get_by_role("button", name="Dossier openen"))
    expect(page.get_by_label("In je eigen woorden")).to_have_value("kort")
    axe(page)
    page.get_by_label("In je eigen woorden").fill("De opvang vroeg om mee te kijken")
    follow(page, page.get_by_role("button", name="Dossier openen"))
    expect(page.locator("h1")).to_have_text(request_of_the_shelter.pseudonym)
    expect(page.get_by_text("Je inzage wordt vastgelegd")).to_be_visible()
    assert not go_back(page)
    second = page.context.new_page()
    second.goto(path)
    expect(second.locator("h1")).to_have_text(request_of_the_shelter.pseudonym)


@pytest.mark.parametrize("width", AT)
def test_a_frozen_account_says_what_to_do_and_two_people_open_it(width, new_page, sign_in, axe, shot):
    member = person_with(Role.MEMBER)
    theirs = sign_in(member, new_page(width=width))
    freeze_now(member, why=WhyFrozen.BUDGET, now=timezone.now())
    theirs.goto("/aanvragen")
    expect(theirs.locator("h1")).to_have_text("Je account staat even stil")
    axe(theirs)
    shot(theirs, "access-frozen", widths=(width,))
    first = sign_in(person_with(Role.LOG_MANAGER), new_page(width=width))
    first.goto("/kantoor/bevroren")
    axe(first)
    shot(first, "access-freezes", widths=(width,))
    first.locator("input[name$=finding]").fill("Gesproken: een dag vol overdrachten")
    follow(first, first.get_by_role("button", name="Het account kan weer open"))
    second = sign_in(person_with(Role.ADMINISTRATOR), new_page(width=width))
    second.goto("/kantoor/bevroren")
    axe(second)
    follow(second, second.get_by_role("button", name="Account weer openzetten"))
    assert not Freeze.objects.holding().exists()
    theirs.reload()
    expect(theirs.locator("h1")).not_to_have_text("Je account staat even stil")


@pytest.mark.parametrize("width", AT)
def test_emergency_access_from_question_to_end(width, request_of_the_shelter, new_page, sign_in, axe, shot):
    helper = sign_in(person_with(Role.MEMBER), new_page(width=width))
    helper.goto("/kantoor/noodtoegang")
    axe(helper)
    helper.get_by_label("Van welke organisatie?").fill(request_of_the_shelter.organisation.name)
    helper.get_by_label("Welke aanvraag?").fill(request_of_the_shelter.pseudonym)
    helper.get_by_label("De veiligheid van iemand").check()
    helper.get_by_label("In je eigen woorden").fill("De opvang is dicht en er is haast")
    follow(helper, helper.get_by_role("button", name="Vraag een tweede persoon"))
    guardian = sign_in(person_with(Role.LOG_MANAGER), new_page(width=width))
    guardian.goto("/kantoor/noodtoegang")
    axe(guardian)
    shot(guardian, "access-emergency", widths=(width,))
    follow(guardian, guardian.get_by_role("button", name="Toegang geven"))
    helper.goto("/kantoor/noodtoegang")
    axe(helper)
    shot(helper, "access-emergency-granted", widths=(width,))
    follow(helper, helper.get_by_role("link", name="Open wat je vroeg"))
    expect(helper.locator("h1")).to_have_text(request_of_the_shelter.pseudonym)
    guardian.goto("/kantoor/noodtoegang")
    follow(guardian, guardian.get_by_role("button", name="Nu stoppen"))
    assert helper.reload().status == 404
    assert EmergencyAccess.objects.get().stage == "stopped"


def test_all_of_it_works_without_javascript(request_of_the_shelter, new_page, sign_in, shot, axe):
    request = request_of_the_shelter
    location = LocationFactory(organisation=request.organisation, street="Verborgenpad 1")
    page = sign_in(request.made_by, new_page(width=390, java_script_enabled=False))
    page.goto(f"/organisaties/{location.organisation.pk}")
    assert "Verborgenpad" not in page.content()
    page.get_by_role("button", name="Toon adres").click()
    expect(page.get_by_text("Verborgenpad 1")).to_be_visible()
    page.goto(f"/aanvragen/{request.pk}/notitie")
    page.get_by_label("Notitie").fill("Belt het liefst na vijf uur.")
    page.get_by_role("button", name="Opslaan").click()
    page.goto(f"/aanvragen/{request.pk}/notitie")
    expect(page.get_by_label("Notitie")).to_have_value("Belt het liefst na vijf uur.")


@pytest.mark.parametrize("width", AT)
def test_keeping_something_apart_and_the_other_pages_pass_the_check(
    width, request_of_the_shelter, new_page, sign_in, axe, shot
):
    request = request_of_the_shelter
    LocationFactory(organisation=request.organisation)
    owner = sign_in(request.made_by, new_page(width=width))
    guardian = sign_in(person_with(Role.ADMINISTRATOR), new_page(width=width))
    for page, name, path in (
        (owner, "apart", f"/organisaties/{request.organisation.pk}/afscherming?aanvraag={request.pseudonym}"),
        (owner, "interests", "/account/belangen"),
        (owner, "note", f"/aanvragen/{request.pk}/notitie"),
        (owner, "request", f"/aanvragen/{request.pk}"),
        (owner, "organisation", f"/organisaties/{request.organisation.pk}"),
        (guardian, "decoys", "/kantoor/lokdossiers"),
    ):
        page.goto(path)
        axe(page)
        shot(page, f"access-{name}", widths=(width,))
