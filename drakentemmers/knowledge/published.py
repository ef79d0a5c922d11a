"""What the knowledge base publishes for everybody."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from drakentemmers.kernel.clock import local_date
from drakentemmers.kernel.published import Address, Form, OpenSet, register_addresses, register_open_set
from drakentemmers.knowledge.models import KnowledgePage

LISTS = ("knowledge", "terms", "news", "agenda", "newsletters")


def addresses() -> Iterator[Address]:
    """Yield the lists and every public page of the editors."""
    for name in LISTS:
        yield Address(reverse(name))
    pages = KnowledgePage.objects.public().only(
        "path", "depth", "url_path", "last_published_at", "content_type"
    )
    for page in pages.order_by("path"):
        yield Address(page.url, page.last_published_at and local_date(page.last_published_at))


OPEN_SETS = {
    "knowledge": OpenSet(
        _("Knowledge in plain language"),
        _("Every public page, with author, sources and the day it was reviewed. Each theme has a feed too."),
        lambda: [Form("HTML", reverse("knowledge")), Form("Atom", reverse("knowledge_feed"))],
        place=10,
    ),
    "terms": OpenSet(
        _("Hard words"),
        _("The words of this field and what they mean."),
        lambda: [Form("HTML", reverse("terms"))],
        place=20,
    ),
    "news": OpenSet(
        _("News"),
        _("Public news of the network."),
        lambda: [Form("HTML", reverse("news")), Form("Atom", reverse("news_feed"))],
        place=30,
    ),
    "agenda": OpenSet(
        _("Agenda"),
        _(
            "Public meetings. The filters of the page work on the file too. Every meeting has a file of its own."
        ),
        lambda: [Form("HTML", reverse("agenda")), Form("iCal", reverse("agenda_feed"))],
        place=40,
    ),
}


def publish() -> None:
    """Register all of it."""
    register_addresses("knowledge", addresses)
    for name, open_set in OPEN_SETS.items():
        register_open_set(name, open_set)
