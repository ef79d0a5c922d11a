"""`/kantoor/noodtoegang`: asking for access in an emergency, and deciding about it as a second person."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from drakentemmers.accounts.actions import breakglass as actions
from drakentemmers.accounts.forms.breakglass import EmergencyForm
from drakentemmers.accounts.models import EmergencyAccess
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.breakglass import emergencies_for, page_of
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.accounts.views.deeds import button
from drakentemmers.accounts.views.which import typed_in, which_of
from drakentemmers.audit.actions import record_read


@require_http_methods(["GET", "HEAD", "POST"])
def emergencies(http: HttpRequest) -> HttpResponse:
    """Ask, and see how it goes; a guardian sees everybody's questions too."""
    asks = http.user.has_perm(Permission.ASK_EMERGENCY)
    if not asks and (http.method == "POST" or not http.user.has_perm(Permission.GRANT_EMERGENCY)):
        raise Http404
    demand_fresh(http, Freshness.CLIENT_DATA, deed=_("Ask for emergency access"))
    now = timezone.now()
    if http.method != "POST":
        return _page(http, EmergencyForm())
    if http.htmx:
        return which_of(http, EmergencyForm(typed=typed_in(http, EmergencyForm)))
    form = EmergencyForm(http.POST)
    if not form.is_valid():
        return _page(http, form, status=400)
    actions.ask_emergency(**form.cleaned_data, by=http.user, now=now)
    messages.success(http, _("Asked. A second person decides; you get a message."))
    return redirect("emergencies")


def _emergency(http: HttpRequest, emergency_id: str) -> EmergencyAccess:
    seen = EmergencyAccess.objects.all()
    if not http.user.has_perm(Permission.GRANT_EMERGENCY):
        seen = seen.filter(asked_by=http.user)
    return get_object_or_404(seen, pk=emergency_id)


_button = partial(
    button,
    find=_emergency,
    called="emergency",
    page="emergencies",
    sorry=gettext_lazy("That cannot be done, or not by you. This is how it stands now."),
)
grant = _button(actions.grant, gettext_lazy("Granted. It ends by itself and every opening is reported."))
refuse = _button(actions.refuse, gettext_lazy("Refused."))
withdraw = _button(actions.withdraw, gettext_lazy("Taken back."))
stop = _button(actions.stop, gettext_lazy("Stopped. Nothing opens any more."))


def _page(http: HttpRequest, form: EmergencyForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    lines = emergencies_for(http.user, now)
    for line in lines:
        if line.records:
            record_read(
                line.records,
                by=http.user,
                now=now,
                action="breakglass.listed",
                purpose=line.line,
                through="page",
                emergency=line.pk,
            )
    context = {
        "form": form if http.user.has_perm(Permission.ASK_EMERGENCY) else None,
        "wrong": form,
        "lines": [(line, [(row, page_of(row)) for row in line.records]) for line in lines],
        "guards": http.user.has_perm(Permission.GRANT_EMERGENCY),
    }
    return render(http, "access/emergencies.html", context, status=status)
