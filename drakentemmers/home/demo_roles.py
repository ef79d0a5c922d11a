"""The part of the demonstration about roles: an invitation, a role that waits, a review under way, a guest."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from drakentemmers.accounts.actions.guests import admit_guest
from drakentemmers.accounts.actions.invitations import invite, invite_guest
from drakentemmers.accounts.actions.review import Verdict, sign_off
from drakentemmers.accounts.actions.roles import propose_role
from drakentemmers.accounts.models import Membership, RoleReview, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.review import unreviewed
from drakentemmers.accounts.review import round_of
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.actions import record_all
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.course import OVER, RequestState
from drakentemmers.matching.models import TreatmentRequest

LEFT_TO_REVIEW = 5


def show_roles(people: dict[str, User], *, now: datetime) -> None:
    """Let something of every kind be under way; `people` are those who sign in, by first name."""
    owner, lead, administrator = people["Hilde"], people["Ruben"], people["Esra"]
    shelter = owner.current_memberships[0].organisation
    office = lead.current_memberships[0].organisation
    invite(
        organisation=shelter,
        email="nieuwe.collega@voorbeeld.example",
        roles=[Role.MEMBER],
        by=owner,
        now=now - timedelta(days=1),
    )
    propose_role(
        user=people["Femke"], organisation=office, role=Role.MODERATOR, by=lead, now=now - timedelta(days=2)
    )
    _crowd_was_reviewed(lead, now=now)
    for membership in unreviewed(local_date(now)).filter(user__in=[people["Marieke"], people["Sanne"]]):
        by = administrator if membership.organisation == office else owner
        sign_off(membership=membership, verdict=Verdict.KEEP, by=by, now=now - timedelta(days=1))
    _guest(people["Tessa"], people["Marieke"], now=now)


def _crowd_was_reviewed(lead: User, *, now: datetime) -> None:
    """Everybody who only acts in the story was looked at in this round, but for a few."""
    today = local_date(now)
    crowd = list(unreviewed(today).filter(user__password__startswith=UNUSABLE_PASSWORD_PREFIX))[
        LEFT_TO_REVIEW:
    ]
    RoleReview.objects.bulk_create(
        [
            RoleReview(
                membership=membership,
                round=round_of(Role(membership.role), today).key,
                verdict=Verdict.KEEP,
                by=lead,
                at=now - timedelta(days=3),
            )
            for membership in crowd
        ],
        batch_size=1000,
    )
    record_all("role.reviewed", crowd, by=lead, now=now - timedelta(days=3), verdict=Verdict.KEEP.value)


def _guest(guest: User, coordinator: User, *, now: datetime) -> None:
    """The school's contact looks along at one running request of the shelter."""
    seat: Membership = coordinator.current_memberships[0]
    over = {*OVER, RequestState.DRAFT}
    request = (
        TreatmentRequest.objects.filter(organisation=seat.organisation_id)
        .exclude(state__in=over)
        .order_by("made_at")
        .last()
    )
    if request is None:
        return
    invitation = invite_guest(
        organisation=seat.organisation,
        subject=request,
        permission=Permission.EDIT_REQUEST,
        email=guest.email,
        until=local_date(now) + timedelta(days=30),
        by=coordinator,
        now=now - timedelta(days=1),
    )
    invitation.used_at, invitation.used_by = now, guest
    invitation.save(update_fields=["used_at", "used_by"])
    admit_guest(invitation=invitation, user=guest, now=now)
