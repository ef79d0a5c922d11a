"""What an organisation is, and where it sits."""

from django.db import models

from drakentemmers.accounts.models import Decoy, Organisation, User
from drakentemmers.accounts.rules import SECRET_ADDRESS_KINDS
from drakentemmers.audit.rules import Sensitivity
from drakentemmers.directory.models.areas import Located, Municipality, Region
from drakentemmers.kernel.fields import EncryptedTextField
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


class LocationQuerySet(models.QuerySet["Location"]):
    """Speaks of locations."""

    def opening_for(self, user: User) -> "LocationQuerySet":
        """Confidential locations whose address `user` may open: of the own organisations, or by emergency access."""
        reach = user.organisation_ids() | user.emergency_reach.organisations
        secret = self.filter(is_confidential=True, organisation__in=reach)
        apart = user.kept_apart
        return secret.exclude(organisation__in=apart.organisations).exclude(pk__in=apart.subjects)

    def without_decoys(self) -> "LocationQuerySet":
        """Locations where somebody is."""
        return self.exclude(pk__in=Decoy.objects.subject_ids())


class Location(Located, Record):
    """Where an organisation works. Of a confidential location only the municipality is ever shown.

    All that would lead to its door is encrypted, and a confidential location stands on the map in the middle of its
    municipality (`actions.locations`): the plain columns tell no more than its page does.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="locations")
    name = EncryptedTextField(max_length=120, blank=True)
    street = EncryptedTextField(max_length=200, blank=True)
    postcode = EncryptedTextField(max_length=7, blank=True)
    place_name = EncryptedTextField(max_length=120, blank=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="locations")
    is_confidential = models.BooleanField(default=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    @property
    def log_sensitivity(self) -> Sensitivity:
        return Sensitivity.SECRET if self.is_confidential else Sensitivity.ORDINARY

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
