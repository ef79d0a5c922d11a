"""What an asker could give up so that more therapists fit. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from drakentemmers.matching.rules import NeedName, Verdict


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What giving up one or two hard needs would bring."""

    needs: tuple[NeedName, ...]
    more: int  # therapists that fit then and do not fit now


def _has_no_place(verdict: Verdict) -> bool:
    return NeedName.START in verdict.misses and verdict.supply.first_place is None


def relaxations(verdicts: Iterable[Verdict]) -> list[Relaxation]:
    """Return which needs, alone or in pairs, are all that keep therapists from fitting; most gained first.

    Whoever has no free place at all fits under no wider need and does not count.
    """
    gained: dict[tuple[NeedName, ...], int] = {}
    for verdict in verdicts:
        if verdict.is_near_miss and not _has_no_place(verdict):
            gained[verdict.misses] = gained.get(verdict.misses, 0) + 1
    # A pair also brings those who miss only one of the two.
    totals = {
        needs: sum(count for missed, count in gained.items() if set(missed) <= set(needs)) for needs in gained
    }
    found = [Relaxation(needs, more) for needs, more in totals.items()]
    return sorted(found, key=lambda found: (len(found.needs), -found.more, found.needs))
