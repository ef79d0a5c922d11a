"""From an action to an answer: done and back to the page, or a clear message on the fresh page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drakentemmers.matching.actions.errors import NoPlaceLeft, NotAvailable, OfferClosed
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import StepRefused
from drakentemmers.matching.models import Offer
from drakentemmers.matching.views.request_page import request_page

CONFLICT = 409


def carry_out(
    http: HttpRequest,
    request_id: str,
    act: Callable[[], object],
    *,
    said: str,
    already: Callable[[], bool] = lambda: False,
    undo: str = "",
    when_full: str = "",
    then: str = "",
) -> HttpResponse:
    """Do `act` and go back to the page of the request.

    When the step no longer follows: a second tap on the same button (`already`) is no error; otherwise the page comes
    back as it stands now, with what happened on top. `undo` is the address that takes the step back;
    `when_full` says that the last place is gone; `then` names the page to go to when the request is no longer there.
    """
    try:
        act()
    except StepRefused:
        if already():
            messages.info(http, _("This had already been done."))
            return redirect("request", request_id)
        problem = _(
            "That can no longer be done: something changed in the meantime. This is how it stands now."
        )
        return request_page(http, request_id, problem=problem, status=CONFLICT)
    except NoPlaceLeft as full:
        if when_full:
            return request_page(http, request_id, problem=when_full, status=CONFLICT)
        return request_page(http, request_id, problem=_no_place(full), mend=reverse("offer"), status=CONFLICT)
    except NotAvailable as refused:
        return request_page(http, request_id, problem=not_asked(refused), status=CONFLICT)
    messages.success(http, said, extra_tags=undo)
    return redirect(then) if then else redirect("request", request_id)


def not_asked(refused: NotAvailable) -> str:
    """Return who cannot be asked, and that nothing was sent."""
    if isinstance(refused, OfferClosed):
        names = [professional.name for professional in refused.professionals]
        said = ngettext(
            "%(names)s is full now. Nothing was sent.",
            "%(names)s are full now. Nothing was sent.",
            len(names),
        )
        return said % {"names": ", ".join(names)}
    return _("%(name)s cannot be asked now. Choose somebody else.") % {"name": refused.professional.name}


def _no_place(full: NoPlaceLeft) -> str:
    """Return why the therapist has no place to give."""
    offer = Offer.objects.filter(professional=full.professional).first()
    if offer is None or offer.state != OfferState.OPEN:
        return _("Your offer is not open. Open it first with a place in it, or say no.")
    return _("Your last place has just been taken. Raise the number in your offer, or say no.")
