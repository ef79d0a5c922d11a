"""Wrong input, an old page and the Back button in a round: each is answered in words, and nothing is lost silently."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from drakentemmers.matching.actions.rounds import forbid, pin
from drakentemmers.matching.actions.working_out import set_to_work
from drakentemmers.matching.models import Question, Round
from drakentemmers.matching.read.comparing import MOST_NAMED
from tests.factories.directory import PlaceFactory
from tests.matching.round_stage import LELYSTAD, held_round, project_lead, shelter, therapist, waiting

pytestmark = pytest.mark.django_db


def words_of(client: Client, path: str) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    soup = BeautifulSoup(answer.content, "html.parser")
    return " ".join(soup.body.get_text(" ").split())


@pytest.fixture
def held(lead) -> Round:
    PlaceFactory()
    waiting(shelter(), 2)
    therapist("Behandelaar Dichtbij")
    return held_round()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", "Vul iets in. Dan staan de ronde zoals die nu is"),
        ("places=1&new_places=1", "Je hebt nog niets veranderd."),
        ("group=adult", "Vul in waar iemand erbij werkt, zoals Almere of 1315."),
        ("language=ar&place=", "Vul in waar iemand erbij werkt, zoals Almere of 1315."),
        ("place=Atlantis", "Vul een plaats of postcode in, zoals Almere of 1315."),
        ("places=5", "Kies wie meer plekken heeft."),
        ("without=nobody-like-that", "Deze behandelaar zit niet meer in de ronde."),
        ("further_km=0", "Vul 1 of meer in."),
    ],
)
def test_what_if_says_what_it_misses(client: Client, held: Round, asked: str, words: str):
    page = words_of(client, f"/rondes/{held.pk}/wat-als?{asked}")
    assert "Plekken samen" not in page
    assert words in page


def test_what_if_starts_from_the_round_with_its_choices_by_hand(client: Client, lead):
    """Without the pin the column 'now' said another number than the round itself."""
    asker = shelter()
    near_only, other = *waiting(asker, 1, max_km=5), *waiting(asker, 1)
    near, far = therapist("Dichtbij"), therapist("Verderop", at=LELYSTAD)
    held = held_round()
    now = timezone.now()
    pin(held=held, request=other, professional=near, by=lead, now=now)
    set_to_work(held, now=now)
    assert held.figures["reached"]["placed"] == [0, 0, 1]
    page = words_of(client, f"/rondes/{held.pk}/wat-als?more={near.pk}&places=1")
    assert "Plekken samen 1 2 beter: +1" in page
    assert near_only.full_pseudonym in page
    page = words_of(client, f"/rondes/{held.pk}/wat-als?without={near.pk}")  # the pin goes with its therapist
    assert "Plekken samen 1 1 gelijk" in page
    forbid(held=held, request=other, professional=far, by=lead, now=now)
    set_to_work(held, now=now)
    assert "Plekken samen 1 0 slechter: -1" in words_of(
        client, f"/rondes/{held.pk}/wat-als?without={near.pk}"
    )


def test_names_that_do_not_fit_on_the_page_are_counted(client: Client, lead):
    PlaceFactory()
    waiting(shelter(), MOST_NAMED + 3)
    therapist(at=(50.85, 5.69))
    held = held_round()
    page = words_of(client, f"/rondes/{held.pk}/wat-als?place=Almere&new_places=20")
    assert "en nog 3" in page


def test_the_same_round_twice_is_no_comparison(client: Client, held: Round):
    answer = client.get(f"/rondes/vergelijken?een={held.pk}&ander={held.pk}")
    assert answer.status_code == 400
    assert "Je koos twee keer dezelfde ronde." in answer.content.decode()


def test_rounds_of_two_regions_are_not_compared_for_other_people_wait_there(client: Client, held: Round):
    client.force_login(project_lead())
    everywhere = held_round("")
    answer = client.get(f"/rondes/vergelijken?een={held.pk}&ander={everywhere.pk}")
    assert answer.status_code == 400
    assert "Deze rondes gaan over verschillende regio’s." in answer.content.decode()
    offered = BeautifulSoup(client.get("/rondes").content, "html.parser")
    assert not offered.select("#een option")
    again = held_round()
    assert "Ronde van " in words_of(client, f"/rondes/vergelijken?een={held.pk}&ander={again.pk}")
    offered = BeautifulSoup(client.get("/rondes").content, "html.parser")
    assert {option["value"] for option in offered.select("#een option")} == {held.pk, again.pk}
    assert [option["value"] for option in offered.select("#een option[selected]")] == [held.pk]


def test_a_swap_without_a_choice_changes_nothing(client: Client, held: Round):
    therapist("Behandelaar Twee")
    held = held_round()
    line = held.suggestions.proposed().first()
    page = client.get(f"/rondes/{held.pk}/aanvragen/{line.request_id}").content.decode()
    assert '<option value="">Kies een aanvraag</option>' in page
    fields = {"wat": "ruil", "aanvraag": line.request_id, "met": "", "versie": held.version}
    answer = client.post(f"/rondes/{held.pk}/wijzigen", fields)
    assert (answer.status_code, held.choices.count()) == (400, 0)
    assert "Kies wat je wilt" in answer.content.decode()


def test_what_an_old_page_ticked_is_counted_as_not_sent(client: Client, held: Round):
    therapist("Behandelaar Twee")
    held = held_round()
    first, second = held.suggestions.proposed()
    old = "abcdefghijkl"
    answer = client.post(f"/rondes/{held.pk}/versturen", {"voorstel": [first.pk, old]})
    page = words_of(client, answer.url)
    assert "1 vraag verstuurd." in page
    assert "1 is niet verstuurd: het voorstel is veranderd sinds je de pagina opende." in page
    assert Question.objects.get().request == first.request
    assert second.request.questions.count() == 0


@pytest.mark.parametrize("way", ["wijzigen", "versturen"])
def test_the_address_of_a_refusal_leads_back_to_the_round(client: Client, held: Round, way: str):
    answer = client.get(f"/rondes/{held.pk}/{way}?pagina=2&lijst=zonder-plek")
    assert answer.url == f"/rondes/{held.pk}?pagina=2&lijst=zonder-plek"
    assert client.get(f"/rondes/{held.pk}/{way}").url == f"/rondes/{held.pk}"
    assert client.get(f"/rondes/bestaatniet/{way}").status_code == 404


def test_a_warning_has_no_check_mark():
    shown = {
        level: render_to_string("ui/_messages.html", {"messages": [Message(level, "x")]})
        for level in (25, 30)
    }
    assert "triangle-alert" in shown[30] and "triangle-alert" not in shown[25]
