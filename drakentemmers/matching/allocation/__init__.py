"""All open requests and all free places at once: the best proposal, proof that it is, and why. Pure, no Django.

`Instance` says what there is, `allocate` proposes, `certify` proves it over all pairs, `why_unplaced` and
`nearer_kept_free` explain. What "best" means stands in docs/round.md.
"""

from drakentemmers.matching.allocation.instance import (
    BadInstance,
    CostsTooLarge,
    Instance,
    PinRefused,
    Room,
    Waiting,
)
from drakentemmers.matching.allocation.prices import Certificate, certify, least_prices
from drakentemmers.matching.allocation.reasons import (
    KeptFree,
    Missed,
    nearer_kept_free,
    why_unplaced,
)
from drakentemmers.matching.allocation.solving import Allocation, Progress, allocate

__all__ = [
    "Allocation",
    "BadInstance",
    "Certificate",
    "CostsTooLarge",
    "Instance",
    "KeptFree",
    "Missed",
    "PinRefused",
    "Progress",
    "Room",
    "Waiting",
    "allocate",
    "certify",
    "least_prices",
    "nearer_kept_free",
    "why_unplaced",
]
