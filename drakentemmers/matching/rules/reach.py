"""Distances as squared chords: exact integers, so that every engine finds the same.

Each bound is the largest squared chord at which the distance, rounded as it is shown, is still within what was asked.
"""

from functools import lru_cache

from drakentemmers.directory.rules import Setting
from drakentemmers.kernel.geography import (
    EARTH_RADIUS_M,
    chord_squared_for,
    distance_of_chord,
    drive_minutes,
)
from drakentemmers.matching.rules.facts import Need
from drakentemmers.matching.rules.vocabulary import COMES_TO_THE_CLIENT, NeedName

NOWHERE = (
    2 * EARTH_RADIUS_M
) ** 2 + 1  # further than any place on earth: no place is known, or none was asked
NEAR_MISS_KM = 60  # therapists within this distance stay in sight, however small the asked distance
NEAR_MISS_TIMES = 2.5  # and so do those within this many times the asked distance
KM_PER_MINUTE = 80 / 60 / 1.3  # as the crow flies, at the speed of the estimate outside towns
HALF_ROUND_M = 20_015_087  # no two places are further apart


@lru_cache(maxsize=4096)
def chord_within(metres: int) -> int:
    """Return the largest squared chord whose distance, in whole metres, is at most `metres`."""
    if metres >= HALF_ROUND_M:
        return NOWHERE - 1
    low, high = chord_squared_for(max(metres - 2, 0)), chord_squared_for(min(metres + 2, HALF_ROUND_M))
    while low < high:
        middle = (low + high + 1) // 2
        if distance_of_chord(middle) <= metres:
            low = middle
        else:
            high = middle - 1
    return low


@lru_cache(maxsize=1024)
def chord_within_km(km: int) -> int:
    """Return the bound of so many kilometres, rounded up as they are shown."""
    return chord_within(km * 1000)


@lru_cache(maxsize=1024)
def chord_within_minutes(minutes: int) -> int:
    """Return the bound of so many estimated minutes by car; -1 when nobody is that near."""
    if drive_minutes(0) > minutes:
        return -1
    low, high = 0, min(2_000 * (minutes + 1), HALF_ROUND_M)
    while low < high:
        middle = (low + high + 1) // 2
        if drive_minutes(middle) <= minutes:
            low = middle
        else:
            high = middle - 1
    return chord_within(low)


def asks_distance(need: Need) -> bool:
    """Tell whether `need` has a rule about distance."""
    if need.point is None:
        return False
    return need.max_km is not None or need.max_minutes is not None or comes_to_client(need)


def comes_to_client(need: Need) -> bool:
    """Tell whether the therapist travels to where the client is."""
    return need.setting in COMES_TO_THE_CLIENT


def asked_bound(need: Need) -> int:
    """Return the squared chord within which the asked kilometres and minutes are kept."""
    bounds = [NOWHERE - 1]
    if need.max_km is not None:
        bounds.append(chord_within_km(need.max_km))
    if need.max_minutes is not None:
        bounds.append(chord_within_minutes(need.max_minutes))
    return min(bounds)


def sight_km(need: Need) -> int:
    """Return how far away, in whole kilometres, a near miss may lie when a distance is asked."""
    asked = [float(need.max_km)] if need.max_km is not None else []
    if need.max_minutes is not None:
        asked.append(need.max_minutes * KM_PER_MINUTE)
    return round(max(NEAR_MISS_KM, NEAR_MISS_TIMES * min(asked, default=0)))


def sight_bound(need: Need) -> int | None:
    """Return the squared chord within which therapists are in sight; None when distance does not narrow."""
    anywhere = need.setting == Setting.ONLINE or NeedName.DISTANCE in need.wishes or need.point is None
    if anywhere or (need.max_km is None and need.max_minutes is None):
        return None
    return chord_within_km(sight_km(need))
