"""By when a treatment must start, seen from one day: the same for the list, the explanation, the round and the page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.models import User
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.detail import need_lines
from drakentemmers.matching.rules import Urgency, day_to_start_by
from tests.matching.round_stage import held_round, proposal, shelter, therapist, waiting

MADE, ON = date(2026, 11, 2), date(2026, 11, 30)
YESTERDAY, TOMORROW, IN_A_WEEK = date(2026, 11, 29), date(2026, 12, 1), date(2026, 12, 7)


@pytest.mark.parametrize(
    ("asked", "urgency", "on", "day"),
    [
        (None, Urgency.ACUTE, MADE, date(2026, 11, 9)),
        (None, Urgency.ACUTE, date(2026, 11, 9), date(2026, 11, 9)),
        (None, Urgency.ACUTE, date(2026, 11, 10), date(2026, 11, 17)),
        (None, Urgency.WITHIN_4_WEEKS, ON, ON),
        (None, Urgency.REGULAR, ON, None),
        (TOMORROW, Urgency.ACUTE, ON, TOMORROW),
        (YESTERDAY, Urgency.ACUTE, ON, IN_A_WEEK),
        (YESTERDAY, Urgency.REGULAR, ON, None),
    ],
)
def test_a_day_that_has_passed_counts_anew(asked, urgency, on, day):
    assert day_to_start_by(asked, urgency, made=MADE, on=on) == day


@pytest.fixture
def asker(db) -> User:
    return shelter()


@pytest.fixture
def late(asker: User) -> TreatmentRequest:
    """An acute request of three weeks ago without a day to start by."""
    (request,) = waiting(asker, 1, urgency=Urgency.ACUTE)
    TreatmentRequest.objects.filter(pk=request.pk).update(made_at=timezone.now() - timedelta(weeks=3))
    return request


def test_who_waits_too_long_sees_on_the_list_whom_the_round_proposes(client: Client, asker, late):
    noor = therapist("Noor")
    client.force_login(asker)
    address = f"/aanvragen/{late.pk}/behandelaars"
    page = client.get(address).content.decode()
    assert "Niemand past" not in page
    assert noor.name in page
    why = client.get(f"/behandelaars/{noor.pk}/waarom-niet?aanvraag={late.pk}").content.decode()
    assert "gemist" not in why
    assert proposal(held_round()) == {late.pseudonym: "Noor"}


@pytest.mark.parametrize(
    ("asked", "urgency", "on", "words"),
    [
        (None, "acute", MADE, "Uiterlijk 9 november 2026: binnen 1 week na de aanvraag"),
        (None, "within_4_weeks", ON, "Uiterlijk 30 november 2026: binnen 4 weken na de aanvraag"),
        (
            None,
            "acute",
            ON,
            "Uiterlijk 7 december 2026: de eerste dag is voorbij, dus 1 week telt vanaf vandaag",
        ),
        (TOMORROW, "regular", ON, "1 december 2026"),
        (YESTERDAY, "regular", ON, "De gevraagde dag is voorbij: elke eerste plek is goed"),
        (None, "regular", ON, None),
    ],
)
def test_the_page_says_by_when_to_start(late, asked, urgency, on, words):
    late.made_at = datetime(2026, 11, 2, 12, tzinfo=UTC)
    late.start_by, late.urgency = asked, urgency
    found = {line.name: line.value for line in need_lines(late, on)}
    assert found.get("Op tijd beginnen") == words
