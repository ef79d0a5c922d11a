"""Answering, undoing, doing twice, coming too late; and what each side may not read."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.matching.actions.questions import accept, decline, withdraw
from drakentemmers.matching.actions.tending import tend
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import DeclineReason, QuestionState, RequestState
from drakentemmers.matching.models import Offer
from drakentemmers.matching.views.find import PER_PAGE
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.matching.requesting import asked_request, question_of, signed_in, therapist, worker

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def test_no_with_full_closes_the_offer_and_says_so_beforehand():
    asker, professional = worker(), therapist()
    question = question_of(asked_request(asker, professional), professional)
    browser = signed_in(professional.user)
    assert "je aanbod gaat dicht" in text_of(browser.get(f"/aanvragen/{question.request_id}"))
    after = browser.post(f"/vragen/{question.pk}/nee", {"reason": "full"}, follow=True)
    assert "Je aanbod is nu dicht." in text_of(after)
    professional.offer.refresh_from_db()
    assert professional.offer.state == OfferState.CLOSED


def test_a_no_from_a_page_of_before_the_own_yes_takes_nothing_back():
    professional = therapist()
    question = question_of(asked_request(worker(), professional), professional)
    browser = signed_in(professional.user)
    page = BeautifulSoup(browser.get(f"/aanvragen/{question.request_id}").content, "html.parser")
    sent = {"reason": "full", "stood": page.select_one("input[name=stood]")["value"]}
    browser.post(f"/vragen/{question.pk}/ja")
    late = browser.post(f"/vragen/{question.pk}/nee", sent)
    question.refresh_from_db()
    professional.offer.refresh_from_db()
    assert (late.status_code, question.state) == (409, QuestionState.ACCEPTED)
    assert professional.offer.state == OfferState.OPEN
    now_known = BeautifulSoup(late.content, "html.parser").select_one("input[name=stood]")["value"]
    browser.post(f"/vragen/{question.pk}/nee", {"reason": "too_far", "stood": now_known})
    question.refresh_from_db()
    assert question.state == QuestionState.DECLINED


def test_who_closed_the_offer_hears_that_and_not_that_somebody_was_first():
    professional = therapist()
    question = question_of(asked_request(worker(), professional), professional)
    Offer.objects.filter(professional=professional).update(state=OfferState.CLOSED)
    answer = signed_in(professional.user).post(f"/vragen/{question.pk}/vasthouden")
    assert answer.status_code == 409
    assert "Je aanbod staat niet open." in text_of(answer)


@pytest.mark.parametrize("until", ["", "gisteren", "1-1-2020", "1-1-2150"])
def test_away_needs_a_day_that_makes_sense(until):
    professional = therapist()
    question = question_of(asked_request(worker(), professional), professional)
    answer = signed_in(professional.user).post(
        f"/vragen/{question.pk}/nee", {"reason": "away", "away_until": until, "explanation": "Verlof"}
    )
    assert answer.status_code == 400
    assert "Verlof" in text_of(answer)
    question.refresh_from_db()
    assert question.state == QuestionState.ASKED


def test_the_asker_reads_the_reason_of_a_no():
    asker, professional = worker(), therapist()
    question = question_of(asked_request(asker, professional), professional)
    signed_in(professional.user).post(
        f"/vragen/{question.pk}/nee", {"reason": "too_far", "explanation": "Te lange reis."}
    )
    page = text_of(signed_in(asker).get(f"/aanvragen/{question.request_id}"))
    assert "Te ver weg" in page
    assert "Te lange reis." in page


@pytest.mark.parametrize(
    ("step", "state"), [("ja", QuestionState.ACCEPTED), ("vasthouden", QuestionState.HELD)]
)
def test_a_second_tap_on_the_same_button_is_no_error(step, state):
    professional = therapist()
    question = question_of(asked_request(worker(), professional), professional)
    browser = signed_in(professional.user)
    answers = [browser.post(f"/vragen/{question.pk}/{step}") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    question.refresh_from_db()
    assert question.state == state


def test_asking_the_same_therapist_twice_asks_once():
    asker, professional = worker(), therapist()
    request = asked_request(asker)
    browser = signed_in(asker)
    for _ in range(2):
        browser.post(f"/aanvragen/{request.pk}/vragen", {"therapist": professional.pk})
    assert request.questions.count() == 1


def test_asking_nobody_or_somebody_who_does_not_exist_says_so():
    asker = worker()
    request = asked_request(asker)
    for therapists in ([], ["0000000000zz"]):
        answer = signed_in(asker).post(f"/aanvragen/{request.pk}/vragen", {"therapist": therapists})
        assert answer.url == f"/aanvragen/{request.pk}/behandelaars"


def test_many_at_once_are_asked_only_when_it_is_said_twice():
    asker, chosen = worker(), [therapist(f"Behandelaar {number}").pk for number in range(6)]
    request = asked_request(asker)
    browser, path = signed_in(asker), f"/aanvragen/{request.pk}/vragen"
    told = browser.post(path, {"therapist": chosen}, follow=True)
    assert "6 behandelaren tegelijk vragen?" in text_of(told)
    assert not request.questions.exists()
    address = told.redirect_chain[-1][0]
    nobody = browser.post(
        address, {"all_at_once": "1"}
    )  # every tick taken away: the choice is still on the list
    assert nobody.url == address.replace("/vragen?", "/behandelaars?")
    assert signed_in(worker()).get(address).status_code == 404
    assert browser.get(path).url == path.replace("/vragen", "/behandelaars")  # nobody chosen
    listed = browser.get(f"/aanvragen/{request.pk}/behandelaars").content.decode()
    assert re.findall(r'value="(\w{12})" checked', told.content.decode()) == re.findall(
        r'name="therapist" value="(\w{12})"', listed
    )
    browser.post(path, {"therapist": chosen[1:]})  # five is not many
    assert request.questions.count() == 5
    other = asked_request(asker)
    browser.post(f"/aanvragen/{other.pk}/vragen", {"therapist": chosen, "all_at_once": "1"})
    assert set(other.questions.values_list("state", flat=True)) == {QuestionState.ASKED}
    third = asked_request(asker)
    browser.post(f"/aanvragen/{third.pk}/vragen", {"therapist": chosen, "one_by_one": "1"})
    assert third.questions.filter(state=QuestionState.QUEUED).count() == 5


def test_who_was_asked_from_another_window_is_named_and_not_asked_again():
    asker, first, second = worker(), therapist("Noor Wilg"), therapist("Daan Beuk")
    request = asked_request(asker, first)
    sent = {"therapist": [first.pk, second.pk]}
    told = text_of(signed_in(asker).post(f"/aanvragen/{request.pk}/vragen", sent, follow=True))
    assert "1 behandelaar gevraagd. Al eerder gevraagd, dus niet nog eens: Noor Wilg." in told
    assert request.questions.count() == 2


def test_one_by_one_goes_by_the_list_whatever_page_was_ticked_on():
    asker = worker()
    for number in range(PER_PAGE + 2):
        therapist(f"Behandelaar {number:02}")
    request = asked_request(asker)
    browser, path = signed_in(asker), f"/aanvragen/{request.pk}/behandelaars"
    listed = [
        pk
        for page in (1, 2)
        for pk in re.findall(
            r'name="therapist" value="(\w{12})"', browser.get(f"{path}?pagina={page}").content.decode()
        )
    ]
    assert len(listed) == PER_PAGE + 2
    late, early = listed[-1], listed[3]
    sent = {"therapist": [late, early], "one_by_one": "1", "volgorde": "first_place"}
    browser.post(f"/aanvragen/{request.pk}/vragen", sent)
    turns = request.questions.order_by("turn").values_list("professional_id", flat=True)
    assert list(turns) == [early, late]


def test_another_reason_needs_words():
    professional = therapist()
    request = asked_request(worker(), professional)
    question, browser = question_of(request, professional), signed_in(professional.user)
    silent = browser.post(f"/vragen/{question.pk}/nee", {"reason": "other", "explanation": "  "})
    assert silent.status_code == 400 and "Vertel kort waarom" in text_of(silent)
    assert (
        browser.post(
            f"/vragen/{question.pk}/nee", {"reason": "other", "explanation": "Verbouwing"}
        ).status_code
        == 302
    )
    question.refresh_from_db()
    assert (question.state, question.explanation) == (QuestionState.DECLINED, "Verbouwing")


def test_withdrawing_can_be_undone_from_the_message():
    asker, professional = worker(), therapist()
    request = asked_request(asker, professional)
    question, browser = question_of(request, professional), signed_in(asker)
    page = text_of(browser.post(f"/vragen/{question.pk}/intrekken", follow=True))
    assert f'action="/vragen/{question.pk}/opnieuw"' in page
    browser.post(f"/vragen/{question.pk}/opnieuw")
    assert sorted(request.questions.values_list("state", flat=True)) == ["asked", "withdrawn"]


def test_a_yes_after_somebody_elses_yes_gets_the_fresh_page_and_a_clear_word():
    first, second = therapist("Eerste"), therapist("Tweede")
    request = asked_request(worker(), first, second)
    accept(question=question_of(request, first), by=first.user, now=timezone.now())
    late = signed_in(second.user).post(f"/vragen/{question_of(request, second).pk}/ja")
    assert late.status_code == 409
    assert "Dat kan niet meer" in text_of(late)
    assert "ingetrokken" in text_of(late)


def test_the_last_place_gone_is_said_plainly():
    professional = therapist(only_this_week=True)
    one, other = asked_request(worker(), professional), asked_request(worker(), professional)
    browser = signed_in(professional.user)
    browser.post(f"/vragen/{question_of(one, professional).pk}/ja")
    late = browser.post(f"/vragen/{question_of(other, professional).pk}/ja")
    assert late.status_code == 409
    assert "laatste plek" in text_of(late)


def test_that_the_client_does_not_want_it_takes_a_second_tap_that_says_what_happens():
    asker, professional = worker(), therapist("Noor")
    request = asked_request(asker, professional)
    accept(question=question_of(request, professional), by=professional.user, now=timezone.now())
    page = BeautifulSoup(signed_in(asker).get(f"/aanvragen/{request.pk}").content, "html.parser")
    folded = page.select_one("details:has(form[action$='/client-wil-niet'])")
    assert folded is not None and not folded.has_attr("open")
    assert "De plek bij Noor komt weer vrij" in " ".join(folded.get_text().split())


def test_the_client_declines_and_the_request_is_open_again():
    asker, professional = worker(), therapist()
    request = asked_request(asker, professional)
    accept(question=question_of(request, professional), by=professional.user, now=timezone.now())
    for _ in range(2):
        assert signed_in(asker).post(f"/aanvragen/{request.pk}/client-wil-niet").status_code == 302
    request.refresh_from_db()
    assert request.state == RequestState.OPEN


def test_a_therapist_never_reads_who_else_was_asked():
    canary = "Kanarie Geheimnaam"
    me, other = therapist("Ik Zelf"), therapist(canary)
    other.user.name = canary
    other.user.save()
    request = asked_request(worker(), me, other)
    mine, browser = question_of(request, me), signed_in(me.user)
    for step in (
        None,
        lambda: accept(question=question_of(request, other), by=other.user, now=timezone.now()),
    ):
        if step:
            step()
        for path in (f"/aanvragen/{request.pk}", "/aanvragen", "/aanvragen?stand=beantwoord"):
            assert canary not in text_of(browser.get(path))
            assert other.pk not in text_of(browser.get(path))
    mine.refresh_from_db()
    assert mine.state == QuestionState.WITHDRAWN


def test_a_queued_question_does_not_exist_for_its_therapist():
    first, queued = therapist("Eerste"), therapist("Wacht")
    request = asked_request(worker(), first, queued, one_by_one=True)
    browser, question = signed_in(queued.user), question_of(request, queued)
    assert question.state == QuestionState.QUEUED
    assert browser.get(f"/aanvragen/{request.pk}").status_code == 404
    assert browser.post(f"/vragen/{question.pk}/ja").status_code == 404
    assert request.pseudonym not in text_of(browser.get("/aanvragen"))


def test_what_came_after_ones_own_question_is_not_told():
    first, second = therapist("Eerste"), therapist("Tweede")
    asker = worker()
    request = asked_request(asker, first, note="Kanarie toelichting")
    browser = signed_in(first.user)
    browser.post(f"/vragen/{question_of(request, first).pk}/nee", {"reason": "too_far"})
    office = signed_in(asker)
    office.post(f"/aanvragen/{request.pk}/vragen", {"therapist": second.pk})
    office.post(f"/aanvragen/{request.pk}/sluiten", {"closed_reason": "found_elsewhere"})
    page = text_of(browser.get(f"/aanvragen/{request.pk}"))
    assert "ergens anders" not in page
    assert "Kanarie toelichting" not in page


def test_a_therapist_who_said_no_does_not_learn_how_it_went_on():
    first, second = therapist("Eerste"), therapist("Tweede")
    request = asked_request(worker(), first, second)
    browser = signed_in(first.user)
    browser.post(f"/vragen/{question_of(request, first).pk}/nee", {"reason": "too_far"})
    accept(question=question_of(request, second), by=second.user, now=timezone.now())
    for path in (f"/aanvragen/{request.pk}", "/aanvragen?stand=beantwoord"):
        page = text_of(browser.get(path))
        assert "Zei nee" in page
        assert "zei ja" not in page
        assert "Geplaatst" not in page


def _declines(request, professional):
    decline(
        question=question_of(request, professional),
        reason=DeclineReason.TOO_FAR,
        by=professional.user,
        now=timezone.now(),
    )


def _expires(request, professional):
    tend(now=timezone.now() + timedelta(days=settings.QUESTION_EXPIRES_AFTER, minutes=1))


def _is_taken_back(request, professional):
    withdraw(question=question_of(request, professional), by=request.made_by, now=timezone.now())


@pytest.mark.parametrize("ends", [_declines, _expires, _is_taken_back])
def test_of_a_request_in_which_ones_part_is_over_only_that_is_left(ends):
    me = therapist("Ik Zelf")
    need = {
        "note": "Kanarie toelichting",
        "urgency": "acute",
        "language": "ar",
        "place_name": "Kanarieplaats",
    }
    request = asked_request(worker(), me, **need)
    browser, paths = signed_in(me.user), (f"/aanvragen/{request.pk}", "/aanvragen?stand=beantwoord")
    assert "Kanarieplaats" in text_of(browser.get(paths[0]))
    ends(request, me)
    for path in paths:
        page = text_of(browser.get(path))
        assert request.pseudonym in page and request.organisation.name in page
        for gone in ("Kanarie", "Arabisch", "Acuut", "6–12", "Wat er nodig is"):
            assert gone not in page, (path, gone)
    question = question_of(request, me)
    told = browser.get(f"/api/v1/requests/{request.pk}").json()
    own = told.pop("question")
    assert told == {
        "id": request.pk,
        "pseudonym": request.pseudonym,
        "organisationId": request.organisation_id,
    }
    assert (own["professionalId"], own["state"]) == (me.pk, question.state)
    assert request.pk not in text_of(browser.get("/api/v1/requests"))


def test_who_is_also_of_the_office_says_why_before_the_whole_request_opens():
    me = therapist("Ik Zelf")
    MembershipFactory(user=me.user, role=Role.PROJECT_LEAD)
    request = asked_request(worker(), me, note="Kanarie toelichting")
    browser, path = signed_in(me.user), f"/api/v1/requests/{request.pk}"
    assert len(browser.get(path).json()["questions"]) == 1
    _declines(request, me)
    assert browser.get(path).json()["title"] == "A reason is needed"
    assert "Kanarie" not in text_of(browser.get(f"/aanvragen/{request.pk}"))


def test_a_therapist_who_runs_the_practice_reads_the_own_question_only_in_the_api_too():
    practice = OrganisationFactory()
    me, colleague = therapist("Ik Zelf", practice=practice), therapist("Collega", practice=practice)
    MembershipFactory(user=me.user, role=Role.OWNER, organisation=practice)
    request = asked_request(worker(), me, colleague)
    told = signed_in(me.user).get(f"/api/v1/requests/{request.pk}").json()
    assert [question["professionalId"] for question in told["questions"]] == [me.pk]
