"""The log of writes and of reads of sensitive records."""

from django.db import models


class EventQuerySet(models.QuerySet["Event"]):
    """Speaks of the log."""

    def about(self, subject: models.Model) -> "EventQuerySet":
        """Events about one record, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by("pk")


class Event(models.Model):
    """One thing that happened. The fields follow NEN 7513; no foreign keys, no names of clients."""

    at = models.DateTimeField(db_index=True)
    action = models.CharField(max_length=80)
    actor_id = models.CharField(max_length=40, blank=True)  # empty: the system itself
    actor_name = models.CharField(max_length=200, blank=True)
    actor_roles = models.CharField(max_length=200, blank=True)
    on_behalf_of = models.CharField(max_length=40, blank=True)  # organisation id
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20, default="done")
    details = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_event_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_type} {self.subject_id}"
