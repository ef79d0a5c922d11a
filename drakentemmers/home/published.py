"""The front page, the pages that explain and what programs read of the whole site."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from drakentemmers.home.site_pages import SITE_PAGES
from drakentemmers.home.text_pages import TEXT_PAGES
from drakentemmers.kernel.published import Address, Form, OpenSet, register_addresses, register_open_set


def addresses() -> Iterator[Address]:
    """Yield them; what editors write on a page of the site comes with its date from their own list."""
    yield Address(reverse("home"))
    yield Address(reverse("professionals"))
    yield Address(reverse("join"))
    for name in (*SITE_PAGES, *TEXT_PAGES):
        yield Address(reverse(name))


OPEN_SETS = {
    "api": OpenSet(
        _("Description of the API"),
        _("What programs can ask this site. Asking itself takes an account: areas, profiles, requests."),
        lambda: [Form("OpenAPI 3.1 (JSON)", reverse("api-v1:openapi-json"))],
        place=60,
    ),
    "sitemap": OpenSet(
        _("All public addresses"),
        _("For search engines, and for who keeps a copy."),
        lambda: [Form("XML", reverse("sitemap"))],
        place=70,
    ),
    "security": OpenSet(
        _("Where to report a weak spot"),
        _("For programs and people, as RFC 9116 asks."),
        lambda: [Form("TXT", reverse("security_txt"))],
        place=80,
    ),
}


def publish() -> None:
    """Register all of it. The pages of the editors come first: those know when they changed."""
    register_addresses("site", addresses)
    for name, open_set in OPEN_SETS.items():
        register_open_set(name, open_set)
