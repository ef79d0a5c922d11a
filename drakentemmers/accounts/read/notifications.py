"""The bell as somebody reads it: what is new first, then by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import Notification, User
from drakentemmers.accounts.topics import Topic
from drakentemmers.kernel.clock import local_date


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day, all new or all read."""

    on: date
    is_new: bool
    lines: list[Notification]


@dataclass(frozen=True, slots=True)
class Filter:
    """One topic to look at, with how many new lines it has."""

    value: str
    name: str
    new: int


def inbox(user: User, about: str = "") -> QuerySet[Notification]:
    """Return the lines of `user` about one topic ("" for all): new ones first, then newest first."""
    lines = Notification.objects.visible_to(user)
    if about in list(Topic):
        lines = lines.filter(about=about)
    is_read = Case(When(read_at__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField())
    return lines.defer("mail_subject", "mail_text").order_by(is_read, "-at", "-pk")


def by_day(lines: Iterable[Notification]) -> list[Day]:
    """Group lines, in the order they come in, by being new and by day."""
    grouped = groupby(lines, key=lambda line: (line.read_at is None, local_date(line.at)))
    return [Day(on, is_new, list(held)) for (is_new, on), held in grouped]


def filters(user: User) -> list[Filter]:
    """Return every topic with its number of new lines. One query."""
    new = dict(
        Notification.objects.visible_to(user).unread().order_by().values_list("about").annotate(n=Count("pk"))
    )
    return [Filter(topic.value, label(topic), new.get(topic.value, 0)) for topic in Topic]
