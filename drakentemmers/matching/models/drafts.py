"""What somebody was writing in the form for a new request, kept until it is sent."""

from django.db import models

from drakentemmers.accounts.models import User
from drakentemmers.kernel.fields import EncryptedTextField


class RequestDraft(models.Model):
    """The form of a new request as it stood at `saved_at`; one a person, seen by nobody else."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="request_draft")
    data = EncryptedTextField(row="user")  # the form as it is sent: key=value&key=value
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user} {self.saved_at:%Y-%m-%d}"
