"""What goes with another password: no other session goes on, no other browser is trusted any longer."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from drakentemmers.accounts.actions.devices import end_other_sessions, forget_other_devices
from drakentemmers.accounts.actions.lockout import Door, Gate, give_back
from drakentemmers.accounts.known_devices import device_of
from drakentemmers.accounts.models import User
from drakentemmers.audit.actions import record


def trust_only_this_device(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Receive allauth's signal that somebody has another password."""
    now, device = timezone.now(), device_of(request, user)
    record("password.changed", user, by=user, now=now)
    give_back([Door(Gate.ACCOUNT, user.email), *([Door(Gate.DEVICE, device.pk)] if device else [])], now=now)
    forget_other_devices(user=user, keep=device, now=now)
    end_other_sessions(by=user, keep=request.session.session_key or "", now=now)
