"""Giving, changing, extending and ending a role in an organisation.

Everything that gives or takes a role first locks the organisation and then the person, in that order: so two owners
never leave at once, and two roles that exclude each other are never given at once.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from drakentemmers.accounts.actions.guests import end_passes_of
from drakentemmers.accounts.actions.members_messages import News, tell
from drakentemmers.accounts.actions.refusals import (
    AlreadyHeld,
    AlreadyOver,
    LastOwner,
    NotTheirsToGive,
    OwnRole,
    RolesExclude,
    TooLong,
)
from drakentemmers.accounts.models import Invitation, Membership, Organisation, RoleProposal, User
from drakentemmers.accounts.partings import PARTINGS, STOPS_TREATING
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.roles import PRIVILEGED, default_end, excluded_by, roles_an_owner_gives
from drakentemmers.accounts.rules import TREATING, OrganisationKind, Role
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date


def lock_organisation(organisation: Organisation) -> Organisation:
    """Make everybody else who changes the people of this organisation wait; return it as it stands now."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def lock_membership(membership: Membership, now: datetime) -> Membership:
    """Lock the organisation of a membership and bring `membership` up to date. Raises AlreadyOver."""
    lock_organisation(membership.organisation)
    membership.refresh_from_db()
    if not Membership.objects.standing(local_date(now)).filter(pk=membership.pk).exists():
        raise AlreadyOver
    return membership


def give_role(
    *,
    organisation: Organisation,
    user: User,
    role: Role,
    starts_on: date,
    by: User | None,
    now: datetime,
    ends_on: date | None = None,
    region: str = "",
) -> Membership:
    """Give `user` a role, whoever decided that it may be so; the organisation is locked already.

    Raises RolesExclude, AlreadyHeld and TooLong.
    """
    User.objects.select_for_update().get(pk=user.pk)
    today = local_date(now)
    running = list(user.memberships.standing(today).values_list("organisation_id", "role"))
    if (organisation.pk, role) in running:
        raise AlreadyHeld
    if held := excluded_by(role, {Role(held) for _, held in running}):
        raise RolesExclude(held)
    latest = default_end(role, starts_on)
    if ends_on is not None and not starts_on <= ends_on <= latest:
        raise TooLong
    membership = Membership.objects.create(
        organisation=organisation,
        user=user,
        role=role,
        region=region,
        starts_on=starts_on,
        ends_on=ends_on or latest,
    )
    user.__dict__.pop("current_memberships", None)
    record(
        "membership.added",
        membership,
        by=by,
        now=now,
        on_behalf_of=organisation.pk,
        role=role,
        person=str(user.pk),
        until=str(membership.ends_on),
    )
    return membership


def may_give(by: User | None, organisation: Organisation, role: Role) -> bool:
    """Tell whether an owner hands out this role in this organisation; the system hands out every role."""
    return by is None or role in roles_an_owner_gives(OrganisationKind(organisation.kind))


def demand_may_give(by: User | None, organisation: Organisation, user: User | None, role: Role) -> None:
    """Refuse a role that `by`, an owner, does not hand out, and any change of one's own roles."""
    demand(by, Permission.MANAGE_MEMBERS, organisation)
    if by is not None and user is not None and by.pk == user.pk:
        raise OwnRole
    if not may_give(by, organisation, role):
        raise NotTheirsToGive


def refuse_last_owner(organisation: Organisation, leaving: Collection[str], now: datetime) -> None:
    """Raise LastOwner when none would stay once the memberships `leaving` (ids) are over. Under the lock."""
    owners = organisation.memberships.filter(role=Role.OWNER)
    today = local_date(now)
    an_owner_leaves = owners.standing(today).filter(pk__in=leaving).exists()
    if an_owner_leaves and not owners.current(today).exclude(pk__in=leaving).exists():
        raise LastOwner


def close(membership: Membership, *, by: User | None, now: datetime, why: str) -> None:
    """End a role at once: it no longer counts at the next request of this person."""
    membership.ended_at = now
    membership.save(update_fields=["ended_at"])
    record(
        "membership.ended",
        membership,
        by=by,
        now=now,
        on_behalf_of=membership.organisation_id,
        role=membership.role,
        person=str(membership.user_id),
        why=why,
    )


def let_go(organisation: Organisation, user: User, *, by: User | None, now: datetime) -> int:
    """End what a role that just ended leaves behind; under the lock. However it ended: this is the one place.

    With the last role in which one treats, anywhere: what stands open with this therapist. With the last role here:
    invitations sent and received, proposals, looks at single requests, and what other apps keep. Returns how many
    invitations it were.
    """
    today = local_date(now)
    if not user.memberships.not_over(today).filter(role__in=TREATING).exists():
        for stop in STOPS_TREATING:
            stop(user, now)
    if organisation.memberships.not_over(today).filter(user=user).exists():
        return 0
    ours = Invitation.objects.open().filter(organisation=organisation)
    ended = ours.filter(Q(made_by=user) | Q(email=user.email)).update(revoked_at=now)
    proposals = RoleProposal.objects.open().filter(organisation=organisation, user=user)
    proposals.update(state=RoleProposal.State.WITHDRAWN, decided_at=now)
    end_passes_of(user=user, organisation=organisation, by=by, now=now)
    for part in PARTINGS:
        part(user, organisation, by, now)
    return ended


@transaction.atomic
def end_membership(*, membership: Membership, by: User | None, now: datetime, why: str = "ended") -> None:
    """End one role. Somebody may also end a role of his or her own. Raises LastOwner and AlreadyOver."""
    lock_membership(membership, now)
    _demand_may_end(by, membership)
    refuse_last_owner(membership.organisation, [membership.pk], now)
    close(membership, by=by, now=now, why=why)
    let_go(membership.organisation, membership.user, by=by, now=now)
    if by is None or by.pk != membership.user_id:
        tell(membership.user, News.ENDED, now=now)


def _demand_may_end(by: User | None, membership: Membership) -> None:
    if by is not None and by.pk == membership.user_id:
        return
    if membership.role in PRIVILEGED:
        demand(by, Permission.GIVE_ROLES)
    else:
        demand(by, Permission.MANAGE_MEMBERS, membership.organisation)


@transaction.atomic
def change_role(*, membership: Membership, role: Role, by: User | None, now: datetime) -> Membership:
    """End a role and give another in its place, so that what was stays on record.

    Raises OwnRole, NotTheirsToGive, LastOwner, RolesExclude, AlreadyHeld and AlreadyOver.
    """
    lock_membership(membership, now)
    demand_may_give(by, membership.organisation, membership.user, role)
    if by is not None and membership.role in PRIVILEGED:
        raise NotTheirsToGive
    if role == membership.role:
        raise AlreadyHeld
    refuse_last_owner(membership.organisation, [membership.pk], now)
    close(membership, by=by, now=now, why="changed")
    changed = give_role(
        organisation=membership.organisation,
        user=membership.user,
        role=role,
        starts_on=local_date(now),
        by=by,
        now=now,
    )
    let_go(membership.organisation, membership.user, by=by, now=now)
    tell(membership.user, News.CHANGED, now=now)
    return changed


@transaction.atomic
def extend_membership(*, membership: Membership, ends_on: date, by: User | None, now: datetime) -> None:
    """Move the last day of a role. Raises TooLong beyond what this role may last from today, OwnRole, AlreadyOver."""
    lock_membership(membership, now)
    role = Role(membership.role)
    demand_may_give(by, membership.organisation, membership.user, role)
    today = local_date(now)
    if not today <= ends_on <= default_end(role, today):
        raise TooLong
    before, membership.ends_on = membership.ends_on, ends_on
    membership.save(update_fields=["ends_on"])
    record(
        "membership.extended",
        membership,
        by=by,
        now=now,
        on_behalf_of=membership.organisation_id,
        role=role,
        before=str(before or ""),
        until=str(ends_on),
    )
