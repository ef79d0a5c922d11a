"""What a proposal reaches, in the order in which it counts."""

from dataclasses import dataclass

import numpy as np

from drakentemmers.matching.allocation.instance import NOBODY, Instance, Ints


@dataclass(frozen=True, slots=True, order=True)
class Tally:
    """How many of each urgency are placed (most urgent first), how many weeks they waited together, and the way less
    travelled (below 0). Compares as the round does: the first difference decides."""

    placed: tuple[int, ...]
    weeks: int
    nearness: int

    @property
    def total(self) -> int:
        return sum(self.placed)


def tally(instance: Instance, chosen: Ints) -> Tally:
    """Return what a sound proposal reaches; nearness counts what the pairs cost."""
    placed = chosen != NOBODY
    cost = instance.cost[instance.pairs_of(chosen)[placed]].sum(dtype=np.int64)
    most = int(instance.urgency.max(initial=0)) + 1
    counts = np.bincount(instance.urgency[placed], minlength=most)
    return Tally(tuple(counts.tolist()), int(instance.weeks[placed].sum()), -int(cost))
