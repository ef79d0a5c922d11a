"""One person from outside looks along at one request: inviting, taking back, stopping."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from drakentemmers.accounts.actions.guests import end_guest
from drakentemmers.accounts.actions.invitations import invite_guest, revoke_invitation
from drakentemmers.accounts.actions.refusals import AlreadyHeld, AlreadyOver, TooLong, TooMany
from drakentemmers.accounts.models import CaseGuest, Invitation
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.course import OVER, RequestState
from drakentemmers.matching.forms.guests import GuestForm
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.views.questions import own_request
from drakentemmers.matching.views.request_page import request_page

CONFLICT = 409


def _request_to_share(http: HttpRequest, request_id: str) -> TreatmentRequest:
    request = own_request(http.user, request_id)
    if not http.user.has_perm(Permission.INVITE_GUEST, request.organisation):
        raise Http404
    return request


def _back(request: TreatmentRequest) -> HttpResponse:
    return redirect(reverse("request", args=[request.pk]) + "#meekijkers")


@require_POST
def guest_invite(http: HttpRequest, request_id: str) -> HttpResponse:
    """Invite one person to look along at this request until a day."""
    request, now = _request_to_share(http, request_id), timezone.now()
    demand_fresh(http, Freshness.CLIENT_DATA, deed=_("Invite somebody to look along"))
    if RequestState(request.state) in OVER:
        problem = _("This request is over. Nobody can be invited to it any more.")
        return request_page(http, request.pk, problem=problem, status=CONFLICT)
    form = GuestForm(http.POST, today=local_date(now))
    if form.is_valid():
        try:
            invite_guest(
                organisation=request.organisation,
                subject=request,
                permission=Permission.EDIT_REQUEST,
                email=form.cleaned_data["email"],
                until=form.cleaned_data["until"],
                by=http.user,
                now=now,
            )
        except AlreadyHeld:
            form.add_error("email", _("This colleague can read the request already."))
        except TooLong:
            form.add_error("until", _("Choose a day from today up to half a year from now."))
        except TooMany:
            form.add_error("email", _("Your organisation sent many invitations today. Try again tomorrow."))
        else:
            messages.success(http, _("The invitation is on its way."))
            return _back(request)
    return request_page(http, request.pk, status=400, guest_form=form)


@require_POST
def guest_end(http: HttpRequest, request_id: str, guest_id: str) -> HttpResponse:
    """Stop somebody's looking along; it holds at the guest's next click."""
    request = _request_to_share(http, request_id)
    demand_fresh(http, Freshness.CLIENT_DATA, deed=_("Stop the looking along"))
    guest = get_object_or_404(CaseGuest.objects.about(request), pk=guest_id)
    if end_guest(guest=guest, by=http.user, now=timezone.now()):
        messages.success(http, _("Stopped. The guest sees nothing of this request any more."))
    else:
        messages.info(http, _("This had already been done."))
    return _back(request)


@require_POST
def guest_uninvite(http: HttpRequest, request_id: str, invitation_id: str) -> HttpResponse:
    """Take back an invitation to look along."""
    request = _request_to_share(http, request_id)
    demand_fresh(http, Freshness.CLIENT_DATA, deed=_("Take back the invitation"))
    invitation = get_object_or_404(Invitation.objects.about(request), pk=invitation_id)
    try:
        revoke_invitation(invitation=invitation, by=http.user, now=timezone.now())
    except AlreadyOver:
        messages.info(http, _("Too late: the invitation was used or taken back in the meantime."))
    else:
        messages.success(http, _("Taken back. The link does not work any more."))
    return _back(request)
