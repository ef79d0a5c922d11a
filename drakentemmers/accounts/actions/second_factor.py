"""Using a code: of an app that shows codes, or a recovery code. Each works once, also at the same moment."""

from collections.abc import Iterator
from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction

from drakentemmers.accounts.models import User

LAST_COUNTER = "last_counter"  # in `Authenticator.data`: the time step of the last code that was used


class WrongCode(Exception):  # noqa: N818 - reads as the sentence it is
    """The code is not one of this person's, or it was used before."""


@transaction.atomic
def use_code(*, user: User, code: str, now: datetime) -> Authenticator:
    """Use up `code` of `user` and return what it belongs to. Raises WrongCode.

    A code of an app (RFC 6238) also spends every earlier one: the time step that was used last is kept in the row,
    under its lock, because a cache may differ from process to process. Spaces and hyphens of any kind do not count.
    """
    code = "".join(filter(str.isalnum, code))
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    rows = Authenticator.objects.select_for_update().filter(user=user, type__in=kinds)
    for row in rows.order_by("-type"):
        if _is_used_up(row, code, now=now):
            row.user = user
            return row
    raise WrongCode


def _is_used_up(row: Authenticator, code: str, *, now: datetime) -> bool:
    if row.type == Authenticator.Type.TOTP:
        return spend_step(row, code, now=now)
    return row.wrap().validate_code(code)


def spend_step(row: Authenticator, code: str, *, now: datetime) -> bool:
    """Use up the time step that `code` belongs to; False when it belongs to none that is left."""
    step = first_step(decrypt(row.data["secret"]), code, now=now, after=row.data.get(LAST_COUNTER, -1))
    if step is None:
        return False
    row.data[LAST_COUNTER] = step
    row.save(update_fields=["data"])
    return True


def first_step(secret: str, code: str, *, now: datetime, after: int = -1) -> int | None:
    """Return the first time step later than `after` whose code is `code`, or None."""
    for step in _steps(now):
        right = compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
        if right and step > after:
            return step
    return None


def _steps(now: datetime) -> Iterator[int]:
    """Yield the time steps whose code is right at `now`; a clock may be a little off."""
    current = int(now.timestamp()) // app_settings.TOTP_PERIOD
    yield from range(current - app_settings.TOTP_TOLERANCE, current + app_settings.TOTP_TOLERANCE + 1)
