"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEMES = ("day", "evening")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give theme, way out, demonstration flag and the number of unread notifications."""
    user = getattr(request, "user", None)
    theme = request.COOKIES.get("theme", "")
    signed_in = user is not None and user.is_authenticated
    return {
        "theme": theme if theme in THEMES else "day",
        "exit_url": settings.EXIT_URL,
        "is_demo": settings.DEMO,
        "unread": user.notifications.unread().count() if signed_in else 0,
    }
