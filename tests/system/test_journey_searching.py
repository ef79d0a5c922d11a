"""Somebody in a hurry finds a therapist, a page and an organisation by words: by keyboard, and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from drakentemmers.directory.rules import ClientGroup
from drakentemmers.kernel.search.index import learn, reindex
from drakentemmers.kernel.search.kinds import kinds
from tests.factories.accounts import OrganisationFactory
from tests.factories.directory import OrganisationProfileFactory, ProfessionalFactory, WorkLocationFactory
from tests.system.keyboard import follow, reach


@pytest.fixture
def things_to_find(live_server) -> None:
    for number in range(12):
        groups = {ClientGroup.CHILD_6_12} if number % 2 else {ClientGroup.ADULT}
        about = "Ik geef traumabehandeling aan wie thuis geweld meemaakte, en aan wie geweld gebruikte."
        WorkLocationFactory(
            professional=ProfessionalFactory(name=f"Krokodil Nummer{number:02}", about=about, groups=groups)
        )
    OrganisationProfileFactory(
        organisation=OrganisationFactory(name="Krokodilhuis"), about="Opvang en behandeling van trauma."
    )
    for kind in kinds():
        reindex(kind)
    learn(["traumabehandeling", "geweld", "krokodil"])


@pytest.mark.parametrize("width", [390, 820, 1360])
def test_from_any_page_by_keyboard_alone(
    width: int, things_to_find, new_page: Callable[..., Page], axe: Callable[[Page], None], shot
) -> None:
    page = new_page(width=width)
    page.goto("/privacy")
    page.keyboard.press("/")
    field = page.locator("header [data-search]")
    expect(field).to_be_focused()
    page.keyboard.type("krokodil nu")
    suggestions = page.locator("header [data-suggestion]")
    expect(suggestions).to_have_count(7)
    expect(page.locator("#kop-telling")).to_have_text("6 suggesties")
    axe(page)
    shot(page, f"search-suggestions-{width}", widths=(width,))
    page.keyboard.press("ArrowDown")
    expect(suggestions.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(suggestions).to_have_count(0)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/zoeken\?q=krokodil\+nu$"))
    page.goto("/zoeken?q=behandeling+van+trauma")
    expect(page.locator("main mark").first).to_be_visible()
    axe(page)
    shot(page, f"search-{width}", widths=(width,))
    follow(page, page.get_by_role("link", name="Alle 12 behandelaren"))
    expect(page.locator("main .hit")).to_have_count(10)
    follow(page, page.get_by_role("link", name="Volgende"))
    expect(page.locator("main .hit")).to_have_count(2)
    follow(page, page.get_by_role("link", name="Kind 6 tot en met 12 jaar"))
    expect(page.locator("main .hit")).to_have_count(6)
    expect(page).to_have_url(re.compile("soort=behandelaars&doelgroep=child_6_12$"))
    axe(page)
    page.reload()
    expect(page.locator("main .hit")).to_have_count(6)
    page.go_back()
    expect(page.locator("main .hit")).to_have_count(2)


def test_a_suggestion_leads_to_the_page_itself(things_to_find, page: Page) -> None:
    page.goto("/zoeken")
    page.keyboard.press("/")
    expect(page.locator("#zoek-veld")).to_be_focused()
    page.keyboard.type("krokodilh")
    first = page.locator("main [data-suggestion]").first
    expect(first).to_contain_text("Krokodilhuis")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Krokodilhuis")


def test_in_the_evening_theme_and_with_nothing_found(things_to_find, page: Page, axe, shot) -> None:
    page.goto("/zoeken?q=trauma")
    with page.expect_navigation():
        page.get_by_role("button", name="Avondstand").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "evening")
    axe(page)
    shot(page, "search-evening")
    page.goto("/zoeken?q=xqzzy")
    expect(page.locator("main").get_by_role("link", name="0800-2000")).to_be_visible()
    axe(page)
    shot(page, "search-nothing-evening")
    page.goto("/zoeken?q=traumabehandelling+krokodill")
    expect(page.locator("main .note")).to_contain_text("Bedoelde je krokodil?")
    axe(page)


def test_without_javascript(things_to_find, new_page: Callable[..., Page]) -> None:
    page = new_page(width=390, java_script_enabled=False)
    page.goto("/toegankelijkheid")
    page.locator("header summary").filter(has=page.locator("use[href$='#search']")).click()
    page.locator("header input[name=q]").fill("krokodilhuis")
    page.locator("header form[role=search] button").click()
    expect(page.locator("main .hit").first).to_contain_text("Krokodilhuis")
    page.locator("main .hit a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Krokodilhuis")


def test_opening_the_bar_puts_somebody_in_the_field(things_to_find, page: Page) -> None:
    page.goto("/privacy")
    reach(page, page.locator("header .menu--search summary"))
    page.keyboard.press("Enter")
    expect(page.locator("#kop-veld")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("header .menu--search summary")).to_be_focused()
