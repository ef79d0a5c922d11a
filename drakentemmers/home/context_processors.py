"""What every page knows of the menu."""

from typing import Any

from django.http import HttpRequest

from drakentemmers.home.navigation import items_for


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give the items of the main menu; none where no user was looked up (an error page)."""
    return {"navigation": items_for(request) if hasattr(request, "user") else []}
