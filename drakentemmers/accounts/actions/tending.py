"""What is due for accounts from time to time. A second run at once finds nothing to do."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from drakentemmers.accounts.actions.factor_reset import let_factors_fall
from drakentemmers.accounts.actions.lockout import forget_old_tallies
from drakentemmers.accounts.actions.sleeping import put_to_sleep
from drakentemmers.accounts.known_devices import LASTS
from drakentemmers.accounts.models import KnownDevice


@dataclass(frozen=True, slots=True)
class TendedAccounts:
    """How much of each was done."""

    accounts_fell_asleep: int
    second_factors_fell: int
    tallies_forgotten: int
    sessions_cleared: int
    devices_forgotten: int


def tend_accounts(*, now: datetime) -> TendedAccounts:
    """Put unused accounts to sleep and clear what counts for nothing any more."""
    return TendedAccounts(
        accounts_fell_asleep=put_to_sleep(now=now),
        second_factors_fell=let_factors_fall(now=now),
        tallies_forgotten=forget_old_tallies(now=now),
        sessions_cleared=_clear_sessions(now=now),
        devices_forgotten=KnownDevice.objects.filter(last_seen_at__lt=now - LASTS).delete()[0],
    )


def _clear_sessions(*, now: datetime) -> int:
    """Delete sessions past their date, and what the list of sessions remembers of them."""
    count = Session.objects.filter(expire_date__lt=now).delete()[0]
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return count
