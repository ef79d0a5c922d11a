"""When a role must be looked at again. Pure.

Privileged roles are reviewed every quarter, all others once a year. A review is a round: it opens on a day, everybody
who held the role before that day is in it, and it is due a month later. Who came during a round was looked at when the
role was given, and is in the next one. Source: BIO2 (review of access rights), ADR 0019.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from drakentemmers.accounts.roles import PRIVILEGED
from drakentemmers.accounts.rules import Role

YEARLY_OPENS = (11, 1)  # after the summer, before the end of the year
OPEN_FOR = timedelta(days=30)
WARN_BEFORE = timedelta(days=7)  # of suspension


@dataclass(frozen=True, slots=True)
class Round:
    """One review: its name ("2026-K4" or "2026"), the day it opens and the last day to finish it."""

    key: str
    opens_on: date
    due_on: date


def round_of(role: Role, on: date) -> Round:
    """Return the round of this role that opened last on or before a day."""
    if role in PRIVILEGED:
        month = 3 * ((on.month - 1) // 3) + 1
        opens, key = date(on.year, month, 1), f"{on.year}-K{(month + 2) // 3}"
    else:
        opens = date(on.year, *YEARLY_OPENS)
        opens = opens if opens <= on else date(on.year - 1, *YEARLY_OPENS)
        key = str(opens.year)
    return Round(key, opens, opens + OPEN_FOR - timedelta(days=1))


def is_in(round_: Round, starts_on: date) -> bool:
    """Tell whether a role that started on a day is in this round: it was there when the round opened."""
    return starts_on < round_.opens_on


@dataclass(frozen=True, slots=True)
class Patience:
    """How many days after the due day an unreviewed role is suspended."""

    privileged: int
    ordinary: int

    def suspends_on(self, role: Role, round_: Round) -> date:
        """Return the day on which a role that nobody reviewed is suspended."""
        days = self.privileged if role in PRIVILEGED else self.ordinary
        return round_.due_on + timedelta(days=days)

    def warns_on(self, role: Role, round_: Round) -> date:
        """Return the day from which its holder and its reviewers are warned of that."""
        return self.suspends_on(role, round_) - WARN_BEFORE
