"""The page on which somebody chooses which mail comes, and when."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from drakentemmers.accounts.actions.bounces import try_address_again
from drakentemmers.accounts.actions.preferences import choose_mail
from drakentemmers.accounts.forms.preferences import PreferencesForm, first_values
from drakentemmers.accounts.read.bounces import bounce_of
from drakentemmers.accounts.read.preferences import preferences_of


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Topics with a choice each, and the quiet hours."""
    if request.method != "POST":
        return _show(request, PreferencesForm(initial=first_values(preferences_of(request.user))))
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=400)
    chosen = form.preferences()
    changed = choose_mail(
        user=request.user, how=chosen.how, quiet=chosen.quiet, by=request.user, now=timezone.now()
    )
    messages.success(request, _("Your choices are saved.") if changed else _("Nothing changed."))
    return redirect("mail_preferences")


def _show(request: HttpRequest, form: PreferencesForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "bounce": bounce_of(request.user.email)}
    return render(request, "accounts/preferences.html", context, status=status)


@require_POST
def mail_again(request: HttpRequest) -> HttpResponse:
    """Send mail again to an address from which it came back."""
    try_address_again(user=request.user, by=request.user, now=timezone.now())
    messages.success(request, _("Mail goes to your address again."))
    return redirect("mail_preferences")
