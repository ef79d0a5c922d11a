"""A request whose questions are all over does not say that somebody is asked."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from drakentemmers.matching.actions.questions import decline, withdraw
from drakentemmers.matching.course import DeclineReason, QuestionState, RequestState, shown_as
from tests.matching.requesting import asked_request, question_of, signed_in, therapist, worker

ASKED = RequestState.ASKED


@pytest.mark.parametrize(
    ("state", "questions", "shown"),
    [
        (ASKED, [QuestionState.ASKED], ASKED),
        (ASKED, [QuestionState.DECLINED, QuestionState.HELD], ASKED),
        (ASKED, [QuestionState.WITHDRAWN, QuestionState.EXPIRED], RequestState.OPEN),
        (ASKED, [], RequestState.OPEN),
        (RequestState.PLACED, [QuestionState.PLACED], RequestState.PLACED),
        (RequestState.CLOSED, [QuestionState.WITHDRAWN], RequestState.CLOSED),
    ],
)
def test_asked_is_only_said_when_somebody_is(state, questions, shown):
    assert shown_as(state, questions) == shown


@pytest.mark.django_db
@pytest.mark.parametrize("ends", ["withdrawn", "declined"])
def test_page_and_list_say_that_nobody_is_asked_now(ends):
    asker, professional = worker(), therapist()
    request, browser = asked_request(asker, professional), signed_in(asker)
    question, now = question_of(request, professional), timezone.now()

    def read(address: str) -> tuple[str, str]:
        page = BeautifulSoup(browser.get(address).content, "html.parser")
        now_at = page.select_one(".progress .is-now")
        return page.select_one("main").get_text(), now_at.get_text() if now_at else ""

    assert read(f"/aanvragen/{request.pk}")[1] == "Behandelaar gevraagd"
    if ends == "withdrawn":
        withdraw(question=question, by=asker, now=now)
    else:
        decline(question=question, reason=DeclineReason.TOO_FAR, by=professional.user, now=now)
    text, step = read(f"/aanvragen/{request.pk}")
    assert "Nu niemand gevraagd" in text and step == "Aanvraag open"
    assert "Nu niemand gevraagd" in read("/aanvragen?stand=aan-zet")[0]
