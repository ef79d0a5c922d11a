"""Who fits whom among many requests and all therapists, as columns of numbers for a round."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import numpy as np
from django.conf import settings

from drakentemmers.directory.rules import Setting
from drakentemmers.kernel.geography import EARTH_RADIUS_M
from drakentemmers.matching.allocation.instance import Ints
from drakentemmers.matching.roster import roster
from drakentemmers.matching.roster.operators import COLUMNWISE
from drakentemmers.matching.roster.seeking import Found, seek
from drakentemmers.matching.rules import Need, NeedName, Supply, Verdict, assess
from drakentemmers.matching.rules.asked import NEVER, Asked, asked_of
from drakentemmers.matching.rules.reach import NOWHERE
from drakentemmers.matching.rules.vocabulary import BIT

WISH_COSTS = 100  # a missed wish weighs as much as 10 km of travel
UNIT_M = 100
Columns = tuple[Ints, Ints, Ints]


def fitting_pairs(
    needs: Sequence[Need],
    place_of: Mapping[str, int],
    *,
    on: date,
    now: datetime,
    apart: Mapping[int, Collection[str]],
) -> Columns:
    """Return all pairs that fit: places in `needs`, places of therapists by `place_of`, what they cost (hundreds of
    metres and missed wishes). Who only lacks a free place is in it too. `apart`: by place in `needs`, whom never to
    ask."""
    found: list[Columns] = []
    known = np.array(sorted(place_of), dtype="S12")
    places = np.array([place_of[pk.decode()] for pk in known.tolist()], dtype=np.int64)
    with roster(on=on, now=now) as columns:
        for row, need in enumerate(needs):
            asked = asked_of(need, on, settings.OFFER_STALE_AFTER)
            sought = seek(columns, asked, without=apart.get(row, ()))
            fits = np.flatnonzero((sought.missed == 0) | _only_lacks_a_place(sought))
            ids = sought.ids[fits]
            at = np.minimum(np.searchsorted(known, ids), max(len(known) - 1, 0))
            fits = fits[known[at] == ids] if len(known) else fits[:0]
            whom = places[np.searchsorted(known, sought.ids[fits])] if len(known) else fits
            found.append((np.full(len(fits), row, np.int64), whom, _costs(asked, sought, fits)))
    return joined(found)


def pairs_of_newcomers(needs: Sequence[Need], newcomers: Mapping[int, Supply], *, on: date) -> Columns:
    """Return the pairs that fit of therapists who stand nowhere yet, by their place."""
    found: list[Columns] = []
    for row, need in enumerate(needs):
        for at, supply in newcomers.items():
            verdict = assess(need, supply, on=on, stale_after_days=settings.OFFER_STALE_AFTER)
            if verdict.fits:
                found.append((np.array([row]), np.array([at]), np.array([_cost_of(need, verdict)])))
    return joined(found)


def joined(parts: Sequence[Columns]) -> Columns:
    """Return parts as one."""
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
    who, whom, cost = (np.concatenate([part[column] for part in parts]) for column in range(3))
    return who, whom, cost


def _only_lacks_a_place(sought: Found) -> Ints:
    return (sought.missed == BIT[NeedName.START]) & (sought.first_week >= NEVER)


def _costs(asked: Asked, sought: Found, fits: Ints) -> Ints:
    missed = COLUMNWISE.count(sought.unmet[fits] & asked.wishes)
    cost = np.asarray(missed, np.int64) * WISH_COSTS
    if asked.point is None or asked.is_online:
        return cost
    chord = sought.chord[fits]
    metres = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(np.sqrt(chord) / (2 * EARTH_RADIUS_M), 1.0))
    return cost + np.where(chord == NOWHERE, 0, np.rint(metres / UNIT_M)).astype(np.int64)


def _cost_of(need: Need, verdict: Verdict) -> int:
    travels = need.setting != Setting.ONLINE and verdict.distance_m is not None
    missed = sum(result.is_wish and not result.met for result in verdict.results)
    return (round((verdict.distance_m or 0) / UNIT_M) if travels else 0) + WISH_COSTS * missed
