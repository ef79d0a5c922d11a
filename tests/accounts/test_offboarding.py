"""Saying goodbye: one click, and nothing opens any more."""

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.actions.invitations import invite
from drakentemmers.accounts.actions.members import end_membership
from drakentemmers.accounts.actions.members_tending import tend_roles
from drakentemmers.accounts.actions.offboarding import Offboarded, offboard
from drakentemmers.accounts.actions.refusals import AlreadyOver
from drakentemmers.accounts.actions.review import Verdict, sign_off
from drakentemmers.accounts.actions.roles import confirm_role, propose_role
from drakentemmers.accounts.models import CaseGuest, Invitation, Membership, Organisation, RoleProposal, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.messages import askers
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, person_with
from tests.factories.directory import ProfessionalFactory
from tests.factories.matching import OfferFactory, open_request_by
from tests.factories.sign_in import come_in, is_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> Organisation:
    return OrganisationFactory()


@pytest.fixture
def owner(organisation: Organisation) -> User:
    return person_with(Role.OWNER, organisation)


def test_everything_here_ends_and_nothing_elsewhere(organisation, owner, now: datetime) -> None:
    leaver = person_with(Role.MEMBER, organisation)
    MembershipFactory(user=leaver, organisation=organisation, role=Role.COORDINATOR)
    MembershipFactory(
        user=leaver,
        organisation=organisation,
        role=Role.PARTNER,
        starts_on=local_date(now) + timedelta(days=9),
    )
    paused = MembershipFactory(user=leaver, organisation=organisation, role=Role.OWNER)
    paused.suspended_at = now
    paused.save()
    elsewhere = MembershipFactory(user=leaver)

    done = offboard(organisation=organisation, user=leaver, by=owner, now=now)

    assert done == Offboarded(roles=4, invitations=0)
    left = leaver.memberships.filter(ended_at__isnull=True)
    assert [seat.pk for seat in left] == [elsewhere.pk]
    assert Event.objects.about(leaver).get(action="person.offboarded").on_behalf_of == organisation.pk
    with pytest.raises(AlreadyOver):
        offboard(organisation=organisation, user=leaver, by=owner, now=now)


def test_invitations_of_who_leaves_are_dead(organisation, owner, now: datetime) -> None:
    leaver = person_with(Role.OWNER, organisation)
    invite(organisation=organisation, email="x@voorbeeld.example", roles=[Role.MEMBER], by=leaver, now=now)
    assert offboard(organisation=organisation, user=leaver, by=owner, now=now).invitations == 1
    assert not Invitation.objects.open().exists()


def test_nothing_lets_who_left_in_again(organisation, owner, now: datetime) -> None:
    leaver = person_with(Role.MEMBER, organisation)
    invite(organisation=organisation, email=leaver.email, roles=[Role.OWNER], by=owner, now=now)
    request = open_request_by(owner, now=now)
    pass_ = CaseGuest.objects.create(
        user=leaver,
        organisation=organisation,
        subject_type="matching.treatmentrequest",
        subject_id=request.pk,
        starts_on=local_date(now),
        ends_on=local_date(now),
    )
    office = OrganisationFactory()
    lead = person_with(Role.PROJECT_LEAD, office)
    proposal = propose_role(user=leaver, organisation=organisation, role=Role.TRAINER, by=lead, now=now)

    offboard(organisation=organisation, user=leaver, by=owner, now=now)

    assert not Invitation.objects.open().exists()
    pass_.refresh_from_db()
    proposal.refresh_from_db()
    assert (pass_.ended_at, proposal.state) == (now, RoleProposal.State.WITHDRAWN)
    with pytest.raises(AlreadyOver):
        confirm_role(proposal=proposal, by=person_with(Role.ADMINISTRATOR, office), now=now)


@pytest.mark.parametrize("how", ["goodbye", "role ended", "review", "last day"])
def test_a_practice_has_no_say_over_a_therapist_who_left(
    organisation, owner, now: datetime, how: str
) -> None:
    seat = person_with(Role.THERAPIST, organisation).memberships.get()
    professional = ProfessionalFactory(user=seat.user, practice=organisation)
    assert owner.has_perm(Permission.EDIT_PROFESSIONAL, professional)
    match how:
        case "goodbye":
            offboard(organisation=organisation, user=seat.user, by=owner, now=now)
        case "role ended":
            end_membership(membership=seat, by=owner, now=now)
        case "review":
            sign_off(membership=seat, verdict=Verdict.END, by=owner, now=now)
        case "last day":
            over_by_date(seat, now)
            assert tend_roles(now=now).roles_over == 1
    professional.refresh_from_db()
    assert (professional.practice, professional.user, professional.version) == (None, seat.user, 2)
    assert not owner.has_perm(Permission.EDIT_PROFESSIONAL, professional)
    event = Event.objects.about(professional).get(action="professional.changed")
    assert (event.details["fields"], event.on_behalf_of) == (["practice"], organisation.pk)


def over_by_date(seat: Membership, now: datetime) -> None:
    Membership.objects.filter(pk=seat.pk).update(ends_on=local_date(now) - timedelta(days=1))


def test_a_practice_has_no_say_from_the_day_after_the_last_one_also_before_it_is_tended(
    organisation, owner, now: datetime, client: Client
) -> None:
    seat = person_with(Role.THERAPIST, organisation).memberships.get()
    professional = ProfessionalFactory(user=seat.user, practice=organisation)
    offer = OfferFactory(professional=professional)
    client.force_login(owner)
    page = f"/behandelaars/{professional.pk}/bewerken"
    assert client.get(page).status_code == 200
    rights = (
        (Permission.EDIT_PROFESSIONAL, professional),
        (Permission.EDIT_OFFER, offer),
        (Permission.SEE_WHO_SAW, professional),
    )
    assert [owner.has_perm(*right) for right in rights] == [True, True, True]

    over_by_date(seat, timezone.now())

    assert [owner.has_perm(*right) for right in rights] == [False, False, False]
    assert client.get(page).status_code == 404


def test_a_last_day_clears_what_goodbye_clears(organisation, owner, now: datetime) -> None:
    leaver = person_with(Role.OWNER, organisation)
    request = open_request_by(owner, now=now)
    pass_ = CaseGuest.objects.create(
        user=leaver,
        organisation=organisation,
        subject_type="matching.treatmentrequest",
        subject_id=request.pk,
        starts_on=local_date(now),
        ends_on=local_date(now),
    )
    invite(organisation=organisation, email="x@voorbeeld.example", roles=[Role.MEMBER], by=leaver, now=now)
    seat = leaver.memberships.get()
    over_by_date(seat, now)

    tend_roles(now=now)

    assert not Invitation.objects.open().exists()
    pass_.refresh_from_db()
    seat.refresh_from_db()
    assert (pass_.ended_at, seat.ended_at) == (now, now)
    event = Event.objects.about(seat).get(action="membership.ended")
    assert (event.details["why"], event.on_behalf_of) == ("last day", organisation.pk)
    assert tend_roles(now=now).roles_over == 0


def test_who_keeps_a_role_there_keeps_the_practice(organisation, owner, now: datetime) -> None:
    seat = person_with(Role.THERAPIST, organisation).memberships.get()
    second = MembershipFactory(user=seat.user, organisation=organisation, role=Role.MEMBER)
    professional = ProfessionalFactory(user=seat.user, practice=organisation)
    end_membership(membership=second, by=owner, now=now)
    professional.refresh_from_db()
    assert (professional.practice, professional.version) == (organisation, 1)


def test_open_work_stays_and_coordinators_hear_of_it(organisation, owner, now: datetime) -> None:
    leaver = person_with(Role.MEMBER, organisation)
    request = open_request_by(leaver, now=now)
    offboard(organisation=organisation, user=leaver, by=owner, now=now)
    request.refresh_from_db()
    assert request.organisation == organisation
    assert askers(request, now) == [owner]


def test_in_the_browser_the_next_click_leads_nowhere(organisation, owner, now: datetime) -> None:
    leaver = person_with(Role.MEMBER, organisation, name="Jona Vertrekt")
    request = open_request_by(leaver, now=timezone.now())
    theirs, ours = Client(), Client()
    theirs.force_login(leaver)
    ours.force_login(owner)
    assert theirs.get(f"/aanvragen/{request.pk}").status_code == 200
    seat = leaver.memberships.get()
    page = ours.post(f"/organisaties/{organisation.pk}/mensen/{seat.pk}/weg", follow=True)
    assert "Jona Vertrekt heeft geen toegang meer" in page.text
    answer = theirs.get(f"/aanvragen/{request.pk}")
    assert answer.status_code in {302, 404}
    assert ours.get(f"/aanvragen/{request.pk}").status_code == 200


def test_a_page_says_what_ends_before_it_does(organisation, owner) -> None:
    seat = person_with(Role.MEMBER, organisation, name="Jona Vertrekt").memberships.get()
    browser, link = Client(), f"/organisaties/{organisation.pk}/mensen/{seat.pk}/weg"
    browser.force_login(owner)
    page = BeautifulSoup(browser.get(link.removesuffix("/weg")).content, "html.parser")
    assert page.select_one(f"a[href='{link}']") and not page.select(f"form[action='{link}']")
    asked = BeautifulSoup(browser.get(link).content, "html.parser").main.get_text(" ", strip=True)
    assert "Alle toegang van Jona Vertrekt stoppen?" in asked and "Elke rol hier: Medewerker" in asked
    seat.refresh_from_db()
    assert seat.ended_at is None


def test_open_sessions_end(organisation, owner, now: datetime) -> None:
    leaver = person_with(Role.MEMBER, organisation)
    theirs = come_in(Client(), leaver)
    assert is_in(theirs)
    offboard(organisation=organisation, user=leaver, by=owner, now=now)
    answer = theirs.get("/mijn")
    assert answer.status_code == 302 and answer["Location"].startswith("/inloggen")


def test_somebody_leaves_by_himself_or_herself(organisation, owner) -> None:
    leaver = person_with(Role.MEMBER, organisation)
    theirs = Client()
    theirs.force_login(leaver)
    theirs.post(f"/organisaties/{organisation.pk}/mensen/weggaan")
    assert leaver.memberships.get().ended_at is not None
    assert theirs.post(f"/organisaties/{OrganisationFactory().pk}/mensen/weggaan").status_code in {302, 404}


def test_a_coordinator_says_goodbye_to_nobody(organisation, owner, now: datetime) -> None:
    coordinator = person_with(Role.COORDINATOR, organisation)
    with pytest.raises(PermissionDenied):
        offboard(organisation=organisation, user=owner, by=coordinator, now=now)
    with pytest.raises(PermissionDenied):
        offboard(organisation=organisation, user=owner, by=UserFactory(), now=now)
