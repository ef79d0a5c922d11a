"""A therapist without a role any more: nothing opens from the next request on, and what stood open goes back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.actions.members import change_role, end_membership
from drakentemmers.accounts.actions.members_tending import tend_roles
from drakentemmers.accounts.actions.offboarding import offboard
from drakentemmers.accounts.models import Membership, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.errors import LinkExpired, NotAvailable
from drakentemmers.matching.actions.friday_mail import read_link, send_friday_mail, token_of
from drakentemmers.matching.actions.placements import end, start
from drakentemmers.matching.actions.questions import accept, ask, hold
from drakentemmers.matching.actions.tending import tend
from drakentemmers.matching.course import EndOutcome, QuestionState, RequestState, StopReason
from drakentemmers.matching.models import OfferLink, Placement, PrivateNote, Question, Seat, TreatmentRequest
from drakentemmers.matching.permissions import Sight, sight_of
from drakentemmers.matching.read.mine import to_do
from drakentemmers.matching.read.requests import Tab, page_of, tabs_of
from drakentemmers.matching.read.supply import findable
from tests.factories.accounts import MembershipFactory, person_with
from tests.factories.matching import (
    accepted,
    asked,
    fresh,
    open_request_by,
    placed,
    started,
    steps_of,
    therapist,
    topics_of,
)

pytestmark = pytest.mark.django_db


def again(user: User) -> User:
    """The same person at the next request."""
    return User.objects.get(pk=user.pk)


def over_by_date(user: User, now: datetime) -> None:
    user.memberships.update(ends_on=local_date(now) - timedelta(days=1))


def ended(user: User, now: datetime) -> None:
    end_membership(membership=user.memberships.get(), by=None, now=now)


def paused(user: User, now: datetime) -> None:
    user.memberships.update(suspended_at=now)


def another_role(user: User, now: datetime) -> None:
    user.memberships.update(role=Role.PARTNER)


WAYS = [over_by_date, ended, paused, another_role]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.mark.parametrize("way", WAYS)
class TestNothingOpens:
    """From the next request on, whatever way the role ended."""

    def test_no_permission_no_list_no_sight(self, way: Callable, now: datetime) -> None:
        placement = started(now)
        question, user = placement.question, placement.professional.user
        request = question.request
        offer = question.professional.offer
        way(user, now)
        user = again(user)

        assert {
            permission: user.has_perm(permission, about)
            for permission, about in (
                (Permission.VIEW_REQUEST, request),
                (Permission.ANSWER_QUESTION, question),
                (Permission.FOLLOW_PLACEMENT, placement),
                (Permission.EDIT_OFFER, offer),
            )
        } == dict.fromkeys(
            (
                Permission.VIEW_REQUEST,
                Permission.ANSWER_QUESTION,
                Permission.FOLLOW_PLACEMENT,
                Permission.EDIT_OFFER,
            ),
            False,
        )
        assert sight_of(user, request) is Sight.NOTHING
        assert list(TreatmentRequest.objects.visible_to(user)) == []
        assert list(TreatmentRequest.objects.followed_by(user)) == []
        assert list(Question.objects.put_to(user)) == []
        assert list(Placement.objects.followed_by(user)) == []
        assert list(PrivateNote.objects.kept_by(user)) == []
        assert to_do(user, now) == []

    def test_an_answer_is_refused(self, way: Callable, now: datetime) -> None:
        (question,) = asked(now)
        user = question.professional.user
        way(user, now)

        for answer in (accept, hold):
            with pytest.raises(PermissionDenied):
                answer(question=fresh(question), by=again(user), now=now)

    def test_page_list_and_api(self, way: Callable, now: datetime, client: Client) -> None:
        (question,) = asked(now)
        user, page = question.professional.user, f"/aanvragen/{question.request_id}"
        client.force_login(user)
        assert client.get(page).status_code == 200
        assert question.request.pseudonym in client.get("/aanvragen").text
        way(user, now)

        assert client.get(page).status_code == 404
        assert client.post(f"/vragen/{question.pk}/ja").status_code == 404
        assert client.get("/mijn/aanbod").status_code == 404
        assert question.request.pseudonym not in client.get("/aanvragen").text
        assert question.request.pseudonym not in client.get("/mijn").text
        assert client.get(f"/api/v1/requests/{question.request_id}").status_code == 404
        assert client.get("/api/v1/requests").json().get("items", []) == []

    def test_nobody_finds_or_asks_and_no_mail_goes_out(self, way: Callable, now: datetime) -> None:
        professional = therapist(now=now)
        link = OfferLink.objects.create(offer=professional.offer, week=date(2026, 1, 5), sent_at=now)
        asker = person_with(Role.MEMBER)
        request = open_request_by(asker, now=now)
        assert list(findable(local_date(now))) == [professional]
        way(professional.user, now)

        assert list(findable(local_date(now))) == []
        with pytest.raises(NotAvailable):
            ask(request=request, professionals=[professional], by=asker, now=now)
        assert send_friday_mail(now=now) == 0
        with pytest.raises(LinkExpired):
            read_link(token=token_of(link), now=now)


def test_a_second_role_as_therapist_keeps_everything_open(now: datetime) -> None:
    (question,) = asked(now)
    user = question.professional.user
    first = user.memberships.get()
    MembershipFactory(user=user, role=Role.THERAPIST)
    end_membership(membership=first, by=None, now=now)

    assert again(user).has_perm(Permission.ANSWER_QUESTION, question)
    assert fresh(question).state == QuestionState.ASKED


def by_tending(user: User, now: datetime) -> None:
    over_by_date(user, now)
    assert tend_roles(now=now).roles_over == 1


def by_goodbye(user: User, now: datetime) -> None:
    seat = user.memberships.get()
    offboard(
        organisation=seat.organisation, user=user, by=person_with(Role.OWNER, seat.organisation), now=now
    )


def by_another_role(user: User, now: datetime) -> None:
    seat = user.memberships.get()
    owner = person_with(Role.OWNER, seat.organisation)
    change_role(membership=seat, role=Role.MEMBER, by=owner, now=now)


def by_another_role_beside(user: User, now: datetime) -> None:
    seat = user.memberships.get()
    MembershipFactory(user=user, organisation=seat.organisation, role=Role.MEMBER)
    end_membership(membership=seat, by=None, now=now)


@pytest.mark.parametrize("way", [ended, by_tending, by_goodbye, by_another_role, by_another_role_beside])
class TestWhatStoodOpen:
    """Goes back to who asked, who hears of it."""

    def test_an_open_question_ends_and_the_asker_hears(self, way: Callable, now: datetime) -> None:
        (question,) = asked(now)
        hold(question=question, by=question.professional.user, now=now)
        way(question.professional.user, now)

        assert fresh(question).state == QuestionState.WITHDRAWN
        assert not Seat.objects.exists()
        assert steps_of(question.request)[-1] == "therapist_left"
        assert topics_of(question.request.made_by)[-1] == "matching.therapist_left"
        assert "matching.therapist_left" not in topics_of(question.professional.user)

    def test_a_yes_that_was_not_confirmed_opens_the_request_again(self, way: Callable, now: datetime) -> None:
        question = accepted(now)
        way(question.professional.user, now)

        assert fresh(question.request).state == RequestState.OPEN
        assert not Seat.objects.exists()

    def test_the_next_in_the_queue_is_asked(self, way: Callable, now: datetime) -> None:
        first, second = asked(now, therapist(now=now), therapist(now=now), one_by_one=True)
        way(first.professional.user, now)

        assert [fresh(q).state for q in (first, second)] == [QuestionState.WITHDRAWN, QuestionState.ASKED]

    def test_a_queued_question_ends_as_well(self, way: Callable, now: datetime) -> None:
        first, second = asked(now, therapist(now=now), therapist(now=now), one_by_one=True)
        way(second.professional.user, now)

        assert [fresh(q).state for q in (first, second)] == [QuestionState.ASKED, QuestionState.WITHDRAWN]

    @pytest.mark.parametrize("made", [placed, started])
    def test_a_treatment_becomes_the_turn_of_who_asked(
        self, way: Callable, made: Callable, now: datetime
    ) -> None:
        placement = made(now)
        request, asker = placement.request, placement.request.made_by
        before = fresh(request).state
        way(placement.professional.user, now)

        assert (fresh(request).state, fresh(placement.question).state) == (before, QuestionState.PLACED)
        assert steps_of(request).count("therapist_left") == 1
        assert topics_of(asker)[-1] == "matching.therapist_left"
        assert [todo.url for todo in to_do(again(asker), now)] == [f"/aanvragen/{request.pk}"]
        rows, _ = page_of(again(asker), Tab.OUR_TURN, 1, now=now)
        assert [(row.id, row.turn.is_mine) for row in rows] == [(request.pk, True)]
        counts = {tab.tab: tab.count for tab in tabs_of(again(asker), is_therapist=False, now=now)}
        assert counts == {Tab.OUR_TURN: 1, Tab.WAITING: 0, Tab.PLACED: 0, Tab.DONE: 0}

    def test_who_asked_writes_down_how_it_ended(self, way: Callable, now: datetime) -> None:
        placement = placed(now)
        asker = placement.request.made_by
        way(placement.professional.user, now)
        today = local_date(now)
        start(placement=fresh(placement), on=today, by=again(asker), now=now)
        end(
            placement=fresh(placement),
            on=today,
            outcome=EndOutcome.STOPPED_EARLY,
            stop_reason=StopReason.PRACTICE_STOPPED,
            by=again(asker),
            now=now,
        )

        assert fresh(placement.request).state == RequestState.ENDED
        assert to_do(again(asker), now) == []


def test_a_treatment_is_the_turn_of_who_asked_at_once_by_date(now: datetime, client: Client) -> None:
    placement = started(now)
    over_by_date(placement.professional.user, now)
    client.force_login(placement.request.made_by)

    text = client.get(f"/aanvragen/{placement.request_id}").text

    assert f"{placement.professional.name} heeft het netwerk verlaten" in text


def test_a_paused_therapist_finds_the_question_again_when_confirmed(now: datetime) -> None:
    (question,) = asked(now)
    paused(question.professional.user, now)
    tend_roles(now=now)
    assert fresh(question).state == QuestionState.ASKED

    question.professional.user.memberships.update(suspended_at=None)
    assert again(question.professional.user).has_perm(Permission.ANSWER_QUESTION, fresh(question))


def test_a_question_to_a_paused_therapist_expires_and_the_asker_hears(now: datetime, settings) -> None:
    (question,) = asked(now)
    paused(question.professional.user, now)
    later = now + timedelta(days=settings.QUESTION_EXPIRES_AFTER)

    assert (tend(now=later).nudges, fresh(question).state) == (0, QuestionState.EXPIRED)
    assert topics_of(question.request.made_by) == ["matching.expired"]


def test_tending_a_second_time_does_nothing(now: datetime) -> None:
    (question,) = asked(now)
    over_by_date(question.professional.user, now)

    assert [tend_roles(now=now).roles_over for _ in range(2)] == [1, 0]
    assert Membership.objects.get(user=question.professional.user).ended_at == now
    assert topics_of(question.professional.user)[-1] == "security.role_ended"
