"""Journey 10: a busy therapist opens the Friday mail, taps once, and is done without signing in."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from drakentemmers.directory.models import Professional
from drakentemmers.matching.actions.friday_mail import send_friday_mail
from drakentemmers.matching.capacity import OfferState
from tests.factories.directory import WorkLocationFactory
from tests.factories.matching import therapist
from tests.system.conftest import WIDTHS
from tests.system.keyboard import follow


@pytest.fixture
def busy() -> Professional:
    """A therapist with two places who confirmed them three weeks ago."""
    professional = therapist(now=timezone.now() - timedelta(days=21), places=2)
    WorkLocationFactory(professional=professional)
    return professional


def path_in_the_mail(*, sent: datetime | None = None) -> str:
    """Send the Friday mail and return the address in it, without the host."""
    mail.outbox.clear()
    assert send_friday_mail(now=sent or timezone.now()) == 1
    return re.search(r"https?://[^/]+(/plek/\S+)", mail.outbox[0].body)[1]


@pytest.mark.parametrize("width", WIDTHS)
def test_one_tap_confirms_and_the_link_has_done_its_work(
    width: int,
    busy: Professional,
    new_page: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[..., None],
) -> None:
    path, before = path_in_the_mail(), busy.offer.confirmed_at
    page = new_page(width=width)

    page.goto(path)
    axe(page)
    shot(page, f"10-question-{width}", widths=(width,))
    busy.offer.refresh_from_db()
    assert busy.offer.confirmed_at == before  # looking changes nothing: mail programs open links too

    second_tab = page.context.new_page()
    second_tab.goto(path)
    follow(page, page.locator("button[value=confirm]"))
    axe(page)
    shot(page, f"10-done-{width}", widths=(width,))
    busy.offer.refresh_from_db()
    assert busy.offer.confirmed_at > before and busy.offer.places == 2

    follow(second_tab, second_tab.locator("button[value=close]"))
    expect(second_tab.locator("h1")).to_have_text("Je hebt al geantwoord")
    page.goto(path)
    expect(page.locator("h1")).to_have_text("Je hebt al geantwoord")
    busy.offer.refresh_from_db()
    assert busy.offer.state == OfferState.OPEN


def test_full_is_one_tap_too_and_works_without_javascript(
    busy: Professional, new_page: Callable[..., Page]
) -> None:
    page = new_page(java_script_enabled=False)

    page.goto(path_in_the_mail())
    page.click("button[value=close]")

    busy.offer.refresh_from_db()
    assert busy.offer.state == OfferState.CLOSED


def test_an_old_link_says_so_kindly(busy: Professional, new_page: Callable[..., Page]) -> None:
    page = new_page()

    page.goto(path_in_the_mail(sent=timezone.now() - timedelta(days=9)))

    expect(page.locator("h1")).to_have_text("Deze link werkt niet meer")
