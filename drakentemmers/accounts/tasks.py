"""Background work of this app: sending a mail as soon as the deed it tells of was kept."""

from django.utils import timezone
from django_tasks import task

from drakentemmers.accounts.actions.outbox_sending import send_first_time


@task()
def deliver_mail(mail_id: str) -> None:
    """Send one mail of the outbox for the first time. What is not sent then, `drakentemmers tend` tries again."""
    send_first_time(pk=mail_id, now=timezone.now())
