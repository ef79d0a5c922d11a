"""The base of every domain record."""

from django.db import models

from drakentemmers.kernel.ids import LENGTH, new_id
from drakentemmers.kernel.search.models import SearchDocument, SearchSynonyms, SearchWord

__all__ = [
    "CacheEntry",
    "Heartbeat",
    "Hits",
    "KeyProof",
    "Record",
    "SearchDocument",
    "SearchSynonyms",
    "SearchWord",
    "VersionedRecord",
]


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


class KeyProof(models.Model):
    """A known text sealed with a key of the secret fields, to see at a start whether that key is still the same.

    There is a row for every key that may have sealed something; it goes when rotation has left the key unused.
    """

    name = models.CharField(max_length=16, primary_key=True)  # the id of the key
    proof = models.TextField()

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """One row that the readiness check writes, to see that the database keeps what it is given."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at}"


class Hits(models.Model):
    """How often one somebody did one thing in one stretch of time. The key is a hash: nobody stands here."""

    key = models.CharField(max_length=64, primary_key=True)
    hits = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.hits} until {self.ends_at}"


class CacheEntry(models.Model):
    """The table of Django's cache in the database; read and written by that alone."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
