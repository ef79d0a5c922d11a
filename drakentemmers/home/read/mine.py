"""What the page "mijn" shows besides the things to do."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from drakentemmers.accounts.labels import label as account_label
from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.rules import NETWORK, REQUESTING, Role
from drakentemmers.directory.models import Professional
from drakentemmers.matching.models import Offer
from drakentemmers.matching.read.requests import TabCount, tabs_of


@dataclass(frozen=True, slots=True)
class Seat:
    """One role in one organisation, as the person reads it."""

    role: str
    organisation: str
    url: str


@dataclass(frozen=True, slots=True)
class Mine:
    """The column beside the list of things to do."""

    seats: list[Seat]
    tabs: list[TabCount]
    professional: Professional | None
    offer: Offer | None
    links: list[tuple[str, str, str]]  # text, address, icon


def mine(user: User, now: datetime) -> Mine:
    """Return what belongs to `user`: roles, counts of requests, own offer, ways in. A constant number of queries."""
    professional = Professional.objects.filter(user=user).select_related("offer").first()
    offer = getattr(professional, "offer", None) if professional else None
    return Mine(
        seats=[
            Seat(
                account_label(Role(membership.role)),
                membership.organisation.name,
                reverse("organisation", args=[membership.organisation_id]),
            )
            for membership in user.current_memberships
        ],
        tabs=tabs_of(user, is_therapist=professional is not None),
        professional=professional,
        offer=offer,
        links=_links(user, professional),
    )


def _links(user: User, professional: Professional | None) -> list[tuple[str, str, str]]:
    found = [(_("Find a therapist"), reverse("professionals"), "search")]
    if user.has_role(*REQUESTING):
        found.append((_("Ask for a place"), reverse("request_new"), "plus"))
    if user.has_role(*REQUESTING, *NETWORK) or professional is not None:
        found.append((_("All requests"), reverse("requests"), "list"))
    if professional is not None:
        found.append((_("My profile"), reverse("professional", args=[professional.pk]), "user"))
    if user.has_perm(Permission.IMPORT_DIRECTORY):
        found.append((_("Import and export"), reverse("directory_import"), "upload"))
    if user.has_perm(Permission.USE_ADMIN):
        found.append((_("Keep the site"), reverse("beheer"), "settings"))
    return found
