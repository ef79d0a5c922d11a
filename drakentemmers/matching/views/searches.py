"""`/mijn/zoekopdrachten`: searches somebody saved, and what they found."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drakentemmers.accounts.permissions import Permission
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions import searches as actions
from drakentemmers.matching.forms.find import FindForm
from drakentemmers.matching.forms.searches import SearchNameForm
from drakentemmers.matching.models import SavedSearch, TreatmentRequest
from drakentemmers.matching.read.searches import SearchLine, searches_of
from drakentemmers.matching.views.questions import own_request


def _allowed(http: HttpRequest) -> None:
    if not http.user.has_perm(Permission.SAVE_SEARCH):
        raise Http404


def _own(http: HttpRequest, search_id: str) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.visible_to(http.user), pk=search_id)


@require_safe
def saved_searches(http: HttpRequest) -> HttpResponse:
    """Everything one saved, newest first."""
    _allowed(http)
    return _list(http)


def _list(
    http: HttpRequest, *, renaming: str = "", form: SearchNameForm | None = None, status: int = 200
) -> HttpResponse:
    lines = searches_of(http.user, timezone.now())
    context = {
        "lines": [
            (line, _filters(line), form if form and line.search.pk == renaming else _name_form(line.search))
            for line in lines
        ],
        "renaming": renaming,
        "form": form,
        "count": len(lines),
        "most": settings.SAVED_SEARCHES_AT_MOST,
    }
    return render(http, "matching/searches.html", context, status=status)


def _filters(line: SearchLine) -> list[str]:
    """Return the filters of a search in words; none of a request."""
    form = FindForm(QueryDict(line.search.query))
    return [chip.text for chip in form.chips()] if form.is_valid() and not line.search.request_id else []


def _name_form(search: SavedSearch) -> SearchNameForm:
    return SearchNameForm(initial={"name": search.name}, auto_id=f"id_%s_{search.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def search_new(http: HttpRequest) -> HttpResponse:
    """Save the search that stands in the address, or one request (`aanvraag`), under a name."""
    _allowed(http)
    request, find_form = _what(http)
    if http.method != "POST":
        return _ask_name(http, request, find_form, SearchNameForm())
    form = SearchNameForm(http.POST)
    if not form.is_valid():
        return _ask_name(http, request, find_form, form, status=400)
    try:
        saved, now = _save(http, form.cleaned_data["name"], request, find_form)
    except actions.TooManySearches:
        form.add_error(None, _too_many())
    except actions.SearchTooWide as wide:
        form.add_error(None, _too_wide(wide.fits))
    else:
        if saved.made_at < now:
            messages.info(http, _("You keep this search already, as “%(name)s”.") % {"name": saved.name})
        else:
            messages.success(http, _("Saved. You hear of it when somebody new fits."))
        return redirect("saved_searches")
    return _ask_name(http, request, find_form, form, status=400)


def _what(http: HttpRequest) -> tuple[TreatmentRequest | None, FindForm]:
    """Return the request or the filters in the address; what the finder itself would refuse does not exist."""
    form = FindForm(QueryDict(http.META.get("QUERY_STRING", "")))
    if not form.is_valid():
        raise Http404
    request_id = http.GET.get("aanvraag")
    return (own_request(http.user, request_id) if request_id else None), form


def _save(
    http: HttpRequest, name: str, request: TreatmentRequest | None, form: FindForm
) -> tuple[SavedSearch, datetime]:
    """Save it, or find it again; return it with the moment of now."""
    now = timezone.now()
    if request is not None:
        return actions.save_search(name=name, request=request, by=http.user, now=now), now
    saved = actions.save_search(
        name=name,
        need=form.need(local_date(now)),
        start_within=form.cleaned_data["start_within"],
        query=form.query(),
        by=http.user,
        now=now,
    )
    return saved, now


def _ask_name(
    http: HttpRequest,
    request: TreatmentRequest | None,
    find_form: FindForm,
    form: SearchNameForm,
    *,
    status: int = 200,
) -> HttpResponse:
    back = f"{reverse('professionals')}?{find_form.query()}"
    context = {
        "form": form,
        "filters": [chip.text for chip in find_form.chips()] if request is None else [],
        "of_request": request is not None,
        "back": reverse("request_shortlist", args=[request.pk]) if request else back,
    }
    return render(http, "matching/search_new.html", context, status=status)


def _too_many() -> str:
    most = settings.SAVED_SEARCHES_AT_MOST
    return _("You keep %(most)s searches, and no more fit. Remove one first.") % {"most": most}


def _too_wide(fits: int) -> str:
    text = ngettext(
        "%(n)s therapist fits this search. Make it narrower, then you only hear what helps.",
        "%(n)s therapists fit this search. Make it narrower, then you only hear what helps.",
        fits,
    )
    return text % {"n": fits}


@require_POST
def search_rename(http: HttpRequest, search_id: str) -> HttpResponse:
    """Another name."""
    search = _own(http, search_id)
    form = SearchNameForm(http.POST, auto_id=f"id_%s_{search.pk}")
    if not form.is_valid():
        return _list(http, renaming=search.pk, form=form, status=400)
    actions.rename_search(search=search, name=form.cleaned_data["name"], by=http.user, now=timezone.now())
    messages.success(http, _("The name is saved."))
    return redirect("saved_searches")


@require_POST
def search_pause(http: HttpRequest, search_id: str) -> HttpResponse:
    """No word until further notice."""
    search = _own(http, search_id)
    actions.pause_search(search=search, by=http.user, now=timezone.now())
    undo = reverse("search_resume", args=[search.pk])
    messages.success(http, _("Paused. You hear nothing of this search until you go on."), extra_tags=undo)
    return redirect("saved_searches")


@require_POST
def search_resume(http: HttpRequest, search_id: str) -> HttpResponse:
    """Go on."""
    search = _own(http, search_id)
    try:
        actions.resume_search(search=search, by=http.user, now=timezone.now())
    except actions.SearchTooWide as wide:
        messages.error(http, _too_wide(wide.fits))
    else:
        messages.success(http, _("You hear of this search again."))
    return redirect("saved_searches")


@require_POST
def search_remove(http: HttpRequest, search_id: str) -> HttpResponse:
    """Take it off the list; can be undone for a day."""
    search = _own(http, search_id)
    actions.remove_search(search=search, by=http.user, now=timezone.now())
    messages.success(
        http, _("The search is removed."), extra_tags=reverse("search_restore", args=[search.pk])
    )
    return redirect("saved_searches")


@require_POST
def search_restore(http: HttpRequest, search_id: str) -> HttpResponse:
    """Back on the list."""
    now = timezone.now()
    search = get_object_or_404(SavedSearch.objects.restorable(http.user, now), pk=search_id)
    try:
        actions.restore_search(search=search, by=http.user, now=now)
    except actions.TooManySearches:
        messages.error(http, _too_many())
    else:
        messages.success(http, _("The search is back."))
    return redirect("saved_searches")
