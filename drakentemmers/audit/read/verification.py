"""Walks the whole chain beside the events it seals, and says what is wrong first."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from drakentemmers.audit import guards
from drakentemmers.audit.anchors import Anchor, AnchorRefused, anchors
from drakentemmers.audit.chain import FIELDS, GENESIS, Link, checkpoint_hash, moment_text
from drakentemmers.audit.models import Checkpoint, Event, Seal
from drakentemmers.audit.read.loose import loose_events
from drakentemmers.audit.timestamps import NoTimestamp, moment_in
from drakentemmers.audit.verifying import Fault, Finding, Neighbours, fault_in
from drakentemmers.kernel.keys import Keyring, parse_keyring

CHUNK = 5_000
LINK_FIELDS = ("position", "event_id", "event_mac", "event_at", "previous", "sealed_at", "key_id", "seal")
AT, DETAILS = FIELDS.index("at"), FIELDS.index("details")


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found. `finding` is None when all is right."""

    begin: int  # first link looked at
    checked: int  # links with their events
    head: int  # last link
    waiting: int  # true events that have no seal yet; the next `tend` seals them
    anchored: int  # links that were compared with the file outside the database
    finding: Finding | None
    guards_missing: list[str]  # triggers that should be there

    @property
    def is_whole(self) -> bool:
        return self.finding is None


def verify(
    *,
    tell: Callable[[int], None] = lambda checked: None,
    up_to: int | None = None,
    with_anchors: bool = True,
) -> Report:
    """Check the log from the last checkpoint on; `tell` hears how many links are done, every few thousand.

    `up_to` stops after that link, and leaves out what comes behind it. Writing may go on meanwhile. `with_anchors`
    False: of a backup, which ends before the file outside the database does.
    """
    keyring = parse_keyring(settings.LOG_KEYS)
    begin = Checkpoint.objects.order_by("-position").first()
    walk = _Walk(keyring, begin.position if begin else 0, begin.seal if begin else GENESIS)
    finding = _fault_in_checkpoint(begin, keyring) if begin else None
    known: dict[int, Anchor] = {}
    if with_anchors:
        known, finding = _anchored(walk.position, finding)
    finding = finding or walk.through(known, tell, up_to)
    waiting = 0
    if finding is None and up_to is None:
        finding = _tail(walk, known)
    if finding is None and up_to is None:
        finding, waiting = loose_events(keyring, before_position=walk.begin)
    return Report(
        begin=walk.begin + 1,
        checked=walk.checked,
        head=walk.position,
        waiting=waiting,
        anchored=walk.anchored,
        finding=finding,
        guards_missing=guards.missing(connection),
    )


class _Walk:
    """From link to link. Stops at the first that is wrong."""

    def __init__(self, keyring: Keyring, position: int, seal: str) -> None:
        self.keyring, self.begin, self.position, self.seal = keyring, position, position, seal
        self.checked = self.anchored = 0

    def through(
        self, known: dict[int, Anchor], tell: Callable[[int], None], up_to: int | None
    ) -> Finding | None:
        keys, look = self.keyring.keys, neighbours()
        for link in links(after=self.position, up_to=up_to):
            finding = fault_in(link, position=self.position + 1, previous=self.seal, keys=keys, look=look)
            finding = finding or self._against_anchor(link, known.get(link.position))
            if finding is not None:
                return finding
            self.position, self.seal = link.position, link.seal
            self.checked += 1
            if self.checked % CHUNK == 0:
                tell(self.checked)
        return None

    def _against_anchor(self, link: Link, anchor: Anchor | None) -> Finding | None:
        if anchor is None:
            return None
        self.anchored += 1
        if anchor.seal == link.seal:
            return None
        text = f"on {anchor.at} another link stood here, says the file outside the database"
        return Finding(Fault.REWRITTEN, link.position, link.event_id, text)


def _fault_in_checkpoint(row: Checkpoint, keyring: Keyring) -> Finding | None:
    names = ("position", "seal", "removed", "older_than", "at", "key_id")
    key = keyring.keys.get(row.key_id)
    if key is not None and checkpoint_hash(key, **{name: getattr(row, name) for name in names}) == row.mac:
        return None
    return Finding(
        Fault.INSERTED, row.position, None, "the checkpoint that tells what was removed is not ours"
    )


def _anchored(begin: int, finding: Finding | None) -> tuple[dict[int, Anchor], Finding | None]:
    """Return the anchors from the checkpoint on by position; a file that was changed is a finding itself."""
    known: dict[int, Anchor] = {}
    if finding is None:
        try:
            for anchor in anchors():
                finding = finding or _fault_in_timestamp(anchor)
                if anchor.position > begin:
                    known[anchor.position] = anchor
        except AnchorRefused as refused:
            text = f"line {refused.number} of {settings.LOG_ANCHOR_FILE} was changed or is no anchor"
            finding = Finding(Fault.ANCHOR_EDITED, 0, None, text)
    return known, finding


def _fault_in_timestamp(anchor: Anchor) -> Finding | None:
    """An outside clock is asked to be believed only when we were told whom to trust."""
    if not anchor.timestamp or not settings.LOG_TIMESTAMP_ROOTS:
        return None
    try:
        moment_in(base64.b64decode(anchor.timestamp), anchor.seal)
    except (NoTimestamp, ValueError) as error:
        return Finding(Fault.TIMESTAMP_WRONG, anchor.position, None, f"the timestamp from outside: {error}")
    return None


def _tail(walk: _Walk, known: dict[int, Anchor]) -> Finding | None:
    furthest = max(known, default=0)
    if furthest <= walk.position:
        return None
    when = known[furthest].at
    text = f"on {when} the log reached to link {furthest}; now it ends at {walk.position}"
    return Finding(Fault.TAIL_CUT, walk.position + 1, None, text)


def neighbours() -> Neighbours:
    """Return how to look elsewhere in the log."""

    return Neighbours(
        position_of_seal=lambda seal: (
            Seal.objects.filter(seal=seal).values_list("position", flat=True).first()
            if seal != GENESIS
            else 0
        ),
        is_sealed=lambda mac: Seal.objects.filter(event_mac=mac).exists(),
        has_event=lambda mac: Event.objects.filter(mac=mac).exists(),
    )


def links(*, after: int, up_to: int | None = None) -> Iterator[Link]:
    """Yield the links behind position `after` with their events, in order; by thousands, so that nothing is locked
    and little is held in memory."""
    columns = ", ".join(
        [f"s.{name}" for name in LINK_FIELDS] + ["e.id", "e.mac"] + [f"e.{n}" for n in FIELDS]
    )
    query = (
        f"SELECT {columns} FROM audit_seal s LEFT JOIN audit_event e ON e.id = s.event_id"  # noqa: S608
        " WHERE s.position > %s AND s.position <= %s ORDER BY s.position"
    )
    last = up_to if up_to is not None else 2**62
    while True:
        with connection.cursor() as cursor:
            # A range with both ends: with only a LIMIT, PostgreSQL may sort all that is left each time.
            cursor.execute(query, [after, min(last, after + CHUNK)])
            rows = cursor.fetchall()
        for row in rows:
            yield _link(row)
        if rows:
            after = rows[-1][0]
            continue
        beyond = Seal.objects.filter(position__gt=after, position__lte=last)  # after a gap as long as that
        following = beyond.order_by("position").values_list("position", flat=True).first()
        if following is None:
            return
        after = following - 1


def _link(row: tuple[Any, ...]) -> Link:
    values = list(row[10:]) if row[8] is not None else None
    if values is not None:
        values[AT], values[DETAILS] = _moment(values[AT]), json.loads(values[DETAILS])
    return Link(
        row[0], row[1], row[2], _moment(row[3]), row[4], _moment(row[5]), row[6], row[7], values, row[9] or ""
    )


def _moment(value: datetime) -> str:
    """A moment as the database hands it over without help: without a zone on SQLite, and then it is UTC."""
    if value.tzinfo is None:
        return f"{value.isoformat(timespec='microseconds')}+00:00"
    return moment_text(value)
