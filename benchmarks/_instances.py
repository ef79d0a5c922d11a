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
BAND = 20_000  # metres, from west to east


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
    """Return all pairs that fit: request, therapist, distance in hundreds of metres.

    As the roster does: in columns of small numbers, from the south-west to the north-east, only who is near.
    """
    must, has = _all_of(asking), _all_of(offering)
    (ax, ay), (ox, oy) = asking.spot.T.astype(float), offering.spot.T.astype(float)  # whole metres, so exact
    by_x = np.argsort(ox, kind="stable")
    xs = ox[by_x]
    order = np.lexsort((ay, ax // BAND, asking.reach))
    found = []
    for first in range(0, len(order), 64):
        who = order[first : first + 64]
        far = asking.reach[who].max()
        west, east, south, north = ax[who].min(), ax[who].max(), ay[who].min(), ay[who].max()
        whom = by_x[np.searchsorted(xs, west - far) : np.searchsorted(xs, east + far, side="right")]
        whom = whom[(oy[whom] >= south - far) & (oy[whom] <= north + far)]
        i, j = np.nonzero((must[who][:, None] & ~has[whom][None, :]) == 0)
        i, j = who[i], whom[j]
        far2 = (ax[i] - ox[j]) ** 2 + (ay[i] - oy[j]) ** 2
        near = far2 <= asking.reach[i] ** 2
        i, j, far2 = i[near], j[near], far2[near]
        method = (asking.methods[i] == 0) | ((asking.methods[i] & offering.methods[j]) != 0)
        found.append((i[method], j[method], (np.sqrt(far2[method]) / 100).astype(np.int64)))
    return tuple(np.concatenate(part) for part in zip(*found, strict=True))


def _all_of(side: Side) -> np.ndarray:
    """Return what is asked or offered of which all has to be there, in one number."""
    parts = ((side.group, GROUPS), (side.languages, LANGUAGES), (side.payers, PAYERS), (side.woman, 1))
    packed = np.zeros(len(side), np.int32)
    for bits, width in parts:
        packed = (packed << width) | bits.astype(np.int32)
    return packed
