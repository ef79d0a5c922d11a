"""How somebody wants to hear news."""

from datetime import time

from django.db import models

from drakentemmers.accounts.digest import QuietTimes
from drakentemmers.accounts.models.people import User


class MailChoice(models.Model):
    """One person, one topic, one way. No row: the way it is for everybody (`topics.DEFAULTS`)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mail_choices")
    topic = models.CharField(max_length=20)  # Topic
    how = models.CharField(max_length=20)  # How

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="mail_choice_once_per_topic"),
            models.CheckConstraint(
                condition=~models.Q(topic="security"), name="mail_about_security_is_no_choice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.how}"


class QuietHours(models.Model):
    """When no mail is to come. No row: the evening and the night (`digest.QuietTimes`)."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="quiet_hours")
    begins = models.TimeField(default=time(20))
    ends = models.TimeField(default=time(7))
    weekends = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.begins:%H:%M} {self.ends:%H:%M}"

    def times(self) -> QuietTimes:
        return QuietTimes(self.begins, self.ends, self.weekends)
