"""What asking for less would bring, counted by asking just that. So what a page promises is what comes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from drakentemmers.matching.read.shortlist import Shortlist
from drakentemmers.matching.roster import Roster, roster
from drakentemmers.matching.roster.seeking import seek
from drakentemmers.matching.rules import Need, NeedName
from drakentemmers.matching.rules.asked import asked_of
from drakentemmers.matching.widening import Widening, given_up, steps

MOST_GIVEN_UP = 4


@dataclass(frozen=True, slots=True)
class Opening:
    """One way to ask for less, and how many more therapists then fit."""

    widening: Widening
    more: int


def openings(
    need: Need, shortlist: Shortlist, *, on: date, now: datetime, without: Collection[str] = ()
) -> list[Opening]:
    """Return ways to ask for less that bring somebody: first those that give a little, then needs given up.

    Of each need that can give a little: the smallest step that brings somebody. To give it up follows only when that
    brings more.
    """
    with roster(on=on, now=now) as columns:
        counting = _Counting(columns, need, on, without)
        little = [found for ways in steps(need) if (found := counting.first(ways))]
        brought: dict[tuple[NeedName, ...], int] = {}
        for opening in little:
            brought[opening.widening.needs] = opening.more
        wholly = [
            found
            for way in given_up(shortlist.relaxations)[:MOST_GIVEN_UP]
            if (found := counting.opening(way)).more > brought.get(way.needs, 0)
        ]
    return [*little, *wholly]


class _Counting:
    """Counts who fits when a need is widened, all at one moment."""

    def __init__(self, columns: Roster, need: Need, on: date, without: Collection[str]) -> None:
        self._columns, self._need, self._on, self._without = columns, need, on, without
        self._now = self._fits(need)

    def _fits(self, need: Need) -> int:
        asked = asked_of(need, self._on, settings.OFFER_STALE_AFTER)
        return len(seek(self._columns, asked, without=self._without).fits)

    def opening(self, widening: Widening) -> Opening:
        return Opening(widening, self._fits(widening.of(self._need)) - self._now)

    def first(self, ways: list[Widening]) -> Opening | None:
        """Return the first of `ways` that brings somebody."""
        return next((found for way in ways if (found := self.opening(way)).more > 0), None)
