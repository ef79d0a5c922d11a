"""Accounts in which nothing opens until two people have looked."""

from django.db import models
from django.db.models import F, Q

from drakentemmers.accounts.access import WhyFrozen
from drakentemmers.accounts.models.people import User
from drakentemmers.kernel.models import Record


class FreezeQuerySet(models.QuerySet["Freeze"]):
    """Speaks of frozen accounts."""

    def holding(self) -> "FreezeQuerySet":
        return self.filter(lifted_at__isnull=True)


class Freeze(Record):
    """One time an account was frozen. One person proposes to lift it, another does."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="freezes")
    at = models.DateTimeField()
    why = models.CharField(max_length=10, choices=[(w, w) for w in WhyFrozen])
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")  # empty: by itself
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=200, blank=True)  # what the first of the two found
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = FreezeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(lifted_at__isnull=True), name="freeze_holds_once"
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | ~Q(lifted_by=F("proposed_by")),
                name="freeze_lifted_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | ~Q(lifted_by=F("user")),
                name="freeze_not_lifted_by_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"
