"""Any order of deeds by any number of people: what must always hold, holds."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.kernel.clock import AMSTERDAM, local_date
from drakentemmers.matching.actions.errors import NoPlaceLeft, NotAvailable
from drakentemmers.matching.actions.offers import lower_offer, reopen_offer, save_offer
from drakentemmers.matching.actions.placements import confirm, continue_ambulatory, end, start
from drakentemmers.matching.actions.questions import accept, ask, client_declined, decline, hold, withdraw
from drakentemmers.matching.actions.requests import change_request, close_request
from drakentemmers.matching.actions.tending import Tended, tend
from drakentemmers.matching.capacity import period_start
from drakentemmers.matching.course import (
    LIVE_QUESTION,
    ClosedReason,
    DeclineReason,
    EndOutcome,
    QuestionState,
    RequestState,
    Step,
    StepRefused,
    question_after,
    request_after,
    request_after_question,
)
from drakentemmers.matching.models import Offer, Placement, Question, RequestStep, Seat, TreatmentRequest
from tests.factories.accounts import person_with
from tests.factories.matching import open_request_by, therapist
from tests.thoroughness import RUNS, STEPS

BEGIN = datetime(2026, 11, 18, 15, 0, tzinfo=AMSTERDAM)
REQUESTS, THERAPISTS = 3, 4
which_request = st.integers(0, REQUESTS - 1)
which_therapist = st.integers(0, THERAPISTS - 1)
which_question = st.integers(0, 30)


class Course(RuleBasedStateMachine):
    """A few requests and a few therapists with hardly any places, over some weeks."""

    @initialize()
    def begin(self) -> None:
        self.world = transaction.atomic()  # everything of one run is undone at its end
        self.world.__enter__()
        self.now = BEGIN
        self.questions: list[Question] = []
        self.periods_moved: set[str] = set()
        self.therapists = [
            therapist(places=1 + number % 2, now=self.now, only_this_week=number < 2)
            for number in range(THERAPISTS)
        ]
        asker = person_with(Role.COORDINATOR)
        self.requests = [open_request_by(asker, now=self.now) for _ in range(REQUESTS)]

    def teardown(self) -> None:
        if hasattr(self, "world"):
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)

    def attempt(self, deed, **arguments) -> None:
        """Do a deed; a refusal is fine, as long as it leaves everything as it was."""
        before = fingerprint()
        try:
            with transaction.atomic():
                deed(**arguments, by=None, now=self.now)
        except (StepRefused, NoPlaceLeft, NotAvailable, ValidationError):
            assert fingerprint() == before

    def question(self, which: int) -> Question:
        return Question.objects.select_related("request").get(
            pk=self.questions[which % len(self.questions)].pk
        )

    def has_questions(self) -> bool:
        return bool(self.questions)

    @rule(which=which_request, whom=st.lists(which_therapist, min_size=1, max_size=3), in_turn=st.booleans())
    def ask(self, which: int, whom: list[int], in_turn: bool) -> None:
        self.attempt(
            lambda **given: self.questions.extend(ask(**given)),
            request=self.requests[which],
            professionals=[self.therapists[number] for number in whom],
            one_by_one=in_turn,
        )

    @precondition(has_questions)
    @rule(which=which_question)
    def hold(self, which: int) -> None:
        self.attempt(hold, question=self.question(which))

    @precondition(has_questions)
    @rule(which=which_question)
    def accept(self, which: int) -> None:
        self.attempt(accept, question=self.question(which))

    @precondition(has_questions)
    @rule(which=which_question, reason=st.sampled_from(DeclineReason), days=st.integers(-1, 20))
    def decline(self, which: int, reason: DeclineReason, days: int) -> None:
        until = local_date(self.now) + timedelta(days=days)
        self.attempt(decline, question=self.question(which), reason=reason, away_until=until)

    @precondition(has_questions)
    @rule(which=which_question)
    def withdraw(self, which: int) -> None:
        self.attempt(withdraw, question=self.question(which))

    @precondition(has_questions)
    @rule(which=which_question)
    def confirm(self, which: int) -> None:
        self.attempt(confirm, question=self.question(which))

    @rule(which=which_request)
    def client_declines(self, which: int) -> None:
        self.attempt(client_declined, request=self.requests[which])

    @rule(which=which_request, reason=st.sampled_from(ClosedReason))
    def close(self, which: int, reason: ClosedReason) -> None:
        self.attempt(close_request, request=self.requests[which], reason=reason)

    @rule(which=which_request)
    def change(self, which: int) -> None:
        version = TreatmentRequest.objects.get(pk=self.requests[which].pk).version
        self.attempt(
            change_request, request=self.requests[which], fields={"max_km": 20}, expected_version=version
        )

    @rule(which=st.integers(0, 5), deed=st.sampled_from([start, continue_ambulatory, end]))
    def follow(self, which: int, deed) -> None:
        placements = list(
            Placement.objects.order_by("confirmed_at", "request__made_at", "request__pseudonym")
        )
        if placements:
            outcome = {"outcome": EndOutcome.COMPLETED} if deed is end else {}
            placement = placements[which % len(placements)]
            self.attempt(deed, placement=placement, on=local_date(self.now), **outcome)

    @rule(whose=which_therapist, places=st.integers(0, 3))
    def lower(self, whose: int, places: int) -> None:
        self.attempt(lower_offer, offer=self.therapists[whose].offer, places=places)

    @rule(whose=which_therapist)
    def reopen(self, whose: int) -> None:
        self.attempt(reopen_offer, offer=self.therapists[whose].offer)

    @rule(whose=which_therapist, weeks=st.integers(1, 6), days_ago=st.integers(0, 40))
    def move_periods(self, whose: int, weeks: int, days_ago: int) -> None:
        starts = local_date(self.now) - timedelta(days=days_ago)
        fields = {"period_weeks": weeks, "starts_on": starts, "ends_on": None}
        self.attempt(save_offer, professional=self.therapists[whose], fields=fields)
        self.periods_moved.add(self.therapists[whose].pk)

    @rule(days=st.integers(1, 10))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule()
    def tending(self) -> None:
        with transaction.atomic():
            tend(now=self.now)
            assert tend(now=self.now) == Tended(0, 0, 0, 0, 0, 0, 0, 0)

    @invariant()
    def a_request_has_at_most_one_yes_and_knows_it(self) -> None:
        placed_requests = set(Placement.objects.values_list("request_id", flat=True))
        states = {pk: Counter() for pk in self.ours()}
        for request, state in Question.objects.filter(request__in=states).values_list("request", "state"):
            states[request][state] += 1
        for pk, state in TreatmentRequest.objects.filter(pk__in=states).values_list("pk", "state"):
            counts = states[pk]
            assert counts[QuestionState.ACCEPTED] == (state == RequestState.ACCEPTED)
            assert counts[QuestionState.PLACED] == (state in AFTER_PLACING) == (pk in placed_requests)
            if state not in {RequestState.ASKED, RequestState.ACCEPTED}:
                assert not any(counts[live] for live in LIVE_QUESTION)

    @invariant()
    def seats_are_those_of_live_questions(self) -> None:
        seats = Seat.objects.filter(question__request__in=self.ours())
        for seat in seats.select_related("question", "offer"):
            held = {QuestionState.HELD, QuestionState.ACCEPTED}
            assert seat.question.state in (held if seat.held_until else {QuestionState.PLACED})
            assert period_start(seat.offer.terms, seat.period_start) == seat.period_start
        placed = Question.objects.filter(request__in=self.ours(), state=QuestionState.PLACED)
        assert not placed.filter(seat__isnull=True).exists()

    @invariant()
    def no_period_has_more_seats_than_places(self) -> None:
        """Places only go down here, so what was taken stays within what was once offered.

        Moving the periods may bring two full periods together; then nothing more fits in.
        """
        most = {
            professional.pk: 1 + number % 2
            for number, professional in enumerate(getattr(self, "therapists", []))
            if professional.pk not in self.periods_moved
        }
        live = Seat.objects.live(getattr(self, "now", BEGIN)).filter(offer__professional__in=most)
        taken = Counter(live.values_list("offer__professional", "period_start"))
        assert all(count <= most[therapist] for (therapist, _period), count in taken.items())

    @invariant()
    def the_steps_tell_the_whole_story(self) -> None:
        requests = dict.fromkeys(self.ours(), RequestState.DRAFT)
        questions: dict[str, QuestionState] = {}
        steps = RequestStep.objects.filter(request__in=requests).order_by("at", "pk")
        for request, question, name in steps.values_list("request", "question", "step"):
            step = Step(name)
            if question is None:
                requests[request] = request_after(requests[request], step)
            else:
                questions[question] = question_after(questions.get(question, QuestionState.QUEUED), step)
                requests[request] = request_after_question(requests[request], step)
        columns = TreatmentRequest.objects.filter(pk__in=requests).values_list("pk", "state")
        assert requests == dict(columns)
        assert questions == dict(Question.objects.filter(request__in=requests).values_list("pk", "state"))

    def ours(self) -> list[str]:
        return [request.pk for request in getattr(self, "requests", [])]


AFTER_PLACING = {RequestState.PLACED, RequestState.STARTED, RequestState.ENDED}


def fingerprint() -> tuple[object, ...]:
    """Everything a deed of this app could leave half-done."""
    return (
        sorted(TreatmentRequest.objects.values_list("pk", "state", "version")),
        sorted(Question.objects.values_list("pk", "state")),
        sorted(Seat.objects.values_list("pk", "number", "period_start")),
        sorted(Offer.objects.values_list("pk", "state", "places", "version")),
        Placement.objects.count(),
        Event.objects.count(),
    )


@pytest.mark.django_db
def test_any_order_of_deeds_leaves_everything_sound():
    run_state_machine_as_test(
        Course,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
