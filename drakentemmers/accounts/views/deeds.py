"""The view behind one button of a record that two people decide about."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_POST

from drakentemmers.accounts.moves import MoveRefused
from drakentemmers.accounts.stepup import Freshness, demand_fresh

Find = Callable[[HttpRequest, str], Model]
View = Callable[..., HttpResponse]


def button(
    deed: Callable[..., None],
    said: str | Promise,
    *,
    find: Find,
    called: str,
    page: str,
    sorry: str | Promise,
) -> View:
    """Return a view that does `deed` to the record `find` returns and goes back to `page`.

    `find` raises Http404 for who may not know of it. The deed gets the record as `called`. What does not follow, or not
    by this person, is answered with `sorry`; how it stands now is on the page.
    """

    @require_POST
    def view(http: HttpRequest, **named: str) -> HttpResponse:
        (pk,) = named.values()
        row = find(http, pk)
        demand_fresh(http, Freshness.RIGHTS)
        try:
            deed(**{called: row}, by=http.user, now=timezone.now())
        except (MoveRefused, PermissionDenied):
            messages.error(http, str(sorry))
        except ValidationError as error:
            messages.error(http, " ".join(error.messages))
        else:
            messages.success(http, str(said))
        return redirect(page)

    return view
