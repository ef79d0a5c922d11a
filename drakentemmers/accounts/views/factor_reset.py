"""Somebody lost every second factor: `/kantoor/apparaat-kwijt`, the link to stop it, and the code afterwards."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from drakentemmers.accounts.actions import factor_reset as actions
from drakentemmers.accounts.actions.refusals import AlreadyAsked
from drakentemmers.accounts.factor_reset import UNDER_WAY
from drakentemmers.accounts.factor_reset_link import reset_of
from drakentemmers.accounts.forms.factor_reset import AskResetForm, ResetCodeForm
from drakentemmers.accounts.models import FactorReset
from drakentemmers.accounts.moves import MoveRefused
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.factor_resets import owed_code, resets_for
from drakentemmers.accounts.rules import Role
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.accounts.views.deeds import button
from drakentemmers.accounts.views.security import in_fours

SORRY = gettext_lazy("That cannot be done, or not by you. This is how it stands now.")


@require_http_methods(["GET", "HEAD", "POST"])
def factor_resets(http: HttpRequest) -> HttpResponse:
    """Ask it for somebody, and see how it goes: administrators, and owners for who works with them."""
    _demand_a_part(http)
    demand_fresh(http, Freshness.RIGHTS, deed=_("Ask for a new second step"))
    if http.method != "POST":
        return _page(http, AskResetForm(by=http.user, initial={"email": http.GET.get("wie", "")}))
    form = AskResetForm(http.POST, by=http.user)
    if not form.is_valid():
        return _page(http, form, status=400)
    try:
        actions.ask_reset(user=form.user, line=form.cleaned_data["line"], by=http.user, now=timezone.now())
    except AlreadyAsked:
        form.add_error("email", _("This was asked already. Look in the list below."))
        return _page(http, form, status=400)
    messages.success(http, _("Asked. An administrator decides; the person got a mail."))
    return redirect("factor_resets")


@require_POST
def agree(http: HttpRequest, reset_id: str) -> HttpResponse:
    """Agree as a second person. The answer shows the code, this once."""
    reset = get_object_or_404(FactorReset.objects.visible_to(http.user).select_related("user"), pk=reset_id)
    if not http.user.has_perm(Permission.AGREE_TO_RESET, reset.user):
        raise Http404
    demand_fresh(http, Freshness.RIGHTS, deed=_("Agree to a new second step"))
    try:
        code = actions.agree_to_reset(reset=reset, by=http.user, now=timezone.now())
    except (MoveRefused, PermissionDenied):
        messages.error(http, str(SORRY))
        return redirect("factor_resets")
    context = {"code": in_fours(code, "-"), "name": reset.user.name}
    return render(http, "access/factor_reset_code.html", context)


def _reset(http: HttpRequest, reset_id: str) -> FactorReset:
    return get_object_or_404(FactorReset.objects.visible_to(http.user), pk=reset_id)


stop = partial(button, find=_reset, called="reset", page="factor_resets", sorry=SORRY)(
    actions.stop_reset, gettext_lazy("Stopped. The second step stays as it is.")
)


@require_http_methods(["GET", "HEAD", "POST"])
def not_me(http: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail to the person. Opening it changes nothing, mail programs do that too; the button does."""
    reset, now = reset_of(token), timezone.now()
    if reset is None:
        raise Http404
    is_over = reset.stage not in UNDER_WAY
    if http.method != "POST" or is_over:
        return _not_me(http, reset, "over" if is_over else "on")
    try:
        actions.stop_reset(reset=reset, by=None, now=now)
    except MoveRefused:
        return _not_me(http, reset, "over")
    return _not_me(http, reset, "stopped")


def _not_me(http: HttpRequest, reset: FactorReset, state: str) -> HttpResponse:
    return render(http, "account/not_me.html", {"state": state, "reset": reset})


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def give_code(http: HttpRequest) -> HttpResponse:
    """Before a new second factor is set up: the code that came by another way than mail."""
    owed = owed_code(http.user)
    if owed is None:
        return redirect("second_factor_set_up")
    form = ResetCodeForm(http.POST if http.method == "POST" else None, user=http.user)
    if http.method == "POST" and form.is_valid():
        messages.success(http, _("The code is right. Now choose your new second step."))
        return redirect("second_factor_set_up")
    too_old = not owed.case.takes_code(timezone.now())
    status = 400 if form.is_bound else 200
    return render(http, "account/reset_code.html", {"form": form, "too_old": too_old}, status=status)


def _demand_a_part(http: HttpRequest) -> None:
    if http.user.has_perm(Permission.RESET_FACTOR) or http.user.has_role(Role.OWNER):
        return
    raise Http404


def _page(http: HttpRequest, form: AskResetForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "lines": resets_for(http.user, timezone.now())}
    return render(http, "access/factor_resets.html", context, status=status)
