"""Newsletters to read on the site: the archive, one issue, and an issue as its writer will see it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from drakentemmers.knowledge.models import KnowledgePage, NewsletterIssue
from drakentemmers.knowledge.read.newsletter import pieces_of
from drakentemmers.knowledge.views import reading

A_PAGE = 24


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Every issue on the site, newest first."""
    issues = NewsletterIssue.objects.visible_to(request.user).select_related("topic").newest_first()
    shown = Paginator(issues.defer("body", "sources", "parts"), A_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "knowledge/newsletter/archive.html", {"page": shown})


@require_safe
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """One issue; an old address leads to where it went."""
    found = reading.readable(request, f"/nieuwsbrief/{slug}")
    if isinstance(found, HttpResponse):
        return found
    if not isinstance(found, NewsletterIssue):
        raise Http404
    return _show(request, found)


def preview(request: HttpRequest, page: KnowledgePage) -> HttpResponse:
    """A version that is not published, of whatever kind. Only the content system leads here."""
    if isinstance(page, NewsletterIssue):
        return _show(request, page, is_preview=True)
    return reading.preview(request, page)


def _show(request: HttpRequest, page: NewsletterIssue, *, is_preview: bool = False) -> HttpResponse:
    context = {"page": page, "pieces": pieces_of(page), "is_preview": is_preview}
    return render(request, "knowledge/newsletter/issue.html", context)
