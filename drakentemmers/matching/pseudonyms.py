"""The name under which a client is spoken of: a tree and a number. Pure.

The platform chooses it, so that nobody is tempted to type initials. It says nothing about the client.
"""

from collections.abc import Collection
from zlib import crc32

TREES = (
    "Abeel",
    "Acacia",
    "Amandel",
    "Berk",
    "Beuk",
    "Brem",
    "Buxus",
    "Ceder",
    "Cipres",
    "Eik",
    "Els",
    "Es",
    "Esdoorn",
    "Gagel",
    "Ginkgo",
    "Hazelaar",
    "Hulst",
    "Iep",
    "Jasmijn",
    "Kastanje",
    "Kornoelje",
    "Kweepeer",
    "Lariks",
    "Laurier",
    "Liguster",
    "Linde",
    "Magnolia",
    "Meidoorn",
    "Mispel",
    "Moerbei",
    "Notelaar",
    "Olijf",
    "Palm",
    "Plataan",
    "Populier",
    "Ratelaar",
    "Spar",
    "Taxus",
    "Tulpenboom",
    "Vlier",
    "Vuurdoorn",
    "Wilg",
    "Zilverspar",
    "Zuurbes",
)


LEAPS = 6  # how many names further, at most, the next one is drawn


def next_pseudonym(taken: Collection[str], seed: str, *, leap: int = 0) -> str:
    """Return a tree and a number that are not in `taken`. The same `taken`, `seed` and `leap` give the same answer.

    `seed` (the organisation) makes the row of trees start elsewhere, so that two shelters seldom speak of the same one.
    `leap` passes names over. Drawn anew each time it leaves holes in the row, so that a hole tells nobody that there is
    a request he or she does not see.
    """
    used = set(taken)
    turn = crc32(seed.encode()) % len(TREES) + len(used) + leap
    while (name := f"{TREES[turn % len(TREES)]} {10 + turn // len(TREES)}") in used:
        turn += 1
    return name
