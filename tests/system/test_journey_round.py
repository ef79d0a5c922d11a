"""A region lead makes a proposal, reads why, changes it by hand, tries something on paper and sends; by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from drakentemmers.matching.models import Question
from drakentemmers.matching.rules import Urgency
from tests.factories.directory import PlaceFactory
from tests.matching.round_stage import LELYSTAD, lead_of, shelter, therapist, waiting
from tests.system.keyboard import follow, reach

SIZES = (390, 1360)


@pytest.fixture
def waits() -> list[str]:
    """Three who wait for two therapists; one of them can only go to the nearer one."""
    PlaceFactory()
    asker = shelter()
    (near_only,) = waiting(asker, 1, max_km=5, urgency=Urgency.ACUTE)
    anywhere, last = waiting(asker, 2)
    therapist("Behandelaar Dichtbij")
    therapist("Behandelaar Verderop", at=LELYSTAD)
    return [near_only.pseudonym, anywhere.pseudonym, last.pseudonym]


@pytest.mark.parametrize("width", SIZES)
def test_a_lead_holds_a_round(
    width: int,
    waits: list[str],
    new_page: Callable[..., Page],
    sign_in,
    axe: Callable[[Page], None],
    shot,
) -> None:
    page = sign_in(lead_of(), new_page(width=width))
    page.goto("/mijn")
    follow(page, page.get_by_role("link", name="Rondes: plek voor iedereen die wacht"))
    axe(page)
    follow(page, page.get_by_role("button", name="Voorstel maken"))
    expect(page.get_by_text("2 van de 3 wachtenden krijgen een voorstel.")).to_be_visible()
    expect(page.get_by_text(f"blijft vrij voor {waits[0]}")).to_be_visible()
    axe(page)
    shot(page, "round", widths=(width,))
    follow(page, page.get_by_role("link", name=re.compile("^Zonder plek")))
    expect(page.get_by_text("minstens zo dringend")).to_be_visible()
    axe(page)
    shot(page, "round-unplaced", widths=(width,))
    follow(page, page.get_by_role("link", name=re.compile("^Voorstellen")))
    follow(page, page.get_by_role("link", name=waits[0]))
    axe(page)
    shot(page, "round-line", widths=(width,))
    follow(page, page.get_by_role("button", name="Iemand anders"))
    expect(page.get_by_text("1 plek minder (acuut)")).to_be_visible()
    axe(page)
    follow(page, page.get_by_role("link", name=re.compile("^Zonder plek")))
    follow(page, page.get_by_role("link", name=waits[0]))
    follow(page, page.get_by_role("button", name="Kies Behandelaar Dichtbij"))
    expect(page.get_by_text("1 plek meer (acuut)")).to_be_visible()
    follow(page, page.get_by_role("link", name="Wat als"))
    axe(page)
    reach(page, page.get_by_label("Werkt in"))
    page.keyboard.type("Almere")
    follow(page, page.get_by_role("button", name="Reken uit"))
    expect(page.get_by_text("1 plek meer (niet dringend)")).to_be_visible()
    axe(page)
    shot(page, "round-what-if", widths=(width,))
    page.go_back()
    page.go_back()
    follow(page, page.get_by_role("link", name="Is het eerlijk?"))
    axe(page)
    shot(page, "round-fair", widths=(width,))
    page.go_back()
    reach(page, page.get_by_label(re.compile(f"^Verstuur de vraag over {waits[0]}")))
    page.keyboard.press("Space")
    follow(page, page.get_by_role("button", name="Verstuur de gekozen vragen"))
    expect(page.get_by_text("1 vraag verstuurd.")).to_be_visible()
    axe(page)
    assert Question.objects.get().request.pseudonym == waits[0]


@pytest.mark.parametrize("width", SIZES)
def test_back_after_sending_ticks_nobody(
    width: int, waits: list[str], new_page: Callable[..., Page], sign_in
) -> None:
    therapist("Behandelaar Drie", at=LELYSTAD)
    page = sign_in(lead_of(), new_page(width=width))
    page.goto("/rondes")
    follow(page, page.get_by_role("button", name="Voorstel maken"))
    ticks = page.get_by_role("checkbox", name=re.compile("^Verstuur de vraag over"))
    expect(ticks).to_have_count(3)
    reach(page, ticks.nth(0))
    page.keyboard.press("Space")
    expect(ticks.nth(0)).to_be_checked()
    follow(page, page.get_by_role("button", name="Verstuur de gekozen vragen"))
    expect(page.get_by_text("1 vraag verstuurd.")).to_be_visible()
    page.go_back()
    expect(ticks).to_have_count(2)
    for nth in range(2):
        expect(ticks.nth(nth)).not_to_be_checked()
