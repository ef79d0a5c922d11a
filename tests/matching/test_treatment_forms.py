"""What is written down about a treatment, when it cannot be right."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.placements import confirm, start
from drakentemmers.matching.actions.questions import accept
from drakentemmers.matching.models import Placement
from tests.matching.requesting import asked_request, question_of, signed_in, therapist, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker():
    return worker()


@pytest.fixture
def placement(asker) -> Placement:
    professional, now = therapist(), timezone.now()
    question = question_of(asked_request(asker, professional), professional)
    accept(question=question, by=professional.user, now=now)
    return confirm(question=question, by=asker, now=now)


def test_a_start_before_the_request_is_told_from_when_the_request_is(asker, placement):
    before = local_date(timezone.now()) - timedelta(days=1)
    answer = signed_in(asker).post(f"/plaatsingen/{placement.pk}/begin", {"start-on": f"{before:%d-%m-%Y}"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "De aanvraag is van" in page and "voor het begin van de behandeling" not in page


def test_completed_with_a_reason_for_stopping_early_is_refused_and_nothing_is_lost(asker, placement):
    today = local_date(timezone.now())
    start(placement=placement, on=today, by=asker, now=timezone.now())
    sent = {"einde-on": f"{today:%d-%m-%Y}", "einde-outcome": "completed", "einde-stop_reason": "moved"}
    answer = signed_in(asker).post(f"/plaatsingen/{placement.pk}/einde", sent)
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 400 and "Je zegt ook waarom het eerder stopte." in page.get_text()
    assert page.select_one("[name=einde-outcome][value=completed]").has_attr("checked")
    assert page.select_one("[name=einde-stop_reason] [selected]")["value"] == "moved"
    placement.refresh_from_db()
    assert placement.ended_on is None
