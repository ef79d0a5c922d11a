"""Roles that came by an application go on by two people of the office; a lone owner's role as well."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.actions.members import end_membership, extend_membership
from drakentemmers.accounts.actions.members_tending import tend_roles
from drakentemmers.accounts.actions.refusals import AlreadyOver, NotTheirsToGive, OwnRole, SamePerson
from drakentemmers.accounts.actions.roles import confirm_role, propose_role
from drakentemmers.accounts.models import Membership, RoleProposal, User
from drakentemmers.accounts.roles import default_end
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.kernel.clock import local_date
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.matching import topics_of

pytestmark = pytest.mark.django_db
EXTENDED = [Role.THERAPIST, Role.TRAINEE, Role.SUPERVISOR, Role.OWNER]


@pytest.fixture
def office() -> tuple[User, User]:
    place = OrganisationFactory()
    return person_with(Role.PROJECT_LEAD, place), person_with(Role.ADMINISTRATOR, place)


def seat_that_ends_soon(role: Role, now: datetime) -> Membership:
    seat = person_with(role).memberships.get()
    seat.ends_on = local_date(now) + timedelta(days=10)
    seat.save()
    return seat


@pytest.mark.parametrize("role", EXTENDED)
def test_two_people_of_the_office_extend_it_for_as_long_as_it_may_last(role, office, now: datetime) -> None:
    one, two = office
    seat = seat_that_ends_soon(role, now)
    proposal = propose_role(user=seat.user, organisation=seat.organisation, role=role, by=one, now=now)
    with pytest.raises(SamePerson):
        confirm_role(proposal=proposal, by=one, now=now)

    confirm_role(proposal=proposal, by=two, now=now)

    (held,) = seat.user.memberships.all()
    assert (held.pk, held.ends_on) == (seat.pk, default_end(role, local_date(now)))
    assert Event.objects.about(seat).get(action="membership.extended").details["until"] == str(held.ends_on)


@pytest.mark.parametrize("role", EXTENDED)
def test_the_office_gives_it_to_nobody_who_does_not_hold_it(role, office, now: datetime) -> None:
    elsewhere = seat_that_ends_soon(role, now)
    for user in (UserFactory(), elsewhere.user):
        with pytest.raises(NotTheirsToGive):
            propose_role(user=user, organisation=OrganisationFactory(), role=role, by=office[0], now=now)


def test_what_ended_before_the_second_person_came_stays_over(office, now: datetime) -> None:
    seat = seat_that_ends_soon(Role.THERAPIST, now)
    person = {"user": seat.user, "organisation": seat.organisation, "role": Role.THERAPIST}
    proposal = propose_role(**person, by=office[0], now=now)
    later = now + timedelta(days=11)

    with pytest.raises(AlreadyOver):
        confirm_role(proposal=proposal, by=office[1], now=later)
    with pytest.raises(NotTheirsToGive):
        propose_role(**person, by=office[0], now=later)
    end_membership(membership=seat, by=None, now=now)
    assert RoleProposal.objects.get(pk=proposal.pk).state == RoleProposal.State.WITHDRAWN


def test_nobody_extends_a_role_of_his_or_her_own(office, now: datetime) -> None:
    lead = office[0]
    place = OrganisationFactory()
    Membership.objects.create(user=lead, organisation=place, role=Role.THERAPIST, starts_on=local_date(now))
    with pytest.raises(OwnRole):
        propose_role(user=lead, organisation=place, role=Role.THERAPIST, by=lead, now=now)


def test_an_owner_does_not_extend_it(now: datetime) -> None:
    seat = seat_that_ends_soon(Role.THERAPIST, now)
    owner = person_with(Role.OWNER, seat.organisation)
    with pytest.raises(NotTheirsToGive):
        extend_membership(membership=seat, ends_on=local_date(now), by=owner, now=now)


def test_who_can_extend_a_role_hears_that_it_ends_and_nobody_else(office, now: datetime) -> None:
    therapist = seat_that_ends_soon(Role.THERAPIST, now)
    lone = seat_that_ends_soon(Role.OWNER, now)
    member = seat_that_ends_soon(Role.MEMBER, now)
    owner = person_with(Role.OWNER, therapist.organisation)
    other = person_with(Role.OWNER, member.organisation)

    assert tend_roles(now=now).endings_told == 3

    told = [n.path for n in office[0].notifications.filter(topic="role.colleague_ends_soon")]
    assert told == ["/kantoor/rechten", "/kantoor/rechten"]
    assert "role.colleague_ends_soon" not in topics_of(owner)
    path = f"/organisaties/{member.organisation_id}/mensen"
    assert [n.path for n in other.notifications.filter(topic="role.colleague_ends_soon")] == [path]
    assert topics_of(lone.user) == ["role.ends_soon"]


def test_the_office_does_it_from_its_page(office) -> None:
    now = timezone.now()
    seat = seat_that_ends_soon(Role.THERAPIST, now)
    person_with(Role.THERAPIST)
    one, two = Client(), Client()
    one.force_login(office[0])
    two.force_login(office[1])
    assert f"/kantoor/rechten/{seat.pk}/verlengen" in one.get("/kantoor/rechten").text
    for said in ("Voorgesteld", "al voorgesteld"):
        page = one.post(f"/kantoor/rechten/{seat.pk}/verlengen", follow=True)
        assert said in page.text
    proposal = RoleProposal.objects.get()
    two.post(f"/kantoor/rechten/voorstel/{proposal.pk}", {"wat": "ja"})

    assert Membership.objects.get(pk=seat.pk).ends_on == default_end(Role.THERAPIST, local_date(now))
    assert f"/kantoor/rechten/{seat.pk}/verlengen" not in one.get("/kantoor/rechten").text


def test_a_role_that_ended_in_the_meantime_says_so(office, client: Client) -> None:
    seat = seat_that_ends_soon(Role.THERAPIST, timezone.now())
    end_membership(membership=seat, by=None, now=timezone.now())
    client.force_login(office[0])

    assert "intussen gestopt" in client.post(f"/kantoor/rechten/{seat.pk}/verlengen", follow=True).text


def test_the_page_of_a_person_offers_an_owner_no_extension_that_is_refused(client: Client) -> None:
    seat = seat_that_ends_soon(Role.THERAPIST, timezone.now())
    client.force_login(person_with(Role.OWNER, seat.organisation))
    page = client.get(f"/organisaties/{seat.organisation_id}/mensen/{seat.pk}").text

    assert f"/mensen/{seat.pk}/verlengen" not in page
    assert "Het projectbureau verlengt de rol" in page
