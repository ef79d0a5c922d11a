"""What an organisation is, and where it sits."""

from django.db import models

from drakentemmers.accounts.models import Organisation
from drakentemmers.accounts.rules import SECRET_ADDRESS_KINDS
from drakentemmers.directory.models.areas import Located, Municipality, Region
from drakentemmers.kernel.models import Record, VersionedRecord


class OrganisationProfile(VersionedRecord):
    """The page of an organisation."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="profile")
    kvk_number = models.CharField(max_length=8, blank=True)
    about = models.TextField(blank=True)
    asks_for = models.TextField(blank=True)  # what it looks for in a structural cooperation
    website = models.URLField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.SET_NULL, related_name="organisations"
    )
    updated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kvk_number"], condition=~models.Q(kvk_number=""), name="organisation_kvk_number_once"
            )
        ]

    def __str__(self) -> str:
        return self.organisation.name


class Location(Located, Record):
    """Where an organisation works. Of a confidential location only the municipality is ever shown."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="locations")
    name = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=7, blank=True)
    place_name = models.CharField(max_length=120, blank=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="locations")
    is_confidential = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.public_place

    @property
    def public_place(self) -> str:
        """What everybody may know of where this is."""
        return self.municipality.name if self.is_confidential else (self.place_name or self.municipality.name)

    @staticmethod
    def confidential_by_default(organisation: Organisation) -> bool:
        """A shelter's address is secret unless its owner says otherwise."""
        return organisation.kind in SECRET_ADDRESS_KINDS
