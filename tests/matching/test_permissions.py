"""Who may do what in this app: every actor against every permission, on one request and one placement."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from drakentemmers.accounts.access import Reason, WhyKept
from drakentemmers.accounts.actions.blocks import keep_record_from
from drakentemmers.accounts.emergency import Stage
from drakentemmers.accounts.models import EmergencyAccess, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.matching.actions.questions import ask
from drakentemmers.matching.course import QuestionState
from drakentemmers.matching.models import PrivateNote, Question, Round, SavedSearch, TreatmentRequest
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, person_with
from tests.factories.matching import open_request_by, placed, therapist

pytestmark = pytest.mark.django_db

P = Permission
OF_THE_ASKER = {
    P.VIEW_REQUEST,
    P.EDIT_REQUEST,
    P.ASK_THERAPIST,
    P.CONFIRM_PLACEMENT,
    P.FOLLOW_PLACEMENT,
    P.KEEP_NOTE,
}
MAY = {
    "stranger": set(),
    "without a role": {P.FIND_THERAPIST},
    "member who asks": {P.FIND_THERAPIST, P.MAKE_REQUEST, P.SAVE_SEARCH, *OF_THE_ASKER},
    "coordinator who asks": {P.FIND_THERAPIST, P.MAKE_REQUEST, *OF_THE_ASKER},
    "owner who asks": {P.FIND_THERAPIST, P.MAKE_REQUEST, *OF_THE_ASKER},
    "member elsewhere": {P.FIND_THERAPIST},
    "coordinator elsewhere": {P.FIND_THERAPIST},
    "therapist asked": {
        P.FIND_THERAPIST,
        P.VIEW_REQUEST,
        P.ANSWER_QUESTION,
        P.EDIT_OFFER,
        P.FOLLOW_PLACEMENT,
    },
    "therapist queued": {P.FIND_THERAPIST},
    "therapist elsewhere": {P.FIND_THERAPIST},
    "coordinator of the practice": {P.FIND_THERAPIST, P.EDIT_OFFER},
    "colleague of the practice": {P.FIND_THERAPIST},
    "member kept apart": {P.FIND_THERAPIST, P.MAKE_REQUEST},
    "therapist kept apart": {P.FIND_THERAPIST},
    "lead kept apart": {P.FIND_THERAPIST, P.HOLD_ROUND},
    "with emergency access": {P.FIND_THERAPIST, P.VIEW_REQUEST},
    "emergency access that is over": {P.FIND_THERAPIST},
    "project lead": {P.FIND_THERAPIST, P.VIEW_REQUEST, P.HOLD_ROUND},
    "administrator": {P.FIND_THERAPIST, P.VIEW_REQUEST},
    "editor": {P.FIND_THERAPIST},
    "policy reader": {P.FIND_THERAPIST},
}
OURS = [permission for permission in Permission if permission.startswith("matching.")]


def kept_from(request: TreatmentRequest, user: User) -> User:
    """Return `user`, from whom the organisation keeps this request."""
    keep_record_from(
        user=user,
        subject=request,
        organisation=request.organisation,
        why=WhyKept.FAMILY,
        by=None,
        now=timezone.now(),
    )
    return user


def in_need(request: TreatmentRequest, *, ends_in: timedelta) -> User:
    """Return somebody with emergency access to this request."""
    user, now = person_with(Role.MEMBER), timezone.now()
    EmergencyAccess.objects.create(
        asked_by=user,
        asked_at=now,
        organisation=request.organisation,
        asked_for=request.pseudonym,
        subject_type="matching.treatmentrequest",
        subject_id=request.pk,
        reason=Reason.SAFETY,
        line="Iemand belt in nood",
        hours=1,
        stage=Stage.GRANTED,
        stage_since=now,
        ends_at=now + ends_in,
    )
    user.memberships.all().delete()
    return user


@pytest.fixture
def scene(now: datetime):
    placement = placed(now)
    request, professional = placement.request, placement.professional
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    professional.practice = practice
    professional.save()
    MembershipFactory(user=professional.user, organisation=practice, role=Role.THERAPIST)
    queued, once_asked = therapist(now=now), therapist(now=now)
    Question.objects.create(
        request=request, professional=once_asked, state=QuestionState.WITHDRAWN, state_since=now, turn=3
    )
    Question.objects.create(
        request=request, professional=queued, state=QuestionState.QUEUED, state_since=now, turn=2
    )
    actors = {
        "stranger": AnonymousUser(),
        "without a role": UserFactory(),
        "member who asks": request.made_by,
        "coordinator who asks": person_with(Role.COORDINATOR, request.organisation),
        "owner who asks": person_with(Role.OWNER, request.organisation),
        "member elsewhere": person_with(Role.MEMBER),
        "coordinator elsewhere": person_with(Role.COORDINATOR),
        "therapist asked": professional.user,
        "therapist queued": queued.user,
        "therapist elsewhere": therapist(now=now).user,
        "coordinator of the practice": person_with(Role.COORDINATOR, practice),
        "colleague of the practice": person_with(Role.THERAPIST, practice),
        "project lead": person_with(Role.PROJECT_LEAD),
        "administrator": person_with(Role.ADMINISTRATOR),
        "member kept apart": kept_from(request, person_with(Role.MEMBER, request.organisation)),
        "therapist kept apart": kept_from(request, once_asked.user),
        "lead kept apart": kept_from(request, person_with(Role.PROJECT_LEAD)),
        "with emergency access": in_need(request, ends_in=timedelta(hours=1)),
        "emergency access that is over": in_need(request, ends_in=timedelta(0)),
        "editor": person_with(Role.EDITOR),
        "policy reader": person_with(Role.POLICY_READER),
    }
    objects = {
        P.FIND_THERAPIST: None,
        P.MAKE_REQUEST: request.organisation,
        P.VIEW_REQUEST: request,
        P.EDIT_REQUEST: request,
        P.ASK_THERAPIST: request,
        P.CONFIRM_PLACEMENT: request,
        P.ANSWER_QUESTION: placement.question,
        P.FOLLOW_PLACEMENT: placement,
        P.EDIT_OFFER: professional.offer,
        P.SAVE_SEARCH: SavedSearch(user=request.made_by),
        P.HOLD_ROUND: Round(scope="pr-flevoland"),
        P.KEEP_NOTE: PrivateNote(request=request, organisation=request.organisation),
    }
    return actors, objects


def test_the_matrix(scene):
    actors, objects = scene
    assert set(actors) == set(MAY) and set(objects) == set(OURS)
    deviations = [
        (name, permission.value)
        for name, actor in actors.items()
        for permission in OURS
        if actor.has_perm(permission, objects[permission]) != (permission in MAY[name])
    ]
    assert deviations == []


def test_rights_end_with_the_membership_and_with_the_account(now: datetime):
    request = open_request_by(person_with(Role.MEMBER), now=now)
    maker = type(request.made_by).objects.get(pk=request.made_by_id)
    maker.memberships.update(ends_on="2026-01-31")
    assert not maker.has_perm(P.EDIT_REQUEST, request)
    blocked = person_with(Role.OWNER, request.organisation)
    blocked.is_active = False
    blocked.save()
    about_requests = [P.VIEW_REQUEST, P.EDIT_REQUEST, P.ASK_THERAPIST, P.CONFIRM_PLACEMENT]
    assert not [permission for permission in about_requests if blocked.has_perm(permission, request)]


def test_a_request_is_on_the_list_of_exactly_those_who_may_view_it(scene):
    actors, objects = scene
    people = {name: actor for name, actor in actors.items() if actor.pk}
    seeing = {name for name, actor in people.items() if TreatmentRequest.objects.visible_to(actor).exists()}
    assert seeing == {
        name for name, actor in people.items() if actor.has_perm(P.VIEW_REQUEST, objects[P.VIEW_REQUEST])
    }


def test_a_draft_is_for_its_own_organisation(now: datetime):
    request = open_request_by(person_with(Role.MEMBER), now=now)
    TreatmentRequest.objects.update(state="draft")
    request.refresh_from_db()
    lead = person_with(Role.PROJECT_LEAD)
    assert not lead.has_perm(P.VIEW_REQUEST, request)
    assert not TreatmentRequest.objects.visible_to(lead).exists()


def test_a_question_shows_to_both_sides_only(now: datetime):
    request = open_request_by(person_with(Role.MEMBER), now=now)
    one, other = therapist(now=now), therapist(now=now)
    questions = ask(request=request, professionals=[one, other], one_by_one=True, by=request.made_by, now=now)
    assert set(Question.objects.asked_by(request.made_by)) == set(questions)
    assert set(Question.objects.put_to(one.user)) == {questions[0]}
    for nobody in (other.user, person_with(Role.COORDINATOR)):
        assert not Question.objects.put_to(nobody).exists() and not Question.objects.asked_by(nobody).exists()
