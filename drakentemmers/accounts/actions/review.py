"""Looking at a role once per round, and saying whether it is still right."""

from datetime import datetime

from django.db import transaction

from drakentemmers.accounts.actions.members import (
    change_role,
    close,
    let_go,
    lock_membership,
    refuse_last_owner,
)
from drakentemmers.accounts.actions.members_messages import News, tell
from drakentemmers.accounts.actions.refusals import AlreadyReviewed, NotInRound, OwnRole
from drakentemmers.accounts.actions.roles import propose_role
from drakentemmers.accounts.models import Membership, RoleReview, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.review import is_in, round_of
from drakentemmers.accounts.roles import PRIVILEGED
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date

Verdict = RoleReview.Verdict


@transaction.atomic
def sign_off(
    *, membership: Membership, verdict: Verdict, by: User, now: datetime, role: Role | None = None
) -> RoleReview:
    """Say of a role: keep, change (into `role`) or end. A paused role that is kept works again at once.

    Raises OwnRole, NotInRound, AlreadyReviewed, AlreadyOver, LastOwner and whatever `change_role` raises.
    """
    lock_membership(membership, now)
    _demand_may_review(by, membership, now)
    round_ = round_of(Role(membership.role), local_date(now))
    if not is_in(round_, membership.starts_on):
        raise NotInRound
    if membership.reviews.filter(round=round_.key).exists():
        raise AlreadyReviewed
    review = RoleReview.objects.create(
        membership=membership, round=round_.key, verdict=verdict, by=by, at=now
    )
    record(
        "role.reviewed",
        membership,
        by=by,
        now=now,
        on_behalf_of=membership.organisation_id,
        verdict=verdict,
        round=round_.key,
        role=membership.role,
    )
    _carry_out(membership, verdict, role, by=by, now=now)
    return review


def _demand_may_review(by: User, membership: Membership, now: datetime) -> None:
    """Privileged roles are the office's to review; others the owner's, and the office's where no other owner is."""
    if by.pk == membership.user_id:
        raise OwnRole
    if membership.role in PRIVILEGED:
        demand(by, Permission.GIVE_ROLES)
    elif not (by.has_perm(Permission.GIVE_ROLES) and is_for_the_office(membership, now)):
        demand(by, Permission.MANAGE_MEMBERS, membership.organisation)


def is_for_the_office(membership: Membership, now: datetime) -> bool:
    """Tell whether the office may review this role: a privileged one, an owner's, or where nobody is owner."""
    if membership.role in PRIVILEGED or membership.role == Role.OWNER:
        return True
    owners = membership.organisation.memberships.current(local_date(now)).filter(role=Role.OWNER)
    return not owners.exists()


def _carry_out(
    membership: Membership, verdict: Verdict, role: Role | None, *, by: User, now: datetime
) -> None:
    match verdict:
        case Verdict.KEEP:
            if membership.suspended_at is not None:
                membership.suspended_at = None
                membership.save(update_fields=["suspended_at"])
                record("membership.resumed", membership, by=by, now=now, role=membership.role)
        case Verdict.CHANGE if membership.role in PRIVILEGED and role is not None:
            close(membership, by=by, now=now, why="review")
            propose_role(
                user=membership.user, organisation=membership.organisation, role=role, by=by, now=now
            )
        case Verdict.CHANGE:
            change_role(membership=membership, role=role or Role(membership.role), by=by, now=now)
        case Verdict.END:
            refuse_last_owner(membership.organisation, [membership.pk], now)
            close(membership, by=by, now=now, why="review")
            let_go(membership.organisation, membership.user, by=by, now=now)
            tell(membership.user, News.ENDED, now=now)
