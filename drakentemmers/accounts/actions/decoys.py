"""Placing decoys and taking them away, each by two people; and what happens when somebody touches one.

Whoever places a decoy does not learn its id either: the log names the decoy's own row, and the record is made later, in
working hours, at a moment that is drawn. So no record stands in the log beside the deed of a guardian.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import randbelow

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model

from drakentemmers.accounts.access import WhyFrozen, may_be_second
from drakentemmers.accounts.actions.freezes import freeze_now
from drakentemmers.accounts.doors import DOORS
from drakentemmers.accounts.models import Decoy, Organisation, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import AMSTERDAM

FRIDAY = 5
A_DAY_LATER = timedelta(days=1)  # by then it is made, in the first working hour
ONE_IN = 60  # `tend` runs every few minutes: drawn about once in a few hours
WORKING_HOURS = range(9, 17)


@dataclass(frozen=True, slots=True)
class Maker:
    """How a record of a kind is made that looks like any other of an organisation."""

    make: Callable[[Organisation, datetime], Model]
    check: Callable[[Organisation, datetime], object]  # ValidationError: not at this organisation


MAKERS: dict[str, Maker] = {}  # by the kind of door; apps above add theirs


@transaction.atomic
def propose_decoy(*, kind: str, organisation: Organisation, by: User, now: datetime) -> Decoy:
    """Propose a decoy among the records of an organisation; nothing is made yet. KeyError for an unknown kind."""
    demand(by, Permission.KEEP_DECOYS)
    if kind not in MAKERS:
        raise KeyError(kind)
    decoy = Decoy.objects.create(kind=kind, organisation=organisation, proposed_by=by, proposed_at=now)
    record("decoy.proposed", decoy, by=by, now=now)
    return decoy


@transaction.atomic
def place_decoy(*, decoy: Decoy, by: User, now: datetime) -> None:
    """Decide as the second of two people; the record follows by itself. Raises PermissionDenied and ValidationError."""
    row = _locked(decoy)
    demand(by, Permission.KEEP_DECOYS)
    if row.placed_at is not None or not _is_second(row.proposed_by_id, by):
        raise PermissionDenied(Permission.KEEP_DECOYS)
    MAKERS[row.kind].check(row.organisation, now)
    row.placed_by, row.placed_at = by, now
    row.save()
    record("decoy.placed", row, by=by, now=now)


def make_decoys(*, now: datetime, one_in: int = ONE_IN) -> int:
    """Make the records of decoys that were placed and whose moment is drawn now; return how many. For `tend`."""
    return sum(_make_one(decoy, now) for decoy in _not_made() if _is_its_moment(decoy, now, one_in))


def _not_made() -> list[Decoy]:
    return [decoy for decoy in Decoy.objects.placed().order_by("placed_at", "pk") if not decoy.subject_id]


def _is_its_moment(decoy: Decoy, now: datetime, one_in: int) -> bool:
    local = now.astimezone(AMSTERDAM)
    if local.isoweekday() > FRIDAY or local.hour not in WORKING_HOURS:
        return False
    is_due = decoy.placed_at is not None and now >= decoy.placed_at + A_DAY_LATER
    return is_due or randbelow(one_in) == 0


@transaction.atomic
def _make_one(decoy: Decoy, now: datetime) -> bool:
    """Make it, unless somebody else did or it was taken away. One that cannot be made waits for another day."""
    row = Decoy.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=decoy.pk)
    if row.removed_at is not None or row.subject_id:
        return False
    try:
        MAKERS[row.kind].check(row.organisation, now)
    except ValidationError:
        return False
    row.subject_id = str(MAKERS[row.kind].make(row.organisation, now).pk)
    row.save(update_fields=["subject_id"])
    return True


@transaction.atomic
def propose_removal(*, decoy: Decoy, by: User, now: datetime) -> None:
    """Propose to take a decoy away; one that was never placed goes at once."""
    row = _locked(decoy)
    demand(by, Permission.KEEP_DECOYS)
    if row.placed_at is None:
        row.removed_at = now
    row.removal_by, row.removal_at = by, now
    row.save()
    record("decoy.removal_proposed", row, by=by, now=now)


@transaction.atomic
def remove_decoy(*, decoy: Decoy, by: User, now: datetime) -> None:
    """Take a decoy and its record away, as the second of two people. Raises PermissionDenied."""
    row = _locked(decoy)
    demand(by, Permission.KEEP_DECOYS)
    if row.removal_at is None or not _is_second(row.removal_by_id, by):
        raise PermissionDenied(Permission.KEEP_DECOYS)
    DOORS[row.kind].model._default_manager.filter(pk=row.subject_id).delete()
    row.removed_by, row.removed_at = by, now
    row.save()
    record("decoy.removed", row, by=by, now=now)


@transaction.atomic
def touched(*, by: User, now: datetime) -> None:
    """Somebody asked for a decoy: freeze the account and wake the guardians. There is no innocent way to get there."""
    record("decoy.touched", by, by=by, now=now, outcome="refused")
    freeze_now(by, why=WhyFrozen.DECOY, now=now)


def _is_second(first: int | None, by: User) -> bool:
    return first is not None and may_be_second(first=first, second=by.pk, concerned=None)


def _locked(decoy: Decoy) -> Decoy:
    rows = Decoy.objects.select_for_update(of=("self",)).select_related("organisation")
    row = rows.get(pk=decoy.pk)
    if row.removed_at is not None:
        raise PermissionDenied(Permission.KEEP_DECOYS)
    return row
