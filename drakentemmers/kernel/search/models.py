"""What the index keeps. Read by `finding`, written by `index` alone; a page or an action never touches these rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchDocument(models.Model):
    """One thing that can be found, as its kind handed it over.

    Its terms stand beside it: on SQLite in the table `kernel_search_terms`, on PostgreSQL in the column `terms`; both
    are made by the migration and written by the engine.
    """

    kind = models.CharField(max_length=30)
    object_id = models.CharField(max_length=64)
    url = models.CharField(max_length=500)
    title = models.CharField(max_length=300)
    summary = models.TextField()
    body = models.TextField()
    scope = models.CharField(max_length=60)  # "" is nobody
    facets = models.TextField()  # "|theme=hechting|role=therapist|"
    day = models.DateField(null=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_once")]
        indexes = [models.Index(fields=["kind", "scope"], name="search_document_scope")]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word that stands in some document, to recognise slips of the pen. Never shown before it was found again."""

    word = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.word


class SearchSynonyms(models.Model):
    """Words and phrases that mean the same to who searches, separated by commas. Kept by editors."""

    words = models.TextField(_("Words that mean the same"))
    changed_at = models.DateTimeField(_("Changed"), auto_now=True)

    class Meta:
        verbose_name = _("List of synonyms")
        verbose_name_plural = _("Synonyms")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    @property
    def phrases(self) -> list[str]:
        """The words and phrases, one by one."""
        return [phrase.strip() for phrase in self.words.split(",") if phrase.strip()]
