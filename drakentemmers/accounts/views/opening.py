"""Saying why, before something opens that is not the own work."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from drakentemmers.accounts.actions.opening import ReasonNeeded, give_reason
from drakentemmers.accounts.doors import DOORS
from drakentemmers.accounts.forms.opening import ReasonForm
from drakentemmers.accounts.gate import reason_page


@require_POST
def give(http: HttpRequest) -> HttpResponse:
    """Keep the reason for today and go on to the record; what is wrong stands in the form, with what was typed."""
    door = DOORS.get(http.POST.get("kind", ""))
    if door is None:
        raise Http404
    record = get_object_or_404(door.visible_to(http.user), pk=http.POST.get("pk", ""))
    form = ReasonForm(http.POST)
    if form.is_valid():
        try:
            give_reason(record, by=http.user, now=timezone.now(), reason=form.given())
        except ValidationError as error:
            form.add_error(None, error)
    if not form.is_valid():
        return reason_page(http, ReasonNeeded(record, door), form, status=400)
    return redirect(door.page_of(record))
