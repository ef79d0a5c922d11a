"""The agenda of every app: list, filters and calendars follow what a kind hands over, by its own rule who may know."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model

from drakentemmers.accounts.rules import Role
from drakentemmers.directory.rules import RegionModel
from drakentemmers.kernel import calendar_kinds
from drakentemmers.kernel.calendar_kinds import CalendarKind, Happening, Wanted, Where
from tests.factories import knowledge as made
from tests.factories.accounts import person_with
from tests.factories.directory import RegionFactory
from tests.knowledge.editors import client_of

pytestmark = pytest.mark.django_db


def course(title: str, days: int, **told: object) -> Happening:
    starts = timezone.now() + timedelta(days=days)
    return Happening(
        uid=f"training-{title.lower()}",
        title=title,
        url=f"/leren/{title.lower()}",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        changed_at=timezone.now(),
        **told,
    )


@pytest.fixture
def courses() -> Iterator[dict[str, Happening]]:
    """Trainings of another app; one of them is for members only."""
    held = {
        "open": course("Basis", 5, where=Where.ONLINE, note="3 plaatsen vrij"),
        "there": course("Verdieping", 12, region="pr-flevoland", place="Almere", roles=frozenset({"school"})),
        "members": course("Besloten", 8),
        "over": course("Geweest", -5),
    }

    def coming(user: object, now: datetime) -> list[Happening]:
        public = [held["open"], held["there"]]
        return [*public, held["members"]] if getattr(user, "is_authenticated", False) else public

    calendar_kinds.register(
        CalendarKind(
            "training", "Trainingen", coming, lambda user, now, most: [held["over"]][:most], place=20
        )
    )
    yield held
    calendar_kinds.unregister("training")


def listed(query: str = "", client: Client | None = None) -> list[str]:
    soup = BeautifulSoup((client or Client()).get(f"/agenda{query}").content, "html.parser")
    return [title.get_text(strip=True) for title in soup.select(".card:not(.card--flat) h3")]


def test_trainings_stand_between_meetings_in_order_of_time(courses):
    made.event(title="Bijeenkomst", starts_at=timezone.now() + timedelta(days=9))
    assert listed() == ["Basis", "Bijeenkomst", "Verdieping"]
    assert listed(client=client_of(person_with(Role.MEMBER))) == [
        "Basis",
        "Besloten",
        "Bijeenkomst",
        "Verdieping",
    ]
    page = Client().get("/agenda").content.decode()
    assert "Geweest" in page and "3 plaatsen vrij" in page and 'href="/leren/basis"' in page


def test_the_same_filters_hold_for_both(courses):
    region = RegionFactory(code="pr-flevoland", name="Flevoland", model=RegionModel.PROGRAMME)
    RegionFactory(code="pr-zeeland", name="Zeeland", model=RegionModel.PROGRAMME)
    made.event(title="Bijeenkomst", region=region, starts_at=timezone.now() + timedelta(days=9))
    assert listed("?wat=training") == ["Basis", "Verdieping"]
    assert listed("?wat=bijeenkomst") == ["Bijeenkomst"]
    assert listed("?regio=pr-zeeland") == ["Basis"]
    assert listed("?waar=online") == ["Basis"]
    assert listed("?voor=shelter") == ["Basis", "Bijeenkomst"]
    assert listed("?wat=zomaar") == ["Basis", "Bijeenkomst", "Verdieping"]


def test_one_kind_is_no_choice():
    assert "wat" not in {
        field.get("name")
        for field in BeautifulSoup(Client().get("/agenda").content, "html.parser").select("select")
    }


def test_a_calendar_gets_what_a_stranger_may_know_of_whoever_asks(courses):
    made.event(title="Bijeenkomst")
    feed = client_of(person_with(Role.MEMBER)).get("/agenda.ics").content.decode()
    titles = {line.partition(":")[2] for line in feed.split("\r\n") if line.startswith("SUMMARY")}
    assert titles == {"Basis", "Bijeenkomst", "Verdieping"}
    only = Client().get("/agenda.ics?wat=training&waar=online").content.decode()
    assert only.count("BEGIN:VEVENT") == 1 and "UID:training-basis@" in only and "/leren/basis" in only


def test_a_kind_is_made_known_once(courses):
    with pytest.raises(ValueError, match="already"):
        calendar_kinds.register(CalendarKind("training", "x", lambda *_: [], lambda *_: []))


@pytest.mark.parametrize(
    ("there", "wanted", "fits"),
    [
        (Where.ON_SITE, Where.ON_SITE, True),
        (Where.ON_SITE, Where.ONLINE, False),
        (Where.BOTH, Where.ONLINE, True),
        (Where.BOTH, Where.ON_SITE, True),
        (Where.BOTH, Where.BOTH, True),
        (Where.ONLINE, Where.BOTH, False),
    ],
)
def test_what_is_both_ways_fits_who_looks_for_one_of_them(there, wanted, fits):
    assert Wanted(where=wanted).fits(course("x", 1, where=there)) is fits


def test_a_meeting_has_its_files_and_whom_to_ask(settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    make = get_document_model().objects.create
    event = made.event(
        programme=make(title="Programma", file=ContentFile(b"%PDF-1", name="a.pdf")),
        infosheet=make(title="Blad", file=ContentFile(b"%PDF-1", name="b.pdf")),
        contact_email="vragen@voorbeeld.example",
        contact_phone="020-1234567",
        sign_up_url="https://aanmelden.example/",
    )
    soup = BeautifulSoup(Client().get(event.url).content, "html.parser").select_one(".prose")
    links = {link["href"]: link.get_text(" ", strip=True) for link in soup.select("a")}
    assert links[event.programme.url].startswith("Programma (PDF")
    assert links[event.infosheet.url].startswith("Infoblad (PDF")
    assert links["mailto:vragen@voorbeeld.example"] == "vragen@voorbeeld.example"
    assert links["tel:020-1234567"] == "020-1234567"
    assert "https://aanmelden.example/" in links
    for paper in (event.programme, event.infosheet):
        assert Client().get(paper.url).headers["Content-Disposition"].startswith("attachment")


def test_files_of_a_meeting_are_for_whom_the_meeting_is(settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    paper = get_document_model().objects.create(title="x", file=ContentFile(b"%PDF-1", name="a.pdf"))
    made.event(programme=paper, audience="members")
    assert Client().get(paper.url).status_code == 404
    assert client_of(person_with(Role.MEMBER)).get(paper.url).status_code == 200
