"""The page of an organisation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from drakentemmers.directory.read.profiles import organisation_page
from drakentemmers.kernel.clock import local_date


@require_safe
def organisation(http: HttpRequest, organisation_id: str) -> HttpResponse:
    """What an organisation is, where it is (a secret address stays secret) and who treats there."""
    page = organisation_page(http.user, organisation_id)
    if page is None:
        raise Http404
    context = {"page": page, "today": local_date(timezone.now())}
    return render(http, "directory/organisation.html", context)
