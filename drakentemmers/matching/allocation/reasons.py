"""Why somebody has no place, what would help most, and why somebody does not go to the nearest."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from drakentemmers.matching.allocation.instance import NOBODY, Instance, Ints
from drakentemmers.matching.allocation.solving import Allocation

MOST_NAMED = 5


class Missed(StrEnum):
    """Why a request has no place in a proposal."""

    NO_FIT = "no_fit"  # nobody meets all hard needs
    ALL_FULL = "all_full"  # whoever fits has no free place at all
    LOST = "lost"  # whoever fits is filled with requests that are at least as pressing
    APART = "apart"  # the family could not be kept together
    STOPPED = "stopped"  # a place may still exist: the solve was stopped before the end


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Why one request has no place: who holds the places that fit, and where one more would help it, nearest first."""

    request: str
    reason: Missed
    lost_to: tuple[str, ...] = ()  # requests, most pressing first
    helps: tuple[str, ...] = ()  # therapists


@dataclass(frozen=True, slots=True)
class KeptFree:
    """Who is nearer, or meets more wishes, was kept for somebody who presses more or has fewer other ways."""

    request: str
    therapist: str
    for_request: str
    presses: bool  # more urgent, or waits longer
    other_ways: int  # how many others fit that request


def why_unplaced(instance: Instance, allocation: Allocation) -> list[Unplaced]:
    """Return a reason for every request of `instance` without a place, most pressing first."""
    waits = np.flatnonzero(allocation.chosen == NOBODY)
    waits = waits[np.lexsort((waits, -instance.level[waits]))]
    torn = {request for family in allocation.apart for request in family}
    sits = _sitting(instance, allocation.chosen)
    return [_reason(instance, allocation, int(at), sits, torn) for at in waits]


def _reason(
    instance: Instance, allocation: Allocation, at: int, sits: dict[int, list[int]], torn: set[str]
) -> Unplaced:
    name = instance.requests[at]
    pairs = slice(int(instance.starts[at]), int(instance.starts[at + 1]))
    fits, travel = instance.fits[pairs], instance.travel[pairs]
    if not fits.size:
        return Unplaced(name, Missed.NO_FIT)
    near = fits[np.argsort(travel, kind="stable")]
    helps = tuple(instance.therapists[j] for j in _where_one_more_helps(instance, allocation, at, near))
    if not instance.places[fits].any():
        return Unplaced(name, Missed.ALL_FULL, helps=helps)
    if name in torn:
        return Unplaced(name, Missed.APART)
    holders = sorted(
        {i for j in near.tolist() for i in sits.get(j, ())}, key=lambda i: (-instance.level[i], i)
    )
    used = sum(len(sits.get(j, ())) for j in fits.tolist())
    if used < instance.places[fits].sum():
        return Unplaced(name, Missed.STOPPED, helps=helps)
    return Unplaced(name, Missed.LOST, tuple(instance.requests[i] for i in holders[:MOST_NAMED]), helps)


def _where_one_more_helps(instance: Instance, allocation: Allocation, at: int, near: Ints) -> Ints:
    """Return the therapists at whom one more place would go to this very request; else those nearest by."""
    worth = instance.worth[at]
    first, last = int(instance.starts[at]), int(instance.starts[at + 1])
    bid = dict(
        zip(instance.fits[first:last].tolist(), (worth - instance.cost[first:last]).tolist(), strict=True)
    )
    own = [j for j in near.tolist() if bid[j] == allocation.prices[j]]
    return np.array(own or near.tolist(), dtype=np.int64)[:MOST_NAMED]


def nearer_kept_free(instance: Instance, allocation: Allocation) -> list[KeptFree]:
    """Return, for every placed request that a therapist fits better (way and wishes), for whom that one was kept."""
    chosen = allocation.chosen
    pairs = instance.pairs_of(chosen)
    own = np.where(pairs == NOBODY, 0, instance.travel[pairs] if instance.travel.size else 0)
    ways = np.diff(instance.starts)
    sits = _sitting(instance, chosen)
    rows = instance.rows
    nearer = (chosen[rows] != NOBODY) & (instance.travel < own[rows])
    best: dict[int, int] = {}
    for pair in np.flatnonzero(nearer).tolist():
        i = int(rows[pair])
        if sits.get(int(instance.fits[pair])) and (
            i not in best or instance.travel[pair] < instance.travel[best[i]]
        ):
            best[i] = pair
    found = []
    for i, pair in sorted(best.items()):
        therapist = int(instance.fits[pair])
        other = min(sits[therapist], key=lambda k: (int(ways[k]), k))
        if ways[other] < ways[i] or instance.level[other] > instance.level[i]:
            found.append(
                KeptFree(
                    instance.requests[i],
                    instance.therapists[therapist],
                    instance.requests[other],
                    bool(instance.level[other] > instance.level[i]),
                    int(ways[other]) - 1,
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class Scarce:
    """A therapist at whom one more place would place one more request, and how many wait for that."""

    therapist: str
    waiting: int
    most_pressing: str


def scarcest(instance: Instance, allocation: Allocation, at_most: int = 10) -> list[Scarce]:
    """Return where one more place would help most requests that have none; whose price holds no whole step is left out.

    The price of a therapist is exactly what one more place there adds to the value of the best proposal.
    """
    waits = allocation.chosen[instance.rows] == NOBODY
    count = np.bincount(instance.fits[waits], minlength=len(instance.therapists))
    adds = (allocation.prices > instance.step // 2) & (count > 0)
    top = sorted(np.flatnonzero(adds).tolist(), key=lambda j: (-count[j], j))[:at_most]
    found = []
    for j in top:
        asking = instance.rows[waits & (instance.fits == j)]
        first = min(asking.tolist(), key=lambda i: (-instance.level[i], i))
        found.append(Scarce(instance.therapists[j], int(count[j]), instance.requests[first]))
    return found


def _sitting(instance: Instance, chosen: Ints) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for i in np.flatnonzero(chosen != NOBODY).tolist():
        found.setdefault(int(chosen[i]), []).append(i)
    return found
