"""What a session keeps of the organisation on whose word it began."""

from typing import Any

from django.http import HttpRequest

from drakentemmers.accounts.models import User

VOUCHED = "vouched"


def vouched_for(request: HttpRequest, user: User) -> dict[str, Any] | None:
    """Return on whose word the session of `user` began, or None when it began here."""
    found = request.session.get(VOUCHED)
    return found if found and found["user"] == user.pk else None
