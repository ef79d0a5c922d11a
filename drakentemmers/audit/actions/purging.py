"""Removing what is older than the log must be kept, so that what remains still proves itself."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from drakentemmers.audit.actions.events import record
from drakentemmers.audit.actions.sealing import lock_chain
from drakentemmers.audit.chain import checkpoint_hash
from drakentemmers.audit.models import Checkpoint, Event, Seal
from drakentemmers.audit.read.verification import verify
from drakentemmers.audit.verifying import Finding
from drakentemmers.kernel.clock import local_date
from drakentemmers.kernel.keys import parse_keyring

KEPT_YEARS = 5  # NEN 7513: at least
AT_ONCE = 20_000


class LogNotWhole(Exception):  # noqa: N818 - reads as the sentence it is
    """What would be removed is not right. It stays, for somebody to look at."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.text)
        self.finding = finding


def purge_events(*, now: datetime, most: int = AT_ONCE) -> int:
    """Remove every event of more than five years ago and return how many.

    Only from the beginning of the chain, up to the first link of a younger event; each part of `most` events in a
    transaction of its own, with a signed checkpoint and a line in the log. Raises LogNotWhole when what would go does
    not verify. The database role that serves the site may not do this: run it as the owner.
    """
    removed = 0
    while done := _purge_some(now, most):
        removed += done
    return removed


def kept_from(now: datetime) -> datetime:
    """Return the moment five years before `now`; what is older may go."""
    day = local_date(now)
    past = day.replace(year=day.year - KEPT_YEARS, day=min(day.day, 28))
    return now - (day - past) - timedelta(days=1)


def count_old_events(*, now: datetime) -> int:
    """Return how many events `purge_events` would remove at `now`; removes nothing."""
    return _old(kept_from(now)).count()


def _old(older_than: datetime) -> QuerySet[Seal]:
    """The links of the chain from its beginning up to the first one of a younger event."""
    oldest = Seal.objects.order_by("position")
    young = oldest.filter(event_at__gte=older_than).values_list("position", flat=True).first()
    return oldest.filter(position__lt=young) if young is not None else oldest


@transaction.atomic
def _purge_some(now: datetime, most: int) -> int:
    lock_chain()
    older_than = kept_from(now)
    old = _old(older_than)
    last = old[most - 1 : most].first() or old.order_by("-position").first()
    if last is None:
        return 0
    report = verify(up_to=last.position)
    if report.finding is not None:
        raise LogNotWhole(report.finding)
    covered = Seal.objects.filter(position__lte=last.position)
    checkpoint = _sign(last, removed=covered.count(), older_than=older_than, now=now)
    Event.objects.filter(pk__in=covered.values("event_id")).delete()
    covered.delete()
    record(
        "log.purged",
        checkpoint,
        by=None,
        now=now,
        events=checkpoint.removed,
        older_than=older_than.isoformat(),
        up_to=last.position,
    )
    return checkpoint.removed


def _sign(last: Seal, *, removed: int, older_than: datetime, now: datetime) -> Checkpoint:
    keyring = parse_keyring(settings.LOG_KEYS)
    facts: dict[str, Any] = {
        "position": last.position,
        "seal": last.seal,
        "removed": removed,
        "older_than": older_than,
        "at": now,
        "key_id": keyring.current,
    }
    return Checkpoint.objects.create(**facts, mac=checkpoint_hash(keyring.current_key, **facts))
