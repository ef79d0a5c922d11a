"""Doing what the table of retention says, in batches that each leave a line of proof in the log."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from drakentemmers.accounts.retention import Keep
from drakentemmers.audit.actions import record

BATCH = 500


def purge(keep: Keep, *, now: datetime, tell: Callable[[int], None]) -> int:
    """Finish every row of this kind whose time is over at `now`; return how many.

    Each batch is a transaction of its own with its line in the log, so a run that broke off goes on where it was.
    `tell` hears the size of each batch.
    """
    done = 0
    while count := _batch(keep, now):
        done += count
        tell(count)
    return done


@transaction.atomic
def _batch(keep: Keep, now: datetime) -> int:
    """Finish one batch. Its rows are locked: what somebody changed a moment ago is looked at again first."""
    locked = keep.over(now).select_for_update(of=("self",)).order_by("pk")
    ids = [row.pk for row in locked.only("pk")[:BATCH]]
    if not ids:
        return 0
    keep.finish(keep.model._base_manager.filter(pk__in=ids), now)
    record(
        "retention.done",
        keep.model(pk=""),
        by=None,
        now=now,
        kind=keep.kind,
        count=len(ids),
        ids_sha256=fingerprint(ids),
    )
    return len(ids)


def fingerprint(ids: Iterable[object]) -> str:
    """Return what proves that it was these rows, to who knows their ids, and tells nothing to who does not."""
    return hashlib.sha256("\n".join(sorted(map(str, ids))).encode()).hexdigest()
