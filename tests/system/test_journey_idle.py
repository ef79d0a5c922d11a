"""Somebody who types and is called away: the warning comes in time, what was typed stays, and the end is the end."""

import pytest
from playwright.sync_api import Page, expect

from drakentemmers.accounts.rules import Role
from drakentemmers.matching.models import RequestDraft
from tests.factories.accounts import person_with
from tests.factories.directory import PlaceFactory

TYPED = "Graag rust in de avond."
SOON = "[data-session-part=soon]"
OVER = "[data-session-part=over]"


def forward(page: Page, minutes: int) -> None:
    """Let that many minutes pass in the browser, which counts for itself."""
    page.clock.run_for(minutes * 60_000)


@pytest.fixture
def typing(sign_in, new_page) -> Page:
    """Somebody halfway the form of a request, in a browser whose clock we move."""
    PlaceFactory()
    page = new_page()
    page.clock.install()
    sign_in(person_with(Role.MEMBER), page)
    page.goto("/aanvragen/nieuw")
    return page


def test_the_warning_shows_what_was_typed_is_saved_and_staying_works(typing: Page, axe, shot) -> None:
    page = typing
    expect(page.locator(SOON)).to_be_hidden()
    page.locator("main textarea").first.fill(TYPED)

    forward(page, 29)

    expect(page.locator(SOON)).to_be_visible()
    axe(page)
    shot(page, "idle-soon", widths=(1360,))
    expect_saved(page)
    with page.expect_response("**/account/actief") as answered:
        page.get_by_role("button", name="Ingelogd blijven").click()
    assert answered.value.status == 204
    expect(page.locator(SOON)).to_be_hidden()
    expect(page.locator("main textarea").first).to_have_value(TYPED)

    forward(page, 27)
    expect(page.locator(SOON)).to_be_hidden()  # the clock began again
    forward(page, 2)
    expect(page.locator(SOON)).to_be_visible()


def test_when_nobody_answers_the_page_says_that_it_is_over(typing: Page, axe, shot) -> None:
    page = typing
    page.locator("main textarea").first.fill(TYPED)

    forward(page, 31)

    expect(page.locator(OVER)).to_be_visible()
    expect(page.locator(SOON)).to_be_hidden()
    expect(page.locator("main textarea").first).to_have_value(TYPED)
    axe(page)
    shot(page, "idle-over", widths=(1360,))


def test_a_session_near_its_absolute_end_warns_too(sign_in, new_page, settings) -> None:
    settings.SESSION_ABSOLUTE_HOURS = 1
    page = new_page()
    page.clock.install()
    sign_in(person_with(Role.MEMBER), page)
    page.goto("/mijn")
    for _ in range(2):
        forward(page, 25)
        page.locator("body").press("a")  # somebody is there all the time
        page.wait_for_timeout(50)

    forward(page, 9)

    expect(page.locator(SOON)).to_be_visible()


def expect_saved(page: Page) -> None:
    """The draft reached the server."""
    expect(page.locator("[data-saved]").first).not_to_be_empty()
    assert TYPED.replace(" ", "+") in RequestDraft.objects.get().data  # as a form sends it
