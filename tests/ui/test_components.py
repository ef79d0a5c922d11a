"""Every field is named, explained and tied to what went wrong; the style guide and the ways out always open."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(client: Client) -> BeautifulSoup:
    response = client.get("/stijlgids")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def _one(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, selector
    return found[0]


def test_a_wrong_answer_is_marked_and_explained_beside_the_field(guide: BeautifulSoup) -> None:
    field = _one(guide, "#voorbeeld_postcode")
    assert field["aria-invalid"] == "true"
    assert str(field["aria-describedby"]).split() == ["voorbeeld_postcode-error", "voorbeeld_postcode-hint"]
    assert _one(guide, "#voorbeeld_postcode-error").text == "Vul een postcode in, zoals 1315 AB"


def test_the_summary_leads_to_every_wrong_answer(guide: BeautifulSoup) -> None:
    links = guide.select(".errors a")
    assert [link["href"] for link in links] == ["#voorbeeld_postcode"]


def test_every_visible_input_has_a_label(guide: BeautifulSoup) -> None:
    for control in guide.select("main input:not([type=hidden]), main select, main textarea"):
        assert guide.select(f'label[for="{control["id"]}"]'), control


def test_choices_are_one_group_with_a_name_and_their_hint(guide: BeautifulSoup) -> None:
    group = _one(guide, "fieldset#voorbeeld_languages")
    assert _one(guide, "fieldset#voorbeeld_languages > legend").text == "Talen"
    assert str(group["aria-describedby"]).split() == ["voorbeeld_languages-hint"]


def test_whatever_is_described_exists_on_the_page(guide: BeautifulSoup) -> None:
    ids = {element["id"] for element in guide.select("[id]")}
    described = {
        name for e in guide.select("[aria-describedby]") for name in str(e["aria-describedby"]).split()
    }
    assert described - ids == set()


def test_a_page_that_is_not_there_offers_a_search_and_the_numbers(client: Client) -> None:
    response = client.get("/bestaat-niet")
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 404
    assert _one(page, "main form[role=search]")["action"] == "/zoeken"
    assert {link["href"] for link in page.select("main a[href^=tel]")} == {"tel:112", "tel:08002000"}


def test_leaving_fast_is_a_real_link_that_tells_nobody_where_it_came_from(client: Client) -> None:
    page = BeautifulSoup(client.get("/stijlgids").content, "html.parser")
    link = _one(page, "a[data-exit]")
    assert str(link["href"]).startswith("https://")
    assert link["rel"] == ["nofollow", "noreferrer"]
