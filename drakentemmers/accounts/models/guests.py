"""Guests: people from outside who may look at one record."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from drakentemmers.accounts.models.organisations import Organisation
from drakentemmers.accounts.models.people import User
from drakentemmers.kernel.models import Record


class CaseGuestQuerySet(models.QuerySet["CaseGuest"]):
    """Speaks of who looks along."""

    def current(self, on: date) -> "CaseGuestQuerySet":
        """Those who may look on a day."""
        return self.filter(
            ended_at__isnull=True,
            starts_on__lte=on,
            ends_on__gte=on,
            user__is_active=True,
            organisation__is_active=True,
        )

    def about(self, subject: models.Model) -> "CaseGuestQuerySet":
        """Guests of this one record."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


class CaseGuest(Record):
    """One person may look at one record for a period, at the request of one organisation. Looking is all."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="guest_passes")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="guests")
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CaseGuestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "subject_type", "subject_id"],
                condition=Q(ended_at__isnull=True),
                name="guest_once_per_case",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="guest_ends_after_start"),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="guest_of_subject")]

    def __str__(self) -> str:
        return f"{self.user} {self.subject_type} {self.subject_id}"
