"""The front page, what waits for me, and the pages that explain."""

from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.directory.rules import RegionModel
from drakentemmers.home.read.coverage import count
from drakentemmers.kernel.clock import local_date
from tests.factories.accounts import person_with
from tests.factories.directory import GRONINGEN, MunicipalityFactory, RegionFactory, WorkLocationFactory
from tests.factories.matching import open_request_by, therapist

pytestmark = pytest.mark.django_db


def centre(name: str, code: str, where: tuple[float, float]) -> None:
    """Make one centre municipality with its region."""
    municipality = MunicipalityFactory(name=name, code=code, latitude=where[0], longitude=where[1])
    region = RegionFactory(code=f"cg-{code}", name=name, model=RegionModel.CENTRE_MUNICIPALITY)
    region.municipalities.add(
        municipality, through_defaults={"source": "test", "valid_from": date(2025, 1, 1)}
    )


def test_coverage_counts_who_has_a_place_near_enough_and_soon_enough(now: datetime) -> None:
    centre("Almere", "GM0034", (52.37, 5.22))
    centre("Groningen", "GM0014", GRONINGEN)
    there, late = therapist(now=now), therapist(now=now)
    WorkLocationFactory(professional=there)
    WorkLocationFactory(professional=late, latitude=GRONINGEN[0], longitude=GRONINGEN[1])
    late.offer.starts_on = local_date(now) + timedelta(weeks=9)
    late.offer.save()

    figures = count(on=local_date(now), now=now)

    assert (figures.covered, len(figures.spots), figures.gaps) == (1, 2, ["Groningen"])
    assert figures.therapists_with_place == 1
    assert [free.id for free in figures.freshest] == [there.pk]


def test_the_front_page_without_anybody_says_what_will_be_there(client: Client) -> None:
    page = client.get("/").text

    assert "Op dit moment geen vrije plekken" in page and "Nog geen kaart" in page


def test_the_search_card_leads_to_the_finder(client: Client) -> None:
    page = BeautifulSoup(client.get("/").text, "html.parser")
    form = page.select_one("form.find")

    answer = client.get(form["action"], {"plaats": "Almere", "voor-wie": "parent_child"})

    assert answer.status_code == 200
    assert {field["name"] for field in form.select("[name]")} == {"plaats", "voor-wie"}


@pytest.mark.parametrize("role", [None, *Role])
def test_every_tile_and_link_of_ones_own_page_leads_somewhere(client: Client, role: Role | None) -> None:
    if role is not None:
        client.force_login(person_with(role))
    for path in ("/", "/mijn") if role else ("/",):
        page = BeautifulSoup(client.get(path).text, "html.parser")
        for link in page.select("main a[href^='/']"):
            status = client.get(link["href"]).status_code
            assert status in ({200, 302} if role is None else {200, 301, 302, 403}), link["href"]


def test_what_waits_for_the_asker_and_for_the_therapist(client: Client) -> None:
    asker = person_with(Role.MEMBER)
    request = open_request_by(asker, now=timezone.now())
    client.force_login(asker)

    page = client.get("/mijn").text

    assert request.pseudonym in page and f"/aanvragen/{request.pk}" in page


def test_a_role_with_nothing_to_do_reads_what_will_come(client: Client) -> None:
    client.force_login(person_with(Role.SCHOOL_CONTACT))

    assert "Er wacht niets op je" in client.get("/mijn").text


def test_who_keeps_pages_finds_the_desk_of_editors_and_nobody_else_does(client: Client) -> None:
    for role in Role:
        client.force_login(person_with(role))
        links = BeautifulSoup(client.get("/mijn").text, "html.parser").select("main a[href='/beheer/']")
        keeps_pages = role in {Role.EDITOR, Role.ADMINISTRATOR}
        assert [link.get_text(strip=True) for link in links] == ["Redactie"] * keeps_pages, role


@pytest.mark.parametrize("path", ["/toegankelijkheid", "/veilig-gebruik", "/privacy"])
def test_the_explaining_pages_are_for_everybody(client: Client, path: str) -> None:
    page = BeautifulSoup(client.get(path).text, "html.parser")

    assert len(page.select("h1")) == 1 and len(page.select("main h2")) >= 3


@pytest.mark.parametrize("path", ["/veilig-gebruik", "/privacy"])
def test_who_sees_the_address_of_a_shelter_is_told_as_it_is(client: Client, path: str) -> None:
    page = client.get(path).text

    assert "staat nergens" not in page and "ziet iedereen alleen" not in page
    assert "noodtoegang, en daar moet een tweede persoon ja op zeggen" in page
    assert "Wie daar werkt, opent het met een knop. Dat komt in het logboek." in page
    assert "Een organisatie kan er zelf voor kiezen om een adres openbaar te maken." in page


def test_my_own_page_needs_no_more_queries_with_more_requests(
    client: Client, assert_queries_constant
) -> None:
    asker = person_with(Role.MEMBER)
    open_request_by(asker, now=timezone.now())
    client.force_login(asker)

    with assert_queries_constant(lambda: client.get("/mijn")):
        for _ in range(5):
            open_request_by(asker, now=timezone.now())


def test_the_foot_of_every_page_says_how_to_reach_the_office_and_report_a_weak_spot(client: Client):
    foot = BeautifulSoup(client.get("/").content, "html.parser").footer
    links = {link.get_text(): link["href"] for link in foot.select("a[href]")}
    assert links["Contact"] == "/contact"
    assert links["Meld een zwakke plek"] == "/melden-lek"
    assert links["Aanmelden"] == "/aanmelden"


def test_somebody_signed_in_is_not_asked_to_join(client: Client):
    client.force_login(person_with(Role.MEMBER))
    assert BeautifulSoup(client.get("/").content, "html.parser").select("footer a[href='/aanmelden']") == []


@pytest.mark.parametrize("path", ["/toegankelijkheid", "/privacy", "/contact"])
def test_a_text_that_sends_people_to_the_office_gives_its_address(client: Client, path: str):
    page = BeautifulSoup(client.get(path).content, "html.parser")
    assert page.select("main a[href='mailto:netwerk@drakentemmers.example']") != []
