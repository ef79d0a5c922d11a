"""Counting tries at the doors, in the database: every process and every host counts the same.

A try is taken before the password is looked at and given back when it was right, so that twenty-four guesses at the
same moment count as twenty-four.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from drakentemmers.accounts.models import Tally
from drakentemmers.audit.actions import record

KEPT = timedelta(days=1)  # a tally nobody added to for so long says nothing any more


class Gate(StrEnum):
    """Where tries are counted, each with limits of its own (`settings.LOCKOUT`)."""

    ACCOUNT = "account"  # a password for one address, known here or not
    NETWORK = "network"  # a password for any address, from one network
    DEVICE = "device"  # a password from a device its owner used before
    CODE = "code"  # a code of an app, or a recovery code, of one person
    CONFIRM = "confirm"  # confirming to be there, in an open session
    LINK = "link"  # asking a link for a new password, for one address
    LINK_NETWORK = "link_network"  # the same from one network
    NEWSLETTER = "newsletter"  # asking for newsletters with one address, each of which sends it a mail
    JOIN = "join"  # forms to join with one address, each of which sends it a mail


@dataclass(frozen=True, slots=True)
class Door:
    """One gate and whom it counts for: an address, a network, a person."""

    gate: Gate
    value: str

    @property
    def key(self) -> str:
        """160 bits of an HMAC: as much as the log keeps of a subject."""
        return salted_hmac(f"lockout:{self.gate}", self.value, algorithm="sha256").hexdigest()[:40]


@transaction.atomic
def take_try(doors: Sequence[Door], *, now: datetime) -> datetime | None:
    """Count one try at each of `doors`; return until when the first locked one stays locked, or None to go on.

    The try that reaches the limit still goes on; the next one finds the door locked, however right it is.
    """
    rows = [_row(door, now) for door in sorted(doors, key=lambda door: door.key)]  # one order: no deadlock
    locked = [row.locked_until for row in rows if row.locked_until and now < row.locked_until]
    if locked:
        return max(locked)
    for row in rows:
        _count(row, now)
    return None


def _row(door: Door, now: datetime) -> Tally:
    """Return the tally of a door with its row locked, making it when it is not there."""
    fresh = Tally(key=door.key, gate=door.gate, since=now)
    Tally.objects.bulk_create([fresh], ignore_conflicts=True)
    return Tally.objects.select_for_update().get(pk=door.key)


def _count(row: Tally, now: datetime) -> None:
    most, window, lock = settings.LOCKOUT[row.gate]
    if row.locked_until or now - row.since >= timedelta(minutes=window):
        row.tries, row.since, row.locked_until = 0, now, None
    row.tries += 1
    if row.tries >= most:
        row.locked_until = now + timedelta(minutes=lock)
        record("sign_in.locked", row, by=None, now=now, gate=row.gate)
    row.save(update_fields=["tries", "since", "locked_until"])


@transaction.atomic
def give_back(doors: Sequence[Door], *, now: datetime) -> None:
    """The try was right: forget the tally of the person, and take the one try off the tally of the network."""
    for door in sorted(doors, key=lambda door: door.key):
        row = Tally.objects.select_for_update().filter(pk=door.key).first()
        if row is None:
            continue
        shared = door.gate in {Gate.NETWORK, Gate.LINK_NETWORK}
        row.tries = max(0, row.tries - 1) if shared else 0
        row.locked_until = None
        row.save(update_fields=["tries", "locked_until"])


def forget_old_tallies(*, now: datetime) -> int:
    """Delete tallies that count for nothing any more, and return how many that were."""
    return Tally.objects.filter(since__lt=now - KEPT).exclude(locked_until__gt=now).delete()[0]
