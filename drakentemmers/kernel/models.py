"""The base of every domain record."""

from django.db import models

from drakentemmers.kernel.ids import LENGTH, new_id


class Record(models.Model):
    """A row with an id that may be shown: random, so that a neighbour's id cannot be guessed."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_id, editable=False)

    class Meta:
        abstract = True


class VersionedRecord(Record):
    """A record that several people edit: `version` tells whether somebody else saved in between."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Heartbeat(models.Model):
    """One row that the readiness check writes, to see that the database keeps what it is given."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at}"
