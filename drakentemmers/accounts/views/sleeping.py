"""An account that nobody used for long: what its owner reads, and who wakes it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from drakentemmers.accounts.actions.sleeping import wake
from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.accounts.views.confirm import way_back


@require_safe
def asleep(http: HttpRequest) -> HttpResponse:
    """Say that the account sleeps and who wakes it."""
    return render(http, "account/asleep.html")


@require_POST
def person_wake(http: HttpRequest, user_id: int) -> HttpResponse:
    """Wake the account of somebody who works for an organisation of mine."""
    person = get_object_or_404(User, pk=user_id)
    if not http.user.has_perm(Permission.WAKE_ACCOUNT, person):
        raise Http404
    demand_fresh(http, Freshness.RIGHTS, deed=_("Wake the account"))
    wake(user=person, by=http.user, now=timezone.now())
    messages.success(http, _("%(name)s can sign in again.") % {"name": person.name})
    return redirect(way_back(http))
