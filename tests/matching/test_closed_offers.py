"""Who closed the offer ("Ik zit vol") cannot be asked, and is told where to open it."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from drakentemmers.matching.actions.errors import OfferClosed
from drakentemmers.matching.actions.questions import ask, decline, withdraw
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import DeclineReason, QuestionState
from drakentemmers.matching.models import Offer
from tests.factories.directory import ProfessionalFactory
from tests.matching.requesting import asked_request, question_of, signed_in, therapist, worker

pytestmark = pytest.mark.django_db


def close(professional) -> None:
    Offer.objects.filter(professional=professional).update(state=OfferState.CLOSED)


def main_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser").select_one("main")


def test_nobody_is_asked_when_one_of_them_is_full_and_all_who_are_full_are_named():
    asker, free, full, also_full = worker(), therapist("Vrij"), therapist("Vol"), therapist("Bezet")
    request = asked_request(asker)
    close(full)
    close(also_full)
    with pytest.raises(OfferClosed) as refused:
        ask(request=request, professionals=[free, full, also_full], by=asker, now=timezone.now())
    assert [professional.name for professional in refused.value.professionals] == ["Vol", "Bezet"]
    assert not request.questions.exists()


def test_without_an_offer_or_away_for_a_while_one_can_be_asked():
    asker, away, silent = worker(), therapist(), ProfessionalFactory()
    back = timezone.now().date().replace(year=2030)
    Offer.objects.filter(professional=away).update(state=OfferState.PARKED, parked_until=back)
    asked_now = ask(request=asked_request(asker), professionals=[away, silent], by=asker, now=timezone.now())
    assert len(asked_now) == 2


def test_who_was_asked_before_closing_is_no_reason_to_refuse():
    asker, full = worker(), therapist()
    request = asked_request(asker, full)
    close(full)
    assert ask(request=request, professionals=[full], by=asker, now=timezone.now()) == []


def test_in_a_queue_who_is_full_is_passed_over():
    first, second, third = (therapist(name) for name in ("Een", "Twee", "Drie"))
    request = asked_request(worker(), first, second, third, one_by_one=True)
    close(second)
    question = question_of(request, first)
    decline(question=question, reason=DeclineReason.TOO_FAR, by=first.user, now=timezone.now())
    states = [question_of(request, one).state for one in (second, third)]
    assert states == [QuestionState.WITHDRAWN, QuestionState.ASKED]


def test_asking_says_who_is_full_and_keeps_the_others_ticked():
    asker, free, full = worker(), therapist("Vrij"), therapist("Vol")
    request, browser = asked_request(asker), signed_in(asker)
    close(full)
    answer = browser.post(f"/aanvragen/{request.pk}/vragen", {"therapist": [free.pk, full.pk]}, follow=True)
    assert "Vol zit nu vol; er is niets verstuurd." in answer.content.decode()
    assert not request.questions.exists()
    ticked = [box["value"] for box in main_of(answer).select("input[name=therapist][checked]")]
    assert ticked == [free.pk]


def test_a_ticked_one_who_closed_since_is_named_and_not_chosen():
    asker, full = worker(), therapist("Noor")
    request = asked_request(asker)
    close(full)
    page = main_of(signed_in(asker).get(f"/aanvragen/{request.pk}/behandelaars?kies={full.pk}"))
    assert "Noor zit nu vol en is niet meer gekozen." in page.get_text()
    assert not page.select(f"input[value='{full.pk}']")


def test_asking_again_after_withdrawing_says_it_too():
    asker, full = worker(), therapist("Noor")
    question = question_of(asked_request(asker, full), full)
    withdraw(question=question, by=asker, now=timezone.now())
    close(full)
    answer = signed_in(asker).post(f"/vragen/{question.pk}/opnieuw")
    assert answer.status_code == 409
    assert "Noor zit nu vol; er is niets verstuurd." in answer.content.decode()


@pytest.mark.parametrize("for_request", [False, True])
def test_the_profile_says_full_where_the_button_would_be(for_request):
    asker, full = worker(), therapist("Noor")
    request, browser = asked_request(asker), signed_in(asker)
    address = f"/behandelaars/{full.pk}" + (f"?aanvraag={request.pk}" if for_request else "")
    button = "form[action$='/vragen'], a[href*='/aanvragen/nieuw']"
    page = main_of(browser.get(address))
    assert page.select(button) and "zit nu vol" not in page.get_text()
    close(full)
    page = main_of(browser.get(address))
    assert not page.select(button) and "Noor zit nu vol. Je kunt nu geen plek vragen." in page.get_text()


def test_a_question_from_before_leads_to_the_offer_instead_of_to_a_place_there_is_not():
    full = therapist()
    question = question_of(asked_request(worker(), full), full)
    close(full)
    browser = signed_in(full.user)
    page = main_of(browser.get(f"/aanvragen/{question.request_id}"))
    assert page.select("#antwoord a[href='/mijn/aanbod']")
    assert not page.select("form[action$='/ja'], form[action$='/vasthouden']")
    assert page.select("form[action$='/nee']")
    late = browser.post(f"/vragen/{question.pk}/ja")
    assert late.status_code == 409
    assert main_of(late).select("[role=alert] a[href='/mijn/aanbod']")


def test_a_place_that_is_held_can_be_given_when_the_offer_is_closed():
    full = therapist()
    question = question_of(asked_request(worker(), full), full)
    browser = signed_in(full.user)
    browser.post(f"/vragen/{question.pk}/vasthouden")
    close(full)
    assert main_of(browser.get(f"/aanvragen/{question.request_id}")).select("form[action$='/ja']")
    browser.post(f"/vragen/{question.pk}/ja")
    question.refresh_from_db()
    assert question.state == QuestionState.ACCEPTED


def test_how_many_are_ticked_takes_no_more_queries(assert_queries_constant):
    asker = worker()
    request, browser = asked_request(asker), signed_in(asker)
    professionals = [therapist(f"Nummer {number}") for number in range(6)]
    for one in professionals:
        close(one)

    ticked = [professionals[0]]

    def page() -> None:
        chosen = "&".join(f"kies={one.pk}" for one in ticked)
        browser.get(f"/aanvragen/{request.pk}/behandelaars?{chosen}")

    with assert_queries_constant(page):
        ticked += professionals[1:]
