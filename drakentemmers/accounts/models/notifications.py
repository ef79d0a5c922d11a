"""The bell, and the mail that goes with it."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from drakentemmers.accounts.models.outbox import OutgoingMail
from drakentemmers.accounts.models.people import User
from drakentemmers.accounts.topics import Topic


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Speaks of the bell."""

    def visible_to(self, user: User) -> "NotificationQuerySet":
        return self.filter(user=user)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at__isnull=True)

    def to_be_mailed(self, now: datetime) -> "NotificationQuerySet":
        """Lines that were kept for a mail that is due."""
        return self.filter(mail_at__lte=now)


class Notification(models.Model):
    """A line under the bell, and at most one mail. Texts are neutral: no client, no violence."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    at = models.DateTimeField()
    topic = models.CharField(max_length=40)  # code of what happened
    about = models.CharField(max_length=20, default=Topic.NETWORK.value)  # Topic
    text = models.CharField(max_length=300)
    path = models.CharField(max_length=300)
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.ForeignKey(
        OutgoingMail, on_delete=models.SET_NULL, null=True, blank=True, related_name="lines"
    )  # the mail that tells of it
    mail_at = models.DateTimeField(
        null=True, blank=True
    )  # waits until then for a mail; subject and text with it
    mail_subject = models.CharField(max_length=200, blank=True)
    mail_text = models.TextField(blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "read_at"], name="notification_unread"),
            models.Index(fields=["mail_at"], name="notification_to_mail", condition=Q(mail_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.text
