"""What somebody agreed to, and accounts on their way out."""

from django.db import models
from django.db.models import F, Q

from drakentemmers.accounts.consent import Purpose
from drakentemmers.accounts.models.people import User
from drakentemmers.kernel.models import Record


class Consent(Record):
    """One time somebody agreed to one thing, in the words of one version. Taken back, the row stays as proof."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=30, choices=[(p, p) for p in Purpose])
    version = models.PositiveSmallIntegerField()  # of the text that was on the screen
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_given_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.purpose} {self.version}"


class AccountRemoval(Record):
    """Somebody asked to remove the own account. Until `due_at` it can be taken back."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="removals")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(cancelled_at__isnull=True, done_at__isnull=True),
                name="removal_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(done_at__isnull=True),
                name="removal_cancelled_or_done",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="removal_due")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.due_at:%Y-%m-%d}"
