"""What the page "mijn" shows besides the things to do."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from drakentemmers.accounts.labels import label as account_label
from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.rules import COORDINATING, NETWORK, REQUESTING, Role
from drakentemmers.directory.models import Professional
from drakentemmers.directory.read.applications_own import UnderWay, application_under_way
from drakentemmers.home.read.office import has_office
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.models import Offer, TreatmentRequest
from drakentemmers.matching.read.guests import requests_to_look_at
from drakentemmers.matching.read.nearby import families_near
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
    families_near: int
    application: UnderWay | None
    looks_along: list[TreatmentRequest]
    links: list[tuple[str, str, str]]  # text, address, icon


def mine(user: User, now: datetime) -> Mine:
    """Return what belongs to `user`: roles, counts of requests, own offer, ways in. A constant number of queries."""
    professional = (
        Professional.objects.filter(user=user).select_related("offer").first() if user.treats else None
    )
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
        tabs=tabs_of(user, is_therapist=professional is not None, now=now),
        professional=professional,
        offer=offer,
        families_near=families_near(professional, local_date(now)) if professional and offer else 0,
        application=application_under_way(user),
        looks_along=requests_to_look_at(user),
        links=_links(user, professional),
    )


def _links(user: User, professional: Professional | None) -> list[tuple[str, str, str]]:
    found = [(_("Find a therapist"), reverse("professionals"), "search")]
    if user.has_role(*REQUESTING):
        found.append((_("Ask for a place"), reverse("request_new"), "plus"))
        found.append((_("My searches"), reverse("saved_searches"), "bell"))
    if user.has_role(*REQUESTING, *NETWORK) or professional is not None:
        found.append((_("All requests"), reverse("requests"), "list"))
    if user.has_perm(Permission.HOLD_ROUND):
        found.append((_("Rounds: places for everybody who waits"), reverse("rounds"), "route"))
    if professional is not None:
        found.append((_("My profile"), reverse("professional", args=[professional.pk]), "user"))
    found += [
        (
            _("People of %(name)s") % {"name": seat.organisation.name},
            reverse("people", args=[seat.organisation_id]),
            "users",
        )
        for seat in user.current_memberships
        if seat.role in COORDINATING
    ]
    found.append((_("What may I do?"), reverse("my_rights"), "key-round"))
    if has_office(user):
        found.append((_("Office"), reverse("office"), "building-2"))
    if user.has_perm(Permission.USE_ADMIN):
        found.append((_("Editors' desk"), reverse("wagtailadmin_home"), "square-pen"))
    return found
