"""What the copy of my data tells from the knowledge base."""

from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.exporting import Line, Part, plain
from drakentemmers.accounts.models import User
from drakentemmers.knowledge.models import KnowledgePage, Subscription


def _saved(user: User) -> list[Line]:
    readable = KnowledgePage.objects.visible_to(user)
    rows = user.saved_pages.filter(page__in=readable).select_related("page").order_by("saved_at", "pk")
    return [{"page": row.page.title, "saved_at": plain(row.saved_at)} for row in rows]


def _followed(user: User) -> list[Line]:
    rows = user.followed_themes.select_related("theme").order_by("since", "pk")
    lines: list[Line] = [{"theme": row.theme.title, "since": plain(row.since)} for row in rows]
    mark = getattr(user, "knowledge_seen", None)
    return [*lines, {"theme": "", "since": plain(mark.until)}] if mark else lines


def _newsletters(user: User) -> list[Line]:
    rows = Subscription.objects.of_address(user.email).select_related("topic").order_by("asked_at", "pk")
    return [
        {"topic": row.topic.name, "asked_at": row.asked_at, "confirmed_at": row.confirmed_at} for row in rows
    ]


PARTS: tuple[Part, ...] = (
    Part(
        "reading_list",
        _("Your reading list"),
        {"page": _("Page"), "saved_at": _("Kept since")},
        _saved,
    ),
    Part(
        "followed_themes",
        _("Themes you follow, and up to when you saw what is new"),
        {"theme": _("Theme"), "since": _("Since")},
        _followed,
    ),
    Part(
        "newsletters",
        _("Newsletters you get"),
        {"topic": _("Topic"), "asked_at": _("Asked for"), "confirmed_at": _("Confirmed")},
        _newsletters,
        note=_("Your address is kept in a form that nobody can read in the database."),
    ),
)
