"""Somebody leaves an organisation, or hands it over: every trace of access ends in one step."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from drakentemmers.accounts.actions.members import (
    close,
    demand_may_give,
    give_role,
    let_go,
    lock_membership,
    lock_organisation,
    refuse_last_owner,
)
from drakentemmers.accounts.actions.members_messages import News, tell
from drakentemmers.accounts.actions.refusals import AlreadyOver, OwnRole
from drakentemmers.accounts.models import Membership, Organisation, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date

WITHIN_OWNER = frozenset({Role.COORDINATOR, Role.MEMBER})  # an owner may all of this


@dataclass(frozen=True, slots=True)
class Offboarded:
    """What ended."""

    roles: int
    invitations: int


@transaction.atomic
def offboard(*, organisation: Organisation, user: User, by: User | None, now: datetime) -> Offboarded:
    """End everything `user` may do here: roles, also paused and coming ones, what `let_go` ends, and open sessions.

    Requests the person made stay with the organisation; from now on its coordinators and owners hear of them. Anybody
    may leave by himself or herself. Raises LastOwner, and AlreadyOver when nothing was left to end.
    """
    if by is None or by.pk != user.pk:
        demand(by, Permission.MANAGE_MEMBERS, organisation)
    lock_organisation(organisation)
    today = local_date(now)
    seats = organisation.memberships.not_over(today).filter(user=user).select_related("organisation")
    running = list(seats.order_by("pk"))
    if not running:
        raise AlreadyOver
    refuse_last_owner(organisation, [seat.pk for seat in running], now)
    for seat in running:
        close(seat, by=by, now=now, why="offboarded")
    invitations = let_go(organisation, user, by=by, now=now)
    sessions = list(UserSession.objects.filter(user=user)) if by is None or by.pk != user.pk else []
    for session in sessions:
        session.end()
    record(
        "person.offboarded",
        user,
        by=by,
        now=now,
        on_behalf_of=organisation.pk,
        roles=len(running),
        invitations=invitations,
        sessions=len(sessions),
    )
    if by is None or by.pk != user.pk:
        tell(user, News.ENDED, now=now)
    return Offboarded(len(running), invitations)


@transaction.atomic
def hand_over(*, to: Membership, by: User, now: datetime) -> None:
    """Make somebody else of the organisation its owner, and step back to coordinator oneself.

    What an owner may anyhow ends; a role that opens something else, such as therapist, stays. Raises OwnRole and
    AlreadyOver.
    """
    organisation = lock_membership(to, now).organisation
    demand_may_give(by, organisation, to.user, Role.OWNER)
    own = organisation.memberships.current(local_date(now)).filter(user=by, role=Role.OWNER).first()
    if own is None:
        raise OwnRole
    today = local_date(now)
    seats = to.user.memberships.standing(today).filter(organisation=organisation)
    if not seats.filter(role=Role.OWNER).exists():
        if to.role in WITHIN_OWNER:
            close(to, by=by, now=now, why="handed over")
        give_role(organisation=organisation, user=to.user, role=Role.OWNER, starts_on=today, by=by, now=now)
    close(own, by=by, now=now, why="handed over")
    coordinates = by.memberships.standing(today).filter(organisation=organisation, role=Role.COORDINATOR)
    if not coordinates.exists():
        give_role(
            organisation=organisation, user=by, role=Role.COORDINATOR, starts_on=today, by=None, now=now
        )
    record("organisation.handed_over", organisation, by=by, now=now, to=str(to.user_id))
    tell(to.user, News.OWNER_NOW, now=now)
    tell(by, News.OWNER_NO_MORE, now=now)
