"""A spreadsheet that somebody tried and has not brought in yet."""

import base64

from django.db import models

from drakentemmers.accounts.models import User
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.models import Record


class ImportDraft(Record):
    """The very file of a dry run, so that what is brought in later is what was looked at. Gone after a day."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="import_drafts")
    file_name = models.CharField(max_length=200)
    encoded = EncryptedTextField()  # the file in base64
    created_at = models.DateTimeField()

    @property
    def content(self) -> bytes:
        """The file as it was sent."""
        return base64.b64decode(self.encoded)

    def __str__(self) -> str:
        return self.file_name
