"""Many at once: for the last place, for the same request, on the same link. Real threads, real rows."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.clock import local_date
from drakentemmers.kernel.ids import new_id
from drakentemmers.matching.actions.errors import AlreadyMade, LinkUsed, NoPlaceLeft
from drakentemmers.matching.actions.friday_mail import answer_link, send_friday_mail, token_of
from drakentemmers.matching.actions.placements import confirm
from drakentemmers.matching.actions.questions import accept, ask, decline, withdraw
from drakentemmers.matching.actions.requests import make_request
from drakentemmers.matching.actions.rounds_sending import send
from drakentemmers.matching.actions.tending import tend
from drakentemmers.matching.course import (
    LIVE_QUESTION,
    DeclineReason,
    QuestionState,
    RequestState,
    StepRefused,
)
from drakentemmers.matching.models import Offer, OfferLink, Placement, Question, Round, Seat, TreatmentRequest
from tests.factories.accounts import person_with
from tests.factories.matching import NEED, open_request_by, therapist
from tests.matching.round_stage import held_round, lines, region, shelter, waiting
from tests.matching.round_stage import therapist as round_therapist
from tests.thoroughness import AT_ONCE, ROUNDS

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(deeds: list[Callable[[], object]]) -> Counter[str]:
    """Run every deed in a thread of its own, all starting together; count what came of them by name."""
    together = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        try:
            together.wait(timeout=20)
            deed()
        except (AlreadyMade, NoPlaceLeft, StepRefused, LinkUsed) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(pool.map(run, deeds))


def fresh(question: Question) -> Question:
    """A copy of one's own, as every request to the site reads it anew."""
    return Question.objects.select_related("request").get(pk=question.pk)


def asked_by_many(now: datetime, *, places: int) -> list[Question]:
    """Questions from as many organisations to one therapist with a few places, all in this week."""
    professional = therapist(places=places, now=now, only_this_week=True)
    asker = person_with(Role.MEMBER)
    with transaction.atomic():
        requests = [open_request_by(asker, now=now) for _ in range(AT_ONCE)]
        return [ask(request=made, professionals=[professional], by=None, now=now)[0] for made in requests]


def test_the_last_places_go_to_as_many_as_there_are(now: datetime):
    for places in range(1, ROUNDS + 1):
        questions = [fresh(question) for question in asked_by_many(now, places=places)]
        outcome = all_at_once([partial(accept, question=q, by=None, now=now) for q in questions])
        assert outcome == {"done": places, "NoPlaceLeft": AT_ONCE - places}
        ours = Seat.objects.filter(question__in=questions)
        assert sorted(ours.values_list("number", flat=True)) == list(range(1, places + 1))


def test_two_confirmations_for_the_last_place_give_one_placement(now: datetime):
    later = now + timedelta(days=8)  # every hold has run out
    for round_ in range(ROUNDS):
        questions = asked_by_many(now, places=AT_ONCE)
        with transaction.atomic():
            for question in questions:
                accept(question=question, by=None, now=now)
            Offer.objects.update(places=1, ends_on=local_date(later))
        waiting = [fresh(question) for question in questions]
        outcome = all_at_once([partial(confirm, question=q, by=None, now=later) for q in waiting])
        assert outcome == {"done": 1, "NoPlaceLeft": AT_ONCE - 1}
        assert Placement.objects.count() == round_ + 1
        assert Seat.objects.filter(held_until__isnull=True).count() == round_ + 1


def test_the_first_of_many_yeses_counts(now: datetime):
    for _ in range(ROUNDS):
        with transaction.atomic():
            request = open_request_by(person_with(Role.MEMBER), now=now)
            therapists = [therapist(now=now) for _ in range(AT_ONCE)]
            questions = ask(request=request, professionals=therapists, by=None, now=now)
        questions = [fresh(question) for question in questions]
        outcome = all_at_once([partial(accept, question=q, by=None, now=now) for q in questions])
        assert outcome == {"done": 1, "StepRefused": AT_ONCE - 1}
        states = Counter(request.questions.values_list("state", flat=True))
        assert states == {QuestionState.ACCEPTED: 1, QuestionState.WITHDRAWN: AT_ONCE - 1}
        assert Seat.objects.filter(question__request=request).count() == 1


def test_the_same_button_pressed_by_many_asks_once(now: datetime):
    request = open_request_by(person_with(Role.MEMBER), now=now)
    therapists = [therapist(now=now) for _ in range(3)]
    copies = [TreatmentRequest.objects.get(pk=request.pk) for _ in range(AT_ONCE)]
    all_at_once(
        [
            partial(ask, request=copy, professionals=therapists, one_by_one=True, by=None, now=now)
            for copy in copies
        ]
    )
    states = Counter(request.questions.values_list("state", flat=True))
    assert states == {QuestionState.ASKED: 1, QuestionState.QUEUED: 2}


def test_yes_no_and_never_mind_at_the_same_time_leave_a_sound_request(now: datetime):
    for _ in range(ROUNDS):
        request = open_request_by(person_with(Role.MEMBER), now=now)
        therapists = [therapist(now=now) for _ in range(4)]
        questions = ask(request=request, professionals=therapists, one_by_one=True, by=None, now=now)
        yes, no, never_mind = (fresh(questions[0]) for _ in range(3))
        all_at_once(
            [
                partial(accept, question=yes, by=None, now=now),
                partial(decline, question=no, reason=DeclineReason.FULL, by=None, now=now),
                partial(withdraw, question=never_mind, by=None, now=now),
                partial(tend, now=now + timedelta(days=14)),
            ]
        )
        request.refresh_from_db()
        live = request.questions.filter(state__in=["asked", "held", "accepted"])
        assert live.count() == 1 or request.state == RequestState.OPEN
        held = set(Seat.objects.filter(question__request=request).values_list("question", flat=True))
        assert held == set(live.filter(state="accepted").values_list("pk", flat=True))


def test_many_new_requests_of_one_organisation_have_different_names(now: datetime):
    asker = person_with(Role.MEMBER)
    organisation = asker.memberships.get().organisation
    make = partial(make_request, organisation=organisation, fields=NEED, by=None, now=now)
    assert all_at_once([make] * AT_ONCE) == {"done": AT_ONCE}
    assert len(set(organisation.requests.values_list("pseudonym", flat=True))) == AT_ONCE


def test_one_form_sent_by_many_taps_makes_one_request(now: datetime):
    asker = person_with(Role.MEMBER)
    organisation = asker.memberships.get().organisation
    for number in range(1, ROUNDS + 1):
        make = partial(make_request, organisation=organisation, fields=NEED, by=asker, now=now, pk=new_id())
        assert all_at_once([make] * AT_ONCE) == {"done": 1, "AlreadyMade": AT_ONCE - 1}
        assert organisation.requests.count() == number


def test_one_link_tapped_by_many_has_one_effect(now: datetime):
    for _ in range(ROUNDS):
        offer = therapist(places=9, now=now).offer
        send_friday_mail(now=now)
        token = token_of(OfferLink.objects.get(offer=offer))
        tap = partial(answer_link, token=token, answer="lower", now=now)
        assert all_at_once([tap] * AT_ONCE) == {"done": 1, "LinkUsed": AT_ONCE - 1}
        assert Offer.objects.get(pk=offer.pk).places == 8


def test_two_friday_runs_share_the_work(now: datetime, mailoutbox):
    for _ in range(12):
        therapist(now=now)
    all_at_once([partial(send_friday_mail, now=now) for _ in range(4)])
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted({mail.to[0] for mail in mailoutbox})
    assert len(mailoutbox) == 12


def test_overlapping_rounds_ask_nobody_twice_and_give_no_place_twice(now: datetime):
    """Two leads send at the same time what partly is the same, while therapists answer."""
    flevoland = region()
    for _ in range(ROUNDS):
        with transaction.atomic():
            asker = shelter(flevoland)
            requests = waiting(asker, 6)
            therapists = [round_therapist(f"Behandelaar {number}", places=2) for number in range(3)]
            asked_before = open_request_by(asker, now=timezone.now())
            (busy,) = ask(request=asked_before, professionals=[therapists[0]], by=asker, now=timezone.now())
        rounds = [held_round("pr-flevoland"), held_round("")]
        sending = [
            partial(send, held=Round.objects.get(pk=held.pk), suggestions=part, by=None, now=timezone.now())
            for held in rounds
            for part in (lines(held, requests[:3]), lines(held, requests[3:]), lines(held, requests))
        ]
        answers = [partial(accept, question=fresh(busy), by=None, now=timezone.now())] * 2
        deeds = sending * 3 + answers * 3
        assert len(deeds) == AT_ONCE
        all_at_once(deeds)
        live = Question.objects.filter(state__in=LIVE_QUESTION)
        per_request = Counter(live.filter(request__in=requests).values_list("request", flat=True))
        assert set(per_request.values()) <= {1}
        assert len(per_request) == 5  # six places, one of which was asked for before
        for therapist_ in therapists:
            assert live.filter(professional=therapist_).count() <= 2
        assert Seat.objects.filter(question=busy).count() == 1
        TreatmentRequest.objects.filter(organisation=asker.memberships.get().organisation).update(
            state=RequestState.CLOSED
        )
        Offer.objects.update(state="closed")
