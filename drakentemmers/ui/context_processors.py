"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from drakentemmers.ui.reading import is_offered, is_on

THEMES = ("day", "evening")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give how the page looks, way out, address of the office, demonstration flag, number of unread notifications."""
    user = getattr(request, "user", None)
    theme = request.COOKIES.get("theme", "")
    signed_in = user is not None and user.is_authenticated
    return {
        "theme": theme if theme in THEMES else "day",
        "reading": is_on(request),
        "offers_reading": is_offered(request),
        "exit_url": settings.EXIT_URL,
        "office_mail": settings.OFFICE_MAIL,
        "is_demo": settings.DEMO,
        "unread": user.notifications.unread().count() if signed_in else 0,
    }
