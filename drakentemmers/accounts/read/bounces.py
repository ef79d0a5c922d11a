"""Which addresses mail does not reach."""

from drakentemmers.accounts.models import MailBounce


def bounce_of(address: str) -> MailBounce | None:
    """Return how mail to `address` came back; None when it does not."""
    return MailBounce.objects.filter(address=address.lower()).first()
