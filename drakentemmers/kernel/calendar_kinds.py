"""What stands in the agenda: every app registers its own kind here, in the `ready` of its AppConfig.

A kind hands over what somebody may know of, by the rule of the app itself; list, filters and calendars follow. A feed
for calendars asks as a stranger, because a calendar does not sign in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


class Where(StrEnum):
    """Where somebody takes part."""

    ON_SITE = "on_site"
    ONLINE = "online"
    BOTH = "both"

    def fits(self, wanted: "Where") -> bool:
        """Tell whether who looks for `wanted` can take part: in what is both ways always."""
        return self in {wanted, Where.BOTH}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing in the agenda. `uid` stays the same when it changes; `changed_at` grows then."""

    uid: str
    title: str
    url: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    where: Where = Where.ON_SITE
    place: str = ""
    region: str = ""  # the code of a region; "" for every region
    roles: frozenset[str] = frozenset()  # for whose work; none for everybody's
    costs: str = ""
    note: str = ""  # such as "3 places left"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody filters the agenda by; empty means all."""

    kind: str = ""
    region: str = ""
    where: Where | None = None
    role: str = ""

    def fits(self, happening: Happening) -> bool:
        return (
            (not self.region or happening.region in {"", self.region})
            and (self.where is None or happening.where.fits(self.where))
            and (not self.role or not happening.roles or self.role in happening.roles)
        )


@dataclass(frozen=True, slots=True)
class CalendarKind:
    """One kind of thing in the agenda.

    `coming(user, now)` returns what this person may know of and is not over; `over(user, now, most)` the youngest of
    what is.
    """

    name: str  # in the address: ?wat=training
    plural: Text
    coming: Callable[[Any, datetime], Iterable[Happening]]
    over: Callable[[Any, datetime, int], Iterable[Happening]]
    place: int = 50  # among the other kinds in the filter: the lowest first


_kinds: dict[str, CalendarKind] = {}


def register(kind: CalendarKind) -> None:
    """Make a kind known; once."""
    if kind.name in _kinds:
        raise ValueError(f"there is a kind {kind.name!r} already")
    _kinds[kind.name] = kind


def unregister(name: str) -> None:
    """Forget a kind: for tests that bring one of their own."""
    del _kinds[name]


def kinds() -> tuple[CalendarKind, ...]:
    """Every kind, in the order in which they stand in the filter."""
    return tuple(sorted(_kinds.values(), key=lambda kind: (kind.place, kind.name)))


def coming(user: Any, now: datetime, wanted: Wanted = Wanted()) -> list[Happening]:
    """Return what this person may know of and is not over, the first first."""
    found = [one for kind in _chosen(wanted) for one in kind.coming(user, now) if wanted.fits(one)]
    return sorted(found, key=lambda one: (one.starts_at, one.uid))


def over(user: Any, now: datetime, most: int) -> list[Happening]:
    """Return the youngest of what is over."""
    found = [one for kind in kinds() for one in kind.over(user, now, most)]
    return sorted(found, key=lambda one: (one.starts_at, one.uid), reverse=True)[:most]


def _chosen(wanted: Wanted) -> list[CalendarKind]:
    return [kind for kind in kinds() if wanted.kind in {"", kind.name}]
