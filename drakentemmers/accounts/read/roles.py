"""Who holds a privileged role, and which proposals wait for a second person."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import Membership, RoleProposal, User
from drakentemmers.accounts.roles import (
    PRIVILEGED,
    REMIND_BEFORE,
    last_seen,
    roles_the_office_extends,
)
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.clock import local_date

SHOWN_BEFORE = 2 * REMIND_BEFORE  # on the page of the office, so that two people have time


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a role that the office looks after."""

    membership: Membership
    role: str
    last_seen: str
    ends_soon: bool
    is_me: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal, and what the one who looks at it may do with it."""

    proposal: RoleProposal
    role: str
    is_mine: bool
    is_about_me: bool


def holders_of_privilege(viewer: User, now: datetime) -> list[Holder]:
    """Return everybody with a privileged role, by role and name; one query."""
    today = local_date(now)
    seats = Membership.objects.standing(today).filter(role__in=PRIVILEGED)
    rows = seats.select_related("user", "organisation").order_by("user__name", "pk")
    return sorted((_holder(row, viewer, now) for row in rows), key=lambda holder: holder.role)


def _holder(row: Membership, viewer: User, now: datetime) -> Holder:
    return Holder(
        membership=row,
        role=label(Role(row.role)),
        last_seen=label(last_seen(row.user.last_login, now)),
        ends_soon=row.ends_on is not None and row.ends_on <= local_date(now) + REMIND_BEFORE,
        is_me=row.user_id == viewer.pk,
    )


def ending_soon(viewer: User, now: datetime) -> list[Holder]:
    """Return who holds a role that only the office can extend and that ends within four weeks, the soonest first.

    Privileged roles are left out: they stand in a list of their own. One query.
    """
    today = local_date(now)
    roles = set(roles_the_office_extends()) - PRIVILEGED
    seats = Membership.objects.standing(today).filter(role__in=roles, ends_on__lte=today + SHOWN_BEFORE)
    owners = Membership.objects.current(today).filter(role=Role.OWNER, organisation=OuterRef("organisation"))
    seats = seats.exclude(Exists(owners.exclude(pk=OuterRef("pk"))), role=Role.OWNER)
    rows = seats.select_related("user", "organisation").order_by("ends_on", "user__name", "pk")
    return [_holder(row, viewer, now) for row in rows]


def proposals_for(viewer: User) -> list[Waiting]:
    """Return the open proposals, oldest first; one query."""
    rows = RoleProposal.objects.open().select_related("user", "organisation", "proposed_by")
    return [
        Waiting(row, label(Role(row.role)), row.proposed_by_id == viewer.pk, row.user_id == viewer.pk)
        for row in rows.order_by("proposed_at", "pk")
    ]


def proposals_waiting(viewer: User, now: datetime) -> int:
    """Return how many proposals `viewer` can decide about; one query."""
    return RoleProposal.objects.open().exclude(Q(proposed_by=viewer) | Q(user=viewer)).count()
