"""The pages about the site: where each stands, what it leads to, and what it says when no editor wrote anything.

The words are the editors' (a page on a shelf of its own); what must always be right stands here (docs/adr/0032).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drakentemmers.kernel.published import open_sets


@dataclass(frozen=True, slots=True)
class Way:
    """One way on: what it is called and the route it leads to."""

    text: str | Promise
    route: str
    icon: str = "arrow-right"


def _nothing() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class SitePage:
    """One page. `first` is its one primary button; `part` a template with what the site itself knows."""

    path: str
    title: str | Promise
    lead: str | Promise
    icon: str
    colour: str
    first: Way
    ways: tuple[Way, ...] = ()
    part: str = ""
    context: Callable[[], dict[str, Any]] = _nothing
    is_audience: bool = False
    mails_office: bool = False  # the primary button writes to the office, where its address is set


def _contact() -> dict[str, Any]:
    address = settings.SECURITY_CONTACT
    return {"office_phone": settings.OFFICE_PHONE, "security_contact": address.removeprefix("mailto:")}


def _open_data() -> dict[str, Any]:
    return {
        "sets": [(open_set, list(open_set.forms())) for open_set in open_sets()],
        "licence": settings.OPEN_DATA_LICENCE,
        "licence_url": settings.OPEN_DATA_LICENCE_URL,
    }


FIND, JOIN, READ = (
    Way(_("Find a therapist"), "professionals", "map-pinned"),
    Way(_("Join"), "join", "user-plus"),
    Way(_("Read in the knowledge base"), "knowledge", "book-open"),
)
ASK, MEET, CONTACT = (
    Way(_("Ask for a place"), "request_new", "hand-heart"),
    Way(_("See the agenda"), "agenda", "calendar"),
    Way(_("Ask the project office"), "contact", "mail"),
)

SITE_PAGES: Mapping[str, SitePage] = {
    "about": SitePage(
        "/over-ons",
        _("About Drakentemmers"),
        _("The network for treatment of trauma and attachment after violence at home."),
        "heart-handshake",
        "teal",
        JOIN,
        (FIND, READ, CONTACT),
    ),
    "for_therapists": SitePage(
        "/voor/behandelaar",
        _("For therapists"),
        _("Show whom you treat and when you have a place."),
        "graduation-cap",
        "honey",
        JOIN,
        (READ, MEET, CONTACT),
        is_audience=True,
    ),
    "for_institutions": SitePage(
        "/voor/instellingen",
        _("For shelters and other institutions"),
        _("Find a therapist with a place, ask without a name, follow what happens."),
        "house",
        "berry",
        FIND,
        (ASK, JOIN, CONTACT),
        is_audience=True,
    ),
    "for_municipalities": SitePage(
        "/voor/gemeenten",
        _("For municipalities"),
        _("See whether there is enough treatment in your region."),
        "building-2",
        "sky",
        JOIN,
        (FIND, READ, CONTACT),
        is_audience=True,
    ),
    "for_partners": SitePage(
        "/voor/partners",
        _("For partners"),
        _("You are often the first to see it. Read what you can do."),
        "users",
        "ember",
        READ,
        (FIND, JOIN, CONTACT),
        is_audience=True,
    ),
    "contact": SitePage(
        "/contact",
        _("Contact"),
        _("How to reach the project office, and whom to call when it is not safe."),
        "mail",
        "teal",
        JOIN,
        (FIND, READ, JOIN),
        part="home/site/contact.html",
        context=_contact,
        mails_office=True,
    ),
    "open_data": SitePage(
        "/open-data",
        _("Open data"),
        _("What everybody may fetch from this site, in which form, and what we do not share."),
        "download",
        "sky",
        READ,
        (MEET, CONTACT),
        part="home/site/open_data.html",
        context=_open_data,
    ),
}
AUDIENCES = {name: page for name, page in SITE_PAGES.items() if page.is_audience}
