"""Meetings of the editors in the agenda, and what a calendar is told of everything that stands there."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from drakentemmers.kernel.calendar_kinds import CalendarKind, Happening, Where
from drakentemmers.knowledge.labels import label
from drakentemmers.knowledge.models import EventPage, EventQuerySet, Reader
from drakentemmers.knowledge.rules import EventForm
from drakentemmers.knowledge.rules.calendar_file import Appointment


def meetings_for(reader: Reader) -> EventQuerySet:
    """Return the meetings this person may know of."""
    return EventPage.objects.visible_to(reader).select_related("region").defer("body", "sources")


def happening_of(event: EventPage) -> Happening:
    """Return a meeting as the agenda knows it."""
    return Happening(
        uid=f"agenda-{event.pk}",
        title=event.title,
        url=event.url,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        changed_at=event.last_published_at or event.starts_at,
        where=Where(event.form),
        place=event.place,
        region=event.region.code if event.region else "",
        roles=frozenset(role.value for role in event.roles),
        costs=event.costs,
    )


def _coming(reader: Reader, now: datetime) -> list[Happening]:
    return [happening_of(event) for event in meetings_for(reader).not_over(now)]


def _over(reader: Reader, now: datetime, most: int) -> list[Happening]:
    return [happening_of(event) for event in meetings_for(reader).over(now)[:most]]


MEETINGS = CalendarKind("bijeenkomst", _("Meetings"), _coming, _over, place=10)


def appointments_of(happenings: Iterable[Happening]) -> list[Appointment]:
    """Return what stands in the agenda as calendars know it."""
    return [
        Appointment(
            uid=f"{each.uid}@{settings.SITE_URL.partition('://')[2]}",
            title=each.title,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            changed_at=each.changed_at,
            place=each.place or (label(EventForm.ONLINE) if each.where == Where.ONLINE else ""),
            url=f"{settings.SITE_URL}{each.url}",
            sequence=int(each.changed_at.timestamp()) % 2**31,
        )
        for each in happenings
    ]
