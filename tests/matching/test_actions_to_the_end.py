"""From a yes to the end of a treatment, or to a request that ends without one."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.rules import Setting
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.errors import (
    NoPlaceLeft,
)
from drakentemmers.matching.actions.placements import confirm, continue_ambulatory, end, start
from drakentemmers.matching.actions.questions import ask, client_declined, hold, withdraw
from drakentemmers.matching.actions.requests import close_request, make_request, open_request
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import (
    ClosedReason,
    EndOutcome,
    QuestionState,
    RequestState,
    StepRefused,
    StopReason,
)
from drakentemmers.matching.models import Placement, Seat
from tests.factories.accounts import person_with
from tests.factories.matching import (
    NEED,
    accepted,
    asked,
    fresh,
    placed,
    started,
    steps_of,
    therapist,
    topics_of,
)

pytestmark = pytest.mark.django_db


class TestEndingWithoutAPlacement:
    def test_the_asker_takes_back_an_accepted_question(self, now: datetime):
        question = accepted(now)
        withdraw(question=question, by=question.request.made_by, now=now)
        assert fresh(question.request).state == RequestState.OPEN
        assert not Seat.objects.exists()

    def test_a_queued_question_is_withdrawn_in_silence(self, now: datetime):
        _first, second = asked(now, therapist(now=now), therapist(now=now), one_by_one=True)
        withdraw(question=second, by=second.request.made_by, now=now)
        assert topics_of(second.professional.user) == []

    def test_the_client_says_no(self, now: datetime):
        question = accepted(now)
        client_declined(request=question.request, by=question.request.made_by, now=now)
        assert fresh(question.request).state == RequestState.OPEN
        assert fresh(question).state == QuestionState.WITHDRAWN
        assert not Seat.objects.exists()
        assert topics_of(question.professional.user)[-1] == "matching.client_declined"

    def test_the_client_cannot_say_no_to_nothing(self, now: datetime):
        (question,) = asked(now)
        with pytest.raises(StepRefused):
            client_declined(request=question.request, by=question.request.made_by, now=now)

    def test_closing_frees_everything(self, now: datetime):
        held, waiting = asked(now, therapist(now=now), therapist(now=now))
        hold(question=held, by=held.professional.user, now=now)
        request = held.request
        close_request(request=request, reason=ClosedReason.FOUND_ELSEWHERE, by=request.made_by, now=now)
        assert fresh(request).state == RequestState.CLOSED
        assert {fresh(held).state, fresh(waiting).state} == {QuestionState.WITHDRAWN}
        assert not Seat.objects.exists()
        assert topics_of(waiting.professional.user)[-1] == "matching.closed"
        with pytest.raises(StepRefused):
            ask(request=request, professionals=[therapist(now=now)], by=request.made_by, now=now)

    def test_the_therapist_neither_withdraws_nor_closes(self, now: datetime):
        (question,) = asked(now)
        by = question.professional.user
        with pytest.raises(PermissionDenied):
            withdraw(question=question, by=by, now=now)
        with pytest.raises(PermissionDenied):
            close_request(request=question.request, reason=ClosedReason.MOVED, by=by, now=now)
        with pytest.raises(PermissionDenied):
            client_declined(request=question.request, by=by, now=now)


class TestPlacing:
    def test_confirming_takes_the_place_for_good(self, now: datetime):
        placement = placed(now)
        assert Seat.objects.get().held_until is None
        assert placement.period_start == Seat.objects.get().period_start
        assert fresh(placement.request).state == RequestState.PLACED
        assert topics_of(placement.professional.user)[-1] == "matching.placed"

    def test_confirming_twice_makes_one_placement(self, now: datetime):
        placement = placed(now)
        with pytest.raises(StepRefused):
            confirm(question=placement.question, by=placement.request.made_by, now=now)
        assert Placement.objects.count() == 1

    def test_a_late_confirmation_takes_the_place_anew(self, now: datetime):
        question = accepted(now)
        placement = confirm(question=question, by=question.request.made_by, now=now + timedelta(days=20))
        assert Seat.objects.get().period_start == placement.period_start

    def test_a_late_confirmation_finds_the_place_gone(self, now: datetime):
        question = accepted(now)
        question.professional.offer.state = OfferState.CLOSED
        question.professional.offer.save()
        with pytest.raises(NoPlaceLeft):
            confirm(question=question, by=question.request.made_by, now=now + timedelta(days=20))
        assert fresh(question).state == QuestionState.ACCEPTED
        assert not Placement.objects.exists()

    def test_the_therapist_does_not_confirm(self, now: datetime):
        question = accepted(now)
        with pytest.raises(PermissionDenied):
            confirm(question=question, by=question.professional.user, now=now)

    def test_from_start_to_end(self, now: datetime):
        placement = started(now)
        today = local_date(now)
        asker, treating = placement.request.made_by, placement.professional.user
        continue_ambulatory(placement=placement, on=today, by=asker, now=now)
        end(placement=placement, on=today, outcome=EndOutcome.COMPLETED, by=treating, now=now)
        placement = fresh(placement)
        assert (placement.started_on, placement.ambulatory_since, placement.ended_on) == (
            today - timedelta(weeks=2),
            today,
            today,
        )
        assert steps_of(placement.request)[-4:] == ["placed", "started", "continued_ambulatory", "ended"]
        assert topics_of(asker)[-1] == "matching.ended"
        assert fresh(placement.request).state == RequestState.ENDED

    def test_nothing_starts_in_the_future_or_twice(self, now: datetime):
        placement = placed(now)
        by, today = placement.professional.user, local_date(now)
        with pytest.raises(ValidationError):
            start(placement=placement, on=today + timedelta(days=1), by=by, now=now)
        start(placement=placement, on=today, by=by, now=now)
        with pytest.raises(StepRefused):
            start(placement=placement, on=today, by=by, now=now)

    def test_nothing_ends_before_it_starts(self, now: datetime):
        with pytest.raises(StepRefused):
            end(placement=placed(now), on=local_date(now), outcome=EndOutcome.COMPLETED, by=None, now=now)
        placement = started(now)
        with pytest.raises(ValidationError):
            end(
                placement=placement,
                on=placement.started_on - timedelta(days=1),
                outcome=EndOutcome.COMPLETED,
                by=None,
                now=now,
            )

    def test_stopping_early_says_why(self, now: datetime):
        placement, today = started(now), local_date(now)
        with pytest.raises(ValidationError):
            end(placement=placement, on=today, outcome=EndOutcome.STOPPED_EARLY, by=None, now=now)
        end(
            placement=placement,
            on=today,
            outcome=EndOutcome.STOPPED_EARLY,
            stop_reason=StopReason.MOVED,
            by=None,
            now=now,
        )
        assert fresh(placement).stop_reason == StopReason.MOVED

    def test_only_shelter_treatment_goes_on_outside_and_once(self, now: datetime):
        placement, today = started(now), local_date(now)
        continue_ambulatory(placement=placement, on=today, by=None, now=now)
        with pytest.raises(StepRefused):
            continue_ambulatory(placement=placement, on=today, by=None, now=now)
        outside = started(now)
        Placement.objects.filter(pk=outside.pk).update(setting=Setting.AMBULATORY)
        with pytest.raises(StepRefused):
            continue_ambulatory(placement=outside, on=today, by=None, now=now)

    def test_a_stranger_follows_nothing(self, now: datetime):
        placement, today, stranger = placed(now), local_date(now), person_with(Role.MEMBER)
        with pytest.raises(PermissionDenied):
            start(placement=placement, on=today, by=stranger, now=now)
        with pytest.raises(PermissionDenied):
            end(placement=placement, on=today, outcome=EndOutcome.COMPLETED, by=stranger, now=now)


def test_every_step_stands_in_the_log_with_who_and_for_whom(now: datetime):
    placement = started(now)
    request, question = placement.request, placement.question
    log = [*Event.objects.about(request), *Event.objects.about(question)]
    assert {event.action for event in log} == {
        "request.made",
        "request.opened",
        "question.asked",
        "question.accepted",
        "question.placed",
        "request.started",
    }
    assert len(log) == request.steps.count()
    asking = next(event for event in log if event.action == "question.asked")
    assert asking.on_behalf_of == request.organisation_id
    assert asking.actor_id == str(request.made_by_id)


def test_texts_that_go_out_are_neutral(now: datetime, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        request = placed(now).request
    words = ["geweld", "mishandeling", "opvang", request.pseudonym.lower(), request.organisation.name.lower()]
    sent = [f"{mail.subject} {mail.body}".lower() for mail in mailoutbox]
    assert len(sent) == 3  # asked, accepted, placed
    assert not [word for word in words for text in sent if word in text]


def test_a_request_is_opened_by_its_own_people_only(now: datetime):
    asker = person_with(Role.MEMBER)
    request = make_request(organisation=asker.memberships.get().organisation, fields=NEED, by=asker, now=now)
    with pytest.raises(PermissionDenied):
        open_request(request=request, by=person_with(Role.MEMBER), now=now)
