"""Verdicts in order, made from the database only when somebody looks at them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import overload

import numpy as np
from django.conf import settings

from drakentemmers.directory.models import Professional
from drakentemmers.matching.read.supply import supplies
from drakentemmers.matching.roster.seeking import Found
from drakentemmers.matching.rules import Need, Verdict, assess


@dataclass(frozen=True, slots=True)
class Moment:
    """What is asked, and when."""

    need: Need
    on: date
    now: datetime


class Verdicts(Sequence[Verdict]):
    """The verdicts on some of what was found, best first. A slice reads its therapists, with everything they offer."""

    def __init__(self, found: Found, places: np.ndarray, moment: Moment, limit: int | None = None) -> None:
        self._found, self._places, self._moment = found, places, moment
        self._length = len(places) if limit is None else min(limit, len(places))

    def __len__(self) -> int:
        return self._length

    def ids(self) -> list[str]:
        """Return the ids of all of them, in no order; reads nothing from the database."""
        return [pk.decode() for pk in self._found.ids[self._places].tolist()]

    def ids_in_order(self) -> list[str]:
        """Return the ids of all of them, best first; reads nothing from the database."""
        best = self._found.first(self._places, self._length)
        return [pk.decode() for pk in self._found.ids[best].tolist()]

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self[:])

    def __eq__(self, other: object) -> bool:
        return list(self) == other

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, at: int) -> Verdict: ...
    @overload
    def __getitem__(self, at: slice) -> list[Verdict]: ...
    def __getitem__(self, at: int | slice) -> Verdict | list[Verdict]:
        if isinstance(at, int):
            place = range(self._length)[at]
            return self[place : place + 1][0]
        wanted = range(self._length)[at]
        if not wanted:
            return []
        chosen = self._found.first(self._places, wanted[-1] + 1)[list(wanted)]
        return self._judged([pk.decode() for pk in self._found.ids[chosen].tolist()])

    def _judged(self, ids: list[str]) -> list[Verdict]:
        """Return the verdicts on these therapists; who left in this very moment is not there any more."""
        need, on, now = self._moment.need, self._moment.on, self._moment.now
        offered = {supply.id: supply for supply in supplies(Professional.objects.filter(pk__in=ids), on, now)}
        return [
            assess(need, offered[pk], on=on, stale_after_days=settings.OFFER_STALE_AFTER)
            for pk in ids
            if pk in offered
        ]


class OneAfterTheOther(Sequence[Verdict]):
    """Some verdicts and then others, as one list."""

    def __init__(self, first: Verdicts, then: Verdicts) -> None:
        self._first, self._then = first, then

    def __len__(self) -> int:
        return len(self._first) + len(self._then)

    @overload
    def __getitem__(self, at: int) -> Verdict: ...
    @overload
    def __getitem__(self, at: slice) -> list[Verdict]: ...
    def __getitem__(self, at: int | slice) -> Verdict | list[Verdict]:
        size = len(self._first)
        if isinstance(at, int):
            return self._first[at] if at < size else self._then[at - size]
        wanted = range(len(self))[at]
        after = slice(max(wanted.start - size, 0), max(wanted.stop - size, 0))
        return self._first[wanted.start : wanted.stop] + self._then[after]
