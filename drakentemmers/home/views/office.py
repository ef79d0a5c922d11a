"""The page of the network's office."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from drakentemmers.home.read.office import tiles_for


@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """One tile for every task of the office that this person may do; for anybody else there is no such page."""
    tiles = tiles_for(request.user, timezone.now())
    if not tiles:
        raise Http404
    return render(request, "home/office.html", {"tiles": tiles})
