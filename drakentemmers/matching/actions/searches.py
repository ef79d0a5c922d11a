"""Keeping searches: saving, naming, pausing, removing and taking that back."""

# ruff: noqa: N818 - they read as the sentence they are

from datetime import datetime

from django.conf import settings
from django.db import transaction

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.texts import refuse_personal_data
from drakentemmers.matching.models import KnownFit, SavedSearch, TreatmentRequest
from drakentemmers.matching.read.searches import fitting
from drakentemmers.matching.rules import Need
from drakentemmers.matching.saved_needs import written


class TooManySearches(Exception):
    """Somebody keeps as many searches as one person may."""


class SearchTooWide(Exception):
    """More therapists fit than anybody wants to hear of one by one."""

    def __init__(self, fits: int) -> None:
        super().__init__(f"{fits} fit")
        self.fits = fits


@transaction.atomic
def save_search(
    *,
    name: str,
    need: Need | None = None,
    start_within: int | None = None,
    query: str = "",
    request: TreatmentRequest | None = None,
    by: User,
    now: datetime,
) -> SavedSearch:
    """Save a search of `by`: what the finder asks, with its address in `query`, or what a request asks.

    Who fits already is known from the start: only who comes after that is told. What is kept already is not kept a
    second time: then the search that is there comes back. Raises TooManySearches, SearchTooWide, ValidationError and
    TextHoldsPersonalData.
    """
    demand(by, Permission.SAVE_SEARCH)
    if (need is None) == (request is None):
        raise ValueError("a search asks what the finder asks or what one request asks")
    if request is not None:
        demand(by, Permission.ASK_THERAPIST, request)
    refuse_personal_data("name", name)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one after the other, for the limit
    mine = SavedSearch.objects.filter(user=by)
    if request is not None:
        mine.filter(request=request, removed_at__isnull=False).delete()
    asked = "" if need is None else written(need, start_within)
    if (kept := _listed_already(by, request.pk if request else None, asked)) is not None:
        return kept
    search = SavedSearch(
        user=by,
        name=name.strip(),
        query=query,
        asked=asked,
        request=request,
        made_at=now,
        seen_at=now,
        looked_on=local_date(now),
        looked_at=now,
    )
    search.clean_fields(exclude=["user", "request"])
    search.save(force_insert=True)
    _know(search, now)
    record("search.saved", search, by=by, now=now)
    return search


@transaction.atomic
def rename_search(*, search: SavedSearch, name: str, by: User, now: datetime) -> None:
    """Give a search another name. Raises ValidationError and TextHoldsPersonalData."""
    _lock(search, by)
    refuse_personal_data("name", name)
    search.name, search.seen_at = name.strip(), now
    search.clean_fields(exclude=["user", "request"])
    search.save(update_fields=["name", "seen_at"])
    record("search.renamed", search, by=by, now=now)


@transaction.atomic
def pause_search(*, search: SavedSearch, by: User | None, now: datetime) -> None:
    """Tell nothing until further notice; pausing twice is pausing once."""
    _lock(search, by)
    if search.paused_at is None:
        search.paused_at = now
        search.seen_at = now if by else search.seen_at
        search.save(update_fields=["paused_at", "seen_at"])
        record("search.paused", search, by=by, now=now)


@transaction.atomic
def resume_search(*, search: SavedSearch, by: User, now: datetime) -> None:
    """Tell again, from now on: who came during the pause is on the list and is not told. Raises SearchTooWide."""
    _lock(search, by)
    if search.paused_at is None:
        return
    search.paused_at, search.seen_at = None, now
    search.save(update_fields=["paused_at", "seen_at"])
    _know(search, now)
    record("search.resumed", search, by=by, now=now)


@transaction.atomic
def remove_search(*, search: SavedSearch, by: User, now: datetime) -> None:
    """Take a search off the list. For a day it can be taken back; then it is gone."""
    _lock(search, by)
    if search.removed_at is None:
        search.removed_at = now
        search.save(update_fields=["removed_at"])
        record("search.removed", search, by=by, now=now)


@transaction.atomic
def restore_search(*, search: SavedSearch, by: User, now: datetime) -> None:
    """Take a removal back, unless the same search was saved again meanwhile. Raises TooManySearches."""
    _lock(search, by)
    if search.removed_at is None:
        return
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if _listed_already(by, search.request_id, search.asked) is not None:
        return
    search.removed_at, search.seen_at = None, now
    search.save(update_fields=["removed_at", "seen_at"])
    record("search.restored", search, by=by, now=now)


def _listed_already(user: User, request_id: str | None, asked: str) -> SavedSearch | None:
    """Return the search on the list of `user` that asks just this. Raises TooManySearches when no other fits in."""
    listed = list(SavedSearch.objects.filter(user=user, removed_at__isnull=True))
    same = next((one for one in listed if (one.request_id, one.asked) == (request_id, asked)), None)
    if same is None and len(listed) >= settings.SAVED_SEARCHES_AT_MOST:
        raise TooManySearches
    return same


def _lock(search: SavedSearch, by: User | None) -> None:
    search.refresh_from_db(from_queryset=SavedSearch.objects.select_for_update())
    demand(by, Permission.SAVE_SEARCH, search)


def _know(search: SavedSearch, now: datetime) -> None:
    """Make everybody who fits now known, untold, and nobody else."""
    on = local_date(now)
    fits = fitting(search, on=on, now=now)
    if len(fits) > settings.SAVED_SEARCH_FITS_AT_MOST:
        raise SearchTooWide(len(fits))
    search.known_fits.exclude(professional__in=fits).delete()
    known = search.known_fits.all()
    known.update(gone_since=None)
    fresh = fits - set(known.values_list("professional_id", flat=True))
    KnownFit.objects.bulk_create(KnownFit(search=search, professional_id=pk) for pk in sorted(fresh))
    search.looked_on, search.looked_at = on, now
    search.is_touched, search.fits_now = False, len(fits)
    search.save(update_fields=["looked_on", "looked_at", "is_touched", "fits_now"])
