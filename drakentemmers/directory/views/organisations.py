"""The page of an organisation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from drakentemmers.accounts.actions.opening import open_record
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.audit.actions import record_read
from drakentemmers.directory.models import Location
from drakentemmers.directory.read.profiles import organisation_page
from drakentemmers.kernel.clock import local_date


@require_POST
def address(http: HttpRequest, organisation_id: str, location_id: str) -> HttpResponse:
    """Show a secret address to its own people, this once; it is logged and counted. For others there is none."""
    secret = Location.objects.opening_for(http.user).filter(organisation=organisation_id)
    location = get_object_or_404(secret, pk=location_id)
    demand_fresh(http, Freshness.CLIENT_DATA, deed=_("Show address"))
    open_record(location, by=http.user, now=timezone.now())
    page = organisation_page(http.user, organisation_id, opened=location.pk)
    context = {"page": page, "today": local_date(timezone.now()), "opened": location.pk}
    return render(http, "directory/organisation.html", context)


@require_safe
def organisation(http: HttpRequest, organisation_id: str) -> HttpResponse:
    """What an organisation is, where it is (a secret address stays secret) and who treats there."""
    page = organisation_page(http.user, organisation_id)
    if page is None:
        raise Http404
    now = timezone.now()
    if page.sees_contact and not page.is_member:
        record_read(page.organisation, by=http.user, now=now, action="organisation.read")
    context = {"page": page, "today": local_date(now)}
    return render(http, "directory/organisation.html", context)
