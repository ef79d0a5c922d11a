"""Records that look real and that nobody works on: who opens one was looking for what is not the own work."""

from django.db import models
from django.db.models import F, Q

from drakentemmers.accounts.models.organisations import Organisation
from drakentemmers.accounts.models.people import User
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.models import Record


class DecoyQuerySet(models.QuerySet["Decoy"]):
    """Speaks of decoys."""

    def placed(self) -> "DecoyQuerySet":
        return self.filter(placed_at__isnull=False, removed_at__isnull=True)

    def subject_ids(self) -> frozenset[str]:
        """Return the ids of every record that is a decoy; one query. They stand encrypted in the database."""
        return frozenset(row.subject_id for row in self.placed().only("pk", "subject_id")) - {""}

    def subject_ids_ever(self) -> frozenset[str]:
        """Return those of what was taken away too, whose lines still stand in the log; one query."""
        return frozenset(row.subject_id for row in self.only("pk", "subject_id")) - {""}


class Decoy(Record):
    """One decoy: proposed by one person, placed by another, taken away in the same way.

    Its record is made later, at a moment nobody chose: until then `subject_id` is empty.
    Which record it is stands here encrypted and nowhere else: the record itself is like any other.
    """

    kind = models.CharField(max_length=20)  # of its door: request, address
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    subject_id = EncryptedTextField(max_length=40, blank=True)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField()
    placed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    placed_at = models.DateTimeField(null=True)
    removal_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    removal_at = models.DateTimeField(null=True)  # somebody proposed to take it away
    removed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = DecoyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(placed_by__isnull=True) | ~Q(placed_by=F("proposed_by")),
                name="decoy_placed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(removed_by__isnull=True) | ~Q(removed_by=F("removal_by")),
                name="decoy_removed_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.proposed_at:%Y-%m-%d}"
