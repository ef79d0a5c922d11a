"""More pairs than one solve can hold: solve a part, price the rest, add what would still be better, and again."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from drakentemmers.matching.allocation.flow import best_flow
from drakentemmers.matching.allocation.instance import Instance, Ints
from drakentemmers.matching.allocation.prices import Certificate, certify, gains, least_prices

FIRST_NEAREST = 16
FIRST_SPREAD = 16
ADD_AT_MOST = 6  # of one request in one go
Found = Callable[[Ints, Ints, Certificate], None]
"""Hears of each better proposal with its prices and how far it is proven."""


def priced(instance: Instance, stop: Callable[[], bool] | None, found: Found) -> tuple[Ints, Ints]:
    """Return the best proposal over all pairs and its prices; only the pairs that matter are ever solved."""
    chosen_pairs = first_pairs(instance)
    while True:
        part = _part_of(instance, chosen_pairs)
        chosen = best_flow(part, stop)
        prices = least_prices(part, chosen)
        if prices is None:
            raise RuntimeError("the solver's answer can be bettered by hand")
        certificate = certify(instance, chosen, prices)
        found(chosen, prices, certificate)
        if certificate.holds:
            return chosen, prices
        chosen_pairs |= _better(instance, prices, gains(part, prices))


def first_pairs(instance: Instance) -> NDArray[np.bool_]:
    """Return the nearest therapists of every request and some spread over all who fit.

    The nearest alone are a trap: everybody's nearest are the same few.
    """
    keep = np.zeros(instance.fits.size, dtype=bool)
    keep[_ranks(instance, instance.cost) < FIRST_NEAREST] = True
    mixed = (instance.rows.astype(np.uint64) * 2_654_435_761 + instance.fits.astype(np.uint64)) * 40_503
    keep[_ranks(instance, mixed % 65_521) < FIRST_SPREAD] = True
    return keep


def _ranks(instance: Instance, keys: Ints) -> Ints:
    """Return the place of every pair among those of its request, by key."""
    order = np.lexsort((keys, instance.rows))
    ranks = np.empty(order.size, dtype=np.int64)
    ranks[order] = np.arange(order.size) - instance.starts[instance.rows]
    return ranks


def _better(instance: Instance, prices: Ints, gained: Ints) -> NDArray[np.bool_]:
    """Return the pairs at which a request would gain more than it does, the best few of each."""
    more = np.zeros(instance.fits.size, dtype=bool)
    size = 4_000_000
    for first in range(0, instance.fits.size, size):
        part = slice(first, first + size)
        rows = instance.rows[part]
        gain = instance.worth[rows] - instance.cost[part] - prices[instance.fits[part]] - gained[rows]
        hit = np.flatnonzero(gain > 0)
        order = hit[np.lexsort((-gain[hit], rows[hit]))]
        first_of = np.searchsorted(rows[order], rows[order])
        more[first + order[np.arange(order.size) - first_of < ADD_AT_MOST]] = True
    return more


def _part_of(instance: Instance, keep: NDArray[np.bool_]) -> Instance:
    """Return only some pairs of an instance, in which a request is worth what it is in the whole."""
    part = instance.only(keep)
    part.__dict__["worth"] = instance.worth
    return part
