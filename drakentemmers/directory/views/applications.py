"""Joining, for who is not in yet: the three ways in, the form, the link in the mail."""

from math import ceil

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drakentemmers.accounts.actions.lockout import Door, Gate, take_try
from drakentemmers.accounts.password_path import password_path
from drakentemmers.accounts.turns import minutes_of, not_yet, wait_for_turn
from drakentemmers.audit.origin import current_origin
from drakentemmers.audit.rules import network_of
from drakentemmers.directory.actions.applications import (
    application_of_link,
    confirm_address,
    send_application,
    send_link_again,
    withdraw_application,
)
from drakentemmers.directory.actions.applications_steps import LinkExpired, LinkUsed
from drakentemmers.directory.forms.applications import (
    JoinForm,
    LinkAgainForm,
    OrganisationJoinForm,
    PartnerForm,
    TherapistForm,
)
from drakentemmers.directory.joining import ApplicationState
from drakentemmers.directory.models import Application

FORMS: dict[str, type[JoinForm]] = {
    "behandelaar": TherapistForm,
    "professional": PartnerForm,
    "organisatie": OrganisationJoinForm,
}
SENT_TO = "joining_sent_to"  # in the session: to which address this browser asked for a link
NOT_FOUND, GONE, TOO_MANY = 404, 410, 429


@require_safe
def join(http: HttpRequest) -> HttpResponse:
    """The ways in, in plain words. Who is on the way already goes to the own application."""
    mine = _own(http)
    return render(http, "directory/join.html", {"application": mine})


def _own(http: HttpRequest) -> Application | None:
    if not http.user.is_authenticated:
        return None
    return Application.objects.filter(user=http.user).order_by("-made_at").first()


@require_http_methods(["GET", "HEAD", "POST"])
def join_form(http: HttpRequest, way: str) -> HttpResponse:
    """One way in as a form. A field that is left is checked at once; what is sent gets the same answer always."""
    if way not in FORMS:
        raise Http404
    signed_in = http.user.is_authenticated
    if signed_in and Application.objects.under_way().filter(user=http.user).exists():
        return redirect("my_application")
    if http.method != "POST":
        return _show(http, way, FORMS[way](signed_in=signed_in))
    form = FORMS[way](http.POST, signed_in=signed_in)
    if http.htmx and http.htmx.trigger_name in form.fields:
        return one_field(http, form, http.htmx.trigger_name)
    if wait := wait_for_turn(http, "join"):
        return _not_yet(http, way, wait)
    if not form.is_valid():
        return _show(http, way, form, status=400)
    if not signed_in and (wait := _wait_for_a_link()):
        return _not_yet(http, way, wait)
    send_application(
        filled=form.as_filled(),
        form_key=form.cleaned_data["form_key"],
        by=http.user if signed_in else None,
        now=timezone.now(),
    )
    if signed_in:
        messages.success(http, _("Your application is with the project office."))
        return redirect("my_application")
    http.session[SENT_TO] = form.cleaned_data["email"]
    return redirect("join_sent")


def _wait_for_a_link() -> int:
    """Return after how many seconds this network may ask for another link, 0 for now.

    Counted with the links for a password.
    """
    now, network = timezone.now(), network_of(current_origin().address)
    until = take_try([Door(Gate.LINK_NETWORK, network)], now=now)
    return 0 if until is None else ceil((until - now).total_seconds())


def _show(http: HttpRequest, way: str, form: forms.Form, *, status: int = 200) -> HttpResponse:
    return render(http, "directory/join_form.html", {"way": way, "form": form}, status=status)


def _not_yet(http: HttpRequest, way: str, wait: int) -> HttpResponse:
    """Show the form again as it was filled in, unchecked, with the time to send it again."""
    form = FORMS[way](initial=http.POST.dict(), signed_in=http.user.is_authenticated)
    context = {"way": way, "form": form, "minutes": minutes_of(wait)}
    answer = render(http, "directory/join_form.html", context, status=TOO_MANY)
    answer.headers["Retry-After"] = str(wait)
    return answer


def one_field(http: HttpRequest, form: forms.Form, name: str) -> HttpResponse:
    """Answer one field as the whole page would show it, with what is wrong in it.

    Who had too many looked at keeps the field as it is (htmx puts nothing in its place) and can still send the form.
    """
    if wait := wait_for_turn(http, "join_field"):
        return HttpResponse(status=TOO_MANY, headers={"Retry-After": str(wait)})
    form.is_valid()
    return render(http, "directory/_join_field.html", {"field": form[name]})


@require_safe
def join_sent(http: HttpRequest) -> HttpResponse:
    """Look in your mail; the same whether the address is known or not."""
    sent_to = http.session.get(SENT_TO, "")
    form = LinkAgainForm(initial={"email": sent_to})
    return render(http, "directory/join_sent.html", {"sent_to": sent_to, "form": form})


@require_POST
def join_again(http: HttpRequest) -> HttpResponse:
    """Send the link once more, when there is something to confirm; the answer tells nothing about that."""
    form = LinkAgainForm(http.POST)
    if not form.is_valid():
        return render(http, "directory/join_sent.html", {"sent_to": "", "form": form}, status=400)
    if wait := _wait_for_a_link():
        return not_yet(http, wait)
    send_link_again(email=form.cleaned_data["email"], now=timezone.now())
    http.session[SENT_TO] = form.cleaned_data["email"]
    messages.success(http, _("If something has to be confirmed, a new mail is on its way."))
    return redirect("join_sent")


@require_http_methods(["GET", "HEAD", "POST"])
def join_confirm(http: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. Opening it changes nothing, mail programs do that too; the button does."""
    application, now = application_of_link(token), timezone.now()
    if application is None or application.state != ApplicationState.SENT:
        return _no_link(http)
    if application.link_expires_at is None or application.link_expires_at < now:
        return _old_link(http)
    if http.method != "POST":
        return render(http, "directory/join_confirm.html", {"application": application})
    try:
        if http.POST.get("wat") == "niet-ik":
            withdraw_application(application=application, by=None, now=now)
            return render(http, "directory/join_not_me.html")
        user = confirm_address(application=application, token=token, now=now)
    except LinkUsed:
        return _no_link(http)
    except LinkExpired:
        return _old_link(http)
    http.session.pop(SENT_TO, None)
    if not user.has_begun:
        messages.success(http, _("Your address is confirmed. Now choose a password."))
        return redirect(password_path(user))
    messages.success(http, _("Your address is confirmed. Sign in to follow your application."))
    return redirect("my_application")


def _no_link(http: HttpRequest) -> HttpResponse:
    return render(http, "directory/join_no_link.html", {"is_old": False}, status=NOT_FOUND)


def _old_link(http: HttpRequest) -> HttpResponse:
    context = {"is_old": True, "form": LinkAgainForm()}
    return render(http, "directory/join_no_link.html", context, status=GONE)
