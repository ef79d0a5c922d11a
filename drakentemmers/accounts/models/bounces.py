"""Addresses from which mail came back."""

from django.db import models


class MailBounce(models.Model):
    """An address that mail does not reach. Gone again when its owner says that it works."""

    address = models.CharField(max_length=254, unique=True)  # in lower case
    at = models.DateTimeField()
    status = models.CharField(max_length=20)  # RFC 3463: "5.1.1"

    def __str__(self) -> str:
        return f"{self.status} {self.at:%Y-%m-%d}"
