"""Agreeing and taking it back. Only the person does that; who did it for somebody else would have agreed to nothing."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from drakentemmers.accounts.consent import TEXTS, Purpose
from drakentemmers.accounts.models import Consent, User
from drakentemmers.audit.actions import record


@transaction.atomic
def give_consent(*, user: User, purpose: Purpose, version: int, by: User, now: datetime) -> Consent | None:
    """Agree in the words of `version`, those that were on the screen; None when it was agreed to already.

    Raises ValueError when the words changed in the meantime: they have to be read first.
    """
    _demand_self(user, by)
    User.objects.select_for_update(no_key=True).get(
        pk=user.pk
    )  # two tabs: the second sees what the first said
    if version != TEXTS[purpose].version:
        raise ValueError(f"{purpose}: {version} is not the version of today")
    standing = Consent.objects.filter(user=user, purpose=purpose, withdrawn_at__isnull=True)
    if standing.filter(version=version).exists():
        return None
    standing.update(withdrawn_at=now)
    given = Consent.objects.create(user=user, purpose=purpose, version=version, given_at=now)
    record("consent.given", given, by=by, now=now, purpose=purpose, version=version)
    return given


@transaction.atomic
def withdraw_consent(*, user: User, purpose: Purpose, by: User, now: datetime) -> bool:
    """Take it back; it holds at the next request. Return whether there was something to take back."""
    _demand_self(user, by)
    rows = Consent.objects.select_for_update().filter(user=user, purpose=purpose, withdrawn_at__isnull=True)
    found = list(rows)
    for row in found:
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        record("consent.withdrawn", row, by=by, now=now, purpose=purpose, version=row.version)
    return bool(found)


def _demand_self(user: User, by: User) -> None:
    if by.pk != user.pk:
        raise PermissionDenied("consent")
