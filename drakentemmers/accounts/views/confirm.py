"""Confirming to be there, and going on with what was typed."""

import json

from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drakentemmers.accounts.actions.sign_in import Tried, write_failed
from drakentemmers.accounts.carried import carried_for
from drakentemmers.accounts.forms.security import ConfirmForm
from drakentemmers.accounts.identity_session import vouched_for
from drakentemmers.accounts.models import User
from drakentemmers.accounts.read.second_factor import Ways, ways_of
from drakentemmers.accounts.session_clock import note_confirmed, note_seen
from drakentemmers.audit.actions import record


def way_back(http: HttpRequest, otherwise: str | None = None) -> str:
    """Return the page of ours that `next` names; the own page of the person when it names none."""
    wanted = http.POST.get("next") or http.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {http.get_host()}, require_https=http.is_secure()):
        return wanted
    return resolve_url(otherwise or settings.LOGIN_REDIRECT_URL)


@sensitive_post_parameters("password", "code", "credential")
@require_http_methods(["GET", "POST"])
def confirm(http: HttpRequest) -> HttpResponse:
    """Ask for a passkey, a code or a password, and go on where somebody was."""
    user: User = http.user
    ways = ways_of(user)
    if http.method == "GET":
        return _ask(http, ways, ConfirmForm(user=user, ways=ways))
    if "credential" in http.POST:
        form: Form = ReauthenticateWebAuthnForm(http.POST, user=user)
    else:
        form = ConfirmForm(http.POST, user=user, ways=ways)
    if not form.is_valid():
        return _refuse(http, ways, form)
    now = timezone.now()
    note_confirmed(http, now=now)
    record("sign_in.confirmed", user, by=user, now=now)
    return redirect(way_back(http))


def _refuse(http: HttpRequest, ways: Ways, form: Form) -> HttpResponse:
    if isinstance(form, ConfirmForm):
        return _ask(http, ways, form, status=400)
    write_failed(user=http.user, tried=Tried.PASSKEY, now=timezone.now(), by=http.user)
    again = ConfirmForm(user=http.user, ways=ways)
    return _ask(
        http, ways, again, status=400, wrong=_("This passkey does not belong to you here. Try again.")
    )


def _ask(
    http: HttpRequest, ways: Ways, form: ConfirmForm, *, status: int = 200, wrong: str = ""
) -> HttpResponse:
    options = json.dumps(begin_authentication(http.user)) if ways.passkey else ""
    context = {
        "form": form,
        "ways": ways,
        "options": options,
        "wrong": wrong,
        "next": way_back(http),
        "word": vouched_for(http, http.user),
    }
    return render(http, "account/confirm.html", context, status=status)


@require_safe
def go_on(http: HttpRequest) -> HttpResponse:
    """Show that what was typed is still there, with one button that sends it."""
    kept = carried_for(http, http.user, now=timezone.now())
    return render(http, "account/go_on.html", {"kept": kept})


@require_POST
def session_alive(http: HttpRequest) -> HttpResponse:
    """A sign of life from somebody who is typing."""
    note_seen(http, now=timezone.now())
    return HttpResponse(status=204)
