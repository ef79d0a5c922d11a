"""Writes about organisations as tenants and about who belongs to them."""

from datetime import date, datetime

from django.db import transaction

from drakentemmers.accounts.actions.members import demand_may_give, give_role, lock_organisation
from drakentemmers.accounts.models import Membership, Organisation, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.actions import record
from drakentemmers.kernel.search.index import refresh


@transaction.atomic
def add_organisation(*, name: str, kind: OrganisationKind, by: User | None, now: datetime) -> Organisation:
    """Add a tenant. Only the network's office does this (through an import or the demonstration)."""
    demand(by, Permission.IMPORT_DIRECTORY)
    organisation = Organisation.objects.create(name=name, kind=kind)
    record("organisation.added", organisation, by=by, now=now, kind=kind)
    refresh("organisation", [organisation.pk])
    return organisation


@transaction.atomic
def add_member(
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
    """Give a person one role in one organisation for a period; without `ends_on` as long as the role may last.

    Raises OwnRole, NotTheirsToGive, RolesExclude, AlreadyHeld and TooLong.
    """
    demand_may_give(by, organisation, user, role)
    return give_role(
        organisation=lock_organisation(organisation),
        user=user,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        region=region,
        by=by,
        now=now,
    )
