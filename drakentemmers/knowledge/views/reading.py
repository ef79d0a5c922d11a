"""Pages to read. What somebody may not read is not there: 404, as for what never was."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.contrib.redirects.models import Redirect

from drakentemmers.knowledge.forms.feedback import FeedbackForm
from drakentemmers.knowledge.forms.filters import PagesForm
from drakentemmers.knowledge.models import KnowledgePage, Reader, Term, ThemePage
from drakentemmers.knowledge.read.lists import (
    KINDS_OF_KNOWLEDGE,
    cards_of,
    filtered,
    in_theme,
    new_for,
    pages_of_kinds,
    themes_for,
)
from drakentemmers.knowledge.read.page import view_of
from drakentemmers.knowledge.rules import Kind
from drakentemmers.ui.paper import is_possible
from drakentemmers.ui.reading import offers_reading

A_PAGE = 24
NEW = 6


@require_safe
@offers_reading
def knowledge(request: HttpRequest) -> HttpResponse:
    """Themes, what is new, and everything with filters."""
    now, form = timezone.now(), PagesForm(request.GET)
    wanted = form.wanted
    kinds = [wanted.kind] if wanted.kind else KINDS_OF_KNOWLEDGE
    pages = filtered(pages_of_kinds(request.user, kinds), wanted).newest_first()
    shown = Paginator(pages, A_PAGE).get_page(request.GET.get("pagina"))
    return render(
        request,
        "knowledge/index.html",
        {
            "themes": themes_for(request.user),
            "new": new_for(request.user, now=now, most=NEW) if wanted.is_empty else [],
            "form": form,
            "wanted": wanted,
            "page": shown,
            "cards": cards_of(shown.object_list, request.user, now=now),
        },
    )


@require_safe
@offers_reading
def theme(request: HttpRequest, theme: str) -> HttpResponse:
    """A theme with its pages, or a page that stands on the shelf itself."""
    page = readable(request, f"/kennis/{theme}")
    if isinstance(page, HttpResponse):
        return page
    if not isinstance(page, ThemePage):
        return _page(request, page)
    return _theme(request, page, FeedbackForm())


@require_safe
@offers_reading
def page(request: HttpRequest, theme: str, slug: str) -> HttpResponse:
    """A page below a theme."""
    found = readable(request, f"/kennis/{theme}/{slug}")
    return found if isinstance(found, HttpResponse) else _page(request, found)


@require_safe
@offers_reading
def news(request: HttpRequest) -> HttpResponse:
    """All news, youngest first."""
    pages = pages_of_kinds(request.user, [Kind.NEWS]).newest_first()
    shown = Paginator(pages, A_PAGE).get_page(request.GET.get("pagina"))
    cards = cards_of(shown.object_list, request.user, now=timezone.now())
    return render(request, "knowledge/news.html", {"page": shown, "cards": cards})


@require_safe
@offers_reading
def news_item(request: HttpRequest, slug: str) -> HttpResponse:
    """One piece of news."""
    found = readable(request, f"/nieuws/{slug}")
    return found if isinstance(found, HttpResponse) else _page(request, found)


@require_safe
@offers_reading
def terms(request: HttpRequest) -> HttpResponse:
    """All hard words with what they mean."""
    return render(request, "knowledge/terms.html", {"terms": Term.objects.all()})


def readable(request: HttpRequest, path: str) -> KnowledgePage | HttpResponse:
    """Return the page at a path, or where it went; raise Http404 where there is none for this person."""
    found = at_path(request.user, path)
    return found if found is not None else HttpResponsePermanentRedirect(where_it_went(request.user, path))


def where_it_went(reader: Reader, path: str) -> str:
    """Return where the page of an old address stands now; raise Http404 where there is none for this person."""
    moved = Redirect.objects.filter(old_path=path, redirect_page__isnull=False).first()
    target = (
        KnowledgePage.objects.visible_to(reader).filter(pk=moved.redirect_page_id).first() if moved else None
    )
    if target is None or target.url == path:
        raise Http404
    return str(target.url)


def at_path(reader: Reader, path: str) -> KnowledgePage | None:
    """Return the specific page at an address of this site, if this person may read it."""
    slug = path.rpartition("/")[2]
    for row in KnowledgePage.objects.visible_to(reader).filter(slug=slug):
        if row.url == path:
            return row.specific
    return None


def preview(request: HttpRequest, page: KnowledgePage) -> HttpResponse:
    """A version that is not published, as its writer will see it. Only the content system leads here."""
    view = view_of(page, request.user, now=timezone.now(), is_preview=True)
    return render(request, "knowledge/page.html", {"view": view, "form": None})


def _page(request: HttpRequest, page: KnowledgePage) -> HttpResponse:
    return show(request, page, FeedbackForm())


def show(
    request: HttpRequest,
    page: KnowledgePage,
    form: FeedbackForm,
    *,
    status: int = 200,
    no_paper: bool = False,
) -> HttpResponse:
    """Return the page of a page; `form` asks whether it helped, `no_paper` says that no PDF could be made of it."""
    if isinstance(page, ThemePage):
        return _theme(request, page, form, status=status)
    context = {
        "paper": f"{page.url}.pdf" if is_possible() and not no_paper else "",
        "no_paper": no_paper,
        "view": view_of(page, request.user, now=timezone.now()),
        "form": form,
    }
    return render(request, "knowledge/page.html", context, status=status)


def _theme(request: HttpRequest, page: ThemePage, form: FeedbackForm, *, status: int = 200) -> HttpResponse:
    """A theme with its pages, as the filters in the address ask."""
    now, filters = timezone.now(), PagesForm(request.GET)
    wanted = filters.wanted
    kinds = [wanted.kind] if wanted.kind else [*KINDS_OF_KNOWLEDGE, Kind.PLAIN]
    pages = filtered(in_theme(pages_of_kinds(request.user, kinds), page), wanted).newest_first()
    shown = Paginator(pages, A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "view": view_of(page, request.user, now=now),
        "form": form,
        "filters": filters,
        "shown": shown,
        "cards": cards_of(shown.object_list, request.user, now=now),
    }
    return render(request, "knowledge/theme.html", context, status=status)
