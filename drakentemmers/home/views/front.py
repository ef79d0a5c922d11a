"""The front page."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.rules import REQUESTING
from drakentemmers.directory.labels import choices_of
from drakentemmers.directory.models import Professional
from drakentemmers.directory.rules import ClientGroup
from drakentemmers.home.coverage_map import draw_coverage
from drakentemmers.home.read.coverage import NEAR_KM, front
from drakentemmers.home.structured import organisation
from drakentemmers.kernel import calendar_kinds
from drakentemmers.kernel.clock import local_date
from drakentemmers.knowledge.read.lists import newest
from drakentemmers.ui.reading import offers_reading


@dataclass(frozen=True, slots=True)
class Tile:
    """One way in."""

    title: str
    text: str
    url: str
    icon: str
    colour: str


@require_safe
@offers_reading
def front_page(request: HttpRequest) -> HttpResponse:
    """The promise, the search card, ways in, coverage and free places."""
    now = timezone.now()
    figures = front(on=local_date(now), now=now)
    return render(
        request,
        "home/front.html",
        {
            "groups": choices_of(ClientGroup),
            "chosen": ClientGroup.PARENT_CHILD,
            "tiles": tiles_for(request),
            "figures": figures,
            "organisation": organisation(),
            "map": draw_coverage(figures.spots),
            "near_km": NEAR_KM,
            "fresh": newest(request.user, now=now, most=3),
            "coming": calendar_kinds.coming(request.user, now)[:3],
        },
    )


def tiles_for(request: HttpRequest) -> list[Tile]:
    """Return the ways in for whoever looks; each leads to a page that exists."""
    user = request.user
    found = [
        Tile(
            _("Find a therapist"),
            _("With a place, nearby, explained"),
            reverse("professionals"),
            "map-pinned",
            "teal",
        )
    ]
    if not user.is_authenticated or user.has_role(*REQUESTING):
        found.append(
            Tile(
                _("Ask for a place"),
                _("For one client or a whole family"),
                reverse("request_new"),
                "hand-heart",
                "ember",
            )
        )
    if not user.is_authenticated or (user.treats and Professional.objects.filter(user=user).exists()):
        found.append(
            Tile(
                _("Share my places"),
                _("Say in ten seconds what you have free"),
                reverse("offer"),
                "calendar-check",
                "honey",
            )
        )
    found += [
        Tile(_("Knowledge"), _("What helps, in plain words"), reverse("knowledge"), "book-open", "sky"),
        Tile(_("Agenda"), _("Meetings near you and online"), reverse("agenda"), "calendar", "teal"),
    ]
    if not user.is_authenticated:
        found += [
            Tile(_("Who we are"), _("What this network does"), reverse("about"), "heart-handshake", "berry"),
            Tile(_("Join"), _("As a therapist or an organisation"), reverse("join"), "user-plus", "honey"),
        ]
    if user.is_authenticated:
        found.append(Tile(_("My work"), _("What waits for you"), reverse("my_work"), "clipboard-list", "sky"))
        if user.has_perm(Permission.USE_ADMIN):
            found.append(
                Tile(_("Keep the site"), _("Tables and pages"), reverse("beheer"), "settings", "berry")
            )
    found.append(
        Tile(
            _("Using this site safely"),
            _("Leave fast and leave few traces"),
            reverse("safe_use"),
            "shield-check",
            "berry",
        )
    )
    return found
