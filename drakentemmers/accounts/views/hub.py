"""The page that leads to everything about the own account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from drakentemmers.accounts.account_tiles import TILES
from drakentemmers.accounts.read.removal import removal_of


@require_safe
def account(http: HttpRequest) -> HttpResponse:
    """One tile for each page about the own account; above them that it was asked to be removed."""
    return render(http, "account/hub.html", {"tiles": TILES, "removal": removal_of(http.user)})
