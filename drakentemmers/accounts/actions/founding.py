"""The first two administrators of a fresh site: nobody is there yet to invite them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from drakentemmers.accounts.actions.invitations import Written, mail_invitation, write_invitation
from drakentemmers.accounts.actions.organisations import add_organisation
from drakentemmers.accounts.models import Membership, Organisation
from drakentemmers.accounts.rules import NETWORK, OrganisationKind, Role
from drakentemmers.kernel.clock import local_date

FOUNDING = frozenset({Role.ADMINISTRATOR, Role.OWNER})  # an owner too: somebody has to invite the colleagues
ENOUGH = 2  # who give each other and others their roles


class OfficeStands(Exception):  # noqa: N818 - reads as the sentence it is
    """Two people of the office are in: from now on they give the roles."""


@transaction.atomic
def invite_first_administrators(
    *, office: str, emails: Collection[str], mailed: bool, now: datetime
) -> list[Written]:
    """Invite `emails` (two) to run the site, at the organisation called `office`; return the invitations with links.

    Run again while somebody is not in yet, the links of before are dead; who is in is passed over. With `mailed` the
    links go to the addresses. Raises OfficeStands.
    """
    seats = Membership.objects.current(local_date(now)).filter(role__in=NETWORK).select_related("user")
    inside = {seat.user.email for seat in seats}
    if len(inside) >= ENOUGH:
        raise OfficeStands
    kind = OrganisationKind.KNOWLEDGE_INSTITUTE
    organisation = Organisation.objects.filter(name=office, kind=kind).first()
    organisation = organisation or add_organisation(name=office, kind=kind, by=None, now=now)
    written = [
        write_invitation(organisation, email, by=None, now=now, roles=FOUNDING)
        for email in emails
        if email.lower() not in inside
    ]
    for each in written if mailed else ():
        mail_invitation(each, now=now)
    return written
