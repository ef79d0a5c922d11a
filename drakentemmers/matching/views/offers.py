"""What a therapist offers, on one page."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from drakentemmers.accounts.models import User
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions import offers as actions
from drakentemmers.matching.actions.errors import VersionConflict
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.forms.offers import OfferForm
from drakentemmers.matching.models import Offer
from drakentemmers.matching.read.nearby import families_near
from drakentemmers.matching.read.offers import facts_of
from drakentemmers.matching.views.carried_out import CONFLICT


def _own_profile(user: User) -> Professional:
    professional = Professional.objects.filter(user=user).select_related("offer").first()
    if professional is None or not user.treats:
        raise Http404
    return professional


def _own_offer(user: User) -> Offer:
    offer: Offer | None = getattr(_own_profile(user), "offer", None)
    if offer is None:
        raise Http404
    return offer


@require_http_methods(["GET", "POST"])
def offer_page(http: HttpRequest) -> HttpResponse:
    """How many places, when and where; saving confirms it."""
    professional, now = _own_profile(http.user), timezone.now()
    offer: Offer | None = getattr(professional, "offer", None)
    today = local_date(now)
    if http.method == "GET":
        return _show(http, professional, offer, OfferForm(offer=offer, initial=_start(offer, today)))
    form = OfferForm(http.POST, offer=offer)
    if not form.is_valid():
        return _show(http, professional, offer, form, status=400)
    try:
        actions.save_offer(
            professional=professional,
            fields=form.offered(),
            expected_version=form.cleaned_data["version"] or 0,
            by=http.user,
            now=now,
        )
    except VersionConflict:
        return _conflict(http, form)
    messages.success(http, _("Saved and confirmed. Thank you."))
    return redirect("offer")


def _conflict(http: HttpRequest, form: OfferForm) -> HttpResponse:
    """Show what was filled in beside what stands there now; saving again keeps one's own."""
    offer = _own_offer(http.user)
    again = http.POST.copy()
    again["version"] = str(offer.version)
    found = form.differences(offer)
    filled = OfferForm(again, offer=offer)
    return _show(http, offer.professional, offer, filled, status=CONFLICT, differences=found)


def _start(offer: Offer | None, today: object) -> dict[str, object]:
    return {} if offer else {"starts_on": today}


def _show(
    http: HttpRequest,
    professional: Professional,
    offer: Offer | None,
    form: OfferForm,
    *,
    status: int = 200,
    **extra: object,
) -> HttpResponse:
    context = extra | {"professional": professional, "offer": offer, "form": form}
    if offer is not None:
        context |= {
            "facts": facts_of(offer, timezone.now()),
            "families_near": families_near(professional, local_date(timezone.now())),
            "is_closed": offer.state == OfferState.CLOSED,
            "is_parked": offer.state == OfferState.PARKED,
        }
    return render(http, "matching/offer.html", context, status=status)


def _said(http: HttpRequest, act: Callable[..., None], said: str, undo: str = "") -> HttpResponse:
    act(offer=_own_offer(http.user), by=http.user, now=timezone.now())
    messages.success(http, said, extra_tags=undo)
    return redirect("offer")


@require_POST
def offer_confirm(http: HttpRequest) -> HttpResponse:
    """It is still right."""
    return _said(
        http, actions.confirm_offer, _("Confirmed. Thank you: now everybody knows that this is right.")
    )


@require_POST
def offer_raise(http: HttpRequest) -> HttpResponse:
    """One place more."""
    try:
        return _said(http, actions.raise_offer, _("One place more. Organisations can ask you for it."))
    except ValidationError:
        messages.error(http, _("You offer as many places as an offer can have."))
        return redirect("offer")


@require_POST
def offer_close(http: HttpRequest) -> HttpResponse:
    """Full."""
    said = _("Your offer is closed. Nobody can ask for a place until you open it.")
    return _said(http, actions.close_offer, said, undo=reverse("offer_reopen"))


@require_POST
def offer_reopen(http: HttpRequest) -> HttpResponse:
    """There are places again."""
    said = _("Your offer is open. Organisations can find you.")
    return _said(http, actions.reopen_offer, said, undo=reverse("offer_close"))
