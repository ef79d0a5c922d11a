"""Background work of this app: sending the mail that belongs to a notification."""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django_tasks import task

from drakentemmers.accounts.models import Notification

log = logging.getLogger(__name__)


@task()
def deliver_mail(notification_id: int) -> None:
    """Send one waiting mail. The row is claimed first, so that two workers never send it twice."""
    rows = Notification.objects.filter(pk=notification_id, mail_state=Notification.Mail.WAITING)
    if not rows.update(mail_state=Notification.Mail.SENT):
        return
    notification = Notification.objects.select_related("user").get(pk=notification_id)
    try:
        send_mail(notification.mail_subject, notification.mail_text, None, [notification.user.email])
    except (SMTPException, OSError):
        log.exception("mail of notification %s was not sent", notification_id)
        Notification.objects.filter(pk=notification_id).update(mail_state=Notification.Mail.FAILED)
