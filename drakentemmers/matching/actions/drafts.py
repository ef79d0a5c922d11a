"""Keeping the form of a new request while it is being written."""

from datetime import datetime

from django.db import transaction

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.kernel.privacy import find_personal_data
from drakentemmers.matching.models import RequestDraft

DRAFT_AT_MOST = 20_000  # characters


@transaction.atomic
def keep_draft(*, data: str, note: str, by: User, now: datetime) -> bool:
    """Keep the form as it stands; return whether that was done.

    A form that is too long, or whose note probably names a person, is not kept: it waits in the page until that is
    mended.
    """
    demand(by, Permission.MAKE_REQUEST)
    if len(data) > DRAFT_AT_MOST or find_personal_data(note):
        return False
    RequestDraft.objects.update_or_create(user=by, defaults={"data": data, "saved_at": now})
    return True


@transaction.atomic
def forget_draft(*, by: User, now: datetime) -> None:
    """Throw away what `by` was writing, because it was sent or is no longer wanted."""
    RequestDraft.objects.filter(user=by, saved_at__lte=now).delete()
