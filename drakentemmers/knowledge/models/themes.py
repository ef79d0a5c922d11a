"""Themes: what the knowledge base is arranged by."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from drakentemmers.knowledge.models.base import KnowledgePage
from drakentemmers.knowledge.rules import Audience, Kind

COLOURS = [
    ("teal", _("Teal")),
    ("ember", _("Ember")),
    ("honey", _("Honey")),
    ("berry", _("Berry")),
    ("sky", _("Sky")),
]
ICONS = [
    ("heart-handshake", _("Heart and hands")),
    ("baby", _("Small child")),
    ("house", _("House")),
    ("shield-check", _("Shield")),
    ("users", _("People")),
    ("route", _("Way")),
    ("clipboard-list", _("List")),
    ("graduation-cap", _("Learning")),
    ("sparkles", _("Sparkles")),
]


class ThemePage(KnowledgePage):
    """A theme, with its introduction. Everybody may know which themes there are: the name stands in addresses."""

    kind = Kind.THEME
    colour = models.CharField(_("Colour"), max_length=10, choices=COLOURS, default="teal")
    icon = models.CharField(_("Icon"), max_length=20, choices=ICONS, default="sparkles")

    about_panels = [FieldPanel("colour"), FieldPanel("icon"), FieldPanel("byline")]
    parent_page_types = ["knowledge.SectionPage"]
    subpage_types = [
        "knowledge.Article",
        "knowledge.ResearchSummary",
        "knowledge.PracticeExample",
        "knowledge.InstrumentPage",
        "knowledge.VideoPage",
        "knowledge.PlainPage",
    ]

    class Meta:
        verbose_name = _("Theme")
        verbose_name_plural = _("Themes")

    def clean(self) -> None:
        super().clean()
        if self.audience != Audience.EVERYONE:
            raise ValidationError({"audience": _("A theme is for everybody.")})

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        return super().can_create_at(parent) and parent.slug == "kennis"
