"""Looks at sensitive records that a log manager goes through."""

from datetime import datetime

from django.db import models
from django.db.models import Case, F, Q, When

from drakentemmers.accounts.models import User
from drakentemmers.insight.rules import Verdict
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.models import Record

LONGEST_QUESTION = 1000  # characters


class ReviewQuerySet(models.QuerySet["Review"]):
    """Speaks of what waits."""

    def waiting(self) -> "ReviewQuerySet":
        return self.filter(reviewed_at__isnull=True)

    def overdue(self, now: datetime) -> "ReviewQuerySet":
        return self.waiting().filter(due_at__lt=now)

    def sampled(self) -> "ReviewQuerySet":
        """Those that were drawn; the others were reported by somebody."""
        return self.filter(reporter_id="")

    def reported_by(self, user: User) -> "ReviewQuerySet":
        return self.filter(reporter_id=str(user.pk))

    def most_pressing_first(self) -> "ReviewQuerySet":
        """What somebody reported before what was drawn, then what has to be done first."""
        is_drawn = Case(When(reporter_id="", then=True), default=False)
        return self.order_by(is_drawn, "due_at", "event_id")

    def for_reviewer(self, user: User) -> "ReviewQuerySet":
        """Everything except one's own looks: nobody judges those oneself."""
        return self.exclude(actor_id=str(user.pk))


class Review(Record):
    """One look that was drawn, or that somebody reported. Signed off once, by somebody else than who looked.

    A look may be here twice or more: as drawn, and once for each who reported it. No foreign keys: it outlives people.
    """

    event_id = models.BigIntegerField()
    week = models.DateField(db_index=True)  # its Monday
    actor_id = models.CharField(max_length=40)
    reasons = models.CharField(max_length=120, blank=True)  # values of Unusual, apart by commas
    drawn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewer_id = models.CharField(max_length=40, blank=True)
    reviewer_name = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=20, blank=True, choices=[(verdict, verdict) for verdict in Verdict])
    remark = EncryptedTextField(max_length=1000, blank=True)
    reporter_id = models.CharField(max_length=40, blank=True)  # empty: drawn, not reported
    reporter_name = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=60, blank=True)  # the reported record, "aanvraag:0123456789ab"
    # of the reporter; None: drawn
    question = EncryptedTextField(max_length=LONGEST_QUESTION, null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event_id", "reporter_id"], name="review_one_for_each_reporter"),
            models.CheckConstraint(
                condition=Q(reporter_id="", about="") | (~Q(reporter_id="") & ~Q(about="")),
                name="review_reported_about_something",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewer_id="", verdict="")
                | (Q(reviewed_at__isnull=False) & ~Q(reviewer_id="") & ~Q(verdict="")),
                name="review_signed_off_as_a_whole",
            ),
            models.CheckConstraint(condition=~Q(reviewer_id=F("actor_id")), name="review_never_of_oneself"),
        ]
        indexes = [models.Index(fields=["reviewed_at", "due_at"], name="review_waiting")]

    def __str__(self) -> str:
        return f"{self.week} event {self.event_id}"

    @property
    def is_report(self) -> bool:
        return bool(self.reporter_id)
