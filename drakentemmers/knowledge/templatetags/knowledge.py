"""How words, spans of time and addresses of other sites look on pages of the knowledge base."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from drakentemmers.knowledge.labels import label
from drakentemmers.knowledge.models import KnowledgePage, Mailing
from drakentemmers.knowledge.read.page import PageView
from drakentemmers.knowledge.read.structured import structured_of
from drakentemmers.knowledge.read.text import plain_text
from drakentemmers.knowledge.rules import EventForm, Tone
from drakentemmers.knowledge.rules.newsletter import MailingState
from drakentemmers.knowledge.rules.plain_language import Reading, look_at
from drakentemmers.ui.templatetags.ui import nl_date, nl_time

register = template.Library()


@register.filter
def word(member: StrEnum) -> str:
    """What a word of the domain is called."""
    return label(member)


@register.filter
def mailing_word(mailing: Mailing) -> str:
    """How far the sending of an issue is."""
    return label(MailingState(mailing.state))


@register.filter
def tone_word(tone: str) -> str:
    """What a box is for; said to who does not see its colour."""
    return label(Tone(tone))


@register.filter
def where_word(where: str) -> str:
    """Where somebody takes part in what stands in the agenda."""
    return label(EventForm(where))


@register.filter
def nl_span(starts_at: datetime, ends_at: datetime) -> str:
    """18 november 2026, 19.30 to 21.00 uur; with both days when it lasts longer than one."""
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if first.date() != last.date():
        return _("%(begin)s to %(end)s") % {
            "begin": f"{nl_date(first)}, {nl_time(first)}",
            "end": f"{nl_date(last)}, {nl_time(last)}",
        }
    times = _("%(begin)s to %(end)s") % {"begin": date_format(first, "H.i"), "end": nl_time(last)}
    return f"{nl_date(first)}, {times}"


@register.filter
def month_of(at: datetime) -> str:
    """november 2026"""
    return date_format(timezone.localtime(at), "F Y")


@register.filter
def host(url: str) -> str:
    """The site an address leads to, without www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


@register.filter
def for_search_engines(view: PageView) -> dict[str, Any] | None:
    """What search engines are told of a page."""
    return structured_of(view)


@register.simple_tag
def plain_language(page: KnowledgePage) -> Reading:
    """How the text of a page reads, for its editors."""
    return look_at(plain_text(page))
