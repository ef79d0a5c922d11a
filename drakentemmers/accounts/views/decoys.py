"""`/kantoor/lokdossiers`: records that look real, placed and taken away by two people."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from drakentemmers.accounts.actions import decoys as actions
from drakentemmers.accounts.doors import DOORS
from drakentemmers.accounts.forms.decoys import DecoyForm
from drakentemmers.accounts.models import Decoy
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.accounts.views.deeds import button
from drakentemmers.accounts.views.which import typed_in, which_of


@require_http_methods(["GET", "HEAD", "POST"])
def decoys(http: HttpRequest) -> HttpResponse:
    """Which decoys there are, never which records they are; proposing another one."""
    if not http.user.has_perm(Permission.KEEP_DECOYS):
        raise Http404
    demand_fresh(http, Freshness.RIGHTS, deed=_("Propose the decoy"))
    if http.htmx:
        return which_of(http, DecoyForm(typed=typed_in(http, DecoyForm)))
    form = DecoyForm(http.POST if http.method == "POST" else None)
    if http.method == "POST" and form.is_valid():
        actions.propose_decoy(**form.cleaned_data, by=http.user, now=timezone.now())
        messages.success(http, _("Proposed. A second person places it."))
        return redirect("decoys")
    return _page(http, form, status=400 if http.method == "POST" else 200)


def _decoy(http: HttpRequest, decoy_id: str) -> Decoy:
    if not http.user.has_perm(Permission.KEEP_DECOYS):
        raise Http404
    return get_object_or_404(Decoy, pk=decoy_id)


_button = partial(
    button,
    find=_decoy,
    called="decoy",
    page="decoys",
    sorry=gettext_lazy("Somebody else has to do this, or it was done already."),
)
place = _button(actions.place_decoy, gettext_lazy("Placed. Nobody sees it in a list."))
propose_removal = _button(actions.propose_removal, gettext_lazy("Proposed. A second person takes it away."))
remove = _button(actions.remove_decoy, gettext_lazy("Taken away."))


def _page(http: HttpRequest, form: DecoyForm, *, status: int) -> HttpResponse:
    rows = Decoy.objects.filter(removed_at__isnull=True).defer("subject_id")
    rows = rows.select_related("organisation", "proposed_by", "placed_by", "removal_by")
    lines = [(row, DOORS[row.kind].name) for row in rows.order_by("-proposed_at", "pk")]
    return render(http, "access/decoys.html", {"form": form, "lines": lines}, status=status)
