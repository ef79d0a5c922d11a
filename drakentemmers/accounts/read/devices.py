"""From where somebody is signed in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession

from drakentemmers.accounts.known_devices import NOWHERE, in_words
from drakentemmers.accounts.models import KnownDevice, User


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One open session, as a page shows it."""

    pk: int
    name: str
    since: datetime
    seen_at: datetime
    address: str  # of the network it was signed in from; empty when not known
    is_here: bool


@dataclass(frozen=True, slots=True)
class Device:
    """One browser that is known again, as a page shows it."""

    pk: str
    name: str
    since: datetime
    seen_at: datetime
    is_here: bool


def open_sessions(user: User, here: str) -> list[OpenSession]:
    """Return the open sessions of `user`, the one with key `here` first, then the latest used."""
    rows = UserSession.objects.purge_and_list(user)
    found = [
        OpenSession(
            pk=row.pk,
            name=in_words(row.user_agent),
            since=row.created_at,
            seen_at=row.last_seen_at,
            address="" if row.ip == NOWHERE else row.ip,
            is_here=row.session_key == here,
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (not each.is_here, -each.seen_at.timestamp(), each.pk))


def devices_of(user: User, here: KnownDevice | None) -> list[Device]:
    """Return the browsers of `user` that are known again, latest used first."""
    return [
        Device(row.pk, in_words(row.agent), row.first_seen_at, row.last_seen_at, row == here)
        for row in user.devices.all()
    ]
