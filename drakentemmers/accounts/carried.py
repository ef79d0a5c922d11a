"""What somebody typed, kept while that person signs in again or confirms to be there: nobody's work is lost.

Kept in the session of the browser that sent it, sealed for that one person: a colleague who signs in next on the same
computer cannot open it. Files and secrets are not kept.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, QueryDict

from drakentemmers.accounts.models import User
from drakentemmers.kernel.encryption import Unreadable, seal, unseal
from drakentemmers.kernel.keys import parse_keyring

KEY = "carried"
LARGEST = 200_000  # characters
KEPT = timedelta(minutes=60)
NEVER = frozenset(
    {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code", "credential"}
)


@dataclass(frozen=True, slots=True)
class Carried:
    """A form that was sent and has not arrived yet."""

    path: str
    fields: Sequence[tuple[str, str]]
    had_files: bool
    deed: str  # what it does, in the words of its button; empty where nobody said


def can_be_carried(request: HttpRequest) -> bool:
    """Tell whether `request` is a form of a page, small enough to keep."""
    return (
        request.method == "POST"
        and not request.path.startswith("/api/")
        and "X-Autosave" not in request.headers
        and len(request.POST.urlencode()) <= LARGEST
    )


def carry(request: HttpRequest, *, user_id: int, deed: str = "", now: datetime) -> None:
    """Keep the form that `request` brings for the person it came from, and what it does in words, where known."""
    fields = [(name, value) for name, values in request.POST.lists() if name not in NEVER for value in values]
    kept = {"path": request.get_full_path(), "fields": fields, "had_files": bool(request.FILES), "deed": deed}
    request.session[KEY] = {
        "at": now.timestamp(),
        "sealed": seal(json.dumps(kept), keyring=parse_keyring(settings.FIELD_KEYS), context=_place(user_id)),
    }


def carried_for(request: HttpRequest, user: User, *, now: datetime) -> Carried | None:
    """Return what this browser keeps for `user`, or None."""
    kept = request.session.get(KEY)
    if not kept or now.timestamp() - kept["at"] > KEPT.total_seconds():
        return None
    try:
        plain = unseal(kept["sealed"], keyring=parse_keyring(settings.FIELD_KEYS), context=_place(user.pk))
    except Unreadable:
        return None
    found = json.loads(plain)
    return Carried(
        found["path"],
        [(name, value) for name, value in found["fields"]],
        found["had_files"],
        found.get("deed", ""),
    )


def drop(request: HttpRequest) -> None:
    """Forget what is kept: it arrived, or it is not wanted any more."""
    request.session.pop(KEY, None)


def _place(user_id: int) -> str:
    return f"session:{KEY}:{user_id}"


def as_form(carried: Carried) -> QueryDict:
    """Return the fields the way a form would send them."""
    sent = QueryDict(mutable=True)
    for name, value in carried.fields:
        sent.appendlist(name, value)
    return sent
