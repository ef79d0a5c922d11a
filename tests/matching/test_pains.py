"""What people who worked with older matchers complained of, one test each."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.models import OutgoingMail
from drakentemmers.accounts.outbox import MailKind, MailState
from drakentemmers.accounts.rules import Role
from drakentemmers.directory.rules import Method
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.offers import lower_offer
from drakentemmers.matching.actions.questions import accept, client_declined, decline
from drakentemmers.matching.actions.tending import tend
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import DeclineEffect, DeclineReason, QuestionState, RequestState
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Offer, Seat
from drakentemmers.matching.read.shortlist import Obstacle
from drakentemmers.matching.rules import NeedName
from drakentemmers.matching.wording import obstacle_text
from tests.factories.accounts import person_with
from tests.factories.matching import asked, fresh
from tests.factories.matching import therapist as professional_with_offer
from tests.mailbox import mailed
from tests.matching.requesting import asked_request, question_of, signed_in, therapist, worker

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_staff_read_themselves_why_somebody_is_not_on_the_list():
    asker = worker()
    request = asked_request(asker, methods=frozenset({Method.NET}))
    professional = therapist("Behandelaar Zonder", methods=frozenset({Method.EMDR}))
    page = text_of(signed_in(asker).get(f"/behandelaars/{professional.pk}/waarom-niet?aanvraag={request.pk}"))
    assert "Waarom staat Behandelaar Zonder niet op de lijst?" in page
    assert label(NeedName.METHOD) in page and "NET" in page and "EMDR" in page  # asked and offered, both


def test_a_closed_offer_is_named_as_the_reason():
    asker = worker()
    request = asked_request(asker)
    professional = therapist("Behandelaar Vol")
    Offer.objects.update(state=OfferState.CLOSED)
    page = text_of(signed_in(asker).get(f"/behandelaars/{professional.pk}/waarom-niet?aanvraag={request.pk}"))
    assert str(obstacle_text(Obstacle.CLOSED)) in page


def test_a_client_who_declines_after_a_yes_frees_everything_at_once():
    now, asker = timezone.now(), worker()
    chosen, other = therapist(), therapist("Behandelaar Twee")
    request = asked_request(asker, chosen, other)
    accept(question=question_of(request, chosen), by=chosen.user, now=now)
    client_declined(request=fresh(request), by=asker, now=now)
    assert fresh(request).state == RequestState.OPEN
    assert not Seat.objects.exists()
    page = signed_in(asker).get(f"/aanvragen/{request.pk}/behandelaars").content.decode()
    assert f'value="{chosen.pk}"' in page and f'value="{other.pk}"' in page  # both can be asked again


def test_a_yes_never_keeps_a_colleague_locked():
    now, asker = timezone.now(), worker()
    chosen, other = therapist(), therapist("Behandelaar Twee")
    request = asked_request(asker, chosen, other)
    accept(question=question_of(request, chosen), by=chosen.user, now=now)
    assert question_of(request, other).state == QuestionState.WITHDRAWN
    second = asked_request(asker, other)
    accept(question=question_of(second, other), by=other.user, now=now)
    assert question_of(second, other).state == QuestionState.ACCEPTED


def test_a_decline_does_what_its_reason_says():
    now, asker = timezone.now(), worker()
    full, away, other = therapist(), therapist("Behandelaar Twee"), therapist("Behandelaar Drie")
    request = asked_request(asker, full, away, other)
    until = local_date(now) + timedelta(days=20)
    decline(question=question_of(request, full), reason=DeclineReason.FULL, by=full.user, now=now)
    decline(
        question=question_of(request, away),
        reason=DeclineReason.AWAY,
        away_until=until,
        by=away.user,
        now=now,
    )
    decline(
        question=question_of(request, other),
        reason=DeclineReason.OTHER,
        explanation="",
        by=other.user,
        now=now,
    )
    states = {offer.professional_id: offer.state for offer in Offer.objects.all()}
    assert states == {
        full.pk: OfferState.CLOSED,
        away.pk: OfferState.PARKED,
        other.pk: OfferState.OPEN,
    }
    page = text_of(signed_in(other.user).get(f"/aanvragen/{asked_request(asker, other).pk}"))
    assert [label(effect) in page for effect in (DeclineEffect.CLOSE_OFFER, DeclineEffect.PARK_OFFER)] == [
        True,
        True,
    ]


def test_two_people_at_one_request_never_overwrite_each_other_silently():
    asker = worker()
    colleague = person_with(Role.MEMBER, asker.memberships.get().organisation)
    request = asked_request(asker)
    mine, theirs = signed_in(asker), signed_in(colleague)
    form = {"p0-group": "child_6_12", "p0-client_role": "victim", "p0-problems": ["trauma"], "language": "nl"}
    form |= {"kind": "client", "place": "Almere", "within": "km-30", "urgency": "regular", "version": "1"}
    address = f"/aanvragen/{request.pk}/wijzigen"
    version = re.search(r'name="version" value="(\d+)"', mine.get(address).content.decode())[1]
    assert theirs.post(address, form | {"version": version, "setting": "shelter"}).status_code == 302
    answer = mine.post(address, form | {"version": version, "setting": "ambulatory"})
    assert answer.status_code == 409 and fresh(request).setting == "shelter"
    assert "Iemand anders" in text_of(answer)


def test_an_offer_that_was_lowered_by_mail_is_not_raised_by_an_old_page():
    professional = therapist(places=3)
    browser = signed_in(professional.user)
    page = browser.get("/mijn/aanbod").content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    lower_offer(offer=professional.offer, places=1, by=None, now=timezone.now())
    form = {"places": "3", "period_weeks": "4", "starts_on": "2 november 2026", "version": version}
    answer = browser.post("/mijn/aanbod", form)
    assert answer.status_code == 409 and Offer.objects.get().places == 1
    assert "Je aanbod is veranderd terwijl je schreef" in text_of(answer)
    again = re.search(r'name="version" value="(\d+)"', answer.content.decode())[1]
    assert browser.post("/mijn/aanbod", form | {"version": again}).status_code == 302
    assert Offer.objects.get().places == 3


def test_the_asker_sees_which_messages_went_out_and_how_they_fared_without_what_they_say(
    now: datetime,
):
    arrived, lost = professional_with_offer(now=now), professional_with_offer(now=now)
    request = asked(now, arrived, lost)[0].request
    tend(now=now + timedelta(days=3))
    mailed()
    OutgoingMail.objects.filter(user=lost.user).update(returned_at=timezone.now())
    page = text_of(signed_in(request.made_by).get(f"/aanvragen/{request.pk}"))
    assert page.count("2 berichten verstuurd") == 2
    assert "gemaild op" in page and "de mail kwam terug: bel" in page
    assert "A new question" not in page and "Een nieuwe vraag voor jou" not in page


def test_a_message_that_waits_for_the_mail_of_the_day_says_when_it_goes():
    asker, professional = worker(), therapist()
    professional.user.mail_choices.create(topic="questions", how="daily")
    request = asked_request(asker, professional)
    page = text_of(signed_in(asker).get(f"/aanvragen/{request.pk}"))
    assert "1 bericht staat klaar en gaat mee met de mail van" in page
    assert "verstuurd" not in page


def test_a_therapist_does_not_see_the_messages_of_others():
    asker, first, second = worker(), therapist(), therapist("Behandelaar Twee")
    request = asked_request(asker, first, second)
    assert "bericht verstuurd" not in text_of(signed_in(first.user).get(f"/aanvragen/{request.pk}"))


def test_what_the_mail_server_allows_and_what_was_used_stands_on_a_page(settings):
    settings.MAIL_PER_DAY = 40
    now = timezone.now()
    queue_mail(to="iemand@voorbeeld.example", subject="Vraag", text="x", kind=MailKind.NOTICE, now=now)
    mailed()
    assert OutgoingMail.objects.get().state == MailState.SENT
    page = re.sub(
        "<[^>]+>", "", text_of(signed_in(person_with(Role.ADMINISTRATOR)).get("/kantoor/berichten"))
    )
    assert re.search(r"1 van ten hoogste 40 mails", page)
