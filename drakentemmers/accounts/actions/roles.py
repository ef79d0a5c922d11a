"""Roles that open much, and a later last day of what an owner does not extend: one of the office proposes, another
confirms. Nobody gives one to himself or herself."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from drakentemmers.accounts.actions.members import give_role, lock_organisation
from drakentemmers.accounts.actions.members_messages import News, tell, the_office
from drakentemmers.accounts.actions.refusals import (
    AlreadyHeld,
    AlreadyOver,
    NotTheirsToGive,
    OwnRole,
    RolesExclude,
    SamePerson,
    TooLong,
)
from drakentemmers.accounts.models import Membership, Organisation, RoleProposal, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.roles import (
    default_end,
    excluded_by,
    roles_the_office_extends,
    roles_the_office_gives,
)
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date


@transaction.atomic
def propose_role(
    *,
    user: User,
    organisation: Organisation,
    role: Role,
    by: User,
    now: datetime,
    ends_on: date | None = None,
    region: str = "",
) -> RoleProposal:
    """Propose a role, or, for who holds it already, a later last day.

    What the office does not give, such as therapist, it only extends: who holds it, before it ends. Raises OwnRole,
    NotTheirsToGive, TooLong, RolesExclude, and AlreadyHeld when the same proposal waits already.
    """
    demand(by, Permission.GIVE_ROLES)
    if by.pk == user.pk:
        raise OwnRole
    today = local_date(now)
    if not _may_propose(role, user, organisation, today):
        raise NotTheirsToGive
    ends_on = ends_on or default_end(role, today)
    if not today <= ends_on <= default_end(role, today):
        raise TooLong
    lock_organisation(organisation)
    held = {Role(seat) for seat in user.memberships.standing(today).values_list("role", flat=True)}
    if other := excluded_by(role, held):
        raise RolesExclude(other)
    same = {"user": user, "organisation": organisation, "role": role}
    if RoleProposal.objects.open().filter(**same).exists():
        raise AlreadyHeld
    proposal = RoleProposal.objects.create(
        **same, region=region, ends_on=ends_on, proposed_by=by, proposed_at=now
    )
    record("role.proposed", proposal, by=by, now=now, role=role, person=str(user.pk), until=str(ends_on))
    for colleague in the_office(now):
        if colleague.pk not in {by.pk, user.pk}:
            tell(colleague, News.PROPOSED, now=now)
    return proposal


def _may_propose(role: Role, user: User, organisation: Organisation, today: date) -> bool:
    if role in roles_the_office_gives():
        return True
    held = user.memberships.standing(today).filter(organisation=organisation, role=role)
    return role in roles_the_office_extends() and held.exists()


@transaction.atomic
def confirm_role(*, proposal: RoleProposal, by: User, now: datetime) -> Membership:
    """Give the role that a colleague proposed; who holds it keeps it until the new last day. A role that the office
    only extends is over when it ended in the meantime.

    Raises OwnRole, SamePerson, AlreadyOver, RolesExclude and TooLong.
    """
    _decide(proposal, RoleProposal.State.CONFIRMED, by=by, now=now)
    today, role = local_date(now), Role(proposal.role)
    running = proposal.user.memberships.standing(today).filter(organisation=proposal.organisation, role=role)
    seat = running.first()
    if seat is None and role not in roles_the_office_gives():
        raise AlreadyOver
    if seat is None:
        seat = give_role(
            organisation=proposal.organisation,
            user=proposal.user,
            role=role,
            region=proposal.region,
            starts_on=today,
            ends_on=proposal.ends_on,
            by=by,
            now=now,
        )
        tell(proposal.user, News.GIVEN, now=now)
    else:
        seat.ends_on = proposal.ends_on
        seat.save(update_fields=["ends_on"])
        record("membership.extended", seat, by=by, now=now, role=role, until=str(proposal.ends_on))
    return seat


@transaction.atomic
def refuse_role(*, proposal: RoleProposal, by: User, now: datetime) -> None:
    """Say no to what a colleague proposed. Raises OwnRole, SamePerson and AlreadyOver."""
    _decide(proposal, RoleProposal.State.REFUSED, by=by, now=now)


@transaction.atomic
def withdraw_role(*, proposal: RoleProposal, by: User, now: datetime) -> None:
    """Take back what one proposed oneself. Raises AlreadyOver."""
    demand(by, Permission.GIVE_ROLES)
    open_ = RoleProposal.objects.open().filter(pk=proposal.pk, proposed_by=by)
    if not open_.update(state=RoleProposal.State.WITHDRAWN, decided_at=now):
        raise AlreadyOver
    record("role.withdrawn", proposal, by=by, now=now, role=proposal.role)


def _decide(proposal: RoleProposal, state: RoleProposal.State, *, by: User, now: datetime) -> None:
    """Write the decision of a second person, once: whoever comes later hears that it is over."""
    demand(by, Permission.GIVE_ROLES)
    if by.pk == proposal.user_id:
        raise OwnRole
    if by.pk == proposal.proposed_by_id:
        raise SamePerson
    lock_organisation(proposal.organisation)
    open_ = RoleProposal.objects.open().filter(pk=proposal.pk).exclude(proposed_by=F("user"))
    if not open_.update(state=state, decided_by=by, decided_at=now):
        raise AlreadyOver
    proposal.refresh_from_db()
    record(f"role.{state}", proposal, by=by, now=now, role=proposal.role, person=str(proposal.user_id))
