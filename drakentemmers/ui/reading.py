"""The reading mode (Leesstand): large calm text, kept by a cookie, on the pages that offer it."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

COOKIE, ON = "reading", "on"


def offers_reading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view whose page is there to be read."""

    @wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.offers_reading = True  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return marked


def is_offered(request: HttpRequest) -> bool:
    """Whether this page can be read in the reading mode."""
    return getattr(request, "offers_reading", False)


def is_on(request: HttpRequest) -> bool:
    """Whether the visitor chose it, on a page that offers it."""
    return is_offered(request) and request.COOKIES.get(COOKIE) == ON
