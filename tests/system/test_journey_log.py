"""A shelter sees who saw a request and reports a look; the log manager finds it, signs it off, and the answer comes."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from drakentemmers.accounts.rules import Role
from drakentemmers.insight.models import Review
from drakentemmers.matching.models import TreatmentRequest
from tests.factories.accounts import person_with
from tests.insight.logbook import a_request, log_manager, looks_at
from tests.system.keyboard import follow, reach

SIZES = (390, 1360)
WHO = "Lies Voorbeeld"


@pytest.fixture
def seen() -> TreatmentRequest:
    """A request of a shelter, opened by somebody of the office."""
    now = timezone.now()
    request = a_request(now - timedelta(days=3))
    looks_at(request, person_with(Role.PROJECT_LEAD, name=WHO), now - timedelta(hours=1))
    return request


def evening(page: Page) -> None:
    """Choose the evening theme, as anybody can on every page."""
    page.get_by_role("button", name="Avondstand").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "evening")


@pytest.mark.parametrize("width", SIZES)
def test_a_look_is_reported_gone_through_and_answered(
    width: int,
    seen: TreatmentRequest,
    new_page: Callable[..., Page],
    sign_in,
    axe: Callable[[Page], None],
    shot,
) -> None:
    shelter = sign_in(seen.made_by, new_page(width=width))
    shelter.goto(f"/logboek/wie/aanvraag/{seen.pk}")
    axe(shelter)
    shot(shelter, "who-saw", widths=(width,))
    follow(shelter, shelter.get_by_role("link", name=re.compile(f"^Melden: {WHO}")))
    expect(shelter.locator("main")).to_contain_text(WHO)
    axe(shelter)
    shot(shelter, "report", widths=(width,))
    reach(shelter, shelter.get_by_label("Wat klopt er niet, of wat begrijp je niet?"))
    shelter.keyboard.type("Wij hebben niet om hulp gevraagd.")
    follow(shelter, shelter.get_by_role("button", name="Melden"))
    expect(shelter.get_by_text("Jij meldde dit. De logbeheerder kijkt ernaar.")).to_be_visible()
    axe(shelter)

    keeper = sign_in(log_manager(), new_page(width=width))
    keeper.goto("/logboek?wie=Lies")
    axe(keeper)
    shot(keeper, "log", widths=(width,))
    expect(keeper.locator("main .lines strong").first).to_have_text("Aanvraag: bekeken")
    follow(keeper, keeper.get_by_role("link", name="Te controleren", exact=True))
    expect(keeper.get_by_text("Wij hebben niet om hulp gevraagd.")).to_be_visible()
    axe(keeper)
    shot(keeper, "reviews", widths=(width,))
    reach(keeper, keeper.get_by_label("In orde"))
    keeper.keyboard.press("ArrowDown")
    reach(keeper, keeper.get_by_label("Opmerking"))
    keeper.keyboard.type("De organisatie gebeld.")
    follow(keeper, keeper.get_by_role("button", name=re.compile("^Handel de inzage")))
    expect(keeper.get_by_text("De organisatie gebeld.")).to_be_visible()
    axe(keeper)

    shelter.goto("/mijn/meldingen")
    follow(shelter, shelter.get_by_role("button", name="De logbeheerder heeft gekeken"))
    expect(shelter.get_by_text("De logbeheerder keek ernaar: nagevraagd.")).to_be_visible()


@pytest.mark.parametrize("width", SIZES)
def test_in_the_evening(
    width: int,
    seen: TreatmentRequest,
    new_page: Callable[..., Page],
    sign_in,
    axe: Callable[[Page], None],
    shot,
) -> None:
    shelter = sign_in(seen.made_by, new_page(width=width))
    shelter.goto(f"/logboek/wie/aanvraag/{seen.pk}")
    evening(shelter)
    axe(shelter)
    shot(shelter, "who-saw-evening", widths=(width,))
    shelter.get_by_role("link", name=re.compile(f"^Melden: {WHO}")).click()
    axe(shelter)
    shelter.get_by_role("button", name="Melden").click()

    keeper = sign_in(log_manager(), new_page(width=width))
    keeper.goto("/logboek")
    evening(keeper)
    axe(keeper)
    keeper.goto("/logboek/controle")
    axe(keeper)
    shot(keeper, "reviews-evening", widths=(width,))


def test_without_javascript(seen: TreatmentRequest, new_page: Callable[..., Page], sign_in) -> None:
    shelter = sign_in(seen.made_by, new_page(width=390, java_script_enabled=False))
    shelter.goto(f"/logboek/wie/aanvraag/{seen.pk}")
    shelter.get_by_role("link", name=re.compile(f"^Melden: {WHO}")).click()
    shelter.get_by_label("Wat klopt er niet").fill("Bel Fatima de Vries.")
    shelter.get_by_role("button", name="Melden").click()
    expect(shelter.get_by_label("Wat klopt er niet")).to_have_value("Bel Fatima de Vries.")
    shelter.get_by_label("Wat klopt er niet").fill("")
    shelter.get_by_role("button", name="Melden").click()
    expect(shelter.get_by_text("Jij meldde dit.")).to_be_visible()

    keeper = sign_in(log_manager(), new_page(width=390, java_script_enabled=False))
    keeper.goto("/logboek/controle")
    keeper.get_by_label("In orde", exact=True).check()
    keeper.get_by_role("button", name=re.compile(WHO)).click()
    expect(keeper.get_by_text("Afgehandeld.")).to_be_visible()
    assert Review.objects.get().verdict == "in_order"
