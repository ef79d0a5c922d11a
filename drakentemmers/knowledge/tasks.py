"""Background work of this app: the first mails of a newsletter. `drakentemmers tend` goes on until all are sent."""

from django.utils import timezone
from django_tasks import task

from drakentemmers.accounts.actions.outbox_sending import send_due
from drakentemmers.knowledge.actions.newsletter_mails import write_mails


@task()
def send_newsletter(mailing_id: int) -> None:
    """Write the first mails of an issue and send what is due."""
    now = timezone.now()
    write_mails(mailing_id=mailing_id, now=now)
    send_due(now=now)
