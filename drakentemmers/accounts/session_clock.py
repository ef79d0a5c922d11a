"""The clock a session carries: when it began, when it was last used, when its person last proved to be there."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from drakentemmers.accounts.models import User
from drakentemmers.accounts.time_limits import Freshness, Limits, SessionClock, is_fresh

STARTED_AT, SEEN_AT, FRESH_AT = "started_at", "seen_at", "fresh_at"


def limits() -> Limits:
    """Return the limits of this installation."""
    return Limits(
        idle=timedelta(minutes=settings.SESSION_IDLE_MINUTES),
        absolute=timedelta(hours=settings.SESSION_ABSOLUTE_HOURS),
        fresh={kind: timedelta(minutes=settings.FRESH_MINUTES[kind]) for kind in Freshness},
    )


def clock_of(request: HttpRequest) -> SessionClock | None:
    """Return the clock of the session, or None when it has none (it was not begun by signing in)."""
    try:
        moments = [
            datetime.fromtimestamp(request.session[key], UTC) for key in (STARTED_AT, SEEN_AT, FRESH_AT)
        ]
    except (KeyError, TypeError, ValueError):
        return None
    return SessionClock(*moments)


def begin(request: HttpRequest, *, now: datetime) -> None:
    """Start the clock: somebody has just signed in, and so is there."""
    request.session.update(dict.fromkeys((STARTED_AT, SEEN_AT, FRESH_AT), now.timestamp()))


def note_seen(request: HttpRequest, *, now: datetime) -> None:
    """Write down a sign of life."""
    request.session[SEEN_AT] = now.timestamp()


def note_confirmed(request: HttpRequest, *, now: datetime) -> None:
    """Write down that the person has just proved to be there."""
    request.session[FRESH_AT] = now.timestamp()


def is_confirmed(user: User | AnonymousUser, request: HttpRequest, kind: Freshness, *, now: datetime) -> bool:
    """Tell whether `user` proved to be there lately enough for `kind`; never for somebody not signed in."""
    clock = clock_of(request)
    return user.is_authenticated and clock is not None and is_fresh(clock, kind, limits(), now=now)


def begin_on_sign_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Receive Django's signal that somebody signed in."""
    begin(request, now=timezone.now())
