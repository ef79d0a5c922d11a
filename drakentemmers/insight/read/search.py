"""Searching the log: newest first, a page at a time, without ever counting it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from drakentemmers.accounts.models import Decoy
from drakentemmers.audit.models import Event, EventQuerySet
from drakentemmers.insight.labels import TYPES

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for in the log. Empty: everything."""

    actors: tuple[str, ...] | None = None  # ids; None: everybody
    subject_types: tuple[str, ...] = ()
    subject_ids: tuple[str, ...] = ()  # of one record, and of what belongs to it
    action: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None
    address: str = ""

    def for_the_log(self) -> dict[str, object]:
        """What was asked, to write down who looked for what."""
        found: dict[str, object] = {
            name: getattr(self, name) for name in ("action", "kind", "address") if getattr(self, name)
        }
        if self.subject_ids:
            found["subject"] = list(self.subject_ids)
        if self.actors is not None:
            found["actors"] = list(self.actors)
        for name in ("since", "until"):
            if moment := getattr(self, name):
                found[name] = moment.isoformat()
        return found


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last event of a page: the next page begins behind it."""

    at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.at - _BEGIN) // timedelta(microseconds=1)}-{self.pk}"


_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def cursor_from(text: str) -> Cursor | None:
    """Return the cursor written as "microseconds-id"; None when it is none."""
    micros, _dash, pk = text.partition("-")
    if not (micros.isdecimal() and pk.isdecimal() and len(micros) < 18 and len(pk) < 19):
        return None
    return Cursor(_BEGIN + timedelta(microseconds=int(micros)), int(pk))


def cursor_of(event: Event) -> Cursor:
    return Cursor(event.at, event.pk)


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of events; `older` is where the next one begins, None on the last."""

    events: list[Event]
    older: Cursor | None


def search(asked: Asked, before: Cursor | None, *, size: int = PER_PAGE) -> LogPage:
    """Return one page of what was asked. At most two queries, each along an index."""
    found = _newest(asked, before, size + 1)
    return LogPage(found[:size], cursor_of(found[size - 1]) if len(found) > size else None)


def all_of(asked: Asked, most: int) -> Iterator[Event]:
    """Yield what was asked, newest first, at most `most`; in pages, so that little is held in memory."""
    before: Cursor | None = None
    for _ in range(-(-most // 1000)):
        page = search(asked, before, size=min(1000, most))
        yield from page.events
        if page.older is None:
            return
        before = page.older


def _newest(asked: Asked, before: Cursor | None, size: int) -> list[Event]:
    rows = _narrowed(asked)
    if before is not None:
        rows = rows.before(before.at, before.pk)
    if not asked.subject_ids:
        return list(rows.newest_first()[:size])
    types = asked.subject_types or tuple(TYPES)
    alone = rows.of(types, asked.subject_ids).newest_first()[:size]
    in_lists = rows.in_lists(types, asked.subject_ids[0]).newest_first()[:size]
    return sorted([*alone, *in_lists], key=lambda event: (event.at, event.pk), reverse=True)[:size]


def _narrowed(asked: Asked) -> EventQuerySet:
    rows = Event.objects.exclude(subject_id__in=Decoy.objects.subject_ids_ever())
    if asked.actors is not None:
        rows = rows.filter(actor_id__in=asked.actors)
    for name in ("action", "kind", "address"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    if asked.since:
        rows = rows.filter(at__gte=asked.since)
    if asked.until:
        rows = rows.filter(at__lt=asked.until)
    return rows
