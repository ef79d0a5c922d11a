"""What the walk needs of roles: somebody's seat, a proposal, an invitation, a guest."""

from datetime import timedelta

from django.utils import timezone

from drakentemmers.accounts.actions.invitations import invite, invite_guest
from drakentemmers.accounts.actions.roles import propose_role
from drakentemmers.accounts.models import CaseGuest, Organisation, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.rounds import make_round
from drakentemmers.matching.actions.working_out import set_to_work
from drakentemmers.matching.models import TreatmentRequest
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, person_with
from tests.factories.matching import open_request_by


def region_lead() -> User:
    """Return who leads the region of the organisation that asks."""
    user = UserFactory(name="Lotte Regio")
    MembershipFactory(
        user=user,
        organisation=OrganisationFactory(name="Regiokantoor"),
        role=Role.REGION_LEAD,
        region="pr-flevoland",
    )
    return user


def round_with(request: TreatmentRequest, organisation: Organisation) -> dict[str, str]:
    """Return a round of the region, and one more request that waits in it."""
    now = timezone.now()
    asker = person_with(Role.MEMBER, organisation)
    waits = open_request_by(asker, now=now, note=request.note)
    held = make_round(scope="pr-flevoland", by=None, now=now)
    set_to_work(held, now=now)
    return {"round_id": held.pk, "request_id": waits.pk}


def guest_of(request: TreatmentRequest) -> User:
    """Return somebody from outside who looks along at one request."""
    today = local_date(timezone.now())
    guest = UserFactory()
    CaseGuest.objects.create(
        user=guest,
        organisation=request.organisation,
        subject_type=request._meta.label_lower,
        subject_id=request.pk,
        starts_on=today,
        ends_on=today + timedelta(days=30),
    )
    return guest


def parts_of_roles(shelter: Organisation, request: TreatmentRequest) -> dict[str, dict[str, str]]:
    """Return the ids that addresses about people and roles name, by the beginning of the address."""
    now = timezone.now()
    owner = person_with(Role.OWNER, shelter)
    member = person_with(Role.MEMBER, shelter).memberships.get()
    member.starts_on -= timedelta(days=700)  # in every round of review
    member.save()
    invitation = invite(
        organisation=shelter, email="collega@voorbeeld.example", roles=[Role.MEMBER], by=owner, now=now
    )
    look = invite_guest(
        organisation=shelter,
        subject=request,
        permission=Permission.EDIT_REQUEST,
        email="gast@voorbeeld.example",
        until=local_date(now),
        by=owner,
        now=now,
    )
    office = OrganisationFactory()
    editor = person_with(Role.EDITOR, office).memberships.get()
    editor.starts_on -= timedelta(days=200)
    editor.save()
    proposal = propose_role(
        user=UserFactory(),
        organisation=office,
        role=Role.MODERATOR,
        by=person_with(Role.PROJECT_LEAD, office),
        now=now,
    )
    return {
        "/organisaties/": {"membership_id": member.pk, "invitation_id": invitation.pk},
        "/aanvragen/": {"guest_id": CaseGuest.objects.get().pk, "invitation_id": look.pk},
        "/kantoor/rechten/": {"membership_id": editor.pk, "proposal_id": proposal.pk},
    }
