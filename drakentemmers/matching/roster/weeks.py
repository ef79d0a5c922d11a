"""Free weeks as bits: one mask a therapist, from the first week of the roster on."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from drakentemmers.kernel.clock import WEEK, monday
from drakentemmers.matching.capacity import HORIZON_WEEKS
from drakentemmers.matching.rules.asked import NEVER, week_begins

WEEKS_KEPT = 62
WEEKS_AHEAD = WEEKS_KEPT - HORIZON_WEEKS  # a roster that is older than this is built anew


def offered(first: int, last: int, base: int) -> int:
    """Return the mask of an offer from week `first` up to and including `last`, leaving aside what is taken."""
    low, high = (min(max(week - base, 0), WEEKS_KEPT) for week in (first, last + 1))
    return ((1 << high) - 1) & ~((1 << low) - 1)


def full_weeks(starts_on: date, period_weeks: int, places: int, taken: Mapping[date, int], base: int) -> int:
    """Return the mask of the weeks whose period has no place left."""
    mask, begin = 0, monday(starts_on)
    for start, count in taken.items():
        weeks = (start - begin).days // 7
        if count < places or weeks < 0 or weeks % period_weeks or start != begin + weeks * WEEK:
            continue
        at = (start - week_begins(base)).days // 7
        stretch = (1 << period_weeks) - 1
        mask |= stretch << at if at >= 0 else stretch >> -at
    return mask & ((1 << WEEKS_KEPT) - 1)


def first_weeks(masks: np.ndarray, week: int, base: int) -> np.ndarray:
    """Return the first free week from `week` on, NEVER where there is none within the horizon."""
    ahead = (masks >> np.int64(week - base)) & np.int64((1 << HORIZON_WEEKS) - 1)
    lowest = np.bitwise_count((ahead & -ahead) - 1).astype(np.int16)
    return np.where(ahead == 0, np.int16(NEVER), lowest + np.int16(week))
