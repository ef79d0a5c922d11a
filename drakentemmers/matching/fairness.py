"""Who gets asked and who waits, in counts that point to nobody. Pure.

A group of fewer than ten is hidden. When that is only one group, or what is hidden together is still fewer than ten, or
none or all of the hidden get a place where of everybody some do, the next smallest is hidden too: otherwise the total
would tell it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

SMALLEST = 10
IN_PROVINCE = "province:"  # before a name that stands for the region of practices of which none is known


@dataclass(frozen=True, slots=True)
class Share:
    """One group: how many there are, and how many get a place without and with the round. None: hidden."""

    name: str
    size: int | None
    before: int | None
    after: int | None

    @property
    def is_hidden(self) -> bool:
        return self.size is None


def guarded(rows: Sequence[Share]) -> list[Share]:
    """Return the rows with small groups hidden, also against subtraction from the total."""
    smallest_first = sorted((row for row in rows if row.size), key=lambda row: (row.size or 0, row.name))
    hidden = [row for row in smallest_first if (row.size or 0) < SMALLEST]
    for row in smallest_first[len(hidden) :]:
        if not hidden or not _can_be_told(hidden, smallest_first):
            break
        hidden.append(row)
    names = {row.name for row in hidden}
    return [replace(row, size=None, before=None, after=None) if row.name in names else row for row in rows]


def _can_be_told(hidden: Sequence[Share], everybody: Sequence[Share]) -> bool:
    """Tell whether the total gives away what is hidden: one group, too few, or all of them in the same case."""
    if len(hidden) == 1 or _sum(hidden, "size") < SMALLEST:
        return True
    return any(
        _is_one_case(hidden, what) and not _is_one_case(everybody, what) for what in ("before", "after")
    )


def _is_one_case(rows: Sequence[Share], what: str) -> bool:
    return _sum(rows, what) in {0, _sum(rows, "size")}


def _sum(rows: Sequence[Share], what: str) -> int:
    return sum(getattr(row, what) or 0 for row in rows)


@dataclass(frozen=True, slots=True)
class Gap:
    """How far groups lie apart: of each hundred, how many more the best served group gets than the least served."""

    least: Share  # with the round
    most: Share
    before: int
    after: int

    @property
    def turn(self) -> int:
        """Return 1 when the round brings groups closer, -1 when it drives them apart, 0 when neither."""
        return (self.before > self.after) - (self.before < self.after)


def per_hundred(part: int | None, size: int | None) -> int:
    """Return a part of a group as a number of each hundred, rounded half up; 0 of what is hidden or empty."""
    return (200 * (part or 0) + size) // (2 * size) if size else 0


def gap(rows: Sequence[Share]) -> Gap | None:
    """Return how far the shown groups lie apart; None when fewer than two are shown. What is hidden plays no part."""
    shown = [row for row in rows if row.size]
    if len(shown) < 2:
        return None

    def with_round(row: Share) -> int:
        return per_hundred(row.after, row.size)

    least, most = min(shown, key=with_round), max(shown, key=with_round)
    without = [per_hundred(row.before, row.size) for row in shown]
    return Gap(least, most, max(without) - min(without), with_round(most) - with_round(least))


class Answer(StrEnum):
    """Whether a round is fairer than no round, over all ways to divide people that can be compared."""

    FAIRER = "fairer"  # closer together somewhere, further apart nowhere
    SAME = "same"
    PARTLY = "partly"
    LESS_FAIR = "less_fair"
    UNKNOWN = "unknown"  # nothing can be compared


def answer(people: Iterable[Gap | None], others: Iterable[Gap | None] = ()) -> Answer:
    """Return the one answer to all gaps; None is a way to divide that cannot be compared.

    Whether a round is fair is about the people who wait: when nothing about them can be compared, practices and regions
    do not tell.
    """
    of_people = [found.turn for found in people if found is not None]
    if not of_people:
        return Answer.UNKNOWN
    turns = {*of_people, *(found.turn for found in others if found is not None)}
    if {1, -1} <= turns:
        return Answer.PARTLY
    return Answer.FAIRER if 1 in turns else Answer.LESS_FAIR if -1 in turns else Answer.SAME


def practice_size(therapists: int) -> str:
    """Return the kind of practice by how many therapists it has: "1", "2-5", "6-15", "16+"."""
    for most, name in ((1, "1"), (5, "2-5"), (15, "6-15")):
        if therapists <= most:
            return name
    return "16+"
