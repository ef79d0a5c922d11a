"""A draw among equals: another order every week, the same for everybody in that week, the same in every engine.

Every therapist has a key below a prime, and every week a cubic over that prime. A cubic with random coefficients is
independent for any four keys, so over the weeks nobody comes first more often than another. A checksum of week and id
would not do: it keeps the difference between two ids the same in every week.
"""

from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from drakentemmers.kernel.clock import monday

PRIME = 2**31 - 1  # a product of two numbers below it fits in a signed 64-bit integer
Coefficients = tuple[int, int, int, int]


def draw_key(supply_id: str) -> int:
    """Return the number by which a therapist takes part in every draw."""
    return int.from_bytes(blake2b(supply_id.encode(), digest_size=8).digest(), "big") % PRIME


@lru_cache(maxsize=64)
def coefficients(week: date) -> Coefficients:
    """Return the cubic of the week that begins on `week`."""
    drawn = blake2b(week.isoformat().encode(), digest_size=32).digest()
    a, b, c, d = (int.from_bytes(drawn[at : at + 8], "big") % PRIME for at in range(0, 32, 8))
    return a, b, c, d


def drawn(key: Any, cubic: Coefficients) -> Any:
    """Return the place of `key` (a number, a column or an expression) in the draw of a week: lowest first."""
    a, b, c, d = cubic
    return (((key * a + b) % PRIME * key + c) % PRIME * key + d) % PRIME


def fair_draw(supply_id: str, on: date) -> int:
    """Return the place of one therapist in the draw of the week of `on`."""
    return drawn(draw_key(supply_id), coefficients(monday(on)))
