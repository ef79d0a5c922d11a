"""What the frame of every page needs to know of the session."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from drakentemmers.accounts.session_clock import clock_of, limits

WARN_BEFORE = 120  # seconds


def session_limits(request: HttpRequest) -> dict[str, Any]:
    """Give how many seconds the session may be idle and how many it has left, for the warning before its end."""
    user = getattr(request, "user", None)
    clock = clock_of(request) if user is not None and user.is_authenticated else None
    if clock is None:
        return {}
    held = limits()
    left = clock.started_at + held.absolute - timezone.now()
    return {
        "session_limits": {
            "idle": int(held.idle.total_seconds()),
            "lasts": max(0, int(left.total_seconds())),
            "warn_before": WARN_BEFORE,
        }
    }
