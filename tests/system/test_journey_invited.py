"""Being invited: a colleague who joins an organisation, and a guest who looks along at one request."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from drakentemmers.accounts.models import CaseGuest, User
from drakentemmers.accounts.rules import Role
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import OrganisationProfileFactory
from tests.factories.matching import open_request_by
from tests.mailbox import mailed
from tests.system.joining import choose_password, make_passkey

WIDTHS = (390, 1360)


def path_in_the_mail() -> str:
    return re.search(r"https?://[^/]+(/uitnodiging/\S+)", mailed()[-1].body)[1]


@pytest.mark.parametrize("width", WIDTHS)
def test_an_invited_colleague_comes_in_and_is_let_out(
    width: int,
    new_page: Callable[..., Page],
    sign_in: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[..., None],
) -> None:
    shelter = OrganisationFactory(name="Opvang De Vlier")
    OrganisationProfileFactory(organisation=shelter)
    owner = person_with(Role.OWNER, shelter, name="Hilde Beheerder")

    page = sign_in(owner, new_page(width=width))
    page.goto("/mijn")
    page.click(f"main a[href='/organisaties/{shelter.pk}/mensen']")
    axe(page)
    page.get_by_label("E-mailadres").fill("geen adres")
    page.get_by_role("button", name="Uitnodiging sturen").click()
    expect(page.locator("[data-errors]")).to_contain_text("E-mailadres")
    expect(page.get_by_label("E-mailadres")).to_have_value("geen adres")
    axe(page)
    page.get_by_label("E-mailadres").fill("noor@voorbeeld.example")
    page.get_by_label("Medewerker").check()
    page.get_by_role("button", name="Uitnodiging sturen").click()
    expect(page.locator("main")).to_contain_text("noor@voorbeeld.example")
    axe(page)
    shot(page, f"invited-people-{width}", widths=(width,))

    path = path_in_the_mail()
    hers = new_page(width=width)
    hers.goto(path)
    expect(hers.locator("main")).to_contain_text("Opvang De Vlier")
    axe(hers)
    shot(hers, f"invited-door-{width}", widths=(width,))
    assert not User.objects.filter(email="noor@voorbeeld.example").exists()
    second_tab = hers.context.new_page()
    second_tab.goto(path)
    hers.get_by_role("button", name="Uitnodiging aannemen").click()
    expect(hers.locator("[data-errors]")).to_contain_text("Je naam")
    hers.get_by_label("Je naam").fill("Noor Nieuw")
    hers.get_by_role("button", name="Uitnodiging aannemen").click()
    expect(hers.locator("input[type=password]").first).to_be_visible()
    axe(hers)
    second_tab.get_by_label("Je naam").fill("Noor Nieuw")
    second_tab.get_by_role("button", name="Uitnodiging aannemen").click()
    expect(second_tab.locator("h1")).to_have_text("Deze uitnodiging werkt niet")
    axe(second_tab)

    choose_password(hers)
    expect(hers.locator("h1")).to_have_text("Nog één stap: bescherm je account")  # in, and straight on
    axe(hers)
    shot(hers, f"invited-set-up-{width}", widths=(width,))

    make_passkey(hers)
    hers.goto("/account/wat-mag-ik")
    expect(hers.locator("h2").first).to_have_text("Medewerker")
    axe(hers)
    shot(hers, f"invited-rights-{width}", widths=(width,))
    assert hers.goto("/aanvragen/nieuw").status == 200

    page.goto(f"/organisaties/{shelter.pk}/mensen")
    page.get_by_role("link", name="Noor Nieuw", exact=True).click()
    axe(page)
    page.get_by_role("link", name="Alle toegang stoppen").click()
    expect(page.locator("h1")).to_have_text("Alle toegang van Noor Nieuw stoppen?")
    axe(page)
    page.get_by_role("button", name="Stop alle toegang nu").click()
    expect(page.locator(".messages")).to_contain_text("Noor Nieuw heeft geen toegang meer")
    assert hers.goto("/aanvragen/nieuw").status in {403, 404} or "/inloggen" in hers.url


@pytest.mark.parametrize("width", WIDTHS)
def test_a_guest_looks_along_and_stops(
    width: int,
    new_page: Callable[..., Page],
    sign_in: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[..., None],
) -> None:
    shelter = OrganisationFactory(name="Opvang De Vlier")
    OrganisationProfileFactory(organisation=shelter)
    request = open_request_by(person_with(Role.MEMBER, shelter), now=timezone.now())
    # Without JavaScript: nothing of this needs it.
    page = sign_in(person_with(Role.COORDINATOR, shelter), new_page(width=width, java_script_enabled=False))
    page.goto(f"/aanvragen/{request.pk}")
    page.locator("#meekijkers summary").click()
    page.get_by_label("E-mailadres van de meekijker").fill("gast@voorbeeld.example")
    page.get_by_role("button", name="Uitnodiging sturen").click()
    expect(page.locator("#meekijkers")).to_contain_text("gast@voorbeeld.example")

    theirs = new_page(width=width)
    theirs.goto(path_in_the_mail())
    axe(theirs)
    theirs.get_by_label("Je naam").fill("Gast Persoon")
    theirs.get_by_role("button", name="Uitnodiging aannemen").click()
    choose_password(theirs)
    make_passkey(theirs)
    theirs.goto("/aanvragen")
    theirs.get_by_role("link", name=request.pseudonym).click()
    expect(theirs.locator("main")).to_contain_text("Je kijkt mee als gast")
    assert theirs.locator("main form").count() == 0
    axe(theirs)
    shot(theirs, f"guest-request-{width}", widths=(width,))

    page.reload()
    page.get_by_role("button", name="Het meekijken van Gast Persoon stoppen").click()
    expect(page.locator("#meekijkers")).not_to_contain_text("Gast Persoon")
    assert CaseGuest.objects.get().ended_at is not None
    assert theirs.reload().status == 404
    axe(theirs)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_the_office_and_the_review(
    width: int, new_page: Callable[..., Page], sign_in: Callable[..., Page], axe, shot
) -> None:
    office = OrganisationFactory(name="Projectbureau")
    one, two = person_with(Role.PROJECT_LEAD, office), person_with(Role.ADMINISTRATOR, office)
    UserFactory(email="redactie@voorbeeld.example", name="Rik Redactie")
    page = sign_in(one, new_page(width=width))
    page.goto("/kantoor/rechten")
    axe(page)
    page.get_by_label("E-mailadres").fill("redactie@voorbeeld.example")
    page.get_by_label("Rol", exact=True).select_option("editor")
    page.get_by_role("button", name="Voorstellen").click()
    expect(page.locator("main")).to_contain_text("Rik Redactie")
    axe(page)
    shot(page, f"office-rights-{width}", widths=(width,))
    other = sign_in(two, new_page(width=width))
    other.goto("/kantoor/rechten")
    other.get_by_role("button", name="Rik Redactie de rol").first.click()
    expect(other.locator(".messages")).to_contain_text("Gegeven")
    other.goto("/kantoor/rechten/nalopen")
    axe(other)
    other.get_by_role("button", name="dit klopt").first.click()
    expect(other.locator(".messages")).to_contain_text("Opgeschreven")
    axe(other)
    shot(other, f"office-review-{width}", widths=(width,))
