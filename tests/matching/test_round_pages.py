"""The pages of a round: for whom they are, what they say, what their buttons do."""

import pytest
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.access import WhyKept
from drakentemmers.accounts.actions.blocks import keep_organisation_from
from drakentemmers.audit.models import Event
from drakentemmers.matching.actions.requests import close_request
from drakentemmers.matching.actions.rounds import make_round, work_out_again
from drakentemmers.matching.actions.working_out import set_to_work
from drakentemmers.matching.course import ClosedReason
from drakentemmers.matching.models import Question, Round, Suggestion
from drakentemmers.matching.rules import Urgency
from tests.factories.directory import PlaceFactory
from tests.matching.requesting import signed_in
from tests.matching.round_stage import (
    LELYSTAD,
    held_round,
    lead_of,
    project_lead,
    proposal,
    region,
    shelter,
    therapist,
    waiting,
)

pytestmark = pytest.mark.django_db
ZWOLLE, IN_THE_SEA = (52.51, 6.09), (53.0, 4.0)


def words_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_lead_makes_a_proposal_and_reads_whom_it_would_ask(client: Client, lead):
    asker = shelter()
    (acute,) = waiting(asker, 1, urgency=Urgency.ACUTE)
    (regular,) = waiting(asker, 1)
    therapist("Behandelaar Enig")
    answer = client.post("/rondes", {"regio": "pr-flevoland"})
    held = Round.objects.get()
    assert answer.url == f"/rondes/{held.pk}"
    page = words_of(client, answer.url)
    assert "1 van de 2 wachtenden krijgen een voorstel." in page
    assert "Bewezen: beter verdelen kan niet." in page
    assert acute.pseudonym in page
    assert "Behandelaar Enig" in page
    assert "Plek deze week" in page
    assert regular.pseudonym not in page
    unplaced = words_of(client, f"{answer.url}?lijst=zonder-plek")
    assert regular.pseudonym in unplaced
    assert f"Ze gaan naar: {acute.pseudonym}" in unplaced
    assert "Een plek erbij zou helpen bij: Behandelaar Enig" in unplaced
    assert "Eén plek erbij bij Behandelaar Enig: daar past 1 wachtende." in unplaced
    assert Question.objects.count() == 0


def test_reading_a_round_stands_in_the_log_with_the_requests_that_were_seen(client: Client, lead):
    (request,) = waiting(shelter(), 1)
    therapist()
    held = held_round()
    words_of(client, f"/rondes/{held.pk}")
    event = Event.objects.get(action="round.read", actor_id=str(lead.pk))
    assert event.subject_type == "matching.treatmentrequest"
    assert event.details["ids"] == [request.pk]


def test_the_number_of_queries_does_not_grow_with_the_lines(
    client: Client, lead, django_assert_max_num_queries
):
    asker = shelter()
    waiting(asker, 12)
    therapist(places=12)
    held = held_round()
    words_of(client, f"/rondes/{held.pk}")
    with django_assert_max_num_queries(40):
        words_of(client, f"/rondes/{held.pk}")


def test_what_a_change_by_hand_costs_stands_on_the_page_and_can_be_undone(client: Client, lead):
    asker = shelter()
    near_only = waiting(asker, 1, max_km=5)[0]
    waiting(asker, 1)
    near = therapist("Dichtbij")
    therapist("Verderop", at=LELYSTAD)
    held = held_round()
    other = held.suggestions.exclude(request=near_only).get()
    line = words_of(client, f"/rondes/{held.pk}/aanvragen/{other.request_id}")
    assert f"Dichtbij is dichterbij, maar blijft vrij voor {near_only.pseudonym}" in line
    answer = change(client, held, wat="vast", aanvraag=other.request_id, behandelaar=near.pk)
    page = words_of(client, answer.url)
    assert "1 plek minder" in page
    assert "Met de hand gekozen" in page
    other = Suggestion.objects.get(round=held, request=other.request)
    change(client, held, wat="los", aanvraag=other.request_id)
    assert len(proposal(held)) == 2


def change(client: Client, held, **fields):
    """Press a button on a page of the round as it stands now."""
    held.refresh_from_db()
    return client.post(f"/rondes/{held.pk}/wijzigen", {"versie": held.version} | fields)


def test_a_change_that_does_not_fit_is_refused_on_the_page(client: Client, lead):
    waiting(shelter(), 1, max_km=5)
    far = therapist(at=LELYSTAD)
    held = held_round()
    line = held.suggestions.get()
    answer = change(client, held, wat="vast", aanvraag=line.request_id, behandelaar=far.pk)
    assert answer.status_code == 409
    assert "Dat past niet" in answer.content.decode()
    assert client.post(f"/rondes/{held.pk}/wijzigen", {"wat": "iets"}).status_code == 400


def test_chosen_lines_are_sent_and_nothing_else(client: Client, lead):
    asker = shelter()
    one, two = waiting(asker, 2)
    therapist("Een")
    therapist("Twee")
    held = held_round()
    chosen = held.suggestions.get(request=one)
    answer = client.post(f"/rondes/{held.pk}/versturen", {"voorstel": [chosen.pk]})
    page = words_of(client, answer.url)
    assert "1 vraag verstuurd." in page
    assert one.pseudonym in page
    assert (one.questions.count(), two.questions.count()) == (1, 0)
    assert client.post(f"/rondes/{held.pk}/versturen").status_code == 400
    left = held.suggestions.get(request=two)
    client.post(f"/rondes/{held.pk}/versturen", {"alles": "1", "op-de-pagina": [left.pk]})
    assert two.questions.count() == 1


def test_while_it_is_worked_out_the_page_says_how_far_and_can_stop_it(client: Client, lead):
    held = make_round(scope="pr-flevoland", by=lead, now=timezone.now())
    Round.objects.filter(pk=held.pk).update(progress={"stage": "first", "placed": 12, "gap": 9})
    page = words_of(client, f"/rondes/{held.pk}")
    assert "12 cliënten hebben tot nu toe een plek." in page
    assert "HX-Refresh" not in client.get(f"/rondes/{held.pk}/voortgang").headers
    client.post(f"/rondes/{held.pk}/wijzigen", {"wat": "stop"})
    held.refresh_from_db()
    assert held.stop_asked_at is not None
    Round.objects.filter(pk=held.pk).update(state="ready")
    assert client.get(f"/rondes/{held.pk}/voortgang").headers["HX-Refresh"] == "true"


def test_what_if_puts_two_proposals_beside_each_other_and_writes_nothing(client: Client, lead):
    PlaceFactory()
    asker = shelter()
    waiting(asker, 2)
    only = therapist()
    held = held_round()
    before = (Suggestion.objects.count(), Round.objects.get().version, held.steps.count())
    page = words_of(client, f"/rondes/{held.pk}/wat-als?more={only.pk}&places=1")
    assert "1 plek meer (niet dringend)" in page
    page = words_of(client, f"/rondes/{held.pk}/wat-als?place=Almere&new_places=1")
    assert "1 plek meer (niet dringend)" in page
    page = words_of(client, f"/rondes/{held.pk}/wat-als?without={only.pk}")
    assert "1 plek minder (niet dringend)" in page
    assert (Suggestion.objects.count(), Round.objects.get().version, held.steps.count()) == before
    assert "Vul een plaats of postcode in" in words_of(client, f"/rondes/{held.pk}/wat-als?place=Atlantis")


def test_a_rule_that_becomes_a_wish_lets_more_in(client: Client, lead):
    (request,) = waiting(shelter(), 1, max_km=5)
    therapist(at=LELYSTAD)
    held = held_round()
    for change in ("as_wish=distance", "further_km=40"):
        page = words_of(client, f"/rondes/{held.pk}/wat-als?{change}")
        assert "1 plek meer (niet dringend)" in page
        assert request.pseudonym in page


def test_two_rounds_of_before_beside_each_other(client: Client, lead):
    asker = shelter()
    waiting(asker, 1)
    therapist()
    first = held_round()
    waiting(asker, 1)
    therapist()
    second = held_round()
    page = words_of(client, f"/rondes/vergelijken?een={first.pk}&ander={second.pk}")
    assert "1 plek meer (niet dringend)" in page
    assert page.count("Ronde van ") == 2
    elsewhere = held_round("pr-zeeland")
    assert client.get(f"/rondes/vergelijken?een={first.pk}&ander={elsewhere.pk}").status_code == 404


def test_who_waits_no_more_lost_no_place_and_who_came_gained_none(client: Client, lead):
    asker = shelter()
    (placed,) = waiting(asker, 1, urgency=Urgency.ACUTE)
    (without,) = waiting(asker, 1)
    therapist()
    first = held_round()
    close_request(request=placed, reason=ClosedReason.NOT_NEEDED, by=asker, now=timezone.now())
    therapist()
    (came,) = waiting(asker, 1)
    second = held_round()
    page = words_of(client, f"/rondes/vergelijken?een={first.pk}&ander={second.pk}")
    assert f"Wacht niet meer, had een plek: {placed.pseudonym}" in page
    assert f"Nieuw, met een plek: {came.pseudonym}" in page
    gained = page[page.index("Krijgt nu wel een plek") : page.index("Verliest de plek")]
    assert without.pseudonym in gained
    assert came.pseudonym not in gained
    assert page.count(placed.pseudonym) == 1


def test_what_is_kept_from_a_lead_stands_nowhere(client: Client, lead):
    asker = shelter()
    (kept,) = waiting(asker, 1, urgency=Urgency.ACUTE)
    (seen,) = waiting(shelter(asker.memberships.get().organisation.profile.region, "Opvang Twee"), 1)
    therapist()
    held = held_round()
    keep_organisation_from(
        user=lead, organisation=kept.organisation, why=WhyKept.FAMILY, by=None, now=timezone.now()
    )
    line = held.suggestions.get(request=kept)
    for address in (f"/rondes/{held.pk}", f"/rondes/{held.pk}?lijst=zonder-plek"):
        assert kept.pseudonym not in words_of(client, address)
    assert "Ze gaan naar: een andere aanvraag" in words_of(client, f"/rondes/{held.pk}?lijst=zonder-plek")
    assert client.get(f"/rondes/{held.pk}/aanvragen/{kept.pk}").status_code == 404
    assert client.post(f"/rondes/{held.pk}/versturen", {"voorstel": [line.pk]}).status_code == 409
    assert seen.questions.count() == 0


def test_the_project_lead_chooses_the_region_and_a_region_lead_cannot(client: Client):
    region()
    office = signed_in(project_lead())
    office.post("/rondes", {"regio": "pr-flevoland"})
    office.post("/rondes", {"regio": ""})
    assert set(Round.objects.values_list("scope", flat=True)) == {"pr-flevoland", ""}
    zeeland = signed_in(lead_of("pr-zeeland"))
    assert zeeland.post("/rondes", {"regio": "pr-flevoland"}).status_code == 404
    assert zeeland.get(f"/rondes/{Round.objects.first().pk}").status_code == 404


def test_the_way_to_the_rounds_stands_on_the_page_of_the_lead(client: Client, lead):
    assert "/rondes" in words_of(client, "/mijn")
    somebody = signed_in(shelter())
    assert "/rondes" not in words_of(somebody, "/mijn")


def test_an_address_and_a_button_of_before_a_change_still_work(client: Client, lead):
    (request,) = waiting(shelter(), 1)
    first, second = therapist("Een"), therapist("Twee")
    held = held_round()
    address = f"/rondes/{held.pk}/aanvragen/{request.pk}"
    of_before = held.suggestions.get().pk
    for chosen in (first, second, first):
        answer = change(client, held, wat="vast", aanvraag=request.pk, behandelaar=chosen.pk)
        assert answer.status_code == 302
        assert chosen.name in words_of(client, address)
        assert proposal(held) == {request.pseudonym: chosen.name}
    for way, fields in {
        "wijzigen": {"wat": "ruil", "aanvraag": request.pk, "met": request.pk, "versie": "1"},
        "versturen": {"voorstel": [of_before]},
    }.items():
        answer = client.post(f"/rondes/{held.pk}/{way}", fields)
        assert answer.status_code == 409
        assert "Deze ronde is intussen veranderd. Hier zie je hoe het nu staat." in answer.content.decode()
    gone = change(client, held, wat="los", aanvraag=of_before)
    assert (gone.status_code, request.questions.count()) == (409, 0)


def test_who_was_ruled_out_by_hand_stands_on_both_pages_and_can_be_turned_back(client: Client, lead):
    (request,) = waiting(shelter(), 1)
    therapist("Een")
    held = held_round()
    line = held.suggestions.get()
    fields = {"aanvraag": request.pk, "behandelaar": line.professional_id}
    assert change(client, held, wat="niet", **fields).status_code == 302
    assert proposal(held) == {}
    for address in (f"/rondes/{held.pk}", f"/rondes/{held.pk}/aanvragen/{request.pk}"):
        page = words_of(client, address)
        assert "niet naar Een" in page
        assert "Terugdraaien" in page
    assert change(client, held, wat="los", **fields).status_code == 302
    assert proposal(held) == {request.pseudonym: "Een"}
    assert "Terugdraaien" not in words_of(client, f"/rondes/{held.pk}")


def test_a_round_for_which_nobody_waits_says_so(client: Client, lead):
    region()
    page = words_of(client, f"/rondes/{held_round().pk}")
    assert "Niemand wacht in Flevoland." in page
    assert "0 van de 0" not in page


def test_the_address_of_a_request_that_waits_no_more_leads_to_the_round(client: Client, lead):
    (request,) = waiting(shelter(), 1)
    elsewhere = waiting(shelter(region("pr-zeeland", "Zeeland"), "Opvang Zee"), 1)[0]
    held = held_round()
    close_request(request=request, reason=ClosedReason.NOT_NEEDED, by=request.made_by, now=timezone.now())
    work_out_again(held=held, by=lead, now=timezone.now())
    set_to_work(held, now=timezone.now())
    answer = client.get(f"/rondes/{held.pk}/aanvragen/{request.pk}")
    assert (answer.status_code, answer.url) == (302, f"/rondes/{held.pk}")
    assert "Deze ronde is intussen veranderd." in words_of(client, answer.url)
    assert client.get(f"/rondes/{held.pk}/aanvragen/{elsewhere.pk}").status_code == 404


@pytest.mark.parametrize("what", ["vast", "niet", "los"])
def test_a_page_of_before_overrules_no_newer_choice(client: Client, lead, what: str):
    (request,) = waiting(shelter(), 1)
    first, second = therapist("Een"), therapist("Twee")
    held = held_round()
    before = held.version
    change(client, held, wat="vast", aanvraag=request.pk, behandelaar=first.pk)
    other = first if what != "vast" else second
    stale = change(client, held, wat=what, aanvraag=request.pk, behandelaar=other.pk, versie=before)
    assert stale.status_code == 409
    assert "Deze ronde is intussen veranderd." in stale.content.decode()
    assert proposal(held) == {request.pseudonym: "Een"}
