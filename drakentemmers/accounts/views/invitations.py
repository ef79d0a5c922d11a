"""The page behind the link of an invitation. Looking changes nothing: mail programs open links too."""

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drakentemmers.accounts.actions.invitations import Door, accept, find_door
from drakentemmers.accounts.actions.refusals import LinkRefused, RolesExclude, SignInFirst, WrongPerson
from drakentemmers.accounts.forms.invitations import ComeInForm
from drakentemmers.accounts.labels import label, names_of
from drakentemmers.accounts.models import User
from drakentemmers.accounts.password_path import password_path

PAGE = "accounts/invitation.html"
CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(http: HttpRequest, token: str) -> HttpResponse:
    """GET tells what the invitation is; the button accepts it. Every link that does not work gets the same page."""
    answer = _answer(http, token)
    answer._has_been_logged = (
        True  # Django would write the address of a refused page, and so the link, in its log
    )
    return answer


def _answer(http: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        door = find_door(token=token, now=now)
        if http.method != "POST":
            return _show(http, door, ComeInForm())
        form = ComeInForm(http.POST)
        if door.user is None and not form.is_valid():
            return _show(http, door, form, status=400)
        name = "" if door.user else form.cleaned_data["name"]
        user = accept(token=token, name=name, signed_in=_signed_in(http), now=now)
    except LinkRefused:
        return render(http, PAGE, {"gone": True}, status=404)
    except WrongPerson:
        return render(http, PAGE, {"door": door, "wrong_person": True}, status=CONFLICT)
    except SignInFirst:
        return redirect_to_login(http.path, reverse("account_login"), REDIRECT_FIELD_NAME)
    except RolesExclude as refusal:
        return render(http, PAGE, {"door": door, "excluded": label(refusal.held)}, status=CONFLICT)
    return _inside(http, user)


def _signed_in(http: HttpRequest) -> User | None:
    return http.user if http.user.is_authenticated else None


def _show(http: HttpRequest, door: Door, form: ComeInForm, *, status: int = 200) -> HttpResponse:
    viewer, invitation = _signed_in(http), door.invitation
    context = {
        "door": door,
        "form": form,
        "roles": names_of(invitation.roles),
        "wrong_person": viewer is not None and viewer.email != invitation.email,
        "sign_in": viewer is None and door.user is not None and door.user.has_begun,
        "is_new": door.user is None,
    }
    return render(http, PAGE, context, status=status)


def _inside(http: HttpRequest, user: User) -> HttpResponse:
    """Go on: somebody signed in to the work, somebody new to choosing how to sign in from now on."""
    if http.user.is_authenticated:
        messages.success(http, _("Welcome. You can begin."))
        return redirect("my_work")
    messages.success(http, _("Your account is there. Choose how you sign in from now on."))
    return redirect(password_path(user))
