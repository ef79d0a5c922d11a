"""What a result card shows beside the verdict: practice, eight weeks, when confirmed. For one page of verdicts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from drakentemmers.directory.models import Professional
from drakentemmers.matching.capacity import WeekState, week_bar
from drakentemmers.matching.read.supply import taken_places, terms_of
from drakentemmers.matching.rules import Verdict

COLUMNS = (
    *("pk", "practice__name", "offer__pk", "offer__places", "offer__period_weeks", "offer__starts_on"),
    *("offer__ends_on", "offer__state", "offer__parked_until"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """One therapist in a list. `number` is the place in the list; None outside of it."""

    verdict: Verdict
    number: int | None
    practice: str
    weeks: tuple[WeekState, ...]


def cards(verdicts: Sequence[Verdict], *, on: date, now: datetime, first: int | None = 1) -> list[Card]:
    """Return a card for each verdict, numbered from `first` (None: not numbered). Two queries."""
    ids = [verdict.supply.id for verdict in verdicts]
    rows = {row["pk"]: row for row in Professional.objects.filter(pk__in=ids).values(*COLUMNS)}
    taken = taken_places(Q(offer__professional__in=ids), now)
    found = []
    for place, verdict in enumerate(verdicts):
        row = rows[verdict.supply.id]
        terms = terms_of(row)
        weeks = week_bar(terms, taken.get(row["offer__pk"], {}), on) if terms else ()
        number = None if first is None else first + place
        found.append(Card(verdict, number, row["practice__name"] or "", weeks))
    return found


def named_like(name: str, limit: int = 8) -> list[tuple[str, str, str]]:
    """Return id, name and practice of active professionals whose name, or whose practice's, holds `name`."""
    text = name.strip()
    if len(text) < 2:
        return []
    like = Q(name__icontains=text) | Q(practice__name__icontains=text)
    rows: Iterable[tuple[str, str, str | None]] = (
        Professional.objects.filter(like, is_active=True)
        .order_by("name", "pk")
        .values_list("pk", "name", "practice__name")[:limit]
    )
    return [(pk, who, practice or "") for pk, who, practice in rows]
