"""The kinds of page below a theme, and pages that only explain."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField

from drakentemmers.kernel.uploads import FILMS, FileKind
from drakentemmers.kernel.uploads.kinds import MEDIA_TYPES
from drakentemmers.knowledge.blocks import FigureNumbersBlock
from drakentemmers.knowledge.links import only_doi, only_web_addresses
from drakentemmers.knowledge.models.base import FIXED_SHELVES, KnowledgePage
from drakentemmers.knowledge.rules import Audience, Kind

FILM_ENDINGS = frozenset(kind.value for kind in FILMS)


class Article(KnowledgePage):
    """What is known, and what to do with it."""

    kind = Kind.ARTICLE

    class Meta:
        verbose_name = _("Article")
        verbose_name_plural = _("Articles")


class PlainPage(KnowledgePage):
    """A page that explains and is no knowledge of the field."""

    kind = Kind.PLAIN
    parent_page_types = ["knowledge.ThemePage", "knowledge.SectionPage"]

    class Meta:
        verbose_name = _("Explanation")
        verbose_name_plural = _("Explanations")

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        return super().can_create_at(parent) and parent.slug not in FIXED_SHELVES

    def clean(self) -> None:
        """The site leads to its own pages by their address: the words are the editors', the address is not."""
        super().clean()
        if not self.pk or self.get_parent().slug not in FIXED_SHELVES:
            return
        if self.slug != PlainPage.objects.values_list("slug", flat=True).get(pk=self.pk):
            raise ValidationError({"slug": _("Menus of the site lead to this address. It cannot change.")})
        if self.audience != Audience.EVERYONE:
            raise ValidationError({"audience": _("A page about the site is for everybody.")})


class PracticeExample(KnowledgePage):
    """How people did it. Never about people who can be known from it."""

    kind = Kind.PRACTICE
    is_invented = models.BooleanField(
        _("Invented example"), default=True, help_text=_("Readers see that it is invented.")
    )
    content_panels = [*KnowledgePage.content_panels, FieldPanel("is_invented")]

    class Meta:
        verbose_name = _("Example from practice")
        verbose_name_plural = _("Examples from practice")


class ResearchSummary(KnowledgePage):
    """A study in plain words."""

    kind = Kind.RESEARCH
    year = models.PositiveSmallIntegerField(_("Year"), null=True, blank=True)
    population = models.TextField(_("Who took part"), max_length=400, blank=True)
    figures = StreamField(FigureNumbersBlock(), verbose_name=_("Figures"), blank=True)
    source_url = models.URLField(_("Where to read it"), blank=True, validators=[only_web_addresses])
    doi = models.CharField(
        _("DOI"), max_length=120, blank=True, validators=[only_doi], help_text=_("Such as 10.1000/182")
    )
    content_panels = [
        *KnowledgePage.content_panels,
        MultiFieldPanel(
            [FieldPanel(name) for name in ("year", "population", "figures", "source_url", "doi")],
            heading=_("The study"),
        ),
    ]

    class Meta:
        verbose_name = _("Research")
        verbose_name_plural = _("Research")


class InstrumentPage(KnowledgePage):
    """A questionnaire or another tool: what it is for, how its score works, never its items."""

    kind = Kind.INSTRUMENT
    file = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("File"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    content_panels = [*KnowledgePage.content_panels, FieldPanel("file")]

    class Meta:
        verbose_name = _("Instrument")
        verbose_name_plural = _("Instruments")


class VideoPage(KnowledgePage):
    """A film: of our own, with captions and its words, or elsewhere, by a link that says where it leads.

    Nothing of another site is loaded here.
    """

    kind = Kind.VIDEO
    link = models.URLField(
        _("Address of the film"),
        blank=True,
        validators=[only_web_addresses],
        help_text=_("Of a film on another site. Leave it empty for a film of our own."),
    )
    file = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("The film itself"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_(
            "MP4 or WebM, at most 100 MB. Place, device and date are taken out of the file; what is to be seen and "
            "heard is not. Show nobody who can be known."
        ),
    )
    captions = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("Captions"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("A file that ends in .vtt (WebVTT). A film of our own needs it."),
    )
    minutes = models.PositiveSmallIntegerField(_("Length in minutes"), null=True, blank=True)
    transcript = models.TextField(
        _("What is said in it"),
        blank=True,
        help_text=_("For who cannot hear it, or may not make a sound. A film of our own needs it."),
    )
    content_panels = [
        *KnowledgePage.content_panels,
        MultiFieldPanel(
            [FieldPanel(name) for name in ("link", "file", "captions", "minutes", "transcript")],
            heading=_("The film"),
        ),
    ]

    class Meta:
        verbose_name = _("Video")
        verbose_name_plural = _("Videos")

    def clean(self) -> None:
        super().clean()
        refused = {name: words for name, words in self._missing() if words}
        if refused:
            raise ValidationError(refused)

    def _missing(self) -> Iterator[tuple[str, Promise | str]]:
        if bool(self.link) == bool(self.file):
            yield "link", _("Give the address of a film elsewhere, or choose a film of our own.")
        if self.file and self.file.file_extension not in FILM_ENDINGS:
            yield "file", _("Choose a film: MP4 or WebM.")
        if self.captions and self.captions.file_extension != FileKind.CAPTIONS:
            yield "captions", _("Choose a file with captions: its name ends in .vtt.")
        if self.file and not self.captions:
            yield "captions", _("A film of our own needs captions.")
        if self.file and not self.transcript.strip():
            yield "transcript", _("Write what is said in the film.")

    @property
    def media_type(self) -> str:
        """What the browser is told the film is."""
        return MEDIA_TYPES[FileKind(self.file.file_extension)] if self.file else ""
