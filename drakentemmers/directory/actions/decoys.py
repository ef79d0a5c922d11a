"""A secret location that looks like any other and where nobody is."""

from datetime import datetime
from secrets import SystemRandom

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from drakentemmers.accounts.models import Organisation
from drakentemmers.directory.actions.locations import put_on_map
from drakentemmers.directory.models import Location, Municipality

STREETS = ("Dorpsstraat", "Kerkweg", "Molenlaan", "Parkweg", "Schoolstraat", "Stationsweg", "Wilgenlaan")
NAMES = ("Noordzijde", "Het Erf", "De Linde", "Locatie B", "Tweede huis")


def make_location_decoy(organisation: Organisation, now: datetime) -> Location:
    """Make a confidential location in a municipality of the organisation, with an address that leads nowhere.

    The house number is higher than any street of that name has; what else is filled in is what a real one of the
    organisation has. Raises ValidationError without municipalities.
    """
    random, near = SystemRandom(), _near(organisation)
    municipality = municipality_for_decoy(organisation, now)
    row = Location(
        organisation=organisation,
        name=random.choice(NAMES) if near is None or near.name else "",
        street=f"{random.choice(STREETS)} {random.randint(2_000, 2_999)}",
        postcode=near.postcode if near else "",
        place_name=municipality.name,
        municipality=municipality,
        is_confidential=True,
    )
    put_on_map(row, None)
    row.save()
    return row


def municipality_for_decoy(organisation: Organisation, _now: datetime) -> Municipality:
    """Return where it would stand: near a real location, else anywhere. ValidationError without municipalities."""
    near = _near(organisation)
    municipality = near.municipality if near else Municipality.objects.order_by("?").first()
    if municipality is None:
        raise ValidationError(_("There are no municipalities yet to put a location in."))
    return municipality


def _near(organisation: Organisation) -> Location | None:
    return organisation.locations.without_decoys().select_related("municipality").first()
