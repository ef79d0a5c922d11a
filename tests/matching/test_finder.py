"""`/behandelaars` as anybody sees it: filters in the address, who nearly fits, why not."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from drakentemmers.directory.rules import ClientGroup, Gender, Language, ProfessionalKind
from tests.factories.directory import GRONINGEN, UTRECHT, PlaceFactory, ProfessionalFactory
from tests.matching.therapists import therapist

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> dict:
    """The page looks at the clock, so offers are confirmed now."""
    PlaceFactory()
    return {"confirmed_at": timezone.now(), "starts_on": timezone.now().date()}


def opened(client: Client, path: str = "/behandelaars", status: int = 200, **headers: str) -> BeautifulSoup:
    response = client.get(path, headers=headers)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def names(page: BeautifulSoup, kind: str = "ol") -> list[str]:
    return [title.get_text(strip=True) for title in page.select(f"{kind}.ress h3")]


def test_without_filters_everybody_by_first_place(client, today):
    therapist("Later", offer=today | {"starts_on": today["starts_on"] + timedelta(weeks=6)})
    therapist("Eerst", at=GRONINGEN, offer=today)
    assert names(opened(client)) == ["Eerst", "Later"]


def test_a_place_alone_means_nearby(client, today):
    therapist("Dichtbij", offer=today)
    therapist("Groningen", at=GRONINGEN, offer=today)
    assert names(opened(client, "/behandelaars?plaats=Almere")) == ["Dichtbij"]
    assert len(names(opened(client, "/behandelaars?plaats=Almere&binnen="))) == 2


def test_the_first_place_that_is_typed_in_means_nearby_too(client, today):
    therapist("Dichtbij", offer=today)
    therapist("Groningen", at=GRONINGEN, offer=today)
    page = opened(client)
    assert len(names(page)) == 2
    distance = page.select_one("#filters [name=binnen] option[selected]")
    assert distance["value"] == "30"
    assert names(opened(client, f"/behandelaars?plaats=Almere&binnen={distance['value']}")) == ["Dichtbij"]
    for link in page.select("main a[href*='?']"):
        assert "binnen" not in link["href"]  # without a place it says nothing


def test_a_slip_in_the_place_is_one_tap_away_from_what_was_meant(client, today):
    therapist("Dichtbij", offer=today)
    page = opened(client, "/behandelaars?plaats=1315+Almeer&voor-wie=child_6_12")
    (link,) = page.select(".results__error a.btn")
    assert link.get_text(strip=True) == "Zoek bij Almere"
    assert names(opened(client, f"/behandelaars{link['href']}")) == ["Dichtbij"]
    assert "voor-wie=child_6_12" in link["href"]
    assert not opened(client, "/behandelaars?plaats=Zzzzzz").select(".results__error a.btn")


def test_who_nearly_fits_says_what_is_missed_with_both_values(client, today):
    therapist("Utrecht", at=UTRECHT, offer=today)
    page = opened(client, "/behandelaars?plaats=Almere&binnen=20")
    assert names(page) == [] and names(page, "ul") == ["Utrecht"]
    missed = page.select_one(".misses").get_text()
    assert "20 km" in missed and "32 km" in missed


def test_an_empty_list_offers_one_tap_that_brings_what_it_says(client, today):
    therapist("Utrecht", at=UTRECHT, offer=today)
    page = opened(client, "/behandelaars?plaats=Almere&binnen=20&voor-wie=adult")
    ways = page.select(".ways a")
    assert "1" in ways[0].get_text()
    assert names(opened(client, ways[0]["href"])) == ["Utrecht"]


def test_every_chip_takes_its_own_filter_away(client, today):
    path = "/behandelaars?plaats=Almere&binnen=20&voor-wie=adult&methode=emdr&methode=net&taal=ar&keurmerk=on"
    chips = opened(client, path).select(".chips .chip")
    assert len(chips) == 7
    for chip in chips:
        fewer = opened(client, chip["href"]).select(".chips .chip")
        assert len(fewer) == (5 if chip is chips[0] else 6)
    assert opened(client, "/behandelaars").select(".chips .chip") == []


def test_a_card_shows_what_matters_and_no_contact_data(client, today):
    noor = therapist(
        "Noor Lindeman",
        offer=today | {"confirmed_at": timezone.now() - timedelta(days=20)},
        kind=ProfessionalKind.TRAINEE,
        phone="0612345678",
        email="noor@voorbeeld.example",
    )
    html = client.get("/behandelaars?plaats=Almere&voor-wie=adult").content.decode()
    card = BeautifulSoup(html, "html.parser").select_one("ol.ress li")
    assert "In opleiding" in card.get_text() and "Laatst bevestigd" in card.get_text()
    assert len(card.select(".wk i")) == 8
    ask = card.select_one("a.btn")["href"]
    assert ask.startswith("/aanvragen/nieuw?plaats=Almere") and ask.endswith(f"behandelaar={noor.pk}")
    assert "0612345678" not in html and "noor@voorbeeld.example" not in html


def test_list_and_map_carry_the_same_numbers(client, today):
    for number in range(3):
        therapist(f"Behandelaar {number}", offer=today)
    page = opened(client, "/behandelaars?plaats=Almere")
    cards = [card["data-n"] for card in page.select("ol.ress > li")]
    pins = [pin["data-n"] for pin in page.select("svg.map a")]
    assert cards == ["1", "2", "3"] and sorted(pins) == cards
    assert {pin["href"] for pin in page.select("svg.map a")} == {
        f"#{card['id']}" for card in page.select("ol.ress > li")
    }


def test_an_unknown_place_is_said_at_the_field(client, today):
    page = opened(client, "/behandelaars?plaats=Nergenshuizen&voor-wie=adult")
    assert page.select_one("#id_plaats")["value"] == "Nergenshuizen"
    assert page.select_one("#id_plaats")["aria-invalid"] == "true"
    assert page.select_one("#id_voor-wie option[selected]")["value"] == "adult"


@pytest.mark.parametrize(
    "query",
    [
        "binnen=abc",
        "voor-wie=iedereen",
        "methode=toveren",
        "plek-binnen=-1",
        "volgorde=x",
        "binnen=99999",
        "binnen=٣",
    ],
)
def test_what_the_form_never_sends_gets_a_400_and_the_form(client, today, query):
    page = opened(client, f"/behandelaars?{query}", status=400)
    assert page.select_one(".errors")


@pytest.mark.parametrize("query", ["pagina=99", "pagina=x", "onzin=1", "mist=%01", "plaats=%27%22%3Cb%3E"])
def test_other_nonsense_does_no_harm(client, today, query):
    assert client.get(f"/behandelaars?{query}").status_code == 200


def test_pages_number_on(client, today):
    for number in range(21):
        therapist(f"Behandelaar {number:02}", offer=today)
    page = opened(client, "/behandelaars?pagina=2")
    assert page.select_one("ol.ress")["start"] == "21" and page.select_one("ol.ress > li")["data-n"] == "21"


def test_the_swapped_part_equals_the_fresh_page(client, today):
    therapist("Noor", offer=today)
    path = "/behandelaars?plaats=Almere&voor-wie=adult&methode=&volgorde=nearest"
    fresh = opened(client, path)
    swapped = client.get(path, headers={"HX-Request": "true"})
    part = BeautifulSoup(swapped.content, "html.parser")
    assert part.select_one("#uitkomst") == fresh.select_one("#uitkomst")
    assert swapped["HX-Push-Url"] == "/behandelaars?plaats=Almere&binnen=30&voor-wie=adult&volgorde=nearest"


def test_an_unknown_place_stands_in_the_address_so_that_a_reload_shows_it(client, today):
    swapped = client.get(
        "/behandelaars?plaats=Alnergat&binnen=30&voor-wie=adult", headers={"HX-Request": "true"}
    )
    again = opened(client, swapped["HX-Push-Url"])
    assert again.select_one("#id_plaats")["value"] == "Alnergat"
    assert again.select_one("[name=voor-wie] option[selected]")["value"] == "adult"


def test_more_therapists_take_no_more_queries(client, today, assert_queries_constant):
    therapist("Noor", offer=today)
    with assert_queries_constant(lambda: client.get("/behandelaars?plaats=Almere&binnen=50")):
        for number in range(30):
            therapist(f"Behandelaar {number}", at=UTRECHT if number % 2 else (52.37, 5.22), offer=today)


# Why not


def test_somebody_missed_is_looked_up_by_name_and_explained(client, today):
    far = therapist("Ver de Weg", at=GRONINGEN, gender=Gender.FEMALE, offer=today)
    page = opened(client, "/behandelaars?plaats=Almere&binnen=20&geslacht=male&mist=ver+de")
    link = page.select_one("#mis-je-iemand .lines a")
    assert link["href"].startswith(f"/behandelaars/{far.pk}/waarom-niet?")
    rules = opened(client, link["href"]).select(".verdict li")
    assert [rule["class"] for rule in rules] == [["is-missed"], ["is-missed"], ["is-met"]]
    assert "Man" in rules[0].get_text() and "Vrouw" in rules[0].get_text()


def test_somebody_without_an_offer_is_explained_too(client, today):
    professional = ProfessionalFactory(name="Zonder", languages=frozenset({Language.DUTCH}))
    page = opened(client, f"/behandelaars/{professional.pk}/waarom-niet?voor-wie={ClientGroup.ADULT}")
    assert page.select_one(".note--warn")


def test_nobody_is_not_explained(client, today):
    opened(client, "/behandelaars/bestaatniet1/waarom-niet", status=404)
    hidden = ProfessionalFactory(is_active=False)
    opened(client, f"/behandelaars/{hidden.pk}/waarom-niet", status=404)


def test_a_request_is_not_explained_to_a_stranger(client, today):
    noor = therapist("Noor", offer=today)
    opened(client, f"/behandelaars/{noor.pk}/waarom-niet?aanvraag=000000000000", status=404)


def test_filters_that_make_no_sense_are_mended_in_the_finder(client, today):
    noor = therapist("Noor", offer=today)
    opened(client, f"/behandelaars/{noor.pk}/waarom-niet?binnen=abc", status=400)
