"""The page `/zoeken` and the suggestions, as a visitor meets them."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from drakentemmers.directory.actions.professionals import add_qualification, change_professional
from drakentemmers.directory.rules import ClientGroup, Method
from drakentemmers.home.search import texts
from drakentemmers.home.text_pages import TEXT_PAGES
from drakentemmers.kernel.search.index import learn, reindex
from drakentemmers.kernel.search.kinds import kinds, register, unregister
from tests.factories.accounts import OrganisationFactory
from tests.factories.directory import ProfessionalFactory, WorkLocationFactory
from tests.kernel.searching import Shelf

pytestmark = pytest.mark.django_db


def index_everything() -> None:
    for kind in kinds():
        reindex(kind)


def page(client, **query) -> BeautifulSoup:
    answer = client.get("/zoeken", query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def titles(soup) -> list[str]:
    return [tag.get_text() for tag in soup.select("main .hit h3")]


def test_without_words_the_page_says_what_can_be_found(client):
    soup = page(client)
    assert soup.select_one("main input[name=q]")["value"] == ""
    assert soup.select("main a[href^='/zoeken?q=']")


def test_a_therapist_is_found_by_name_method_place_and_diploma(client, now):
    professional = ProfessionalFactory(name="Wilma Beukenhof", methods={Method.EMDR})
    WorkLocationFactory(professional=professional, place_name="Lutjebroek")
    index_everything()
    add_qualification(professional=professional, name="Sensomotorische therapie", by=None, now=now)
    for words in ("beukenhof", "emdr lutjebroek", "sensomotorisch"):
        assert "Wilma Beukenhof" in titles(page(client, q=words))


def test_a_change_of_a_profile_is_found_at_once(client, now):
    professional = ProfessionalFactory(name="Wilma Beukenhof")
    change_professional(
        professional=professional,
        fields={"about": "Ik werk met drakenknuffels"},
        expected_version=None,
        by=None,
        now=now,
    )
    assert titles(page(client, q="drakenknuffel")) == ["Wilma Beukenhof"]


def test_every_text_page_is_found_by_its_own_title(client):
    index_everything()
    for document in texts(None):
        assert document.title in titles(page(client, q=document.title))
    assert {document.id for document in texts(None)} == TEXT_PAGES.keys()


def test_results_stand_per_kind_with_counts_and_a_way_to_all_of_them(client):
    for number in range(6):
        ProfessionalFactory(name=f"Krokodil Nummer{number}")
    OrganisationFactory(name="Krokodilhuis")
    OrganisationFactory(name="Krokodil opvang")
    index_everything()
    soup = page(client, q="krokodil")
    tabs = [" ".join(tab.get_text().split()) for tab in soup.select("nav.tabs a")]
    assert tabs == ["Alles 7", "Behandelaren 6", "Organisaties 1"]
    assert len(titles(soup)) == 5
    only = page(client, q="krokodil", soort="behandelaars")
    assert len(titles(only)) == 6


def test_pages_keep_words_and_filters(client):
    for number in range(12):
        ProfessionalFactory(name=f"Krokodil Nummer{number:02}", groups={ClientGroup.CHILD_6_12})
    index_everything()
    soup = page(client, q="krokodil", soort="behandelaars", doelgroep="child_6_12")
    following = soup.select_one("a[rel=next]")["href"]
    assert len(titles(soup)) == 10
    second = BeautifulSoup(client.get(following).content, "html.parser")
    assert len(titles(second)) == 2
    assert not set(titles(soup)) & set(titles(second))


def test_a_filter_narrows_and_a_chip_takes_it_away(client):
    ProfessionalFactory(name="Krokodil Een", groups={ClientGroup.CHILD_6_12})
    ProfessionalFactory(name="Krokodil Twee", groups={ClientGroup.ADULT})
    index_everything()
    soup = page(client, q="krokodil", soort="behandelaars")
    choice = next(a for a in soup.select(".narrow a") if "doelgroep=child_6_12" in a["href"])
    narrowed = BeautifulSoup(client.get(choice["href"]).content, "html.parser")
    assert titles(narrowed) == ["Krokodil Een"]
    chip = narrowed.select_one(".chips a")
    assert len(titles(BeautifulSoup(client.get(chip["href"]).content, "html.parser"))) == 2


def test_nothing_found_says_what_to_try_and_whom_to_call(client):
    index_everything()
    soup = page(client, q="xyzzyq", soort="behandelaars")
    text = soup.select_one("main").get_text(" ")
    assert "Niets gevonden" in text
    assert soup.select_one("main a[href='tel:08002000']")
    assert soup.select_one(f"main a[href='{reverse('search')}?q=xyzzyq']")


def test_a_slip_is_read_as_what_was_meant_and_said_so(client):
    ProfessionalFactory(name="Wilma Beukenhof")
    index_everything()
    learn(["beukenhof"])
    soup = page(client, q="beukenhoff")
    assert titles(soup) == ["Wilma Beukenhof"]
    assert soup.select_one(".note a")["href"] == "/zoeken?q=beukenhof"


def test_words_are_marked_and_nothing_typed_acts(client):
    ProfessionalFactory(name="<b>Krokodil</b>", about="<img src=x onerror=alert(1)> krokodil")
    index_everything()
    html = client.get("/zoeken", {"q": "krokodil <script>alert(1)</script>"}).content.decode()
    assert "&lt;b&gt;<mark>Krokodil</mark>&lt;/b&gt;" in html
    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize(
    "query",
    [
        {"q": "a\x00b"},
        {"q": "x" * 5000},
        {"q": "krokodil", "soort": "bestaat-niet"},
        {"q": "krokodil", "pagina": "-1"},
        {"q": "krokodil", "pagina": "9" * 50},
        {"q": "krokodil", "pagina": "²"},
        {"q": "krokodil", "doelgroep": ["' OR 1=1", "%", "child_6_12"] * 9},
        {"q": "krokodil", "soort": "behandelaars", "doelgroep": "\x00"},
    ],
)
def test_an_address_that_makes_no_sense_gives_a_page(client, query):
    ProfessionalFactory(name="Krokodil")
    index_everything()
    assert client.get("/zoeken", query).status_code in {200, 400}
    assert client.get("/zoeken/suggesties", query).status_code in {200, 400}


def test_suggestions_lead_to_the_page_itself_and_count_for_who_cannot_see(client):
    professional = ProfessionalFactory(name="Wilma Beukenhof")
    index_everything()
    soup = BeautifulSoup(
        client.get("/zoeken/suggesties", {"q": "beuk", "veld": "kop"}).content, "html.parser"
    )
    links = [a["href"] for a in soup.select("a")]
    assert links == [f"/behandelaars/{professional.pk}", "/zoeken?q=beuk"]
    status = soup.select_one("#kop-telling")
    assert (status["role"], status.get_text()) == ("status", "1 suggestie")


def test_a_search_field_stands_on_every_page_and_works_without_javascript(client):
    soup = BeautifulSoup(client.get("/privacy").content, "html.parser")
    form = soup.select_one("header form[role=search]")
    assert (form["action"], form.get("method", "get")) == ("/zoeken", "get")
    assert form.select_one("input[name=q]")
    assert form.select_one("button")


def test_kinds_that_must_know_who_looked_are_told_what_was_shown(client):
    shelf = Shelf("case", circles_of=lambda user: frozenset({"everyone"}))
    register(shelf.kind())
    try:
        shelf.put("one", "Krokodil")
        shelf.put("two", "Nijlpaard")
        client.get("/zoeken", {"q": "krokodil"})
        assert [shown for _, shown in shelf.logged] == [["one"]]
    finally:
        unregister("case")


def test_a_filter_typed_into_the_address_gets_no_name_of_what_is_not_for_the_asker(client):
    shelf = Shelf("leaf", circles_of=lambda user: frozenset({"everyone"}))
    register(shelf.kind())
    try:
        shelf.put("one", "Krokodil", scope="members", facets={"theme": ["geheim"]})
        shelf.put("two", "Krokodil", facets={"theme": ["open"]})
        hidden = client.get("/zoeken", {"q": "krokodil", "thema": "geheim"}).content.decode()
        assert "geheim" in hidden
        assert "Geheim" not in hidden
        assert "Open" in client.get("/zoeken", {"q": "krokodil", "thema": "open"}).content.decode()
    finally:
        unregister("leaf")


def test_searching_keeps_nothing_of_who_searched_for_what(client):
    ProfessionalFactory(name="Krokodil")
    index_everything()
    with CaptureQueriesContext(connection) as captured:
        client.get("/zoeken", {"q": "krokodil"})
    writes = [q["sql"] for q in captured if re.match(r"(INSERT|UPDATE|DELETE)", q["sql"])]
    assert all("kernel_hits" in sql for sql in writes)  # turns, by a keyed hash of the network


def test_the_page_asks_the_same_questions_however_many_are_found(client, assert_queries_constant):
    ProfessionalFactory(name="Krokodil")
    index_everything()
    with assert_queries_constant(lambda: client.get("/zoeken", {"q": "krokodil"})):
        for number in range(9):
            ProfessionalFactory(name=f"Krokodil {number}")
        call_command("reindex")
