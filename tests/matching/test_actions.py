"""The walk of a request through the actions: what each leaves behind, and what it refuses."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.rules import Setting
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.errors import (
    NoPlaceLeft,
    NotAvailable,
    TextHoldsPersonalData,
    VersionConflict,
)
from drakentemmers.matching.actions.placements import confirm, continue_ambulatory, end, start
from drakentemmers.matching.actions.questions import accept, ask, client_declined, decline, hold, withdraw
from drakentemmers.matching.actions.requests import change_request, close_request, make_request, open_request
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import (
    ClosedReason,
    DeclineReason,
    EndOutcome,
    QuestionState,
    RequestState,
    Step,
    StepRefused,
    StopReason,
)
from drakentemmers.matching.models import Placement, Seat, TreatmentRequest
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, person_with
from tests.factories.directory import ProfessionalFactory
from tests.factories.matching import NEED, accepted, asked, open_request_by, placed, started, therapist

pytestmark = pytest.mark.django_db


def fresh(row):
    return type(row)._default_manager.get(pk=row.pk)


def steps_of(request: TreatmentRequest) -> list[str]:
    return list(request.steps.values_list("step", flat=True))


def topics_of(user) -> list[str]:
    return list(user.notifications.order_by("pk").values_list("topic", flat=True))


class TestMaking:
    def test_a_new_request_is_a_draft_under_a_name_the_platform_chose(self, now: datetime):
        asker = person_with(Role.MEMBER)
        request = make_request(
            organisation=asker.memberships.get().organisation, fields=NEED, by=asker, now=now
        )
        assert request.state == RequestState.DRAFT and request.pseudonym
        assert steps_of(request) == [Step.MADE]
        assert Event.objects.about(request).get().action == "request.made"

    def test_every_client_of_an_organisation_has_another_name(self, now: datetime):
        asker = person_with(Role.MEMBER)
        names = {open_request_by(asker, now=now).pseudonym for _ in range(60)}
        assert len(names) == 60

    def test_nobody_asks_for_somebody_elses_organisation(self, now: datetime):
        with pytest.raises(PermissionDenied):
            make_request(
                organisation=OrganisationFactory(), fields=NEED, by=person_with(Role.MEMBER), now=now
            )

    def test_a_name_in_the_note_is_refused_and_nothing_is_kept(self, now: datetime):
        asker = person_with(Role.MEMBER)
        organisation = asker.memberships.get().organisation
        fields = NEED | {"note": "Bel haar op 06 12345678."}
        with pytest.raises(TextHoldsPersonalData) as refused:
            make_request(organisation=organisation, fields=fields, by=asker, now=now)
        assert refused.value.field == "note"
        assert not TreatmentRequest.objects.exists()

    @pytest.mark.parametrize("wrong", [{"group": "everybody"}, {"place_name": ""}, {"latitude": None}])
    def test_a_value_that_cannot_be_is_refused(self, now: datetime, wrong: dict):
        asker = person_with(Role.MEMBER)
        with pytest.raises(ValidationError):
            open_request_by(asker, now=now, **wrong)

    def test_a_state_is_not_a_field(self, now: datetime):
        with pytest.raises(ValueError, match="state"):
            open_request_by(person_with(Role.MEMBER), now=now, state=RequestState.PLACED)


class TestChanging:
    def test_a_change_counts_the_version_and_moves_the_metres(self, now: datetime):
        request = open_request_by(person_with(Role.MEMBER), now=now)
        before = request.point
        fields = {"place_name": "Groningen", "latitude": 53.22, "longitude": 6.57}
        change_request(request=request, fields=fields, expected_version=1, by=request.made_by, now=now)
        request = fresh(request)
        assert (request.version, request.place_name) == (2, "Groningen")
        assert request.point != before
        assert steps_of(request)[-1] == Step.CHANGED

    def test_who_saved_in_between_is_not_overwritten(self, now: datetime):
        request = open_request_by(person_with(Role.MEMBER), now=now)
        change_request(
            request=request, fields={"note": "Rustig begin."}, expected_version=1, by=request.made_by, now=now
        )
        with pytest.raises(VersionConflict):
            change_request(
                request=request, fields={"note": "Anders."}, expected_version=1, by=request.made_by, now=now
            )
        assert fresh(request).note == "Rustig begin."

    def test_after_a_yes_the_need_is_fixed(self, now: datetime):
        request = accepted(now).request
        with pytest.raises(StepRefused):
            change_request(
                request=request, fields={"max_km": 5}, expected_version=1, by=request.made_by, now=now
            )
        assert fresh(request).max_km is None

    def test_a_draft_cannot_be_put_to_anybody(self, now: datetime):
        asker = person_with(Role.MEMBER)
        request = make_request(
            organisation=asker.memberships.get().organisation, fields=NEED, by=asker, now=now
        )
        with pytest.raises(StepRefused):
            ask(request=request, professionals=[therapist(now=now)], by=asker, now=now)


class TestAsking:
    def test_all_at_once(self, now: datetime):
        questions = asked(now, therapist(now=now), therapist(now=now))
        assert [fresh(question).state for question in questions] == [QuestionState.ASKED] * 2
        assert all(topics_of(question.professional.user) == ["matching.asked"] for question in questions)

    def test_one_by_one_asks_the_first_and_queues_the_rest(self, now: datetime):
        first, second, third = asked(now, *[therapist(now=now) for _ in range(3)], one_by_one=True)
        assert [q.state for q in (first, second, third)] == ["asked", "queued", "queued"]
        assert topics_of(second.professional.user) == []
        decline(question=first, reason=DeclineReason.TOO_FAR, by=first.professional.user, now=now)
        assert [fresh(q).state for q in (first, second, third)] == ["declined", "asked", "queued"]
        withdraw(question=second, by=first.request.made_by, now=now)
        assert [fresh(q).state for q in (second, third)] == ["withdrawn", "asked"]

    def test_a_queue_passes_over_who_left(self, now: datetime):
        first, second, third = asked(now, *[therapist(now=now) for _ in range(3)], one_by_one=True)
        second.professional.is_active = False
        second.professional.save()
        decline(question=first, reason=DeclineReason.OTHER, by=first.professional.user, now=now)
        assert [fresh(q).state for q in (second, third)] == ["withdrawn", "asked"]

    def test_pressing_twice_asks_once(self, now: datetime):
        (question,) = asked(now)
        again = ask(
            request=question.request,
            professionals=[question.professional, question.professional],
            by=question.request.made_by,
            now=now,
        )
        assert again == [] and question.request.questions.count() == 1

    def test_who_declined_can_be_asked_again(self, now: datetime):
        (question,) = asked(now)
        decline(question=question, reason=DeclineReason.TOO_FAR, by=question.professional.user, now=now)
        request = question.request
        (again,) = ask(request=request, professionals=[question.professional], by=request.made_by, now=now)
        assert again.turn == 2 and again.state == QuestionState.ASKED

    def test_who_left_the_network_is_not_asked(self, now: datetime):
        request = open_request_by(person_with(Role.MEMBER), now=now)
        with pytest.raises(NotAvailable):
            ask(
                request=request,
                professionals=[ProfessionalFactory(is_active=False)],
                by=request.made_by,
                now=now,
            )

    def test_a_therapist_without_an_account_is_asked_in_silence(self, now: datetime):
        (question,) = asked(now, therapist(now=now, user=None))
        assert question.state == QuestionState.ASKED


class TestAnswering:
    def test_yes_holds_a_place_and_ends_the_other_questions(self, now: datetime):
        yes, held, waiting = asked(now, *[therapist(now=now) for _ in range(3)])
        hold(question=held, by=held.professional.user, now=now)
        accept(question=yes, by=yes.professional.user, now=now)
        assert fresh(yes.request).state == RequestState.ACCEPTED
        assert [fresh(q).state for q in (yes, held, waiting)] == ["accepted", "withdrawn", "withdrawn"]
        assert Seat.objects.get().question == yes
        assert Seat.objects.get().held_until == now + timedelta(days=7)
        assert topics_of(waiting.professional.user)[-1] == "matching.superseded"
        assert topics_of(yes.request.made_by)[-1] == "matching.accepted"

    def test_the_coordinator_hears_the_answer_too(self, now: datetime):
        (question,) = asked(now)
        coordinator = UserFactory()
        MembershipFactory(user=coordinator, organisation=question.request.organisation, role=Role.COORDINATOR)
        accept(question=question, by=question.professional.user, now=now)
        assert topics_of(coordinator) == ["matching.accepted"]

    def test_who_left_the_organisation_hears_nothing(self, now: datetime):
        (question,) = asked(now)
        maker = question.request.made_by
        maker.memberships.update(ends_on=local_date(now) - timedelta(days=1))
        accept(question=question, by=question.professional.user, now=now)
        assert topics_of(maker) == []

    def test_the_second_yes_is_too_late(self, now: datetime):
        one, other = asked(now, therapist(now=now), therapist(now=now))
        accept(question=one, by=one.professional.user, now=now)
        with pytest.raises(StepRefused):
            accept(question=other, by=other.professional.user, now=now)

    def test_nobody_answers_for_another(self, now: datetime):
        one, other = asked(now, therapist(now=now), therapist(now=now))
        for deed in (hold, accept):
            with pytest.raises(PermissionDenied):
                deed(question=one, by=other.professional.user, now=now)
        with pytest.raises(PermissionDenied):
            decline(question=one, reason=DeclineReason.OTHER, by=one.request.made_by, now=now)

    def test_no_offer_or_no_place_is_said_clearly(self, now: datetime):
        full = therapist(now=now, only_this_week=True)
        (first,) = asked(now, full)
        (second,) = asked(now, full)
        (without,) = asked(now, ProfessionalFactory())
        accept(question=first, by=full.user, now=now)
        for question in (second, without):
            with pytest.raises(NoPlaceLeft):
                accept(question=question, by=question.professional.user, now=now)
            assert fresh(question).state == QuestionState.ASKED

    def test_an_expired_hold_gives_its_place_to_who_wants_it(self, now: datetime):
        full = therapist(now=now)
        full.offer.ends_on = local_date(now) + timedelta(days=8)
        full.offer.save()
        (first,), (second,) = asked(now, full), asked(now, full)
        hold(question=first, by=full.user, now=now)
        with pytest.raises(NoPlaceLeft):
            accept(question=second, by=full.user, now=now + timedelta(days=6))
        accept(question=second, by=full.user, now=now + timedelta(days=7))
        with pytest.raises(NoPlaceLeft):
            accept(question=first, by=full.user, now=now + timedelta(days=7))
        assert Seat.objects.get().question == second

    def test_a_hold_becomes_a_yes_on_the_same_place(self, now: datetime):
        (question,) = asked(now)
        hold(question=question, by=question.professional.user, now=now)
        seat = Seat.objects.get()
        accept(question=question, by=question.professional.user, now=now + timedelta(days=2))
        assert Seat.objects.get().pk == seat.pk
        assert Seat.objects.get().held_until == now + timedelta(days=9)


class TestDeclining:
    def test_full_closes_the_offer(self, now: datetime):
        (question,) = asked(now)
        decline(question=question, reason=DeclineReason.FULL, by=question.professional.user, now=now)
        offer = fresh(question.professional.offer)
        assert offer.state == OfferState.CLOSED
        assert Event.objects.about(offer).get().action == "offer.closed"

    def test_away_parks_the_offer_until_a_date(self, now: datetime):
        (question,) = asked(now)
        until = local_date(now) + timedelta(days=30)
        decline(
            question=question,
            reason=DeclineReason.AWAY,
            away_until=until,
            by=question.professional.user,
            now=now,
        )
        offer = fresh(question.professional.offer)
        assert (offer.state, offer.parked_until) == (OfferState.PARKED, until)
        assert question.steps.get(step=Step.DECLINED).until == until

    @pytest.mark.parametrize("days", [None, 0, -1])
    def test_away_needs_a_date_to_come(self, now: datetime, days: int | None):
        (question,) = asked(now)
        until = None if days is None else local_date(now) + timedelta(days=days)
        with pytest.raises(ValidationError):
            decline(
                question=question,
                reason=DeclineReason.AWAY,
                away_until=until,
                by=question.professional.user,
                now=now,
            )
        assert fresh(question).state == QuestionState.ASKED

    def test_other_reasons_leave_the_offer_alone(self, now: datetime):
        (question,) = asked(now)
        decline(
            question=question,
            reason=DeclineReason.LANGUAGE,
            explanation="Ik spreek geen Pools.",
            by=question.professional.user,
            now=now,
        )
        assert fresh(question.professional.offer).state == OfferState.OPEN
        step = question.steps.get(step=Step.DECLINED)
        assert (step.reason, step.text) == ("language", "Ik spreek geen Pools.")

    def test_an_explanation_names_nobody(self, now: datetime):
        (question,) = asked(now)
        with pytest.raises(TextHoldsPersonalData):
            decline(
                question=question,
                reason=DeclineReason.OTHER,
                explanation="Mail naar iemand@voorbeeld.nl",
                by=question.professional.user,
                now=now,
            )
        assert fresh(question).state == QuestionState.ASKED

    def test_a_yes_taken_back_frees_the_place_and_opens_the_request(self, now: datetime):
        question = accepted(now)
        decline(question=question, reason=DeclineReason.OTHER, by=question.professional.user, now=now)
        assert fresh(question.request).state == RequestState.OPEN
        assert not Seat.objects.exists()


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
