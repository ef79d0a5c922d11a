"""Saved searches: what they ask, who fits, and how the list of one's own shows them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse

from drakentemmers.accounts.models import User
from drakentemmers.matching.models import KnownFit, SavedSearch
from drakentemmers.matching.read.apart import kept_apart_from
from drakentemmers.matching.read.needs import need_of
from drakentemmers.matching.read.shortlist import find
from drakentemmers.matching.retention import SEARCH_KEPT
from drakentemmers.matching.roster import Roster
from drakentemmers.matching.roster.seeking import seek
from drakentemmers.matching.rules import Need
from drakentemmers.matching.rules.asked import asked_of
from drakentemmers.matching.saved_needs import need_in

SHOWN_NEW = 5
NEW_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SearchLine:
    """One saved search on the list of one's own."""

    search: SavedSearch
    url: str
    new: tuple[tuple[str, str], ...]  # ids and names of who was told lately and fits still
    kept_until: datetime


def need_and_apart(search: SavedSearch, on: date) -> tuple[Need, Collection[str]]:
    """Return what a search asks on `on`, and the ids of who cannot be asked."""
    if search.request is not None:
        return need_of(search.request, on), kept_apart_from(search.request, on)
    return need_in(search.asked, on), ()


def fitting(search: SavedSearch, *, on: date, now: datetime) -> set[str]:
    """Return the ids of all therapists who fit fully, by the same `find` as the page."""
    need, apart = need_and_apart(search, on)
    return set(find(need, on=on, now=now, without=apart).fits.ids())


def some_fit(search: SavedSearch, among: Roster, on: date) -> bool:
    """Tell whether anybody of a small roster fits: the same rules, over fewer rows."""
    need, apart = need_and_apart(search, on)
    return bool(len(seek(among, asked_of(need, on, settings.OFFER_STALE_AFTER), without=apart).fits))


def searches_of(user: User, now: datetime) -> list[SearchLine]:
    """Return the saved searches of `user`, newest first; a constant number of queries."""
    rows = list(SavedSearch.objects.visible_to(user).order_by("-made_at", "pk"))
    told: dict[str, list[tuple[str, str]]] = defaultdict(list)
    lately = KnownFit.objects.filter(search__in=rows, told_at__gt=now - NEW_FOR, gone_since__isnull=True)
    lately = lately.filter(professional__is_active=True).order_by("-told_at", "professional__name")
    for search, pk, name in lately.values_list("search_id", "professional_id", "professional__name"):
        if len(told[search]) < SHOWN_NEW:
            told[search].append((pk, name))
    return [_line(row, tuple(told[row.pk])) for row in rows]


def _line(search: SavedSearch, new: tuple[tuple[str, str], ...]) -> SearchLine:
    url = f"{reverse('professionals')}?{search.query}"
    if search.request_id is not None:
        url = reverse("request_shortlist", args=[search.request_id])
    return SearchLine(search, url, new, search.seen_at + SEARCH_KEPT)
