"""What a conflict of interest keeps from somebody."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from drakentemmers.accounts.access import WhyKept
from drakentemmers.accounts.models.organisations import Organisation
from drakentemmers.accounts.models.people import User
from drakentemmers.kernel.models import Record


class BlockQuerySet(models.QuerySet["Block"]):
    """Speaks of what is kept from whom."""

    def holding(self, on: date) -> "BlockQuerySet":
        """Blocks that hold on `on`."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, lifted_at__isnull=True)

    def declared_by(self, user: User) -> "BlockQuerySet":
        """What somebody declared about him- or herself; what others set stays hidden."""
        return self.filter(user=user, set_by=user)


class Block(Record):
    """Keeps one organisation's records, or one record, from one person. That person never learns which.

    A record is named by type and id, without a foreign key: this floor does not know what stands on it.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="blocks")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="blocks"
    )  # all of its records
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)  # or this one
    on_behalf_of = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="blocks_set"
    )  # who looks after it; empty: the person or the office
    why = models.CharField(max_length=20, choices=[(w, w) for w in WhyKept])
    set_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # the last day; empty: until it is lifted
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, subject_id="")
                | Q(organisation__isnull=True) & ~Q(subject_id=""),
                name="block_of_one_organisation_or_one_record",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="block_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(lifted_at__isnull=True, until__isnull=True),
                name="block_of_an_organisation_once",
            ),
            models.UniqueConstraint(
                fields=["user", "subject_type", "subject_id"],
                condition=Q(lifted_at__isnull=True, until__isnull=True) & ~Q(subject_id=""),
                name="block_of_a_record_once",
            ),
        ]
        indexes = [models.Index(fields=["subject_id"], name="block_of_subject")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.why}"
