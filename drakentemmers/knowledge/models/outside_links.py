"""Addresses of other sites that pages lead to."""

from django.db import models


class OutsideLink(models.Model):
    """An address elsewhere, and whether it answered when it was last asked."""

    url = models.CharField(max_length=2000, unique=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    answer = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # the HTTP status; null: it did not answer at all

    def __str__(self) -> str:
        return self.url

    @property
    def is_broken(self) -> bool:
        return self.checked_at is not None and (self.answer is None or self.answer >= 400)
