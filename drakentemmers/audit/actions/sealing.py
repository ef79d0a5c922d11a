"""Adding events to the chain, right after they were committed.

While an action runs nothing of the chain is locked: two actions never wait for each other here. What a process did not
get to, because it was killed between the two commits, the next `tend` seals.
"""

import logging
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from drakentemmers.audit.anchors import keep_anchor
from drakentemmers.audit.chain import GENESIS, Link, event_hash, moment_text
from drakentemmers.audit.models import Checkpoint, Event, Seal
from drakentemmers.kernel.keys import Keyring, parse_keyring

logger = logging.getLogger(__name__)
LOCK = 0x64_72_61_6B  # any number of our own: whoever adds a link holds it
AT_ONCE = 500


class _Waiting(threading.local):
    """Ids of events this thread wrote and did not seal yet. What was rolled back after all is passed over later."""

    def __init__(self) -> None:
        self.ids: list[int] = []


_waiting = _Waiting()


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of the chain."""

    position: int
    seal: str


def seal_soon(events: Iterable[Event]) -> None:
    """Seal `events` as soon as the transaction that wrote them is kept. Trouble in it is never the writer's."""
    _waiting.ids.extend(event.pk for event in events)
    transaction.on_commit(_seal_waiting_here, robust=True)


def _seal_waiting_here() -> None:
    ids, _waiting.ids = _waiting.ids, []
    if ids:
        seal_events(sorted(ids), now=timezone.now())


def seal_left_behind(*, now: datetime) -> int:
    """Seal every event that has no seal, whoever wrote it; return how many. For `tend`."""
    unsealed = Event.objects.filter(_not_sealed()).order_by("pk")
    return seal_events(list(unsealed.values_list("pk", flat=True)), now=now)


def seal_events(ids: Sequence[int], *, now: datetime) -> int:
    """Add the events with these ids to the chain, those that are not in it yet; return how many.

    An event whose hash is not right is left out: `verify_log` will name it.
    """
    done = 0
    for begin in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            lock_chain()
            before = head()
            links = _links(ids[begin : begin + AT_ONCE], before, now=now)
            Seal.objects.bulk_create(links)
        done += len(links)
        if links and _anchor_due(before.position, links[-1].position):
            keep_anchor(position=links[-1].position, seal=links[-1].seal, now=now)
    return done


def lock_chain() -> None:
    """Let nobody else add a link until the transaction ends. SQLite has one writer at a time by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def head() -> Head:
    """Return the last link; of an empty chain what the first one will refer to."""
    last = Seal.objects.order_by("-position").first() or Checkpoint.objects.order_by("-position").first()
    return Head(last.position, last.seal) if last else Head(0, GENESIS)


def _not_sealed() -> Q:
    """Neither the event itself nor a copy of it is in the chain."""
    return ~Exists(Seal.objects.filter(event_id=OuterRef("pk"))) & ~Exists(
        Seal.objects.filter(event_mac=OuterRef("mac"))
    )


def _links(ids: Sequence[int], last: Head, *, now: datetime) -> list[Seal]:
    keyring = parse_keyring(settings.LOG_KEYS)
    links: list[Seal] = []
    for event in Event.objects.filter(_not_sealed(), pk__in=ids).order_by("pk"):
        if not _is_true(event, keyring):
            logger.error(
                "Event %s has no valid hash and is not sealed; run drakentemmers verify_log", event.pk
            )
            continue
        link = _link(event, last, keyring, now=now)
        last = Head(link.position, link.seal)
        links.append(link)
    return links


def _link(event: Event, last: Head, keyring: Keyring, *, now: datetime) -> Seal:
    link = Link(
        position=last.position + 1,
        event_id=event.pk,
        event_mac=event.mac,
        event_at=moment_text(event.at),
        previous=last.seal,
        sealed_at=moment_text(now),
        key_id=keyring.current,
        seal="",
    )
    return Seal(
        position=link.position,
        event_id=event.pk,
        event_mac=event.mac,
        event_at=event.at,
        previous=last.seal,
        sealed_at=now,
        key_id=keyring.current,
        seal=link.should_be(keyring.current_key),
    )


def _is_true(event: Event, keyring: Keyring) -> bool:
    key = keyring.keys.get(event.key_id)
    return key is not None and event_hash(key, event.hashed_values()) == event.mac


def _anchor_due(before: int, after: int) -> bool:
    every = settings.LOG_ANCHOR_EVERY
    return after // every > before // every
