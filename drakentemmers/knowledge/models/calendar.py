"""News and meetings."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.documents import get_document_model_string
from wagtail.models.pages import PageManager

from drakentemmers.directory.models import Region
from drakentemmers.knowledge.fields import WordField
from drakentemmers.knowledge.links import only_web_addresses
from drakentemmers.knowledge.models.base import KnowledgePage, KnowledgeQuerySet
from drakentemmers.knowledge.rules import EventForm, Kind


class NewsItem(KnowledgePage):
    """News of the network."""

    kind = Kind.NEWS
    parent_page_types = ["knowledge.SectionPage"]

    class Meta:
        verbose_name = _("News")
        verbose_name_plural = _("News")

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        return super().can_create_at(parent) and parent.slug == "nieuws"


class EventQuerySet(KnowledgeQuerySet):
    """Speaks of when."""

    def not_over(self, now: datetime) -> "EventQuerySet":
        return self.filter(ends_at__gte=now).order_by("starts_at", "pk")

    def over(self, now: datetime) -> "EventQuerySet":
        return self.filter(ends_at__lt=now).order_by("-starts_at", "-pk")


class EventPage(KnowledgePage):
    """A meeting somebody can go to."""

    kind = Kind.EVENT
    starts_at = models.DateTimeField(_("Begins"))
    ends_at = models.DateTimeField(_("Ends"))
    form = WordField(EventForm, verbose_name=_("Where"), default=EventForm.ON_SITE)
    place = models.CharField(
        _("Place"),
        max_length=160,
        blank=True,
        help_text=_("Town and building. Never the address of a shelter."),
    )
    region = models.ForeignKey(
        Region, verbose_name=_("Region"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    costs = models.CharField(_("Costs"), max_length=80, blank=True)
    organiser = models.CharField(_("Who organises it"), max_length=160, blank=True)
    contact_email = models.EmailField(_("Mail address for questions"), blank=True)
    contact_phone = models.CharField(_("Telephone for questions"), max_length=20, blank=True)
    sign_up_url = models.URLField(_("Where to sign up"), blank=True, validators=[only_web_addresses])
    programme = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("Programme"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    infosheet = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("Information sheet"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = PageManager.from_queryset(EventQuerySet)()
    content_panels = [
        *KnowledgePage.content_panels[:1],
        MultiFieldPanel(
            [FieldPanel(name) for name in ("starts_at", "ends_at", "form", "place", "region", "costs")],
            heading=_("When and where"),
        ),
        *KnowledgePage.content_panels[1:],
        MultiFieldPanel(
            [FieldPanel(n) for n in ("organiser", "contact_email", "contact_phone", "sign_up_url")],
            heading=_("Signing up and questions"),
        ),
        MultiFieldPanel([FieldPanel("programme"), FieldPanel("infosheet")], heading=_("Files")),
    ]
    parent_page_types = ["knowledge.SectionPage"]

    class Meta:
        verbose_name = _("Meeting")
        verbose_name_plural = _("Meetings")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_begins")
        ]

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("Fill in an end that is later than the beginning.")})

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        return super().can_create_at(parent) and parent.slug == "agenda"
