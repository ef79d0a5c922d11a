"""Telling who saved a search that a therapist fits who did not before. Once per therapist and search.

Two steps. `read_changes` asks the database which therapists changed since the last run and marks the searches those may
concern: nothing changed, nothing is done. `tell_new_fits` looks at the marked searches, and once a day at all of them
for what time alone changes: a parked offer that opens, a role that begins or ends, a week that comes nearer.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.audit.actions import record
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.messages import mail_text
from drakentemmers.matching.actions.searches import pause_search
from drakentemmers.matching.models import ChangesRead, KnownFit, SavedSearch, Seat
from drakentemmers.matching.read.searches import fitting, some_fit
from drakentemmers.matching.roster import Roster, roster
from drakentemmers.matching.roster.changes import Position, news_since, where_we_are

PATH = "/mijn/zoekopdrachten"
MOST_CHANGES = 5_000  # changed therapists; with more, every search is looked at
NEW_FIT: tuple[Promise, Promise] = (
    gettext_lazy("A search of yours has news"),
    gettext_lazy("A therapist fits a search that you saved."),
)
TOO_WIDE = gettext_lazy(
    "A search that you saved fits so many therapists that it was paused. Make it narrower."
)


@transaction.atomic
def read_changes(*, now: datetime) -> int:
    """Mark the searches that a change may concern since the last run; return how many that are."""
    on = local_date(now)
    row, is_new = ChangesRead.objects.select_for_update().get_or_create(id=1, defaults={"at": now})
    reached = Position(row.life, row.number, frozenset(row.running), frozenset(row.seen))
    news = None if is_new else news_since(connection, reached)
    if news is None:
        position, _ = where_we_are(connection)
    else:
        position = news.position
    held_over = Seat.objects.filter(held_until__gt=row.at, held_until__lte=now)
    changed = set(held_over.values_list("offer__professional_id", flat=True))
    changed |= set(news.therapists if news else ())
    if position is not None:
        row.life, row.number = position.life, position.number
        row.running, row.seen = sorted(position.running), sorted(position.seen)
    row.at = now
    row.save()
    watching = SavedSearch.objects.watching(on).filter(is_touched=False)
    if news is None or len(changed) > MOST_CHANGES:
        return watching.update(is_touched=True)
    return _mark(changed, on, now) if changed else 0


def _mark(changed: set[str], on: date, now: datetime) -> int:
    among = Roster.read(on, now, changed)
    watching = SavedSearch.objects.watching(on).filter(is_touched=False)
    knowing = set(
        KnownFit.objects.filter(professional__in=changed, search__in=watching).values_list(
            "search", flat=True
        )
    )
    touched = [
        search.pk
        for search in watching.select_related("request").order_by("pk")
        if search.pk in knowing or some_fit(search, among, on)
    ]
    return SavedSearch.objects.filter(pk__in=touched).update(is_touched=True)


def tell_new_fits(*, now: datetime) -> int:
    """Look at every search that is due, at most so many in one run; return how many new fits were told."""
    on = local_date(now)
    due = SavedSearch.objects.due(on).order_by("looked_at", "pk")
    ids = list(due.values_list("pk", flat=True)[: settings.SAVED_SEARCHES_PER_RUN])
    if ids:
        with roster(on=on, now=now):
            pass  # read it before the transactions, so that all of them share it
    return sum(_look(pk, on, now) for pk in ids)


@transaction.atomic
def _look(pk: str, on: date, now: datetime) -> int:
    """Look at one search, unless another run just did; return how many new fits were told."""
    due = SavedSearch.objects.due(on).select_for_update(of=("self",))
    search = due.filter(pk=pk).select_related("user", "request").first()
    if search is None:
        return 0
    search.is_touched, search.looked_on, search.looked_at = False, on, now
    if not SavedSearch.objects.visible_to(search.user).filter(pk=pk).exists():
        search.save(update_fields=["is_touched", "looked_on", "looked_at"])
        return 0
    fits = fitting(search, on=on, now=now)
    search.fits_now = len(fits)
    search.save(update_fields=["is_touched", "looked_on", "looked_at", "fits_now"])
    if len(fits) > settings.SAVED_SEARCH_FITS_AT_MOST:
        pause_search(search=search, by=None, now=now)
        notify(user=search.user, topic="matching.search_wide", text=str(TOO_WIDE), path=PATH, now=now)
        return 0
    fresh = _take_in(search, fits, now)
    if fresh:
        _tell(search, fresh, now)
    return fresh


def _take_in(search: SavedSearch, fits: set[str], now: datetime) -> int:
    """Write down who fits and who does so no more; return how many are new."""
    gone = Q(gone_since__lte=KnownFit.forgotten_since(now))
    search.known_fits.filter(gone).delete()
    search.known_fits.filter(professional__in=fits).update(gone_since=None)
    search.known_fits.filter(gone_since=None).exclude(professional__in=fits).update(gone_since=now)
    fresh = fits - set(search.known_fits.values_list("professional_id", flat=True))
    there = Professional.objects.filter(pk__in=fresh).order_by("pk").values_list("pk", flat=True)
    made = KnownFit.objects.bulk_create(
        KnownFit(search=search, professional_id=pk, told_at=now) for pk in there
    )
    return len(made)


def _tell(search: SavedSearch, fresh: int, now: datetime) -> None:
    """Tell it without a word of the search: whoever looks over a shoulder learns nothing of a client."""
    subject, text = (str(part) for part in NEW_FIT)
    notify(
        user=search.user,
        topic="matching.search_fit",
        text=text,
        path=PATH,
        now=now,
        subject=subject,
        mail=mail_text(text, PATH),
    )
    record("search.told", search, by=None, now=now, count=fresh)
