"""A round with nothing to look through says plainly what happened, and what a lead can do next."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.access import WhyKept
from drakentemmers.accounts.actions.blocks import keep_organisation_from
from drakentemmers.matching.actions.rounds import forbid, make_round
from drakentemmers.matching.actions.rounds_sending import send
from drakentemmers.matching.actions.working_out import set_to_work
from drakentemmers.matching.allocation import Missed
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Round, Suggestion, TreatmentRequest
from drakentemmers.matching.round_words import outcome_text
from drakentemmers.matching.rounds import Outcome, SuggestionState, outcome
from tests.matching.round_stage import LELYSTAD, held_round, project_lead, region, shelter, therapist, waiting

pytestmark = pytest.mark.django_db
READY = "Klaar om na te kijken"


def read(client: Client, path: str) -> str:
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    return " ".join(soup.select_one("main").get_text(" ").split())


@pytest.mark.parametrize(
    ("states", "missed", "comes_to"),
    [
        ({}, [], Outcome.NOBODY_WAITS),
        ({"proposed": 1, "unplaced": 3}, ["no_fit"], Outcome.TO_LOOK_THROUGH),
        ({"proposed": 1, "sent": 3}, [], Outcome.TO_LOOK_THROUGH),
        ({"unplaced": 2}, ["all_full"], Outcome.ALL_FULL),
        ({"unplaced": 2}, ["no_fit"], Outcome.NOBODY_FITS),
        ({"unplaced": 2}, ["no_fit", "all_full"], Outcome.NO_PLACE),
        ({"unplaced": 2}, ["apart"], Outcome.NO_PLACE),
        ({"unplaced": 2}, [], Outcome.NO_PLACE),
        ({"sent": 1, "unplaced": 2, "place_gone": 1}, ["no_fit"], Outcome.ALL_SENT),
        ({"place_gone": 1}, [], Outcome.ALL_GONE),
    ],
)
def test_what_a_proposal_comes_to(states: dict[str, int], missed: list[str], comes_to: Outcome):
    assert outcome(states, missed) == comes_to


def test_every_outcome_has_words_and_all_but_one_a_next_step():
    for found in Outcome:
        said = outcome_text(found)
        assert label(found)
        assert all(said) == (found != Outcome.TO_LOOK_THROUGH)
    assert {outcome({"unplaced": 1}, [reason]) for reason in Missed} == {
        Outcome.ALL_FULL,
        Outcome.NOBODY_FITS,
        Outcome.NO_PLACE,
    }


def test_nobody_waits(client: Client, lead):
    region()
    held = held_round()
    page = read(client, f"/rondes/{held.pk}")
    assert "Niemand wacht in Flevoland." in page
    assert "Komt er zo'n aanvraag bij, reken dan opnieuw uit." in page
    assert not any(word in page for word in (READY, "Geen voorstellen", "Wat als", "Is het eerlijk?"))
    assert READY not in read(client, "/rondes")


def test_nobody_fits_leads_to_what_stands_in_the_way(client: Client, lead):
    waiting(shelter(), 1, max_km=5)
    therapist("Behandelaar Ver", at=LELYSTAD)
    held = held_round()
    page = read(client, f"/rondes/{held.pk}")
    assert "Geen enkele behandelaar voldoet aan alles wat gevraagd is." in page
    assert "zonder Afstand: 1 behandelaar" in page  # the part without a place comes first
    assert READY not in page
    assert "Niemand past" in read(client, "/rondes")


def test_no_free_place_leads_to_where_one_more_helps(client: Client, lead):
    asker = shelter()
    (first,) = waiting(asker, 1)
    only = therapist("Behandelaar Vol")
    send(held=held_round(), suggestions=list(Suggestion.objects.all()), by=lead, now=timezone.now())
    assert first.questions.get().professional == only
    waiting(asker, 1)
    held = held_round()
    page = read(client, f"/rondes/{held.pk}")
    assert "Er passen wel behandelaren, maar zij hebben geen vrije plek." in page
    assert "Een plek erbij zou helpen bij: Behandelaar Vol" in page
    assert "Geen vrije plek" in read(client, "/rondes")


def test_when_all_is_sent_the_round_says_so_and_an_older_one_keeps_its_own_word(client: Client, lead):
    waiting(shelter(), 1)
    therapist()
    held = held_round()
    assert READY in read(client, f"/rondes/{held.pk}")
    send(held=held, suggestions=list(held.suggestions.all()), by=lead, now=timezone.now())
    page = read(client, f"/rondes/{held.pk}")
    assert "Alle voorstellen zijn verstuurd." in page
    assert "Alles verstuurd" in read(client, "/rondes")
    held_round()
    rounds = read(client, "/rondes")
    assert "Opgeborgen" in rounds and "Niemand wacht" in rounds


def test_what_cannot_be_sent_any_more_is_worked_out_again(client: Client, lead):
    waiting(shelter(), 1)
    therapist()
    held = held_round()
    held.suggestions.update(state=SuggestionState.PLACE_GONE)
    assert "Reken opnieuw uit voor een nieuw voorstel." in read(client, f"/rondes/{held.pk}")


def test_ruling_the_only_one_out_by_hand_can_be_turned_back_from_the_same_page(client: Client, lead):
    (request,) = waiting(shelter(), 1)
    only = therapist("Behandelaar Enig")
    held = held_round()
    forbid(held=held, request=request, professional=only, by=lead, now=timezone.now())
    set_to_work(held, now=timezone.now())
    page = read(client, f"/rondes/{held.pk}")
    assert "Geen enkele behandelaar" in page and "Terugdraaien" in page


def test_why_a_request_that_is_kept_from_the_reader_has_no_place_is_not_told(client: Client, lead):
    (request,) = waiting(shelter(), 1, max_km=5)
    therapist(at=LELYSTAD)
    held = held_round()
    keep_organisation_from(
        user=lead,
        organisation=request.organisation,
        why=WhyKept.FAMILY,
        by=None,
        now=timezone.now(),
    )
    page = read(client, f"/rondes/{held.pk}")
    assert "Voor niemand die wacht is er nu een plek." in page
    assert "voldoet aan alles" not in page


def test_the_list_of_rounds_asks_as_often_for_many_as_for_one(
    client: Client, lead, django_assert_max_num_queries
):
    waiting(shelter(), 1)
    therapist()
    held_round()
    client.get("/rondes")
    for _ in range(4):
        held_round()
    with django_assert_max_num_queries(24):
        client.get("/rondes")


def test_a_round_that_is_being_worked_out_tells_nothing_yet(client: Client, lead):
    region()
    held = make_round(scope="pr-flevoland", by=lead, now=timezone.now())
    page = read(client, f"/rondes/{held.pk}")
    assert "Niemand wacht" not in page and "nobody" not in page
    assert Round.objects.get().state == "working"


def test_the_same_pseudonym_of_two_organisations_is_told_apart_wherever_they_stand_together(client: Client):
    here = region()
    first = [waiting(shelter(here, name), 2)[0].pk for name in ("Opvang De Brug", "Opvang Twee")]
    TreatmentRequest.objects.filter(pk__in=first).update(pseudonym="Wilg 12")
    TreatmentRequest.objects.exclude(pk__in=first).update(pseudonym="Linde 3")
    therapist(places=2)
    held = held_round()
    client.force_login(project_lead())
    for part in ("voorstel", "zonder-plek"):
        soup = BeautifulSoup(client.get(f"/rondes/{held.pk}?lijst={part}").content, "html.parser")
        names = [" ".join(tag.get_text(" ").split()) for tag in soup.select(".round-line h3")]
        assert len(set(names)) == len(names) == 2
