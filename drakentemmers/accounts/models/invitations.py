"""Invitations: one address, one link, once."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from drakentemmers.accounts.models.organisations import Organisation
from drakentemmers.accounts.models.people import User
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.models import Record
from drakentemmers.kernel.sets import EnumSetField

OPEN = Q(used_at__isnull=True, revoked_at__isnull=True)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Speaks of invitations."""

    def open(self) -> "InvitationQuerySet":
        """Not used and not taken back; perhaps too old."""
        return self.filter(OPEN)

    def working(self, now: datetime) -> "InvitationQuerySet":
        """Those whose link still opens a door."""
        return self.open().filter(expires_at__gt=now, organisation__is_active=True)

    def to_join(self) -> "InvitationQuerySet":
        """Invitations to belong to the organisation, not to look at one case."""
        return self.filter(subject_type="")

    def about(self, subject: models.Model) -> "InvitationQuerySet":
        """Invitations to look at this one record."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


class Invitation(Record):
    """Roles in one organisation, or a look at one case, offered to one e-mail address.

    Of the link only a hash is kept: who reads this table cannot use it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()  # lower case
    roles = EnumSetField(Role)
    subject_type = models.CharField(max_length=80, blank=True)  # of a guest: the one record to look at
    subject_id = models.CharField(max_length=40, blank=True)
    until = models.DateField(null=True, blank=True)  # of a guest: the last day
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email", "subject_type", "subject_id"],
                condition=OPEN,
                name="invitation_open_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_used_or_revoked",
            ),
            models.CheckConstraint(
                condition=(Q(subject_type="", subject_id="") & ~Q(roles=frozenset()))
                | (~Q(subject_type="") & Q(roles=frozenset())),
                name="invitation_to_roles_or_to_a_case",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "made_at"], name="invitation_of_organisation")]

    def __str__(self) -> str:
        return f"{', '.join(sorted(self.roles)) or self.subject_type} {self.organisation}"
