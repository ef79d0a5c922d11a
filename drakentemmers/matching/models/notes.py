"""What one side of a request keeps for itself."""

from django.db import models
from django.db.models import F, Q

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.rules import REQUESTING
from drakentemmers.audit.rules import Sensitivity
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.models import Record
from drakentemmers.matching.models.requests import Question, TreatmentRequest, kept_from


class PrivateNoteQuerySet(models.QuerySet["PrivateNote"]):
    """Speaks of private notes."""

    def kept_by(self, user: User) -> "PrivateNoteQuerySet":
        """Notes of the side to which `user` belongs. The office and emergency access do not count."""
        ours = Q(organisation__in=user.organisation_ids(*REQUESTING), organisation=F("request__organisation"))
        asked = Question.objects.of_therapist(user)
        mine = Q(request__in=asked.values("request"), organisation__in=asked.values("professional__practice"))
        mine &= Q(organisation__in=user.organisation_ids())
        return self.filter(ours | mine).exclude(kept_from(user, "request__"))

    def latest_first(self) -> "PrivateNoteQuerySet":
        return self.order_by("-number")


class PrivateNote(Record):
    """One version of the note that one organisation keeps with a request. Versions are added, never changed."""

    log_sensitivity = Sensitivity.SENSITIVE

    request = models.ForeignKey(TreatmentRequest, on_delete=models.CASCADE, related_name="private_notes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="private_notes")
    number = models.PositiveIntegerField()
    text = EncryptedTextField(max_length=2000, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "organisation", "number"], name="private_note_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.organisation_id} {self.number}"
