"""An agreed request and offer, followed to its end."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import REQUESTING
from drakentemmers.audit.rules import Sensitivity
from drakentemmers.directory.models import Professional
from drakentemmers.directory.rules import Setting
from drakentemmers.kernel.clock import local_date, monday
from drakentemmers.kernel.models import Record
from drakentemmers.matching.course import EndOutcome, StopReason
from drakentemmers.matching.models.requests import Question, TreatmentRequest, kept_from


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Speaks of placements."""

    def of_therapist(self, user: User) -> "PlacementQuerySet":
        """Placements with `user`, as long as this person is a therapist; without what is kept from him or her."""
        return self.filter(question__in=Question.objects.put_to(user))

    def followed_by(self, user: User) -> "PlacementQuerySet":
        """Placements with `user`, and of requests of the organisations of `user`."""
        asked = Q(request__organisation__in=user.organisation_ids(*REQUESTING))
        mine = Q(question__in=Question.objects.of_therapist(user))
        return self.filter(asked | mine).exclude(kept_from(user, "request__"))


class Placement(Record):
    """A request that got a place. Dates are filled as they come; each also stands as a step of the request."""

    log_sensitivity = Sensitivity.SENSITIVE

    request = models.OneToOneField(TreatmentRequest, on_delete=models.PROTECT, related_name="placement")
    question = models.OneToOneField(Question, on_delete=models.PROTECT, related_name="placement")
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="placements")
    setting = models.CharField(max_length=20, choices=[(s, s) for s in Setting], blank=True)
    period_start = models.DateField()
    confirmed_at = models.DateTimeField()
    started_on = models.DateField(null=True, blank=True)
    ambulatory_since = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=[(o, o) for o in EndOutcome], blank=True)
    stop_reason = models.CharField(max_length=20, choices=[(r, r) for r in StopReason], blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=False, ended_on__gte=F("started_on")),
                name="placement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, outcome="") | Q(ended_on__isnull=False) & ~Q(outcome=""),
                name="placement_ends_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=EndOutcome.STOPPED_EARLY) | ~Q(stop_reason=""),
                name="placement_stopped_early_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} at {self.professional}"

    @property
    def first_week(self) -> date:
        """The Monday of the first week in which the client can come: a period may have begun before the yes."""
        return max(self.period_start, monday(local_date(self.confirmed_at)))
