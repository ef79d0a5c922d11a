"""Where professionals treat and where organisations are. Streets never reach the log."""

from datetime import datetime

from django.db import transaction

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.directory.actions.areas import located
from drakentemmers.directory.models import Location, Municipality, Professional, WorkLocation
from drakentemmers.directory.outlines import outline_of
from drakentemmers.directory.read.places import PlaceFound, resolve_place
from drakentemmers.kernel.search.index import refresh


@transaction.atomic
def add_work_location(
    *,
    professional: Professional,
    place: PlaceFound,
    radius_km: int,
    street: str = "",
    by: User | None,
    now: datetime,
) -> WorkLocation:
    """Add a place where somebody treats, and how far (in kilometres) he or she travels from it."""
    if by is None or not by.has_perm(Permission.IMPORT_DIRECTORY):
        demand(by, Permission.EDIT_PROFESSIONAL, professional)
    row = WorkLocation(
        professional=professional,
        place_name=place.name,
        postcode=place.pc4,
        street=street,
        radius_km=radius_km,
    )
    located(row, place.latitude, place.longitude)
    row.save()
    record("work_location.added", professional, by=by, now=now)
    refresh("therapist", [professional.pk])
    return row


@transaction.atomic
def remove_work_location(*, location: WorkLocation, by: User | None, now: datetime) -> None:
    """Take a place of work off a profile."""
    if by is None or not by.has_perm(Permission.IMPORT_DIRECTORY):
        demand(by, Permission.EDIT_PROFESSIONAL, location.professional)
    record("work_location.removed", location.professional, by=by, now=now)
    location.delete()
    refresh("therapist", [location.professional_id])


@transaction.atomic
def add_location(
    *,
    organisation: Organisation,
    place: PlaceFound,
    name: str = "",
    street: str = "",
    postcode: str = "",
    is_confidential: bool | None = None,
    by: User | None,
    now: datetime,
) -> Location:
    """Add where an organisation is. Without a word about it a shelter's address is confidential, others' are not."""
    if by is None or not by.has_perm(Permission.IMPORT_DIRECTORY):
        demand(by, Permission.EDIT_ORGANISATION, organisation)
    secret = Location.confidential_by_default(organisation) if is_confidential is None else is_confidential
    row = Location(
        organisation=organisation,
        name=name,
        street=street,
        postcode=postcode or place.pc4,
        place_name=place.name,
        is_confidential=secret,
        municipality=municipality_at(place),
    )
    put_on_map(row, place)
    row.save()
    record(
        "location.added", organisation, by=by, now=now, on_behalf_of=organisation.pk, is_confidential=secret
    )
    refresh("organisation", [organisation.pk])
    return row


@transaction.atomic
def set_confidential(
    *, location: Location, is_confidential: bool, by: User | None, now: datetime
) -> Location:
    """Make an address secret, or public. Only who runs the organisation decides that."""
    demand(by, Permission.EDIT_ORGANISATION, location.organisation)
    row = Location.objects.select_for_update().get(pk=location.pk)
    row.is_confidential = is_confidential
    put_on_map(row, place_of(row))
    row.save()
    record("location.changed", row.organisation, by=by, now=now, is_confidential=is_confidential)
    refresh("organisation", [row.organisation_id])
    return row


@transaction.atomic
def remove_location(*, location: Location, by: User | None, now: datetime) -> None:
    """Take an address away."""
    demand(by, Permission.EDIT_ORGANISATION, location.organisation)
    record("location.removed", location.organisation, by=by, now=now)
    location.delete()
    refresh("organisation", [location.organisation_id])


def put_on_map(row: Location, place: PlaceFound | None) -> None:
    """Put a location where it is; a confidential one, or one nobody can find, in the middle of its municipality."""
    at = row.municipality if row.is_confidential or place is None else place
    located(row, at.latitude, at.longitude)


def place_of(row: Location) -> PlaceFound | None:
    """Return where a location is by its postcode and town, which are kept secret, instead of by the map."""
    return resolve_place(f"{row.postcode} {row.place_name}".strip())


def municipality_at(place: PlaceFound) -> Municipality:
    """Return the municipality around a place; without outlines the nearest one that is known."""
    known = list(Municipality.objects.order_by("code"))
    for municipality in known:
        if municipality.outline and outline_of(municipality.outline).holds(place.longitude, place.latitude):
            return municipality
    return min(known, key=lambda row: row.point.chord_squared(place.point))
