"""The walk of a request through the actions: what each leaves behind, and what it refuses."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.errors import (
    NoPlaceLeft,
    NotAvailable,
    TextHoldsPersonalData,
    VersionConflict,
)
from drakentemmers.matching.actions.questions import accept, ask, decline, hold, withdraw
from drakentemmers.matching.actions.requests import change_request, make_request
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import (
    DeclineReason,
    QuestionState,
    RequestState,
    Step,
    StepRefused,
)
from drakentemmers.matching.models import Seat, TreatmentRequest
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, person_with
from tests.factories.directory import ProfessionalFactory
from tests.factories.matching import (
    NEED,
    accepted,
    asked,
    fresh,
    open_request_by,
    steps_of,
    therapist,
    topics_of,
)

pytestmark = pytest.mark.django_db


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
