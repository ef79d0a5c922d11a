"""The log of writes and of reads of sensitive records."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import Q

from drakentemmers.audit.chain import FIELDS, moment_text
from drakentemmers.audit.rules import Kind, Sensitivity


class EventQuerySet(models.QuerySet["Event"]):
    """Speaks of the log."""

    def about(self, subject: models.Model) -> "EventQuerySet":
        """Events about one record, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by("pk")

    def of(self, subject_types: Collection[str], subject_ids: Collection[str]) -> "EventQuerySet":
        """Events about the records with these ids, of one of these types."""
        return self.filter(subject_type__in=subject_types, subject_id__in=subject_ids)

    def in_lists(self, subject_types: Collection[str], subject_id: str) -> "EventQuerySet":
        """Events about several records at once, this one among them (as far as the ids were kept)."""
        lists = self.filter(subject_type__in=subject_types, subject_id="")
        if connection.vendor == "postgresql":  # by an index of its own, see migration 0004
            return lists.filter(details__ids__contains=[subject_id])
        return lists.filter(details__icontains=f'"{subject_id}"')

    def before(self, moment: datetime, pk: int) -> "EventQuerySet":
        """Events older than that one, for the next page."""
        return self.filter(Q(at__lt=moment) | Q(at=moment, pk__lt=pk), at__lte=moment)

    def newest_first(self) -> "EventQuerySet":
        return self.order_by("-at", "-pk")


class Event(models.Model):
    """One thing that happened. The fields follow NEN 7513; no foreign keys, no names of clients.

    An event about several records at once has no `subject_id`; `details` then holds `ids` (the first hundred) and
    `count`.
    """

    uid = models.CharField(max_length=24)  # random: makes two otherwise equal events differ under their hash
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in Kind], default=Kind.WRITE)
    action = models.CharField(max_length=80)
    outcome = models.CharField(max_length=20, default="done")
    actor_id = models.CharField(max_length=40, blank=True)  # empty: the system itself, or a stranger
    actor_name = models.CharField(max_length=200, blank=True)
    actor_roles = models.CharField(max_length=200, blank=True)
    on_behalf_of = models.CharField(max_length=40, blank=True)  # organisation id
    purpose = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=45, blank=True)
    route = models.CharField(max_length=100, blank=True)
    request_id = models.CharField(max_length=20, blank=True)
    process = models.CharField(max_length=80, blank=True)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40, blank=True)
    sensitivity = models.CharField(
        max_length=10, choices=[(level, level) for level in Sensitivity], default=Sensitivity.ORDINARY
    )
    details = models.JSONField(default=dict)
    key_id = models.CharField(max_length=16)
    mac = models.CharField(max_length=64)  # keyed hash over all of the above (audit/chain.py)

    objects = EventQuerySet.as_manager()

    class Meta:
        # Each way to search the log, newest first. Nothing here counts or sorts a million rows.
        indexes = [
            models.Index(fields=["at", "id"], name="audit_event_at"),
            models.Index(fields=["subject_type", "subject_id", "at", "id"], name="audit_event_subject"),
            models.Index(fields=["actor_id", "at", "id"], name="audit_event_actor"),
            models.Index(fields=["action", "at", "id"], name="audit_event_action"),
            models.Index(fields=["address", "at", "id"], name="audit_event_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_type} {self.subject_id}"

    def hashed_values(self) -> list[Any]:
        """What the hash covers, in the fixed order."""
        values = [getattr(self, name) for name in FIELDS]
        values[FIELDS.index("at")] = moment_text(self.at)
        return values
