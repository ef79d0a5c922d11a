"""`/behandelaars`: everybody who treats, with filters in the address. Open to all; shows no contact data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from drakentemmers.accounts.permissions import Permission
from drakentemmers.audit.actions import Rows, record_read
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.forms.find import IN_THE_ADDRESS, FindForm
from drakentemmers.matching.read.cards import named_like
from drakentemmers.matching.read.shortlist import Shortlist, find
from drakentemmers.matching.read.ways import openings
from drakentemmers.matching.rules import Need
from drakentemmers.matching.views.result_cards import map_of, result_cards, stale_from, status_line
from drakentemmers.matching.wording import opening_text

PER_PAGE = 20
MOST_NEAR_MISSES = 6
WIDEN_WHEN_FEWER = 4
MOST_WAYS = 6


@dataclass(frozen=True, slots=True)
class Way:
    """One tap to widen the search, and what it brings."""

    text: str
    url: str


@require_safe
def professionals(http: HttpRequest) -> HttpResponse:
    """List who fits the filters. A filter that makes no sense is answered with 400, an unknown place with the form."""
    form = FindForm(http.GET)
    context: dict[str, Any] = {"form": form, "title": _("Find a therapist")}
    if form.is_valid():
        context |= _found(http, form)
    response = render(http, "matching/find/page.html", context, status=400 if form.is_tampered else 200)
    if http.htmx and not form.is_tampered:  # an unknown place too: a reload shows what was typed
        response["HX-Push-Url"] = _address(form.query())
    return response


def _found(http: HttpRequest, form: FindForm) -> dict[str, Any]:
    now = timezone.now()
    on = local_date(now)
    need = form.need(on)
    shortlist = find(need, on=on, now=now, order=form.order_chosen)
    page = Paginator(shortlist.fits, PER_PAGE).get_page(http.GET.get("pagina"))
    shown = result_cards(page.object_list, need, on=on, now=now, first=page.start_index())
    centre = (form.found.latitude, form.found.longitude) if form.found else None
    if http.user.is_authenticated:
        _write_down(http, form, page, shortlist.total_fits, now)
    count, soon = status_line(shortlist.total_fits, shortlist.within_4_weeks, need.max_km)
    name = http.GET.get("mist", "").strip()[:80]
    return {
        "title": _("Therapists near %(place)s") % {"place": form.found.label}
        if form.found
        else _("Therapists"),
        "cards": shown,
        "stale": stale_from(shown, shortlist.fits, settings.OFFER_STALE_AFTER),
        "near_misses": _near_misses(shortlist, need, page, on=on, now=now),
        "page": page,
        "map": map_of(shown, centre, need.max_km),
        "count": count,
        "soon": soon if shortlist.within_4_weeks else "",
        "chips": [(chip.text, _address(chip.query)) for chip in form.chips()],
        "ways": _ways(form, shortlist, need, on=on, now=now)
        if shortlist.total_fits < WIDEN_WHEN_FEWER
        else [],
        "query": form.query(),
        "why_query": form.query(),
        "missing_fields": parse_qsl(form.query(), keep_blank_values=True),
        "missing_name": name,
        "missing": named_like(name),
        "may_save": http.user.is_authenticated and http.user.has_perm(Permission.SAVE_SEARCH),
        "may_ask": not http.user.is_authenticated or http.user.has_perm(Permission.MAKE_REQUEST),
    }


def _write_down(http: HttpRequest, form: FindForm, page: Page, found: int, now: datetime) -> None:
    """Who searched, and whom it showed. Which needs, not their values: those are about a client."""
    names = sorted({name for name, _value in parse_qsl(form.query())})
    seen = Rows(Professional, [verdict.supply.id for verdict in page.object_list])
    details = {"filters": names, "found": found, "page": page.number}
    record_read(seen, by=http.user, now=now, action="professional.searched", **details)


def _near_misses(shortlist: Shortlist, need: Need, page: Page, **when: Any) -> list:
    """Near misses stand below the last page of fits."""
    if page.has_next():
        return []
    return result_cards(shortlist.near_misses[:MOST_NEAR_MISSES], need, first=None, **when)


def _address(query: str) -> str:
    path = reverse("professionals")
    return f"{path}?{query}" if query else path


def _ways(form: FindForm, shortlist: Shortlist, need: Need, **when: Any) -> list[Way]:
    """Return what to give up and what that brings, most first. When nothing near helps: what does exist at all."""
    ways = [
        Way(opening_text(opening), _address(form.widened(opening.widening, need)))
        for opening in openings(need, shortlist, **when)[:MOST_WAYS]
    ]
    if not ways and form.chips():
        kept = (("group",), ("place", "within")) if need.group else (("place", "within"),)
        ways = [way for names in kept if (way := _only(form, names, **when))]
        ways.append(Way(_("Show all therapists"), _address("")))
    return ways


def _only(form: FindForm, names: tuple[str, ...], **when: Any) -> Way | None:
    """Return the search with only these filters left, and how many there are; None when that finds nobody."""
    query = form.without(*(name for name in IN_THE_ADDRESS if name not in names))
    fewer = FindForm(QueryDict(query))
    if not query or not fewer.is_valid():
        return None
    total = find(fewer.need(when["on"]), **when).total_fits
    chips = ", ".join(chip.text for chip in fewer.chips())
    text = ngettext("Only %(filters)s: %(n)s therapist", "Only %(filters)s: %(n)s therapists", total)
    return Way(text % {"filters": chips, "n": total}, _address(query)) if total else None
