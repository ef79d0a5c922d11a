"""Organisations as tenants, and who belongs to them."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from drakentemmers.accounts.models.people import User
from drakentemmers.accounts.rules import TREATING, OrganisationKind, Role
from drakentemmers.kernel.models import Record


class Organisation(Record):
    """A tenant of the platform. What it is and where it sits stands in `directory.OrganisationProfile`."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=[(kind, kind) for kind in OrganisationKind])
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Speaks of who belongs where."""

    def current(self, on: date) -> "MembershipQuerySet":
        """Memberships that count on `on`, of organisations and people that are active."""
        return self.standing(on).filter(suspended_at__isnull=True)

    def treating(self, on: date) -> "MembershipQuerySet":
        """Memberships that count on `on` and in which one treats: what a therapist may hangs on having one."""
        return self.current(on).filter(role__in=TREATING)

    def standing(self, on: date) -> "MembershipQuerySet":
        """Those that count on `on`, and those that would if a review had not been forgotten."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            starts_on__lte=on,
            ended_at__isnull=True,
            organisation__is_active=True,
            user__is_active=True,
        )

    def not_over(self, on: date) -> "MembershipQuerySet":
        """Those that count, are paused or are still to come."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), ended_at__isnull=True)

    def over_by_date(self, on: date) -> "MembershipQuerySet":
        """Those whose last day is before `on`, and with which nothing was cleared yet."""
        return self.filter(ends_on__lt=on, ended_at__isnull=True)


class Membership(Record):
    """One person, one organisation, one role, one period."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40, choices=[(role, role) for role in Role])
    region = models.CharField(max_length=40, blank=True)  # region leads: the code of their programme region
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day, as agreed
    ended_at = models.DateTimeField(null=True, blank=True)  # when it was ended: sooner, or after the last day
    suspended_at = models.DateTimeField(null=True, blank=True)  # nobody reviewed it in time
    reminded_for = models.DateField(null=True, blank=True)  # the last day of which people were told
    warned_at = models.DateTimeField(null=True, blank=True)  # of suspension
    warned_round = models.CharField(max_length=10, blank=True)  # and in which round of review

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "starts_on"],
                condition=Q(ended_at__isnull=True),
                name="membership_held_once_per_period",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.organisation}"
