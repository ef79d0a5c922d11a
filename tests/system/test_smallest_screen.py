"""On the smallest screen, or a large one zoomed in four times, nothing lies beyond the edge (WCAG 1.4.10)."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.matching.requesting import worker

NARROWEST = 320


def test_everything_in_the_header_can_be_pressed_by_who_signed_in(
    sign_in: Callable[..., Page], new_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = sign_in(worker(), new_page(width=NARROWEST))
    for path in ("/mijn", "/aanvragen", "/behandelaars", "/mijn/meldingen", "/account", "/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST, path
    for pressed in page.locator("header.head").locator("a:visible, summary:visible").all():
        box = pressed.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= NARROWEST
    axe(page)
