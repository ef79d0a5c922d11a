"""Does this offer meet this need, how well, why, why not. The one definition; pure.

`decisions` holds it; the rest says what goes in (`vocabulary`, `facts`, `asked`, `reach`, `draw`) and what comes out
for one pair (`pair`, `verdict`). The shortlist, the terminal and the explanation all use it.
"""

from drakentemmers.matching.rules.draw import fair_draw
from drakentemmers.matching.rules.facts import Need, Supply, WorkPlace
from drakentemmers.matching.rules.reach import sight_km
from drakentemmers.matching.rules.starting import STARTS_WITHIN, day_to_start_by
from drakentemmers.matching.rules.verdict import (
    Result,
    Value,
    Verdict,
    assess,
    order_key,
    ranked,
    whole_km,
)
from drakentemmers.matching.rules.vocabulary import (
    COMES_TO_THE_CLIENT,
    NEAR_MISS_AT_MOST,
    NEVER_A_WISH,
    POINT_STEP,
    STALE_AFTER_DAYS,
    Measure,
    NeedName,
    Order,
    Urgency,
)

__all__ = [
    "COMES_TO_THE_CLIENT",
    "NEAR_MISS_AT_MOST",
    "NEVER_A_WISH",
    "POINT_STEP",
    "STALE_AFTER_DAYS",
    "STARTS_WITHIN",
    "Measure",
    "Need",
    "NeedName",
    "Order",
    "Result",
    "Supply",
    "Urgency",
    "Value",
    "Verdict",
    "WorkPlace",
    "assess",
    "day_to_start_by",
    "fair_draw",
    "order_key",
    "ranked",
    "sight_km",
    "whole_km",
]
