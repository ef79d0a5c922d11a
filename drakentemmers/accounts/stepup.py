"""Step-up: what an open session alone does not open. `demand_fresh` in a view comes after its permission.

To somebody without the right the page does not exist, so nobody is asked for a password before a 404. A page that
everybody who is signed in has, about oneself, takes the decorator `@fresh(Freshness.RIGHTS)`.

Whoever proved to be there lately goes on unnoticed. Anybody else is led to `/account/bevestigen` and back; what was
typed in a form is kept (`carried`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from drakentemmers.accounts.session_clock import is_confirmed
from drakentemmers.accounts.time_limits import Freshness

__all__ = ["ConfirmationNeeded", "Freshness", "demand_fresh", "fresh"]
View = Callable[..., HttpResponse]


class ConfirmationNeeded(Exception):  # noqa: N818 - reads as the sentence it is
    """The person has to confirm to be there first. The middleware asks it, the API answers 401."""

    def __init__(self, kind: Freshness, deed: str = "") -> None:
        super().__init__(kind)
        self.deed = deed


def demand_fresh(request: HttpRequest, kind: Freshness, *, deed: str = "") -> None:
    """Raise ConfirmationNeeded unless whoever is signed in proved to be there lately enough for `kind`.

    `deed` is what the form of the page does, in the words of its button: it waits while somebody confirms.
    """
    if not is_confirmed(request.user, request, kind, now=timezone.now()):
        raise ConfirmationNeeded(kind, deed)


def fresh(kind: Freshness) -> Callable[[View], View]:
    """Open the view only to somebody who proved to be there lately enough for `kind`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def asks_first(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            demand_fresh(request, kind)
            return view(request, *args, **options)

        return asks_first

    return decorate
