"""Organisations whose people sign in with the account they have at work."""

from django.db import models

from drakentemmers.accounts.models.organisations import Organisation
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.models import Record


class IdentityProviderQuerySet(models.QuerySet["IdentityProvider"]):
    """Speaks of who may vouch for whom."""

    def in_use(self) -> "IdentityProviderQuerySet":
        return self.filter(is_active=True, organisation__is_active=True)


class IdentityProvider(Record):
    """An OpenID Connect provider that vouches for the people of one organisation."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="identity_providers"
    )
    issuer = models.URLField(max_length=300)
    client_id = models.CharField(max_length=190)
    client_secret = EncryptedTextField(max_length=500, blank=True)
    vouches_for_second_factor = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects = IdentityProviderQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.issuer}"


class IdentityDomain(models.Model):
    """The part behind the @ of addresses a provider vouches for. One provider for each."""

    domain = models.CharField(max_length=190, primary_key=True)
    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="domains")

    def __str__(self) -> str:
        return self.domain
