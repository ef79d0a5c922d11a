"""The pages of requests as each role meets them, without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone

from drakentemmers.accounts.actions.opening import give_reason
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.clock import monday
from drakentemmers.matching.actions.placements import confirm, start
from drakentemmers.matching.actions.questions import accept
from drakentemmers.matching.course import QuestionState, RequestState
from drakentemmers.matching.models import Offer, TreatmentRequest
from drakentemmers.ui.templatetags.ui import nl_date
from tests.factories.accounts import UserFactory, person_with
from tests.matching.requesting import FORM, asked_request, question_of, signed_in, therapist, worker

pytestmark = pytest.mark.django_db


def test_from_a_request_to_a_placed_client_and_on_to_the_end():
    asker, first, second = worker(), therapist("Eerste Behandelaar"), therapist("Tweede Behandelaar")
    office, practice = signed_in(asker), signed_in(first.user)

    sent = office.post("/aanvragen/nieuw", FORM)
    request = TreatmentRequest.objects.get()
    assert (sent.status_code, sent.url) == (302, f"/aanvragen/{request.pk}/behandelaars")
    assert request.state == RequestState.OPEN

    office.post(f"/aanvragen/{request.pk}/vragen", {"therapist": [first.pk, second.pk]})
    yes, other = question_of(request, first), question_of(request, second)
    assert [yes.state, other.state] == [QuestionState.ASKED, QuestionState.ASKED]

    practice.post(f"/vragen/{yes.pk}/ja")
    other.refresh_from_db()
    assert other.state == QuestionState.WITHDRAWN

    office.post(f"/vragen/{yes.pk}/bevestigen")
    request.refresh_from_db()
    assert request.state == RequestState.PLACED
    placement = request.placement

    today = timezone.localdate().strftime("%d-%m-%Y")
    practice.post(f"/plaatsingen/{placement.pk}/begin", {"start-on": today})
    practice.post(f"/plaatsingen/{placement.pk}/verder", {"verder-on": today})
    office.post(f"/plaatsingen/{placement.pk}/einde", {"einde-on": today, "einde-outcome": "completed"})
    request.refresh_from_db()
    assert request.state == RequestState.ENDED
    assert "Behandeling" in office.get(f"/aanvragen/{request.pk}").content.decode()


def test_the_first_place_is_no_earlier_than_the_yes():
    asker, professional = worker(), therapist()
    monday_of_the_yes = monday(timezone.localdate())
    begun = monday_of_the_yes - timedelta(weeks=2)
    Offer.objects.filter(professional=professional).update(starts_on=begun, period_weeks=4)
    question = question_of(asked_request(asker, professional), professional)
    accept(question=question, by=professional.user, now=timezone.now())
    placement = confirm(question=question, by=asker, now=timezone.now())
    assert (placement.period_start, placement.first_week) == (begun, monday_of_the_yes)
    page = signed_in(asker).get(f"/aanvragen/{placement.request_id}").content.decode()
    assert f"week van {nl_date(monday_of_the_yes)}" in page


def states_of_a_walk():
    """Give the page to look at in every state of a request."""
    return ["draft", "open", "asked", "accepted", "placed", "started"]


@pytest.mark.parametrize("state", states_of_a_walk())
def test_both_sides_and_the_office_see_every_state(state):
    asker, professional = worker(), therapist()
    request = asked_request(asker, *([] if state in {"draft", "open"} else [professional]))
    now = timezone.now()
    if state in {"accepted", "placed", "started"}:
        question = question_of(request, professional)
        accept(question=question, by=professional.user, now=now)
        if state != "accepted":
            placement = confirm(question=question, by=asker, now=now)
            if state == "started":
                start(placement=placement, on=timezone.localdate(), by=professional.user, now=now)
    lead = person_with(Role.PROJECT_LEAD)
    give_reason(request, by=lead, now=now, reason="help: Meekijken op verzoek")
    for user in (asker, lead):
        page = signed_in(user).get(f"/aanvragen/{request.pk}")
        assert page.status_code == 200
        assert request.pseudonym in page.content.decode()
    theirs = signed_in(professional.user).get(f"/aanvragen/{request.pk}")
    assert theirs.status_code == (404 if state in {"draft", "open"} else 200)


def test_a_stranger_gets_the_same_404_as_for_what_does_not_exist():
    request = asked_request(worker(), therapist())
    stranger = signed_in(person_with(Role.MEMBER))
    question = request.questions.get()
    for path in (
        f"/aanvragen/{request.pk}",
        f"/aanvragen/{request.pk}/wijzigen",
    ):
        assert stranger.get(path).status_code == 404
    for path in (
        f"/aanvragen/{request.pk}/openen",
        f"/aanvragen/{request.pk}/sluiten",
        f"/aanvragen/{request.pk}/vragen",
        f"/aanvragen/{request.pk}/client-wil-niet",
        f"/vragen/{question.pk}/ja",
        f"/vragen/{question.pk}/nee",
        f"/vragen/{question.pk}/vasthouden",
        f"/vragen/{question.pk}/intrekken",
        f"/vragen/{question.pk}/opnieuw",
        f"/vragen/{question.pk}/bevestigen",
    ):
        assert stranger.post(path).status_code == 404, path


def test_an_asking_form_is_not_for_somebody_without_an_organisation():
    assert signed_in(UserFactory()).get("/aanvragen/nieuw").status_code == 403


@pytest.mark.parametrize("tab", ["", "aan-zet", "wacht", "geplaatst", "klaar", "vragen-aan-mij", "onzin"])
def test_every_tab_opens_for_every_role(tab):
    asker, professional = worker(), therapist()
    asked_request(asker, professional)
    for user in (asker, professional.user, person_with(Role.PROJECT_LEAD), UserFactory()):
        assert signed_in(user).get("/aanvragen", {"stand": tab, "pagina": "zoveel"}).status_code == 200
