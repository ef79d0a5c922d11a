"""`/aanvragen/<id>/notitie`: what one side of a request keeps for itself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drakentemmers.accounts.actions.opening import open_record
from drakentemmers.accounts.models import Organisation
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.matching.actions.errors import VersionConflict
from drakentemmers.matching.actions.notes import write_note
from drakentemmers.matching.forms.notes import NoteForm
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.permissions import side_of
from drakentemmers.matching.read.notes import versions_of
from drakentemmers.matching.views.carried_out import CONFLICT


@require_http_methods(["GET", "HEAD", "POST"])
def private_note(http: HttpRequest, request_id: str) -> HttpResponse:
    """Read and write the note of one's own side. For who has no part in the request there is no such page."""
    request = get_object_or_404(TreatmentRequest.objects.visible_to(http.user), pk=request_id)
    side = side_of(http.user, request)
    if not side:
        raise Http404
    demand_fresh(http, Freshness.CLIENT_DATA, deed=_("Save the note"))
    if http.method != "POST":
        return _page(http, request, side)
    form = NoteForm(http.POST)
    if not form.is_valid():
        return _page(http, request, side, form=form, status=400)
    try:
        write_note(
            request=request,
            organisation=Organisation.objects.get(pk=side),
            text=form.cleaned_data["text"],
            expected_number=form.cleaned_data["number"],
            by=http.user,
            now=timezone.now(),
        )
    except VersionConflict as conflict:
        again = http.POST.copy()
        again["number"] = str(conflict.version)
        return _page(http, request, side, form=NoteForm(again), conflict=True, status=CONFLICT)
    messages.success(http, _("The note is saved. Only your organisation reads it."))
    return redirect("request", request.pk)


def _page(
    http: HttpRequest,
    request: TreatmentRequest,
    side: str,
    *,
    form: NoteForm | None = None,
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Open the latest version through the door, and show it with the older ones."""
    versions = list(versions_of(request, side))
    latest = versions[0] if versions else None
    if latest is not None:
        open_record(latest, by=http.user, now=timezone.now())
    if form is None:
        number, text = (latest.number, latest.text) if latest else (0, "")
        form = NoteForm(initial={"number": number, "text": text})
    context = {
        "treatment_request": request,
        "form": form,
        "latest": latest,
        "older": versions[1:],
        "conflict": conflict,
    }
    return render(http, "matching/note.html", context, status=status)
