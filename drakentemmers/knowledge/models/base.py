"""What every page of the editors has in common, and who may read which."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.models.pages import PageManager, PagePermissionTester
from wagtail.query import PageQuerySet
from wagtail.search import index

from drakentemmers.accounts.models import User
from drakentemmers.directory.rules import ClientGroup, Method
from drakentemmers.knowledge.blocks import BodyBlock, SourcesBlock
from drakentemmers.knowledge.fields import WordField, WordSetField
from drakentemmers.knowledge.rules import Audience, Due, Kind, ReaderRole, audiences_open_to, review_due
from drakentemmers.knowledge.rules.hidden_signs import has_hidden_signs
from drakentemmers.knowledge.rules.reviewing import a_year_after

if TYPE_CHECKING:
    from wagtail.models import Revision

Reader = User | AnonymousUser
ABOUT = "over"  # the shelf whose pages stand at the root of the site: /contact
FIXED_SHELVES = ("voor", ABOUT)  # the site itself leads to each of their pages: none is added or moved
PREVIEW: list[Callable[[HttpRequest, "KnowledgePage"], HttpResponse]] = []  # the view, filled in by apps.py


def audiences_of(reader: Reader) -> frozenset[Audience]:
    """Return the audiences whose pages this person may read at this moment."""
    return audiences_open_to(reader.role_names() if isinstance(reader, User) else ())


class KnowledgeQuerySet(PageQuerySet["KnowledgePage"]):
    """Speaks of who may read and what is due."""

    def visible_to(self, reader: Reader) -> "KnowledgeQuerySet":
        """Only what is published, below pages that are published too, and for an audience open to this person."""
        found = self.live().filter(audience__in=audiences_of(reader))
        for path in Page.objects.filter(live=False, numchild__gt=0).values_list("path", flat=True):
            found = found.exclude(path__startswith=path)
        return found

    def public(self) -> "KnowledgeQuerySet":
        """What a visitor may read: for feeds and the sitemap, whoever asks for them."""
        return self.visible_to(AnonymousUser())

    def due_for_review(self, on: date) -> "KnowledgeQuerySet":
        return self.live().filter(review_before__lte=on)

    def newest_first(self) -> "KnowledgeQuerySet":
        return self.order_by("-first_published_at", "-pk")


class EditorsTester(PagePermissionTester):
    """Nobody publishes alone, but whoever edits may take a page off the site at once: that can be urgent."""

    def can_unpublish(self) -> bool:
        live = self.page.live and not self.page_is_root
        return bool(live and "change" in getattr(self, "permissions", ()))


class OwnAddress:
    """Pages stand at addresses of this site (urls.py), without a slash at the end."""

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        sites = self._get_relevant_site_root_paths(request)  # type: ignore[attr-defined]
        if not sites:
            return None
        site_id, root_path, *_ = sites[0]
        path = self.url_path.removeprefix(root_path).strip("/").removeprefix(f"{ABOUT}/")  # type: ignore[attr-defined]
        return site_id, settings.SITE_URL, f"/{path}"

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        return EditorsTester(user, self)


class SectionPage(OwnAddress, Page):
    """A shelf: knowledge, news, agenda, newsletter, the site itself. Made by the site; nobody adds or removes one."""

    parent_page_types: list[str] = []
    subpage_types = [
        "knowledge.ThemePage",
        "knowledge.PlainPage",
        "knowledge.NewsItem",
        "knowledge.EventPage",
        "knowledge.NewsletterIssue",
    ]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    preview_modes: list[tuple[str, str]] = []  # what it shows are the pages on it

    class Meta:
        verbose_name = _("Section")
        verbose_name_plural = _("Sections")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError("pages are served by views/reading.py")


class KnowledgePage(OwnAddress, Page):
    """One page by the editors, of whatever kind. Its parent is its theme, or the shelf for news and events."""

    kind = Kind.ARTICLE
    is_creatable = False
    summary = models.TextField(
        _("Summary"), max_length=400, help_text=_("One or two sentences: what it is about and for whom.")
    )
    lead = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("Picture at the top"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_(
            "Also shown small in lists. Mark what matters in it as its focal point: that stays in sight."
        ),
    )
    lead_words = models.CharField(
        _("What is to be seen on it"),
        max_length=200,
        blank=True,
        help_text=_("For who does not see the picture."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("Text"), blank=True)
    sources = StreamField(SourcesBlock(), verbose_name=_("Sources"), blank=True)
    byline = models.CharField(
        _("Author"), max_length=160, default="Redactie Drakentemmers", help_text=_("As readers see it.")
    )
    audience = WordField(
        Audience,
        verbose_name=_("Who may read it"),
        default=Audience.EVERYONE,
        help_text=_("Others find no trace of this page, not in lists and not in search."),
    )
    roles = WordSetField(ReaderRole, verbose_name=_("Written for"))
    client_groups = WordSetField(ClientGroup, verbose_name=_("About"))
    methods = WordSetField(Method, verbose_name=_("Methods"))
    also_in = ParentalManyToManyField(
        "knowledge.ThemePage", verbose_name=_("Also in these themes"), blank=True, related_name="guests"
    )
    # Null only in a draft: the form demands it as soon as a page is sent to a second reader.
    reviewed_on = models.DateField(_("Reviewed on"), null=True, default=timezone.localdate)
    review_before = models.DateField(
        _("Review before"),
        null=True,
        blank=True,
        help_text=_("Left empty it is a year after the review. Editors get a reminder a month before."),
    )
    reminded_for = models.DateField(
        null=True, blank=True, editable=False
    )  # the review_before they were told of
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False)
    change_note = models.CharField(
        _("What changed"),
        max_length=200,
        blank=True,
        help_text=_("One sentence for readers, shown with the date. Leave it empty for a small correction."),
    )

    objects = PageManager.from_queryset(KnowledgeQuerySet)()
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("audience"),
    ]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("lead"), FieldPanel("lead_words")], heading=_("Picture at the top")),
        FieldPanel("body"),
        FieldPanel("sources"),
    ]
    about_panels = [
        FieldPanel("audience"),
        FieldPanel("roles"),
        FieldPanel("client_groups"),
        FieldPanel("methods"),
        FieldPanel("also_in"),
        FieldPanel("byline"),
    ]
    review_panels = [
        HelpPanel(template="knowledge/admin/plain_language.html", heading=_("How it reads")),
        FieldPanel("change_note"),
        MultiFieldPanel([FieldPanel("reviewed_on"), FieldPanel("review_before")], heading=_("Review")),
    ]
    settings_panels = [FieldPanel("slug"), *Page.settings_panels]
    parent_page_types = ["knowledge.ThemePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("Page")
        verbose_name_plural = _("Pages")

    @classmethod
    def get_edit_handler(cls) -> Any:
        """Three tabs: the text, what it is about, and its review."""
        tabs = [
            ObjectList(cls.content_panels, heading=_("Text")),
            ObjectList(cls.about_panels, heading=_("For whom")),
            ObjectList([*cls.review_panels, *cls.settings_panels], heading=_("Review and settings")),
        ]
        return TabbedInterface(tabs, base_form_class=cls.base_form_class).bind_to_model(cls)

    def clean(self) -> None:
        """No sign that nobody sees, no picture without words, and a day on which the page is read again."""
        super().clean()
        lines = [
            field
            for field in self._meta.concrete_fields
            if isinstance(field, (models.CharField, models.TextField)) and field.editable
        ]
        refused = {
            field.name: _("There is a sign in this that nobody sees. Type it again, do not paste it.")
            for field in lines
            if has_hidden_signs(str(getattr(self, field.name) or ""))
        }
        if self.lead and not self.lead_words.strip():
            refused["lead_words"] = _("Say what is to be seen on the picture, for who does not see it.")
        if self.reviewed_on and not self.review_before:
            self.review_before = a_year_after(self.reviewed_on)
        if self.reviewed_on and self.review_before and self.review_before <= self.reviewed_on:
            refused["review_before"] = _("Fill in a day later than the review.")
        if refused:
            raise ValidationError(refused)

    @property
    def is_public(self) -> bool:
        return self.audience == Audience.EVERYONE

    def review(self, on: date) -> Due:
        return review_due(self.review_before, on)

    def publish(self, revision: "Revision", **options: Any) -> Any:  # type: ignore[override]
        """What goes with publishing (log, search, followers) comes together with it, or nothing does."""
        with transaction.atomic():
            return super().publish(revision, **options)

    def unpublish(self, **options: Any) -> None:  # type: ignore[override]
        with transaction.atomic():
            super().unpublish(**options)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The same page as readers get; how it is made stands with the views (views/reading.py)."""
        return PREVIEW[0](request, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError("pages are served by views/reading.py")
