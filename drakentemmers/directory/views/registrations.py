"""Checking a register number: somebody of the network's office looked it up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from drakentemmers.accounts.permissions import Permission
from drakentemmers.directory.actions.registrations import check_registration
from drakentemmers.directory.models import Registration
from drakentemmers.directory.rules import RegistrationState


@require_POST
def registration_check(http: HttpRequest, registration_id: str) -> HttpResponse:
    """Write down what was found in the register."""
    found = Registration.objects.select_related("professional").filter(pk=registration_id).first()
    if found is None or not http.user.has_perm(Permission.VERIFY_REGISTRATION, found.professional):
        raise Http404
    wanted = http.POST.get("state", "")
    if wanted not in (RegistrationState.VERIFIED, RegistrationState.REJECTED):
        raise Http404
    check_registration(registration=found, state=RegistrationState(wanted), by=http.user, now=timezone.now())
    messages.success(http, _("Written down. Thank you for looking it up."))
    return redirect("professional", found.professional_id)
