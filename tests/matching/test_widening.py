"""Asking for less: what a page promises is exactly what the next page shows."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.directory.rules import ClientGroup, Gender, Language, Method, Setting
from drakentemmers.kernel.geography import point
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.shortlist import find
from drakentemmers.matching.read.ways import openings
from drakentemmers.matching.rules import Need, NeedName
from drakentemmers.matching.widening import Kind, Widening, read_widening
from drakentemmers.matching.wording import opening_text, widening_text
from tests.factories.accounts import OrganisationFactory, person_with
from tests.factories.directory import ALMERE, PlaceFactory
from tests.matching.test_request_shortlist import asked
from tests.matching.therapists import NOW, ON, therapist

pytestmark = pytest.mark.django_db
CHILD = Need(group=ClientGroup.CHILD_6_12, point=point(*ALMERE), max_km=10)


def scattered(count: int, **offer: object) -> None:
    """Therapists of all sorts around Almere."""
    chance = Random(5)
    for number in range(count):
        therapist(
            f"Behandelaar {number}",
            at=(ALMERE[0] + chance.uniform(-0.5, 0.5), ALMERE[1] + chance.uniform(-0.8, 0.8)),
            gender=chance.choice(list(Gender)),
            languages=frozenset({Language.DUTCH, chance.choice(list(Language)[:4])}),
            works_with_interpreter=chance.random() < 0.5,
            methods=frozenset(chance.sample(list(Method)[:4], 2)),
            settings=frozenset(chance.sample(list(Setting), 2)),
            offer={"starts_on": ON + timedelta(weeks=chance.randint(0, 9))} | offer,
        )


def needs(count: int) -> list[Need]:
    chance = Random(6)
    return [
        replace(
            CHILD,
            max_km=chance.choice([None, 5, 10, 30]),
            max_minutes=chance.choice([None, None, 20]),
            language=chance.choice([None, *list(Language)[:4]]),
            gender=chance.choice([None, Gender.FEMALE]),
            methods=frozenset(chance.sample(list(Method)[:4], chance.randint(0, 2))),
            setting=chance.choice([None, None, *Setting]),
            start_by=chance.choice([None, ON + timedelta(weeks=2)]),
            wishes=frozenset(chance.sample([NeedName.METHOD, NeedName.DISTANCE, NeedName.START], 1)),
        )
        for _ in range(count)
    ]


def test_relaxing_what_is_suggested_brings_exactly_what_was_promised():
    scattered(40)
    promised = 0
    for need in needs(40):
        shortlist = find(need, on=ON, now=NOW)
        for opening in openings(need, shortlist, on=ON, now=NOW):
            wider = find(opening.widening.of(need), on=ON, now=NOW)
            assert wider.total_fits == shortlist.total_fits + opening.more and opening.more > 0
            assert read_widening(str(opening.widening)) == opening.widening
            promised += 1
    assert promised > 60


def test_a_little_comes_before_the_whole():
    therapist("Dertig", at=(52.60, 5.22), languages=frozenset({Language.ARABIC}))
    therapist("Tolk", works_with_interpreter=True)
    need = replace(CHILD, language=Language.ARABIC)
    found = openings(need, find(need, on=ON, now=NOW), on=ON, now=NOW)
    assert [(str(opening.widening), opening.more) for opening in found] == [("km-30", 1), ("tolk", 1)]
    assert [opening_text(opening) for opening in found] == [
        "Binnen 30 km: 1 behandelaar erbij",
        "Met tolk: 1 behandelaar erbij",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "km",
        "km-",
        "km-0",
        "km--5",
        "km-9x",
        "km-12345",
        "tolk-3",
        "zonder",
        "zonder-group",
        "zonder-x",
        "zonder-language-gender-funding",
        "wens-3",
        "km-²",
    ],
)
def test_what_makes_no_sense_widens_nothing(text):
    assert read_widening(text) is None


def test_every_way_has_its_words():
    ways = [Widening(kind, (NeedName.LANGUAGE, NeedName.GENDER), 3) for kind in Kind]
    assert [widening_text(way) for way in ways] == [
        "Binnen 3 km",
        "Hoogstens 3 minuten met de auto",
        "Start 3 weken later",
        "Met tolk",
        "Zonder de eis “Taal en Geslacht van de behandelaar”",
    ]


def test_a_distance_given_up_is_called_further_away_for_it_goes_no_further_than_what_is_in_sight():
    distance = (NeedName.DISTANCE,)
    assert widening_text(Widening(Kind.WITHOUT, distance)) == "Verder weg"
    both = Widening(Kind.WITHOUT, (NeedName.LANGUAGE, *distance))
    assert widening_text(both) == "Zonder de eis “Taal” en verder weg"


def links(page: BeautifulSoup) -> list[tuple[int, str]]:
    return [
        (int(way.get_text().rpartition(": ")[2].split()[0]), way["href"]) for way in page.select(".ways a")
    ]


def fits_on(page: BeautifulSoup) -> int:
    return int(page.select_one("#telling").get_text().split()[0])


def test_one_tap_in_the_finder_shows_what_was_promised(client):
    PlaceFactory()
    now = timezone.now()
    scattered(25, confirmed_at=now, starts_on=now.date() + timedelta(weeks=6))
    address = "/behandelaars?plaats=Almere&binnen=10&voor-wie=child_6_12&taal=tr&plek-binnen=2"
    page = BeautifulSoup(client.get(address).content, "html.parser")
    found = links(page)
    assert len(found) > 1
    for more, way in found:
        wider = BeautifulSoup(client.get(way).content, "html.parser")
        assert fits_on(wider) == fits_on(page) + more, way


def test_one_tap_at_a_request_shows_what_was_promised_and_leaves_the_request_alone():
    shelter = OrganisationFactory()
    worker = Client()
    worker.force_login(person_with(Role.MEMBER, shelter))
    scattered(25, confirmed_at=timezone.now(), starts_on=timezone.now().date())
    request = asked(
        shelter, max_km=5, gender=Gender.FEMALE, language=Language.TURKISH, interpreter_is_fine=False
    )
    address = f"/aanvragen/{request.pk}/behandelaars"
    page = BeautifulSoup(worker.get(address).content, "html.parser")
    found = links(page)
    assert len(found) > 1 and all(way.startswith(f"{address}?ruimer=") for _, way in found)
    for more, way in found:
        wider = BeautifulSoup(worker.get(way).content, "html.parser")
        assert fits_on(wider) == fits_on(page) + more, way
        assert "Je zoekt ruimer dan de aanvraag vraagt" in wider.get_text()
    assert TreatmentRequest.objects.get(pk=request.pk).max_km == 5
