"""The main menu: at most six items, each a page that exists."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from drakentemmers.home.read.office import has_office


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the menu."""

    text: str
    url: str
    is_current: bool


def items_for(request: HttpRequest) -> list[Item]:
    """Return the menu for whoever looks at the page."""
    wanted = [
        (_("Knowledge"), reverse("knowledge")),
        (_("Agenda"), reverse("agenda")),
        (_("Find a therapist"), reverse("professionals")),
    ]
    if request.user.is_authenticated:
        wanted += [(_("Requests"), reverse("requests")), (_("My work"), reverse("my_work"))]
        if has_office(request.user):
            wanted.append((_("Office"), reverse("office")))
    return [
        Item(text, url, request.path == url or request.path.startswith(f"{url}/")) for text, url in wanted
    ]
