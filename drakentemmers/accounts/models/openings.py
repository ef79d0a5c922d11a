"""What somebody opened today, and how much of the day's budget that took."""

from django.db import models
from django.db.models import Q

from drakentemmers.accounts.access import Reason
from drakentemmers.accounts.models.people import User


class Counted(models.TextChoices):
    """What is counted apart: sensitive records, the public profiles somebody walks through, and rows of lists."""

    RECORD = "record"
    PROFILE = "profile"
    LISTED = "listed"  # a row of a request that is not the own work


class DayBudget(models.Model):
    """How many different records one person opened on one day. Its row is locked while one more is counted."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="day_budgets")
    day = models.DateField()  # in the Netherlands
    kind = models.CharField(max_length=10, choices=Counted, default=Counted.RECORD)
    spent = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=0)  # the highest access.Level told today

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day", "kind"], name="budget_once_a_day")]
        indexes = [models.Index(fields=["day", "level"], name="budget_told_on_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day} {self.spent}"


class Opening(models.Model):
    """One record that one person may open, or opened, on one day. The record has no foreign key: it may go."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="openings")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=Counted, default=Counted.RECORD)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    reason = models.CharField(max_length=12, choices=[(r, r) for r in Reason], blank=True)
    line = models.CharField(max_length=200, blank=True)  # the reason in own words
    opened_at = models.DateTimeField(null=True)  # empty: a reason was given, nothing was opened yet

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day", "kind", "subject_type", "subject_id"], name="opening_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=False) | ~Q(reason=""), name="opening_opened_or_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["user", "kind", "opened_at"], name="opening_of_user_lately")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day} {self.subject_type}"
