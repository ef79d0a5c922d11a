"""Where I am signed in, and signing out elsewhere."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from drakentemmers.accounts.actions.devices import end_other_sessions, end_session, forget_device
from drakentemmers.accounts.known_devices import device_of
from drakentemmers.accounts.read.devices import devices_of, open_sessions


@require_safe
def devices(http: HttpRequest) -> HttpResponse:
    """List the open sessions, and the browsers that are known again."""
    context = {
        "sessions": open_sessions(http.user, http.session.session_key),
        "devices": devices_of(http.user, device_of(http, http.user)),
    }
    return render(http, "usersessions/devices.html", context)


@require_POST
def session_end(http: HttpRequest, pk: int) -> HttpResponse:
    """Sign out one other session."""
    session = get_object_or_404(
        UserSession.objects.exclude(session_key=http.session.session_key), pk=pk, user=http.user
    )
    end_session(session=session, by=http.user, now=timezone.now())
    messages.success(http, _("Signed out there."))
    return redirect("usersessions_list")


@require_POST
def sessions_end(http: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    count = end_other_sessions(by=http.user, keep=http.session.session_key, now=timezone.now())
    said = ngettext("Signed out in %(n)s other place.", "Signed out in %(n)s other places.", count)
    messages.success(http, said % {"n": count})
    return redirect("usersessions_list")


@require_POST
def device_forget(http: HttpRequest, device_id: str) -> HttpResponse:
    """Treat a browser as new from now on."""
    device = get_object_or_404(http.user.devices, pk=device_id)
    forget_device(device=device, by=http.user, now=timezone.now())
    messages.success(http, _("Forgotten. At the next sign-in there you get a mail."))
    return redirect("usersessions_list")
