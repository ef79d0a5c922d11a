"""Prices of places: the proof that a proposal is the best there is, and the measure of how scarce somebody is.

For any prices of 0 and up, no proposal is worth more than the prices of all places plus what each request would still
gain at its best therapist. When a proposal is worth exactly that, nothing can be better: that is the certificate, in
whole numbers, over all pairs. The least such price of a therapist is what one more place there would add.
"""

from dataclasses import dataclass

import numpy as np

from drakentemmers.matching.allocation.instance import NOBODY, BadInstance, Instance, Ints

CHUNK = 4_000_000  # pairs looked at in one go


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a proposal is worth, what none can exceed, and whether the proposal breaks nothing."""

    value: int
    bound: int
    is_sound: bool

    @property
    def holds(self) -> bool:
        """The proposal is proven to be the best."""
        return self.is_sound and self.value == self.bound

    @property
    def gap(self) -> int:
        """How much better a proposal could still be at most."""
        return self.bound - self.value


def certify(instance: Instance, chosen: Ints, prices: Ints) -> Certificate:
    """Return the certificate of a proposal over all pairs. A tampered proposal is unsound or has a gap."""
    sound = instance.is_sound(chosen)
    value = instance.value(chosen) if sound else 0
    return Certificate(value, upper_bound(instance, prices), sound)


def upper_bound(instance: Instance, prices: Ints) -> int:
    """Return what no proposal can exceed, by these prices."""
    if np.any(prices < 0):
        raise BadInstance("a price is below zero")
    paid = sum(int(places) * int(price) for places, price in zip(instance.places, prices, strict=True))
    return paid + sum(gains(instance, prices).tolist())


def gains(instance: Instance, prices: Ints) -> Ints:
    """Return what each request still gains at its best therapist when every place costs its price; never below 0."""
    best = np.zeros(len(instance.requests), dtype=np.int64)
    edges = instance.starts
    first = 0
    while first < len(instance.requests):
        last = int(np.searchsorted(edges, edges[first] + CHUNK, side="right")) - 1
        last = min(max(last, first + 1), len(instance.requests))
        pairs = slice(int(edges[first]), int(edges[last]))
        here = np.flatnonzero(np.diff(edges[first : last + 1])) + first
        if here.size:
            left = instance.cost[pairs] + prices[instance.fits[pairs]]
            least = np.minimum.reduceat(left, edges[here] - edges[first])
            best[here] = np.maximum(0, instance.worth[here] - least)
        first = last
    return best


def least_prices(instance: Instance, chosen: Ints) -> Ints | None:
    """Return the lowest prices at which nobody would rather be elsewhere; None: the proposal is not the best.

    Prices rise from 0: a request without a place bids its worth, one with a place bids what staying there costs it.
    """
    prices = np.zeros(len(instance.therapists), dtype=np.int64)
    spare = instance.used(chosen) < instance.places
    pairs = instance.pairs_of(chosen)
    own = np.where(pairs == NOBODY, 0, instance.cost[pairs] if instance.cost.size else 0)
    order = np.argsort(chosen, kind="stable")  # who is with a therapist
    begins = np.searchsorted(chosen[order], np.arange(len(instance.therapists) + 1))
    bids = np.where(chosen == NOBODY, instance.worth, own)
    moved = np.arange(len(instance.requests))
    for _ in range(len(instance.therapists) + 1):
        at = spans(instance.starts[moved], instance.starts[moved + 1])
        bid = np.repeat(bids[moved], np.diff(instance.starts)[moved]) - instance.cost[at]
        raised = prices.copy()
        np.maximum.at(raised, instance.fits[at], bid)
        changed = np.flatnonzero(raised > prices)
        if not changed.size:
            return prices
        if spare[changed].any():
            return None  # somebody would take a place that is still free
        prices = raised
        moved = order[spans(begins[changed], begins[changed + 1])]
        bids[moved] = prices[chosen[moved]] + own[moved]
    return None  # prices that rise for ever: a swap in a circle makes it better


def spans(begins: Ints, ends: Ints) -> Ints:
    """Return all whole numbers from each begin to its end, one after the other."""
    sizes = ends - begins
    total = int(sizes.sum())
    shift = np.repeat(begins - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes) if total else begins[:0]
    return np.arange(total) + shift
