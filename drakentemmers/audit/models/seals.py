"""What proves that the log is whole: a chain of seals, and what retention leaves of its beginning."""

from django.db import models


class Seal(models.Model):
    """A link of the chain: made just after an event was committed, in the order of the commits.

    `seal` is a keyed hash over this row, `previous` included. Rows are only added.
    """

    position = models.BigIntegerField(primary_key=True)  # 1, 2, 3 ... without gaps
    event_id = models.BigIntegerField(
        unique=True
    )  # no foreign key: a deleted event must be seen, not prevented
    event_mac = models.CharField(max_length=64, unique=True)
    event_at = models.DateTimeField()  # the moment the event claims, to see that it was changed
    previous = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.position}: event {self.event_id}"


class Checkpoint(models.Model):
    """Where the chain begins after what was older than the retention period was removed. Signed, and kept."""

    position = models.BigIntegerField(primary_key=True)  # of the last link that was removed
    seal = models.CharField(max_length=64)  # of that link: the first one kept refers to it
    removed = models.BigIntegerField()
    older_than = models.DateTimeField()
    at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    mac = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"up to {self.position}, removed {self.at:%Y-%m-%d}"
