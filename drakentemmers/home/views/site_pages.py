"""Pages about the site, in the words of the editors."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import REQUESTING
from drakentemmers.home.site_pages import ASK, AUDIENCES, SITE_PAGES
from drakentemmers.home.structured import organisation
from drakentemmers.knowledge.forms.feedback import FeedbackForm
from drakentemmers.knowledge.read.page import view_of
from drakentemmers.knowledge.views.reading import at_path
from drakentemmers.ui.reading import offers_reading


def may_ask(user: User | AnonymousUser) -> bool:
    """Tell whether to show the way to a new request: not to who signed in and asks for no organisation."""
    return not user.is_authenticated or user.has_role(*REQUESTING)


@require_safe
@offers_reading
def site_page(request: HttpRequest, name: str) -> HttpResponse:
    """One of them; without a page of the editors what the site itself knows still stands there."""
    own = SITE_PAGES[name]
    found = at_path(request.user, own.path)
    view = view_of(found, request.user, now=timezone.now()) if found else None
    context = {
        "own": own,
        "ways": [way for way in own.ways if way != ASK or may_ask(request.user)],
        "view": view,
        "page": found,
        "title": found.title if found else own.title,
        "lead": found.summary if found else own.lead,
        "form": FeedbackForm() if found else None,
        "audiences": [(other, page) for other, page in AUDIENCES.items() if other != name],
        "organisation": organisation() if name == "about" else None,
        **own.context(),
    }
    return render(request, "home/site_page.html", context)
