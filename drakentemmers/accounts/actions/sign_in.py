"""What the log says of signing in and of what one signs in with."""

from datetime import datetime
from enum import StrEnum

from drakentemmers.accounts.actions.lockout import Door, Gate
from drakentemmers.accounts.models import Tally, User
from drakentemmers.audit.actions import record


class Tried(StrEnum):
    """What was tried and did not fit."""

    PASSWORD = "password"  # noqa: S105 - a word for the log
    CODE = "code"
    PASSKEY = "passkey"
    RESET_CODE = "reset_code"


def write_wrong_password(*, email: str, now: datetime) -> None:
    """A password did not fit an address; of an address nobody has, the log knows the same number as the lock does.

    One query, for a known and an unknown address alike.
    """
    door = Door(Gate.ACCOUNT, email)
    _write_failed(User.objects.filter(email=email).first() or Tally(key=door.key), Tried.PASSWORD, None, now)


def write_failed(*, user: User, tried: Tried, now: datetime, by: User | None = None) -> None:
    """Something did not fit that was tried as this person; `by` is who is signed in already."""
    _write_failed(user, tried, by, now)


def _write_failed(subject: User | Tally, tried: Tried, by: User | None, now: datetime) -> None:
    record("sign_in.failed", subject, by=by, now=now, outcome="refused", tried=str(tried))


def write_signed_out(*, user: User, by: User | None, now: datetime) -> None:
    """A session ended: by its person, or (None) because it was over."""
    record("session.ended", user, by=by, now=now)


def write_factor(deed: str, *, user: User, kind: str, now: datetime, number: int) -> None:
    """What somebody signs in with was added, removed or given another name; `number` tells passkeys apart."""
    record(f"second_factor.{deed}", user, by=user, now=now, factor=kind, number=number)
