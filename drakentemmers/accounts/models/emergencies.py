"""Access to what is not one's own work, for some hours, granted by a second person."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from drakentemmers.accounts.access import Reason
from drakentemmers.accounts.emergency import Case, Stage
from drakentemmers.accounts.models.organisations import Organisation
from drakentemmers.accounts.models.people import User
from drakentemmers.kernel.models import Record


class EmergencyQuerySet(models.QuerySet["EmergencyAccess"]):
    """Speaks of emergency access."""

    def live(self, now: datetime) -> "EmergencyQuerySet":
        return self.filter(stage=Stage.GRANTED, ends_at__gt=now)


class EmergencyAccess(Record):
    """One request for emergency access: to one record of an organisation, or to all of them."""

    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="emergencies")
    asked_at = models.DateTimeField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="emergencies")
    asked_for = models.CharField(max_length=40, blank=True)  # what was typed; empty: the whole organisation
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)  # empty while `asked_for` is not: no such record
    reason = models.CharField(max_length=12, choices=[(r, r) for r in Reason])
    line = models.CharField(max_length=200)
    hours = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=[(s, s) for s in Stage], default=Stage.ASKED)
    stage_since = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    ends_at = models.DateTimeField(null=True)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="emergency_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.GRANTED) | Q(ends_at__isnull=False), name="emergency_granted_ends"
            ),
        ]
        indexes = [models.Index(fields=["asked_by", "ends_at"], name="emergency_of_user")]

    def __str__(self) -> str:
        return f"{self.asked_by_id} {self.stage}"

    @property
    def case(self) -> Case:
        """The facts the rules work with."""
        return Case(Stage(self.stage), self.asked_at, self.asked_by_id, self.ends_at)
