"""The name under which a client is spoken of: a tree and a number. Pure.

The platform chooses it, so that nobody is tempted to type initials. It says nothing about the client.
"""

from collections.abc import Collection
from zlib import crc32

TREES = (
    "Abeel", "Acacia", "Amandel", "Berk", "Beuk", "Brem", "Buxus", "Ceder", "Cipres", "Eik", "Els", "Es", "Esdoorn",
    "Gagel", "Ginkgo", "Hazelaar", "Hulst", "Iep", "Jasmijn", "Kastanje", "Kornoelje", "Kweepeer", "Lariks", "Laurier",
    "Liguster", "Linde", "Magnolia", "Meidoorn", "Mispel", "Moerbei", "Notelaar", "Olijf", "Palm", "Plataan",
    "Populier", "Ratelaar", "Spar", "Taxus", "Tulpenboom", "Vlier", "Vuurdoorn", "Wilg", "Zilverspar", "Zuurbes",
)  # fmt: skip


def next_pseudonym(taken: Collection[str], seed: str) -> str:
    """Return a tree and a number that are not in `taken`. The same `taken` and `seed` give the same answer.

    `seed` (the organisation) makes the row of trees start elsewhere, so that two shelters seldom speak of the same one.
    """
    used = set(taken)
    turn = crc32(seed.encode()) % len(TREES) + len(used)
    while (name := f"{TREES[turn % len(TREES)]} {10 + turn // len(TREES)}") in used:
        turn += 1
    return name
