"""Accounts that nobody uses fall asleep, and the owner of an organisation wakes them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record, record_all


@transaction.atomic
def put_to_sleep(*, now: datetime) -> int:
    """Put every account to sleep that nobody signed in to for `settings.SLEEPS_AFTER` days; return how many.

    Counted from the last sign-in, from when it was made or from when it was woken, whichever is latest. Invented
    people of the demonstration do not sleep.
    """
    since = now - timedelta(days=settings.SLEEPS_AFTER)
    unused = User.objects.filter(
        Q(last_login__isnull=True) | Q(last_login__lt=since),
        Q(woken_at__isnull=True) | Q(woken_at__lt=since),
        date_joined__lt=since,
        asleep_since__isnull=True,
        is_active=True,
        is_demo=False,
    )
    asleep = list(unused.select_for_update())
    User.objects.filter(pk__in=[user.pk for user in asleep]).update(asleep_since=now)
    record_all("account.fell_asleep", asleep, by=None, now=now)
    return len(asleep)


@transaction.atomic
def wake(*, user: User, by: User, now: datetime) -> None:
    """Wake an account: an owner of an organisation the person works for does that. Awake already: nothing happens."""
    demand(by, Permission.WAKE_ACCOUNT, user)
    if User.objects.filter(pk=user.pk, asleep_since__isnull=False).update(asleep_since=None, woken_at=now):
        record("account.woken", user, by=by, now=now)
