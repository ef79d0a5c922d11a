"""Who vouches for whom."""

from django.utils import timezone

from drakentemmers.accounts.identity import domain_of
from drakentemmers.accounts.models import IdentityProvider, User
from drakentemmers.kernel.clock import local_date


def provider_for(email: str) -> IdentityProvider | None:
    """Return the provider that vouches for addresses like this one, or None."""
    return IdentityProvider.objects.in_use().filter(domains__domain=domain_of(email)).first()


def works_there(user: User, provider: IdentityProvider) -> bool:
    """Tell whether `user` may come in on the word of `provider`: an open account and a role there today."""
    today = local_date(timezone.now())
    return (
        user.is_active
        and user.memberships.current(today).filter(organisation=provider.organisation_id).exists()
    )


def still_vouched(user: User, provider_id: str, *, for_second_factor: bool) -> bool:
    """Tell whether a session that began on the word of this provider may go on.

    With `for_second_factor` our own second step was left out on that word: then the provider must still be one whose
    second factor is enough.
    """
    provider = IdentityProvider.objects.in_use().filter(pk=provider_id).first()
    if provider is None or (for_second_factor and not provider.vouches_for_second_factor):
        return False
    return works_there(user, provider)
