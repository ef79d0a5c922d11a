"""Proposals that are there at once: first come first served, and the most pressing first. To begin with and to beat."""

import numpy as np

from drakentemmers.matching.allocation.instance import NOBODY, Instance, Ints


def in_turn(instance: Instance, order: Ints) -> Ints:
    """Return the proposal in which each request in `order` takes the nearest place that is left."""
    left = instance.places.tolist()
    chosen = np.full(len(instance.requests), NOBODY, dtype=np.int64)
    for request in order.tolist():
        pairs = slice(int(instance.starts[request]), int(instance.starts[request + 1]))
        fits = instance.fits[pairs]
        for therapist in fits[np.argsort(instance.cost[pairs], kind="stable")].tolist():
            if left[therapist]:
                left[therapist] -= 1
                chosen[request] = therapist
                break
    return chosen


def most_pressing_first(instance: Instance) -> Ints:
    """Return the proposal that serves the highest level first."""
    return in_turn(instance, np.argsort(-instance.level, kind="stable"))


def longest_waiting_first(instance: Instance) -> Ints:
    """Return the proposal that serves whoever came first, as it goes without a round."""
    return in_turn(instance, np.argsort(-instance.weeks, kind="stable"))
