"""Writes about providers that vouch for the people of an organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from drakentemmers.accounts.models import IdentityDomain, IdentityProvider, Organisation, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record


class DomainTaken(Exception):  # noqa: N818 - reads as the sentence it is
    """Another provider vouches for one of these domains already."""


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """What the office fills in. An empty secret leaves the one that is there."""

    organisation: Organisation
    issuer: str
    client_id: str
    client_secret: str
    domains: Sequence[str]
    vouches_for_second_factor: bool
    is_active: bool


@transaction.atomic
def save_provider(
    facts: ProviderFacts, *, provider: IdentityProvider | None = None, by: User | None, now: datetime
) -> IdentityProvider:
    """Add a provider, or change `provider`. Raises DomainTaken. Switching it off ends its sessions at once."""
    demand(by, Permission.MANAGE_IDENTITY)
    is_new = provider is None
    row = provider or IdentityProvider()
    row.organisation, row.issuer, row.client_id = (
        facts.organisation,
        facts.issuer.rstrip("/"),
        facts.client_id,
    )
    row.vouches_for_second_factor, row.is_active = facts.vouches_for_second_factor, facts.is_active
    if facts.client_secret or is_new:
        row.client_secret = facts.client_secret
    row.save()
    row.domains.exclude(domain__in=facts.domains).delete()
    try:
        with transaction.atomic():
            known = set(row.domains.values_list("domain", flat=True))
            fresh = [IdentityDomain(domain=each, provider=row) for each in facts.domains if each not in known]
            IdentityDomain.objects.bulk_create(fresh)
    except IntegrityError:
        raise DomainTaken from None
    record(
        "identity_provider.added" if is_new else "identity_provider.changed",
        row,
        by=by,
        now=now,
        on_behalf_of=facts.organisation.pk,
        domains=sorted(facts.domains),
        vouches=facts.vouches_for_second_factor,
        active=facts.is_active,
    )
    return row
