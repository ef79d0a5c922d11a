"""What the rosters of all processes are kept fresh by. Written by triggers alone (`roster.changes`)."""

from datetime import datetime, timedelta

from django.db import models

from drakentemmers.kernel.ids import LENGTH

KEPT = timedelta(days=1)  # far longer than a roster goes without asking what changed


class RosterChangeQuerySet(models.QuerySet["RosterChange"]):
    """Speaks of changes."""

    def past(self, now: datetime) -> "RosterChangeQuerySet":
        """Changes that every roster has taken in."""
        return self.filter(at__lt=now - KEPT)


class RosterChange(models.Model):
    """Something of one therapist changed. The id stays when the therapist is gone, so it is no foreign key."""

    id = models.BigAutoField(primary_key=True)
    professional_id = models.CharField(max_length=LENGTH)
    xact = models.BigIntegerField(
        db_index=True
    )  # the number of the transaction; 0 on SQLite, which needs none
    at = models.DateTimeField(db_index=True)

    objects = RosterChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.at} {self.professional_id}"


class RosterLife(models.Model):
    """One row that tells this database from an emptied or another one."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    value = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.value
