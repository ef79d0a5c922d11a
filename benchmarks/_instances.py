"""Invented rounds by a seed: requests and therapists over a map of the size of the Netherlands, most people in towns.

Needs are bits and metres, as in the house, so a pair fits or does not; all pairs that fit come out.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # for who imports this
WIDE, HIGH = 180_000, 290_000  # metres
TOWNS = 120
GROUPS, METHODS, LANGUAGES, PAYERS = 5, 8, 12, 4
WAITS = 26  # weeks at most


@dataclass(frozen=True)
class Side:
    """Requests or therapists, a row each: where, and what they ask or offer as bits."""

    spot: np.ndarray  # (n, 2) metres
    group: np.ndarray
    methods: np.ndarray
    languages: np.ndarray
    payers: np.ndarray
    woman: np.ndarray  # asks for one, or is one
    reach: np.ndarray  # metres a request may travel
    urgency: np.ndarray
    weeks: np.ndarray
    places: np.ndarray

    def __len__(self) -> int:
        return len(self.spot)


def spots(rng: np.random.Generator, count: int, towns: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    town = rng.choice(TOWNS, count, p=sizes / sizes.sum())
    return np.clip(rng.normal(towns[town], 6_000), 0, (WIDE, HIGH)).round().astype(np.int64)


def some_bits(rng: np.random.Generator, count: int, kinds: int, least: int, most: int) -> np.ndarray:
    order = np.argsort(rng.random((count, kinds)), axis=1)
    keep = np.arange(kinds) < rng.integers(least, most + 1, count)[:, None]
    return ((1 << order) * keep).sum(axis=1)


def sides(requests: int, seed: int) -> tuple[Side, Side]:
    """Return requests and half as many therapists, with about as many places as there are requests."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform((0, 0), (WIDE, HIGH), (TOWNS, 2))
    sizes = 1 / np.arange(1, TOWNS + 1) ** 0.7
    therapists = requests // 2
    n, m = requests, therapists
    foreign = 1 << rng.integers(1, LANGUAGES, n)
    asking = Side(
        spot=spots(rng, n, towns, sizes),
        group=1 << rng.choice(GROUPS, n, p=(0.15, 0.3, 0.25, 0.25, 0.05)),
        methods=np.where(rng.random(n) < 0.5, some_bits(rng, n, METHODS, 1, 2), 0),
        languages=np.where(rng.random(n) < 0.15, foreign, 1),
        payers=1 << rng.choice(PAYERS, n, p=(0.5, 0.25, 0.15, 0.1)),
        woman=rng.random(n) < 0.2,
        reach=rng.choice((15, 20, 30, 45, 60), n) * 1000,
        urgency=rng.choice(3, n, p=(0.1, 0.3, 0.6)),
        weeks=np.minimum(rng.geometric(0.12, n), WAITS),
        places=np.zeros(n, dtype=np.int64),
    )
    offering = Side(
        spot=spots(rng, m, towns, sizes),
        group=some_bits(rng, m, GROUPS, 1, 3),
        methods=some_bits(rng, m, METHODS, 2, 4),
        languages=1 | np.where(rng.random(m) < 0.5, some_bits(rng, m, LANGUAGES, 1, 2), 0),
        payers=some_bits(rng, m, PAYERS, 1, 3),
        woman=rng.random(m) < 0.7,
        reach=np.zeros(m, dtype=np.int64),
        urgency=np.zeros(m, dtype=np.int64),
        weeks=np.zeros(m, dtype=np.int64),
        places=rng.choice((1, 2, 3, 4), m, p=(0.4, 0.3, 0.2, 0.1)),
    )
    return asking, offering


def pairs(asking: Side, offering: Side) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return all pairs that fit: request, therapist, distance in hundreds of metres."""
    by_x = np.argsort(offering.spot[:, 0], kind="stable")
    xs = offering.spot[by_x, 0]
    order = np.argsort(asking.spot[:, 0], kind="stable")
    found = []
    for first in range(0, len(order), 256):
        who = order[first : first + 256]
        far = asking.reach[who].max()
        low, high = asking.spot[who, 0].min() - far, asking.spot[who, 0].max() + far
        whom = by_x[np.searchsorted(xs, low) : np.searchsorted(xs, high, side="right")]
        i, j, far2 = _fitting(asking, offering, who, whom)
        found.append((who[i], whom[j], (np.sqrt(far2) / 100).astype(np.int64)))
    return tuple(np.concatenate(part) for part in zip(*found, strict=True))


def _fitting(asking: Side, offering: Side, who: np.ndarray, whom: np.ndarray):
    def both(name: str) -> np.ndarray:
        return (getattr(asking, name)[who][:, None] & getattr(offering, name)[whom][None, :]) != 0

    ok = both("group")
    ok &= both("languages") & both("payers")
    ok &= both("methods") | (asking.methods[who] == 0)[:, None]
    ok &= offering.woman[whom][None, :] | ~asking.woman[who][:, None]
    i, j = np.nonzero(ok)
    apart = asking.spot[who[i]] - offering.spot[whom[j]]
    far2 = (apart * apart).sum(axis=1)
    near = far2 <= asking.reach[who[i]] ** 2
    return i[near], j[near], far2[near]
