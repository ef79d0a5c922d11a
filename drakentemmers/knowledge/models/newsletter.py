"""Newsletters: what they are about, and one issue, which is a page like any other until somebody sends it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models.pages import PageManager

from drakentemmers.knowledge.models.base import KnowledgePage, KnowledgeQuerySet
from drakentemmers.knowledge.newsletter_blocks import NewsletterBlock
from drakentemmers.knowledge.rules import Audience, Kind
from drakentemmers.knowledge.rules.newsletter import RESERVED


class NewsletterTopic(models.Model):
    """What a newsletter is about; people sign up for topics. Its name stands in no subject and in no sender."""

    name = models.CharField(_("Name"), max_length=80, unique=True)
    explanation = models.CharField(
        _("What stands in it"), max_length=240, help_text=_("One sentence, for who thinks about signing up.")
    )
    is_open = models.BooleanField(
        _("People can sign up"), default=True, help_text=_("Who signed up before keeps getting it.")
    )
    order = models.PositiveSmallIntegerField(_("Place in the list"), default=10)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("Topic of the newsletter")
        verbose_name_plural = _("Topics of the newsletter")

    def __str__(self) -> str:
        return self.name


class NewsletterIssue(KnowledgePage):
    """One issue: written, read by a second person and published as any page; then it can be sent."""

    kind = Kind.NEWSLETTER
    topic = models.ForeignKey(
        NewsletterTopic,
        verbose_name=_("Topic"),
        on_delete=models.PROTECT,
        related_name="issues",
        help_text=_("Who signed up for this topic gets it."),
    )
    parts = StreamField(NewsletterBlock(), verbose_name=_("Parts"), blank=True)

    objects = PageManager.from_queryset(KnowledgeQuerySet)()
    content_panels = [
        *KnowledgePage.content_panels[:1],
        FieldPanel("topic"),
        FieldPanel("summary"),
        FieldPanel("parts"),
    ]
    about_panels = [FieldPanel("byline")]
    parent_page_types = ["knowledge.SectionPage"]

    class Meta:
        verbose_name = _("Newsletter")
        verbose_name_plural = _("Newsletters")

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        return super().can_create_at(parent) and parent.slug == "nieuwsbrief"

    @property
    def picked_ids(self) -> list[int]:
        """The ids of the pages in it, without reading those pages; a page that is gone counts as 0."""
        raw = self.parts.stream_block.get_prep_value(self.parts)
        return [part["value"]["page"] or 0 for part in raw if part["type"] in {"page", "event"}]

    def hidden_pages(self) -> list[KnowledgePage | None]:
        """Return the pages in it that not everybody may read; None for one that is gone."""
        ids = self.picked_ids
        public = set(KnowledgePage.objects.public().filter(pk__in=ids).values_list("pk", flat=True))
        hidden = [pk for pk in ids if pk not in public]
        rows = KnowledgePage.objects.in_bulk(hidden)
        return [rows.get(pk) for pk in hidden]

    def clean(self) -> None:
        """An issue goes to people nobody knows, so all that it shows is for everybody."""
        super().clean()
        if self.audience != Audience.EVERYONE:
            raise ValidationError({"audience": _("A newsletter is for everybody.")})
        if self.slug in RESERVED:
            raise ValidationError({"slug": _("Choose another address: this one is taken.")})
        if hidden := self.hidden_pages():
            raise ValidationError({"parts": _not_for_everybody(hidden)})


def _not_for_everybody(hidden: list[KnowledgePage | None]) -> str:
    titles = ", ".join(page.title if page else str(_("a page that is gone")) for page in hidden)
    return _("Not everybody may read this, so it cannot stand in a newsletter: %(titles)s") % {
        "titles": titles
    }
