"""Second factors that two people let fall, because the person lost every one of them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from drakentemmers.accounts.factor_reset import UNDER_WAY, ResetCase, ResetStage
from drakentemmers.accounts.models.organisations import Membership
from drakentemmers.accounts.models.people import User
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.clock import local_date
from drakentemmers.kernel.models import Record


class FactorResetQuerySet(models.QuerySet["FactorReset"]):
    """Speaks of second factors that fall."""

    def under_way(self) -> "FactorResetQuerySet":
        return self.filter(stage__in=UNDER_WAY)

    def visible_to(self, user: User) -> "FactorResetQuerySet":
        """An administrator sees all; an owner those of who works there, and what he or she asked; nobody the own."""
        rows = self.exclude(user=user)
        if user.has_role(Role.ADMINISTRATOR):
            return rows
        seats = Membership.objects.current(local_date(timezone.now()))
        colleagues = seats.filter(organisation__in=user.organisation_ids(Role.OWNER)).values("user")
        return rows.filter(Q(asked_by=user) | Q(user__in=colleagues))


class FactorReset(Record):
    """One time somebody lost every second factor: one person asks, another agrees, later it falls."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_resets")
    line = models.CharField(max_length=200)  # how who asked knows that it is this person
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    falls_at = models.DateTimeField(null=True)
    stage = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in ResetStage], default=ResetStage.ASKED
    )
    stage_since = models.DateTimeField()
    stopped_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # empty: by the link
    code_hash = models.CharField(max_length=64, blank=True)
    code_used_at = models.DateTimeField(null=True)

    objects = FactorResetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(stage__in=["asked", "waiting"]), name="factor_reset_once"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="factor_reset_agreed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=(Q(asked_by__isnull=True) | ~Q(asked_by=F("user")))
                & (Q(agreed_by__isnull=True) | ~Q(agreed_by=F("user"))),
                name="factor_reset_never_about_oneself",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["waiting", "fallen"])
                | (Q(falls_at__isnull=False) & ~Q(code_hash="")),
                name="factor_reset_agreed_falls",
            ),
        ]
        indexes = [models.Index(fields=["stage", "falls_at"], name="factor_reset_due")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.stage}"

    @property
    def case(self) -> ResetCase:
        """The facts the rules work with."""
        return ResetCase(ResetStage(self.stage), self.user_id, self.asked_by_id, self.asked_at, self.falls_at)
