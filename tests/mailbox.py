"""What the site has mailed."""

from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from drakentemmers.accounts.actions.outbox_sending import send_due


def mailed() -> list[EmailMessage]:
    """Send what waits in the outbox and return all that was sent; a test keeps nothing, so nothing left by itself."""
    send_due(now=timezone.now())
    return mail.outbox
