"""Somebody saves a search, hears of a new fit and keeps the list; a therapist reads how many families search nearby."""

import re
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from drakentemmers.accounts.models import QuietHours
from drakentemmers.accounts.rules import Role
from drakentemmers.matching.actions.nearby import count_nearby
from drakentemmers.matching.actions.tending import tend
from drakentemmers.matching.models import Offer, SavedSearch
from tests.factories.accounts import person_with
from tests.factories.matching import open_request_by
from tests.matching.requesting import asked_request, therapist, worker
from tests.system.keyboard import follow

SIZES = (390, 820, 1360)


@pytest.mark.parametrize("width", SIZES)
def test_from_the_finder_to_a_told_fit(
    width: int, new_page: Callable[..., Page], sign_in, axe: Callable[[Page], None], shot
) -> None:
    asker = worker()
    page = sign_in(asker, new_page(width=width))
    page.goto("/behandelaars?plaats=Almere&binnen=30&voor-wie=child_6_12")
    axe(page)
    shot(page, f"search-to-save-{width}", widths=(width,))
    follow(page, page.get_by_role("link", name="Bewaar deze zoekopdracht"))
    axe(page)
    follow(page, page.get_by_role("button", name="Bewaar en laat het me weten"))
    axe(page)  # without a name
    shot(page, f"search-save-wrong-{width}", widths=(width,))
    page.get_by_label("Naam van je zoekopdracht").fill("Kinderen bij Almere")
    follow(page, page.get_by_role("button", name="Bewaar en laat het me weten"))
    therapist("Behandelaar Kleurrijk")
    tend(now=timezone.now() + timedelta(minutes=1))
    page.goto("/mijn/zoekopdrachten")
    expect(page.get_by_role("link", name="Behandelaar Kleurrijk")).to_be_visible()
    axe(page)
    shot(page, f"searches-{width}", widths=(width,))
    call("Lang" * 15)  # without a space to break at
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    call("Kinderen bij Almere")
    page.reload()
    follow(page, page.get_by_role("button", name="Zet Kinderen bij Almere op pauze"))
    axe(page)
    follow(page, page.get_by_role("button", name="Kinderen bij Almere weghalen"))
    axe(page)
    shot(page, f"searches-removed-{width}", widths=(width,))
    follow(page, page.get_by_role("button", name="Ongedaan maken"))
    assert SavedSearch.objects.get().removed_at is None


def call(name: str) -> None:
    """Give the one search there is another name."""
    search = SavedSearch.objects.get()
    search.name = name
    search.save()


@pytest.mark.parametrize("width", SIZES)
def test_families_nearby(
    width: int, new_page: Callable[..., Page], sign_in, axe: Callable[[Page], None], shot
) -> None:
    professional, now = therapist(), timezone.now()
    asker = person_with(Role.MEMBER)
    for _ in range(3):
        open_request_by(asker, now=now)
    count_nearby(now=now)
    page = sign_in(professional.user, new_page(width=width))
    page.goto("/mijn")
    axe(page)
    shot(page, f"nearby-mine-{width}", widths=(width,))
    page.goto("/mijn/aanbod")
    axe(page)
    shot(page, f"nearby-offer-{width}", widths=(width,))
    follow(page, page.get_by_role("button", name="Eén plek erbij"))
    expect(page.get_by_text(re.compile("Eén plek erbij. Organisaties"))).to_be_visible()
    assert Offer.objects.get().places == 2


@pytest.mark.parametrize("width", SIZES)
def test_what_went_out_about_a_question(
    width: int, new_page: Callable[..., Page], sign_in, axe: Callable[[Page], None], shot
) -> None:
    asker, professional = worker(), therapist()
    QuietHours.objects.create(user=professional.user, begins=time(0), ends=time(0))  # none: it goes at once
    request = asked_request(asker, professional)
    page = sign_in(asker, new_page(width=width))
    page.goto(f"/aanvragen/{request.pk}")
    page.locator("summary", has_text="bericht verstuurd").click()
    axe(page)
    shot(page, f"messages-{width}", widths=(width,))
