"""What search engines are told of a public page (schema.org): only what stands on the page as well."""

from typing import Any

from django.conf import settings

from drakentemmers.knowledge.models import EventPage, KnowledgePage
from drakentemmers.knowledge.read.page import PageView
from drakentemmers.knowledge.rules import EventForm, Kind

TYPES = {Kind.NEWS: "NewsArticle", Kind.EVENT: "Event", Kind.THEME: "CollectionPage", Kind.PLAIN: "WebPage"}
PUBLISHER = {"@type": "Organization", "name": "Drakentemmers"}
MODES = {
    EventForm.ON_SITE: "OfflineEventAttendanceMode",
    EventForm.ONLINE: "OnlineEventAttendanceMode",
    EventForm.BOTH: "MixedEventAttendanceMode",
}


def structured_of(view: PageView) -> dict[str, Any] | None:
    """Return the page as schema.org knows it; nothing of a page that is not for everybody, or not on the site."""
    page = view.page
    if not page.is_public or view.is_preview:
        return None
    told = {
        "@context": "https://schema.org",
        "@type": TYPES.get(view.kind, "Article"),
        "name": page.title,
        "description": page.summary,
        "url": f"{settings.SITE_URL}{page.url}",
        "inLanguage": "nl",
    }
    return told | (_event(page) if isinstance(page, EventPage) else _text(page))


def _text(page: KnowledgePage) -> dict[str, Any]:
    """What a text has; `isAccessibleForFree` because nobody pays or signs in to read it."""
    told = {
        "headline": page.title,
        "author": {"@type": "Organization", "name": page.byline},
        "publisher": PUBLISHER,
        "isAccessibleForFree": True,
        "citation": [source.value["name"] for source in page.sources],
        "timeRequired": f"PT{page.reading_minutes}M",
    }
    days = {
        "datePublished": page.first_published_at,
        "dateModified": page.last_published_at,
        "lastReviewed": page.reviewed_on,
    }
    return told | {name: day.isoformat() for name, day in days.items() if day}


def _event(page: EventPage) -> dict[str, Any]:
    where: dict[str, Any] = {"@type": "VirtualLocation", "url": f"{settings.SITE_URL}{page.url}"}
    if page.form != EventForm.ONLINE:
        where = {"@type": "Place", "name": page.place, "address": {"addressCountry": "NL"}}
    return {
        "startDate": page.starts_at.isoformat(),
        "endDate": page.ends_at.isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{MODES[page.form]}",
        "location": where,
        "organizer": {"@type": "Organization", "name": page.organiser or PUBLISHER["name"]},
    }
