"""Feeds: for programs that do not sign in, so of public pages only, whoever asks."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from drakentemmers.knowledge.models import KnowledgeQuerySet, ThemePage
from drakentemmers.knowledge.read.lists import KINDS_OF_KNOWLEDGE, in_theme, pages_of_kinds
from drakentemmers.knowledge.rules import Kind
from drakentemmers.knowledge.rules.hidden_signs import without_hidden_signs
from drakentemmers.knowledge.views.reading import where_it_went

MOST = 30
BEGAN = datetime(2026, 11, 1, tzinfo=UTC)  # what a feed without a page says: never the moment somebody asks


class Feed(Atom1Feed):
    """A feed that only changes when a page does."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items if item["updateddate"]), default=BEGAN)


@require_safe
def knowledge_feed(request: HttpRequest) -> HttpResponse:
    """All public knowledge, youngest first."""
    return _atom(
        _("Knowledge of Drakentemmers"), "/kennis", pages_of_kinds(AnonymousUser(), KINDS_OF_KNOWLEDGE)
    )


@require_safe
def theme_feed(request: HttpRequest, theme: str) -> HttpResponse:
    """The public pages of one theme."""
    found = ThemePage.objects.visible_to(AnonymousUser()).filter(slug=theme).first()
    if found is None:
        return HttpResponsePermanentRedirect(f"{where_it_went(AnonymousUser(), f'/kennis/{theme}')}.atom")
    pages = in_theme(pages_of_kinds(AnonymousUser(), KINDS_OF_KNOWLEDGE), found)
    return _atom(_("Knowledge of Drakentemmers: %(theme)s") % {"theme": found.title}, found.url, pages)


@require_safe
def news_feed(request: HttpRequest) -> HttpResponse:
    """Public news."""
    return _atom(_("News of Drakentemmers"), "/nieuws", pages_of_kinds(AnonymousUser(), [Kind.NEWS]))


def _atom(title: str, path: str, pages: KnowledgeQuerySet) -> HttpResponse:
    feed = Feed(
        title=without_hidden_signs(title),
        link=f"{settings.SITE_URL}{path}",
        description="",
        language="nl",
        feed_url=f"{settings.SITE_URL}{path}.atom",
    )
    for page in pages.newest_first()[:MOST]:
        feed.add_item(
            title=without_hidden_signs(page.title),
            link=f"{settings.SITE_URL}{page.url}",
            description=without_hidden_signs(page.summary),
            author_name=without_hidden_signs(page.byline),
            pubdate=page.first_published_at,
            updateddate=page.last_published_at,
            unique_id=f"{settings.SITE_URL}{page.url}",
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
