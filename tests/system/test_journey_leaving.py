"""Snel weg: from every kind of page, with and without JavaScript, and nothing to see on the way back."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from drakentemmers.accounts.rules import Role
from tests.factories.accounts import person_with
from tests.factories.matching import open_request_by

ELSEWHERE = "/healthz"  # stands for the weather, on this machine
SHIFT_TIMES = 3


@pytest.fixture(autouse=True)
def _weather_nearby(settings) -> None:
    """The exit leads to another site; a browser test asks no other site."""
    settings.EXIT_URL = ELSEWHERE


@pytest.fixture
def page_to_leave(sign_in, new_page) -> Callable[..., tuple[Page, str]]:
    """`page_to_leave(kind, **options)`: a browser on such a page, with what must not be seen any more."""

    def on(kind: str, **options: object) -> tuple[Page, str]:
        if kind == "public":
            page = new_page(**options)
            page.goto("/behandelaars")
            return page, page.locator("h1").inner_text()
        member = person_with(Role.MEMBER)
        request = open_request_by(member, now=timezone.now())
        page = sign_in(member, new_page(**options))
        if kind == "request":
            page.goto(f"/aanvragen/{request.pk}")
            return page, request.pseudonym
        page.goto("/aanvragen/nieuw")  # a form with many questions about a client, half filled in
        page.locator("main textarea").first.fill("Iets wat niemand mag zien")
        return page, "Iets wat niemand mag zien"

    return on


def press(page: Page) -> None:
    page.locator("[data-exit]").first.click()


def shift_three_times(page: Page) -> None:
    page.locator("body").press("Shift")
    for _ in range(SHIFT_TIMES - 1):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("kind", ["public", "request", "questions"])
@pytest.mark.parametrize("way", [press, shift_three_times], ids=["press", "shift"])
def test_leaving_shows_another_page_and_back_shows_nothing(
    page_to_leave, live_server, kind: str, way
) -> None:
    page, secret = page_to_leave(kind)
    address = page.url

    way(page)

    expect(page).to_have_url(live_server.url + ELSEWHERE)
    page.go_back(wait_until="commit")
    expect(page).not_to_have_url(address)  # it left the history too
    assert secret not in page.content()


@pytest.mark.parametrize("kind", ["public", "request", "questions"])
def test_without_javascript_the_link_leaves_and_nothing_typed_comes_back(
    page_to_leave, live_server, kind: str
) -> None:
    page, _secret = page_to_leave(kind, java_script_enabled=False)

    press(page)

    expect(page).to_have_url(live_server.url + ELSEWHERE)


def test_twice_shift_stays(page_to_leave) -> None:
    page, _ = page_to_leave("public")
    address = page.url
    page.locator("body").press("Shift")
    page.keyboard.press("Shift")

    expect(page).to_have_url(address)
