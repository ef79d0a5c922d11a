"""What readers do with pages."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from drakentemmers.knowledge.actions import readers
from drakentemmers.knowledge.forms.feedback import FeedbackForm
from drakentemmers.knowledge.models import KnowledgePage, ThemeFollow, ThemePage
from drakentemmers.knowledge.read.lists import cards_of, theme_card
from drakentemmers.knowledge.views.reading import show
from drakentemmers.ui.reading import offers_reading


def _known(request: HttpRequest, page_id: int) -> KnowledgePage:
    found = KnowledgePage.objects.visible_to(request.user).filter(pk=page_id).first()
    if found is None:
        raise Http404
    return found


@require_POST
@offers_reading
def useful(request: HttpRequest, page_id: int) -> HttpResponse:
    """Keep whether a page helped; what is not right comes back on the page itself, with what was typed."""
    page, form = _known(request, page_id), FeedbackForm(request.POST)
    if not form.is_valid():
        return show(request, page.specific, form, status=422)
    readers.give_feedback(
        page=page,
        was_useful=form.was_useful,
        line=form.cleaned_data["regel"],
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("Thank you. The editors read it."))
    return redirect(page.url)


@require_POST
def keep(request: HttpRequest, page_id: int) -> HttpResponse:
    """Put a page on my reading list, or take it off."""
    page = _known(request, page_id)
    if request.POST.get("wat") == "weg":
        readers.let_go_of_page(page=page, by=request.user)
        messages.success(request, _("Taken off your reading list."))
    else:
        try:
            readers.save_page(page=page, by=request.user, now=timezone.now())
        except readers.ReadingListFullError:
            messages.error(request, _("Your reading list is full. Take something off first."))
        else:
            messages.success(request, _("It stands on your reading list."))
    return redirect("reading_list" if request.POST.get("terug") == "lijst" else page.url)


@require_POST
def follow(request: HttpRequest, page_id: int) -> HttpResponse:
    """Follow a theme, or stop following it."""
    theme = _known(request, page_id).specific
    if not isinstance(theme, ThemePage):
        raise Http404
    if request.POST.get("wat") == "niet":
        readers.stop_following(theme=theme, by=request.user)
        messages.success(request, _("You hear nothing more of this theme."))
    else:
        readers.follow(theme=theme, by=request.user, now=timezone.now())
        messages.success(request, _("You hear of new pages in this theme, under the bell and by mail."))
    return redirect("reading_list" if request.POST.get("terug") == "lijst" else theme.url)


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """From now on only what comes after this is new."""
    readers.mark_seen(by=request.user, now=timezone.now())
    return redirect("knowledge")


@require_safe
def reading_list(request: HttpRequest) -> HttpResponse:
    """What I keep and what I follow, as far as I may still read it."""
    now = timezone.now()
    pages = (
        KnowledgePage.objects.visible_to(request.user)
        .filter(savings__user=request.user)
        .defer("body", "sources")
        .order_by("-savings__saved_at")
    )
    follows = ThemeFollow.objects.filter(user=request.user).values_list("theme_id", flat=True)
    themes = ThemePage.objects.visible_to(request.user).filter(pk__in=follows).order_by("path")
    return render(
        request,
        "knowledge/reading_list.html",
        {
            "cards": cards_of(pages, request.user, now=now),
            "themes": [theme_card(theme) for theme in themes],
        },
    )
