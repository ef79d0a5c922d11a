"""Writing a request: several people, drafts, wrong input, and two people at once."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.ids import new_id
from drakentemmers.matching.course import RequestState
from drakentemmers.matching.models import RequestDraft, TreatmentRequest
from drakentemmers.matching.rules import NeedName, Urgency
from tests.factories.accounts import MembershipFactory, person_with
from tests.matching.requesting import FORM, asked_request, signed_in, therapist, worker

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def test_what_was_filled_in_is_what_is_asked():
    asker = worker()
    signed_in(asker).post(
        "/aanvragen/nieuw", FORM | {"weigh_language": "may", "sessions": "12", "within": "min-45"}
    )
    request = TreatmentRequest.objects.get()
    assert (request.place_name, request.max_km, request.max_minutes) == ("Almere", None, 45)
    assert (request.urgency, request.sessions) == (Urgency.ACUTE, 12)
    assert NeedName.LANGUAGE in request.wishes
    assert request.organisation == asker.memberships.get().organisation


def test_a_family_is_asked_together_as_requests_of_their_own():
    browser = signed_in(worker())
    more = browser.post("/aanvragen/nieuw", FORM | {"more": "1"})
    assert 'name="p1-group"' in text_of(more)
    assert 'value="Almere"' in text_of(more)
    assert TreatmentRequest.objects.count() == 0
    parent = {"people": "2", "p1-group": "adult", "p1-client_role": "victim", "p1-problems": ["attachment"]}
    browser.post("/aanvragen/nieuw", FORM | parent)
    requests = TreatmentRequest.objects.all()
    assert {request.group for request in requests} == {"child_6_12", "adult"}
    assert len({request.family for request in requests}) == 1
    assert requests[0].family != ""


def test_the_same_form_sent_twice_asks_once():
    browser = signed_in(worker())
    form = FORM | {
        "sending": re.search(r'name="sending" value="(\w+)"', text_of(browser.get("/aanvragen/nieuw")))[1]
    }
    browser.post("/aanvragen/nieuw", form)
    again = browser.post("/aanvragen/nieuw", form)
    request = TreatmentRequest.objects.get()
    assert again.headers["Location"] == f"/aanvragen/{request.pk}"
    assert f"Dit is al verstuurd: het is aanvraag {request.pseudonym}." in text_of(
        browser.get(again.headers["Location"])
    )


def test_a_form_sent_again_with_other_answers_asks_whether_another_request_is_meant():
    browser = signed_in(worker())
    form = FORM | {"sending": new_id()}
    browser.post("/aanvragen/nieuw", form)
    other = browser.post("/aanvragen/nieuw", form | {"p0-group": "adult"})
    assert other.status_code == 409
    assert f"/aanvragen/{TreatmentRequest.objects.get().pk}/wijzigen" in text_of(other)
    assert re.search(r'<option value="adult"[^>]* selected|value="adult"[^>]* checked', text_of(other))
    sending = re.search(r'name="sending" value="(\w+)"', text_of(other))[1]
    browser.post("/aanvragen/nieuw", form | {"p0-group": "adult", "sending": sending})
    assert {request.group for request in TreatmentRequest.objects.all()} == {"child_6_12", "adult"}


def test_the_same_answers_a_moment_later_are_sent_on_purpose_only():
    """After Back the browser fills in what was typed, in a form that is new."""
    browser = signed_in(worker())
    browser.post("/aanvragen/nieuw", FORM | {"sending": new_id()})
    again = browser.post("/aanvragen/nieuw", FORM | {"sending": new_id()})
    request = TreatmentRequest.objects.get()
    assert again.status_code == 409
    assert f'href="/aanvragen/{request.pk}"' in text_of(again) and 'name="nog-een"' in text_of(again)
    browser.post("/aanvragen/nieuw", FORM | {"sending": new_id(), "nog-een": "1"})
    assert TreatmentRequest.objects.count() == 2


def test_the_same_answers_for_another_client_later_are_not_asked_about():
    asker = worker()
    browser = signed_in(asker)
    browser.post("/aanvragen/nieuw", FORM)
    TreatmentRequest.objects.update(made_at=timezone.now() - timedelta(minutes=16))
    assert browser.post("/aanvragen/nieuw", FORM).status_code == 302
    colleague = person_with(Role.MEMBER, asker.memberships.get().organisation)
    assert signed_in(colleague).post("/aanvragen/nieuw", FORM).status_code == 302


def test_the_same_answers_for_another_organisation_are_another_request():
    asker = worker()
    first, second = asker.memberships.get(), MembershipFactory(user=asker, role=Role.MEMBER)
    browser = signed_in(asker)
    for seat in (first, second):
        sent = browser.post("/aanvragen/nieuw", FORM | {"organisation": seat.organisation_id})
        assert sent.status_code == 302
    assert TreatmentRequest.objects.count() == 2


def test_who_works_there_no_more_hears_nothing_of_what_was_sent_there():
    asker = worker()
    old, sending = asker.memberships.get(), new_id()
    signed_in(asker).post("/aanvragen/nieuw", FORM | {"sending": sending})
    pseudonym = TreatmentRequest.objects.get().pseudonym
    old.ended_at = timezone.now()
    old.save()
    MembershipFactory(user=asker, role=Role.MEMBER)
    browser = signed_in(asker)
    for form in (
        FORM | {"sending": sending},
        FORM | {"sending": sending, "p0-group": "adult", "nog-een": "1"},
    ):
        sent = browser.post("/aanvragen/nieuw", form)
        assert sent.status_code == 302 and sending not in sent.headers["Location"]
        assert pseudonym not in text_of(browser.get("/aanvragen"))


def test_a_family_sent_twice_is_asked_once():
    browser = signed_in(worker())
    parent = {"people": "2", "p1-group": "adult", "p1-client_role": "victim", "p1-problems": ["attachment"]}
    form = FORM | parent | {"sending": new_id()}
    first, second = (browser.post("/aanvragen/nieuw", form) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert TreatmentRequest.objects.count() == 2


@pytest.mark.parametrize("sending", ["", "x", "a' OR 1", "zzzzzzzzzzzzzzzz"])
def test_an_id_that_is_none_is_not_taken(sending):
    browser = signed_in(worker())
    browser.post("/aanvragen/nieuw", FORM | {"sending": sending})
    assert TreatmentRequest.objects.get().pk != sending


def test_the_id_of_somebody_elses_request_says_nothing():
    stranger, other = signed_in(worker()), person_with(Role.MEMBER)
    sending = new_id()
    signed_in(other).post("/aanvragen/nieuw", FORM | {"sending": sending})
    answer = stranger.post("/aanvragen/nieuw", FORM | {"sending": sending})
    assert sending not in answer.headers["Location"]
    assert TreatmentRequest.objects.count() == 2


def test_nobodys_age_is_chosen_beforehand():
    page = text_of(signed_in(worker()).get("/aanvragen/nieuw"))
    ages = BeautifulSoup(page, "html.parser").select("select[name=p0-group] option")
    chosen = [age["value"] for age in ages if age.has_attr("selected")] or [ages[0]["value"]]
    assert chosen == [""]


def test_taking_the_last_person_away_keeps_the_rest():
    fewer = signed_in(worker()).post("/aanvragen/nieuw", FORM | {"people": "2", "fewer": "1"})
    assert 'name="p1-group"' not in text_of(fewer)
    assert 'value="Almere"' in text_of(fewer)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"place": "Nergenshuizen"}, "Nergenshuizen"),
        ({"place": ""}, "1315 AB"),
        ({"p0-problems": []}, "Kies trauma"),
        ({"start_by": "31-02-2027"}, "Schrijf een datum"),
        ({"start_by": "1-1-2020"}, "Deze datum is voorbij"),
        ({"start_by": "1-1-9999"}, "meer dan twee jaar weg"),
        ({"kind": "cooperation"}, "hoeveel plekken"),
        ({"within": "km-duizend"}, "within"),
        ({"p0-group": "reus"}, "p0-group"),
        ({"p0-group": ""}, "Kies er een."),
        ({"sessions": "veel"}, "sessions"),
    ],
)
def test_wrong_input_says_what_to_do_and_loses_nothing(wrong, said):
    answer = signed_in(worker()).post("/aanvragen/nieuw", FORM | {"note": "Rustige ruimte nodig."} | wrong)
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert "Rustige ruimte nodig." in text_of(answer)
    assert TreatmentRequest.objects.count() == 0


def test_a_name_in_the_note_is_pointed_at_and_the_text_stays():
    note = "Bel moeder op 06-12345678 over de afspraak."
    answer = signed_in(worker()).post("/aanvragen/nieuw", FORM | {"note": note})
    assert answer.status_code == 400
    assert "een telefoonnummer" in text_of(answer)
    assert note in text_of(answer)
    assert TreatmentRequest.objects.count() == 0


def test_the_draft_saves_itself_and_comes_back():
    browser = signed_in(worker())
    saved = browser.post("/aanvragen/nieuw", FORM | {"note": "Half af"}, headers={"X-Autosave": "1"})
    assert saved.json()["text"].startswith("Opgeslagen om")
    again = text_of(browser.get("/aanvragen/nieuw"))
    assert "Half af" in again
    assert 'value="Almere"' in again
    browser.post("/aanvragen/nieuw", FORM)
    assert RequestDraft.objects.count() == 0


def test_a_draft_with_a_phone_number_is_not_kept():
    browser = signed_in(worker())
    answer = browser.post("/aanvragen/nieuw", FORM | {"note": "06-12345678"}, headers={"X-Autosave": "1"})
    assert answer.json()["text"].startswith("Niet opgeslagen")
    assert RequestDraft.objects.count() == 0


def test_a_draft_is_seen_by_its_writer_only_and_can_be_thrown_away():
    asker = worker()
    colleague = MembershipFactory(organisation=asker.memberships.get().organisation).user
    browser = signed_in(asker)
    browser.post("/aanvragen/nieuw", FORM | {"note": "Van mij"}, headers={"X-Autosave": "1"})
    assert "Van mij" not in text_of(signed_in(colleague).get("/aanvragen/nieuw"))
    browser.post("/aanvragen/nieuw/weg")
    assert "Van mij" not in text_of(browser.get("/aanvragen/nieuw"))


def test_a_search_fills_the_form_and_nonsense_in_it_is_left_out():
    address = (
        "/aanvragen/nieuw?plaats=Almere&binnen=42&voor-wie=adult&probleem=trauma&taal=ar&tolk=1&rol=reus"
    )
    page = text_of(signed_in(worker()).get(address))
    assert 'value="km-42" selected' in page
    assert 'value="adult" selected' in page
    assert 'value="ar" selected' in page


def test_an_organisation_is_chosen_only_by_who_has_several():
    asker = worker()
    assert 'name="organisation"' not in text_of(signed_in(asker).get("/aanvragen/nieuw"))
    second = MembershipFactory(user=asker, role=Role.COORDINATOR).organisation
    asker = type(asker).objects.get(pk=asker.pk)
    browser = signed_in(asker)
    assert 'name="organisation"' in text_of(browser.get("/aanvragen/nieuw"))
    assert browser.post("/aanvragen/nieuw", FORM).status_code == 400
    browser.post("/aanvragen/nieuw", FORM | {"organisation": second.pk})
    assert TreatmentRequest.objects.get().organisation == second


def test_a_request_of_another_organisation_cannot_be_slipped_in():
    asker, stranger = worker(), worker_elsewhere()
    MembershipFactory(user=asker, role=Role.MEMBER)
    foreign = stranger.memberships.get().organisation_id
    answer = signed_in(asker).post("/aanvragen/nieuw", FORM | {"organisation": foreign})
    assert answer.status_code == 400
    assert TreatmentRequest.objects.count() == 0


def worker_elsewhere():
    return MembershipFactory().user


def test_a_change_is_saved_and_shown():
    asker = worker()
    request = asked_request(asker, therapist())
    page = f"/aanvragen/{request.pk}/wijzigen"
    browser = signed_in(asker)
    assert browser.get(page).status_code == 200
    browser.post(page, FORM | {"version": "1", "p0-group": "adult"})
    request.refresh_from_db()
    assert (request.group, request.version) == ("adult", 2)


def test_who_no_longer_fits_after_a_change_is_named():
    asker, professional = worker(), therapist()
    request = asked_request(asker, professional)
    page, browser = f"/aanvragen/{request.pk}/wijzigen", signed_in(asker)
    kept = browser.post(page, FORM | {"version": "1", "sessions": "8"}, follow=True)
    changed = browser.post(page, FORM | {"version": "2", "language": "ti"}, follow=True)
    told = f"{professional.name} is gevraagd en past niet helemaal"
    assert (told in text_of(kept), told in text_of(changed)) == (False, True)


def test_two_people_change_one_request_and_nobody_loses_work():
    asker = worker()
    request = asked_request(asker)
    page = f"/aanvragen/{request.pk}/wijzigen"
    browser = signed_in(asker)
    browser.post(page, FORM | {"version": "1", "sessions": "8"})
    late = browser.post(page, FORM | {"version": "1", "sessions": "20", "note": "Mijn tekst"})
    assert late.status_code == 409
    assert "Mijn tekst" in text_of(late)
    assert "Wat jij schreef" in text_of(late)
    request.refresh_from_db()
    assert request.sessions == 8
    browser.post(page, FORM | {"version": "2", "sessions": "20"})
    request.refresh_from_db()
    assert request.sessions == 20


def test_a_closed_request_is_not_changed_any_more():
    asker = worker()
    request = asked_request(asker)
    browser = signed_in(asker)
    browser.post(f"/aanvragen/{request.pk}/sluiten", {"closed_reason": "not_needed"})
    late = browser.post(f"/aanvragen/{request.pk}/wijzigen", FORM | {"version": "1"})
    assert late.status_code == 409
    request.refresh_from_db()
    assert request.state == RequestState.CLOSED
    assert request.state_since <= timezone.now()


def test_asking_one_therapist_from_the_profile_keeps_the_draft_and_the_choice():
    browser, professional = signed_in(worker()), therapist()
    browser.post("/aanvragen/nieuw", FORM | {"note": "Half af"}, headers={"X-Autosave": "1"})
    page = text_of(browser.get(f"/aanvragen/nieuw?behandelaar={professional.pk}"))
    assert "Half af" in page
    assert f'name="therapist" value="{professional.pk}"' in page
    sent = browser.post("/aanvragen/nieuw", FORM | {"therapist": professional.pk})
    assert sent.url.endswith(f"/behandelaars?kies={professional.pk}")
