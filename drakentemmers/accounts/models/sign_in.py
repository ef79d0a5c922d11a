"""What signing in has to remember: how often somebody failed, and from which devices somebody came before."""

from django.db import models
from django.utils import timezone

from drakentemmers.accounts.models.people import User
from drakentemmers.kernel.models import Record


class Tally(models.Model):
    """How often something was tried at one gate. The key is hashed: no address stands here."""

    key = models.CharField(max_length=64, primary_key=True)
    gate = models.CharField(max_length=20)
    tries = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.gate}: {self.tries}"


class KnownDevice(Record):
    """A browser somebody signed in with before: it holds a signed cookie that is worth nothing without this row."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    agent = models.CharField(max_length=200, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-last_seen_at", "pk"]

    def __str__(self) -> str:
        return self.agent
