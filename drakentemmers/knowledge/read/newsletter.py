"""An issue as it is shown: one list of pieces, of which the page, the html and the plain text of the mail are made.

Only what everybody may read is in it, whoever looks: a page that stopped being public is gone from an issue too.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from drakentemmers.knowledge.labels import label
from drakentemmers.knowledge.links import without_links_to_unseen
from drakentemmers.knowledge.models import EventPage, KnowledgePage, NewsletterIssue
from drakentemmers.knowledge.read.text import text_of_html
from drakentemmers.knowledge.rules import EventForm
from drakentemmers.knowledge.templatetags.knowledge import month_of, nl_span

LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
OWN_MARK = re.compile(r' data-[\w-]+="[^"]*"')  # by which the content system knows its own parts
LEADS_OUT = ("https://", "http://", "mailto:", "tel:")
WAY_OUT = "https://afmelden.invalid/"  # RFC 2606; in each mail the own address of its receiver comes here


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of an issue. Which fields are filled depends on `kind`."""

    kind: str  # heading, text, page, event, picture
    title: str = ""
    words: str = ""
    html: SafeString | str = ""
    url: str = ""
    when: str = ""
    where: str = ""
    block: Any = None  # of a picture: how the page draws it; a mail has its words only

    @property
    def mail_html(self) -> SafeString:
        """The own text with whole addresses; a link that leads nowhere from a mail keeps its words."""
        return mark_safe(LINK.sub(_whole_link, self.html))

    @property
    def lines(self) -> list[str]:
        """The own text as paragraphs, each link followed by where it leads."""
        spelled = LINK.sub(lambda found: f"{found[2]} ({found[1]})", self.mail_html)
        return [line.strip() for line in text_of_html(spelled) if line.strip()]


def _whole_link(found: re.Match[str]) -> str:
    address = f"{settings.SITE_URL}{found[1]}" if found[1].startswith("/") else found[1]
    return f'<a href="{address}">{found[2]}</a>' if address.startswith(LEADS_OUT) else found[2]


@dataclass(frozen=True, slots=True)
class Composed:
    """What goes to everybody; `WAY_OUT` stands where each receiver's own way out comes."""

    subject: str
    text: str
    html: str


def pieces_of(issue: NewsletterIssue) -> list[Piece]:
    """Return the parts of an issue that may be shown, in order. Three queries, however many pages are in it."""
    ids = issue.picked_ids
    public = {page.pk: page for page in KnowledgePage.objects.public().filter(pk__in=ids)}
    events = {event.pk: event for event in EventPage.objects.filter(pk__in=public)}
    pieces = (_piece(part, public, events) for part in issue.parts)
    return [piece for piece in pieces if piece is not None]


def _piece(part: Any, public: dict[int, KnowledgePage], events: dict[int, EventPage]) -> Piece | None:
    kind, value = part.block_type, part.value
    if kind == "heading":
        return Piece(kind, title=value)
    if kind == "text":
        return Piece(kind, html=_shown(value.source))
    if kind == "picture":
        words = value["picture"].contextual_alt_text or ""
        return Piece(kind, words=words, title=value["caption"], block=part)
    page = public.get(value["page"].pk) if value["page"] else None
    if page is None:
        return None
    if page.pk in events:
        return _event(events[page.pk], value.get("words") or "")
    return Piece("page", title=page.title, words=value.get("words") or page.summary, url=page.url or "")


def _event(event: EventPage, words: str) -> Piece:
    where = event.place or (label(EventForm.ONLINE) if event.form == EventForm.ONLINE else "")
    when = nl_span(event.starts_at, event.ends_at)
    return Piece("event", event.title, words or event.summary, url=event.url or "", when=when, where=where)


def _shown(source: str) -> SafeString:
    """Return own words, without the address of what not everybody may read."""
    html = without_links_to_unseen(expand_db_html(source), _public)
    return mark_safe(OWN_MARK.sub("", html))


def _public(ids: Collection[int]) -> Collection[int]:
    return set(KnowledgePage.objects.public().filter(pk__in=ids).values_list("pk", flat=True))


def composed(issue: NewsletterIssue, *, now: datetime) -> Composed:
    """Return an issue as mail. The subject is ours and says nothing of the topic: others may see it in a list."""
    context = {
        "issue": issue,
        "pieces": pieces_of(issue),
        "url": f"{settings.SITE_URL}{issue.url or ''}",
        "way_out": WAY_OUT,
        "site": settings.SITE_URL,
    }
    return Composed(
        subject=_("News of Drakentemmers, %(month)s") % {"month": month_of(now)},
        text=_tidy(render_to_string("knowledge/newsletter/mail.txt", context)),
        html=render_to_string("knowledge/newsletter/mail.html", context),
    )


def _tidy(text: str) -> str:
    """Leave at most one empty line between paragraphs."""
    lines = [line.strip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
