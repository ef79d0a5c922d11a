"""Choices by hand in a round: which are offered and kept, what they do apart from the world, whom they are about."""

import random
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.access import WhyKept
from drakentemmers.accounts.actions.blocks import keep_organisation_from
from drakentemmers.directory.models import Professional
from drakentemmers.matching.actions.questions import ask, decline
from drakentemmers.matching.actions.rounds import forbid, pin, work_out_again
from drakentemmers.matching.actions.rounds_sending import send
from drakentemmers.matching.actions.working_out import set_to_work
from drakentemmers.matching.course import DeclineReason
from drakentemmers.matching.models import Round, TreatmentRequest
from drakentemmers.matching.rounds import RoundStepKind, SuggestionState
from drakentemmers.matching.rules import Urgency
from drakentemmers.ui.templatetags.ui import nl_moment
from tests.matching.round_stage import (
    ALMERE,
    LELYSTAD,
    held_round,
    lines,
    proposal,
    region,
    shelter,
    therapist,
    waiting,
)

pytestmark = pytest.mark.django_db
MEANWHILE = "Wat er intussen is veranderd"
LAST_CHANGE = "Wat de laatste wijziging doet"


def page_of(client: Client, held: Round, request: TreatmentRequest | None = None, part: str = "") -> str:
    address = f"/rondes/{held.pk}/aanvragen/{request.pk}" if request else f"/rondes/{held.pk}?lijst={part}"
    return client.get(address).content.decode()


def choose(client: Client, held: Round, request: TreatmentRequest, professional, what: str = "vast"):
    held.refresh_from_db()
    fields = {"wat": what, "aanvraag": request.pk, "behandelaar": professional.pk, "versie": held.version}
    return client.post(f"/rondes/{held.pk}/wijzigen", fields)


def again(held: Round, now=None) -> None:
    now = now or timezone.now()
    work_out_again(held=held, by=None, now=now)
    set_to_work(held, now=now)


def pinned(held: Round) -> dict[str, str]:
    return dict(held.choices.filter(kind="pin").values_list("request", "professional"))


def test_whose_only_place_is_asked_for_is_not_offered_and_a_choice_says_why(client: Client, lead):
    sent, stays = waiting(shelter(), 2)
    therapist("Een")
    therapist("Twee")
    held = held_round()
    taken = held.suggestions.get(request=sent).professional
    assert f"> {taken.name}</span>" in page_of(client, held, stays)
    send(held=held, suggestions=lines(held, [sent]), by=None, now=timezone.now())
    assert f"> {taken.name}</span>" not in page_of(client, held, stays)
    answer = choose(client, held, stays, taken)
    assert answer.status_code == 409
    assert "Dat past niet: daar is geen plek meer." in answer.content.decode()
    assert pinned(held) == {}


@pytest.mark.parametrize("seed", range(2))
def test_whoever_is_offered_can_be_chosen(seed: int, client: Client, lead):
    rng, asker, now = random.Random(seed), shelter(), timezone.now()
    for _ in range(8):
        family = rng.choice(["", "", "gezin0000001", "gezin0000002"])
        km = {"max_km": rng.choice([5, 30])} if rng.random() < 0.4 else {}
        waiting(asker, 1, urgency=rng.choice(list(Urgency)), family=family, **km)
    for number in range(6):
        therapist(f"Nummer {number}", at=rng.choice([ALMERE, LELYSTAD]), places=rng.choice([0, 1, 1, 2]))
    held = held_round()
    send(held=held, suggestions=list(held.suggestions.proposed()[:2]), by=None, now=now)
    tried = 0
    for line in held.suggestions.exclude(state=SuggestionState.SENT).select_related("request"):
        for pk in re.findall(
            r'value="vast"><[^>]*name="versie"[^>]*><[^>]*name="behandelaar" value="(\w+)"',
            page_of(client, held, line.request),
        ):
            assert choose(client, held, line.request, Professional(pk=pk)).status_code == 302
            assert pinned(held)[line.request_id] == pk
            assert held.suggestions.get(request=line.request).professional_id == pk
            tried += 1
    assert tried > 5


def test_who_said_no_before_is_not_offered_and_a_choice_does_not_say_what_happened(client: Client, lead):
    asker, now = shelter(), timezone.now()
    (request,) = waiting(asker, 1)
    said_no, free = therapist("Zei Nee"), therapist("Vrij", at=LELYSTAD)
    (question,) = ask(request=request, professionals=[said_no], by=asker, now=now)
    decline(question=question, reason=DeclineReason.OTHER, by=said_no.user, now=now)
    held = held_round()
    assert proposal(held) == {request.pseudonym: free.name}
    assert said_no.name not in page_of(client, held, request)
    answer = choose(client, held, request, said_no)
    assert answer.status_code == 409
    assert "Deze behandelaar kan nu niet voor deze aanvraag gevraagd worden." in answer.content.decode()
    assert pinned(held) == {}


def test_the_last_choice_for_a_place_counts_and_the_page_says_which_one_is_gone(client: Client, lead):
    one, two = waiting(shelter(), 2)
    only = therapist("Behandelaar Enig")
    held = held_round()
    for first, last in ((one, two), (two, one)):
        choose(client, held, first, only)
        choose(client, held, last, only)
        assert pinned(held) == {last.pk: only.pk}
        assert proposal(held) == {last.pseudonym: only.name}
        page = page_of(client, held)
        assert "Een keuze met de hand is vervallen." in page
        assert f"{first.pseudonym} (Opvang De Brug) naar Behandelaar Enig." in page
    again(held)
    assert "Een keuze met de hand is vervallen." not in page_of(client, held)


def test_a_choice_that_the_world_overtook_is_said_to_be_gone(client: Client, lead):
    asker = shelter()
    kept, other = waiting(asker, 2)
    near = therapist("Dichtbij")
    therapist("Verderop", at=LELYSTAD, places=2)
    held = held_round()
    choose(client, held, kept, near)
    ask(request=other, professionals=[near], by=asker, now=timezone.now())
    again(held)
    assert proposal(held) == {kept.pseudonym: "Verderop"}
    assert f"{kept.pseudonym} (Opvang De Brug) naar Dichtbij." in page_of(client, held)
    keep_organisation_from(
        user=lead, organisation=kept.organisation, why=WhyKept.FAMILY, by=None, now=timezone.now()
    )
    page = page_of(client, held)
    assert kept.pseudonym not in page
    assert "ging naar een ander: 1 andere." in page


def test_a_choice_is_not_blamed_for_what_the_world_did(client: Client, lead):
    asker = shelter()
    (request,) = waiting(asker, 1)
    proposed = therapist("Behandelaar Een")
    therapist("Behandelaar Twee", at=LELYSTAD)
    held = held_round()
    assert proposal(held) == {request.pseudonym: proposed.name}
    (newcomer,) = waiting(asker, 1)
    choose(client, held, request, proposed)
    assert set(proposal(held)) == {request.pseudonym, newcomer.pseudonym}
    page = page_of(client, held)
    assert "1 plek meer" not in page
    assert "1 aanvraag erbij (1 met een voorstel)." in page
    assert "Verder verandert er niets." in page


def test_what_a_choice_costs_is_told_apart_from_what_was_sent_and_came_in(client: Client, lead):
    asker = shelter()
    near_only, anywhere, sent = (*waiting(asker, 1, max_km=5), *waiting(asker, 2))
    near = therapist("Dichtbij")
    therapist("Verderop", at=LELYSTAD, places=2)
    held = held_round()
    send(held=held, suggestions=lines(held, [sent]), by=None, now=timezone.now())
    choose(client, held, anywhere, near)
    assert proposal(held) == {anywhere.pseudonym: near.name}
    page = page_of(client, held)
    meanwhile = page[page.index(MEANWHILE) : page.index(LAST_CHANGE)]
    assert "1 aanvraag eruit: verstuurd, of niet meer open." in meanwhile
    assert "1 plek minder (niet dringend)" not in meanwhile
    assert "1 plek minder (niet dringend)" in page[page.index(LAST_CHANGE) :]
    assert near_only.pseudonym in page_of(client, held, part="zonder-plek")


def test_only_the_world_changed(client: Client, lead):
    asker = shelter()
    stays, gone = waiting(asker, 2)
    only = therapist("Enig")
    held = held_round()
    proposed = held.suggestions.proposed().get().request
    other = gone if proposed == stays else stays
    elsewhere = therapist("Ander")
    ask(request=proposed, professionals=[elsewhere], by=asker, now=timezone.now())
    again(held)
    assert proposal(held) == {other.pseudonym: only.name}
    page = page_of(client, held)
    assert (
        "1 aanvraag eruit: verstuurd, of niet meer open; 1 plek meer (niet dringend); "
        "1 aanvraag krijgt een ander voorstel." in page
    )
    assert LAST_CHANGE not in page
    again(held)
    assert MEANWHILE not in page_of(client, held)


def test_the_head_says_when_the_proposal_was_worked_out(client: Client, lead):
    waiting(shelter(), 1)
    therapist()
    held = held_round()
    later = timezone.now() + timedelta(hours=2)
    again(held, later)
    solved = held.steps.filter(step=RoundStepKind.SOLVED).last().at
    assert solved >= later
    page = page_of(client, held)
    assert f"uitgerekend op {nl_moment(solved)}" in page
    assert nl_moment(held.made_at) not in page


def test_the_proof_says_that_it_is_given_the_choices_by_hand(client: Client, lead):
    (request,) = waiting(shelter(), 1)
    near = therapist("Dichtbij")
    held = held_round()
    given = "Bewezen: met wat jij of een collega koos, kan het niet beter."
    assert given not in page_of(client, held)
    for what in ("vast", "niet"):
        choose(client, held, request, near, what)
        page = page_of(client, held)
        assert given in page
        assert "Bewezen: beter verdelen kan niet." not in page
        choose(client, held, request, near, "los")
        page = page_of(client, held)
        assert given not in page
        assert "Bewezen: beter verdelen kan niet." in page


def test_requests_of_two_organisations_with_one_pseudonym_are_told_apart(client: Client, lead):
    flevoland = region()
    asked = [waiting(shelter(flevoland, name), 1)[0] for name in ("Opvang Oost", "Opvang West")]
    TreatmentRequest.objects.update(pseudonym="Plataan 10")
    first, second = therapist("Een"), therapist("Twee")
    held = held_round()
    east, west = asked
    of_west = held.suggestions.get(request=west).professional
    page = page_of(client, held)
    assert "over Plataan 10 (Opvang Oost) aan" in page
    assert f"Plataan 10 (Opvang West): {of_west.name}</option>" in page_of(client, held, east)
    now = timezone.now()
    for professional in (first, second):
        forbid(held=held, request=east, professional=professional, by=None, now=now)
        set_to_work(held, now=now)
    pin(held=held, request=west, professional=of_west, by=None, now=now)
    set_to_work(held, now=now)
    page = page_of(client, held)
    assert "Plataan 10 (Opvang Oost)</a>: niet naar" in page
    assert "Plataan 10 (Opvang West)</a>: naar" in page


def test_who_has_no_place_reads_of_which_organisation_the_others_are(client: Client, lead):
    flevoland = region()
    for name in ("Opvang Oost", "Opvang West"):
        waiting(shelter(flevoland, name), 1)
    TreatmentRequest.objects.update(pseudonym="Plataan 10")
    only = therapist("Enig")
    held = held_round()
    placed = held.suggestions.proposed().get().request.organisation.name
    waits = held.suggestions.exclude(request__organisation__name=placed).get().request.organisation.name
    assert f"Ze gaan naar: Plataan 10 ({placed})" in page_of(client, held, part="zonder-plek")
    on_paper = client.get(f"/rondes/{held.pk}/wat-als?more={only.pk}&places=1").content.decode()
    assert f"Plataan 10 ({waits})" in on_paper
