"""Hard words and what they mean."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin

from drakentemmers.knowledge.rules.hidden_signs import has_hidden_signs


class Term(RevisionMixin, models.Model):
    """A word that pages explain where it occurs. One editor is enough for it; every version is kept (docs/adr/0034)."""

    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="content_type",
        object_id_field="object_id",
        related_query_name="term",
    )
    slug = models.SlugField(_("Key"), max_length=60, unique=True)
    term = models.CharField(_("Word"), max_length=80, unique=True)
    plural = models.CharField(_("Plural"), max_length=80, blank=True)
    also = models.TextField(
        _("Other words for it"),
        blank=True,
        max_length=400,
        help_text=_("One a line; they are explained too."),
    )
    explanation = models.TextField(
        _("What it means"), max_length=500, help_text=_("One or two sentences anybody understands.")
    )
    is_loaded = models.BooleanField(
        default=False, editable=False
    )  # from the starting content, changed by nobody

    class Meta:
        ordering = ["term"]
        verbose_name = _("Hard word")
        verbose_name_plural = _("Hard words")

    def __str__(self) -> str:
        return self.term

    def clean(self) -> None:
        super().clean()
        for name in ("term", "plural", "also", "explanation"):
            if has_hidden_signs(getattr(self, name)):
                raise ValidationError(
                    {name: _("There is a sign in this that nobody sees. Type it again, do not paste it.")}
                )

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way the word is written in texts."""
        other = (line.strip() for line in self.also.splitlines())
        return tuple(dict.fromkeys(filter(None, (self.term, self.plural, *other))))
