"""Rows of the database as columns of small numbers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from drakentemmers.directory.rules import Gender, Language
from drakentemmers.kernel.clock import AMSTERDAM, local_date
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.roster.columns import TYPES
from drakentemmers.matching.roster.rows import ALWAYS, Around, Stretch
from drakentemmers.matching.roster.weeks import full_weeks, offered
from drakentemmers.matching.rules.asked import FIRST_DAY, NO_MAXIMUM, bit, day_number, week_number
from drakentemmers.matching.rules.draw import draw_key

Rows = list[dict[str, Any]]
Numbers = dict[str, int | bytes]  # by column
BEGINNING = datetime.min.replace(tzinfo=AMSTERDAM) + timedelta(days=2)
END = datetime.max.replace(tzinfo=AMSTERDAM) - timedelta(days=2)
DUTCH, GENDERS = bit(Language.DUTCH), {"": 0} | {one.value: bit(one) for one in Gender}
KEPT_BY_ROSTER = ("practice", "at")  # numbers that a roster gives out itself
# Wide: a mask may hold bits that only a newer release knows, while both are running.
ENCODED = np.dtype(
    [
        (name, kind if name == "ids" else np.int64)
        for name, kind in TYPES.items()
        if name not in KEPT_BY_ROSTER
    ]
)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Columns of some therapists, and which of them change by time alone: from when until when they are right."""

    columns: dict[str, np.ndarray]
    timed: dict[str, tuple[datetime, datetime]]


def encode(rows: Rows, around: Around, *, on: date, now: datetime, base: int) -> Encoded:
    """Return the columns of `rows` as they are at `now`; `base` is the first week of the masks."""
    timed: dict[str, tuple[datetime, datetime]] = {}
    numbers = [
        _what_one_can(row)
        | _what_one_offers(row, _full(row, around, now, base, timed), base)
        | _there(row, _stretch(row, around, on, timed))
        | {"locations": len(around.places.get(row["pk"], ()))}
        for row in rows
    ]
    names = ENCODED.names or ()
    # All at once: an array for each column would be most of the work when one therapist changed.
    table = np.array([tuple(one[name] for name in names) for one in numbers], ENCODED)
    return Encoded({name: table[name] for name in names}, timed)


def _day(value: date | None, otherwise: int) -> int:
    return otherwise if value is None else day_number(value)


def _what_one_can(row: dict[str, Any]) -> Numbers:
    return {
        "ids": row["pk"].encode(),
        "groups": row["groups_bits"],
        "client_roles": row["roles_bits"],
        "problems": row["problems_bits"],
        "settings": row["offer_settings_bits"] or row["settings_bits"],
        "methods": row["methods_bits"],
        "languages": row["languages_bits"] or DUTCH,
        "gender": GENDERS[row["gender"]],
        "fundings": row["fundings_bits"],
        "interpreter": row["works_with_interpreter"],
        "marked_until": _day(row["quality_mark_until"], -1),
        "key": draw_key(row["pk"]),
        "is_active": row["is_active"],
    }


def _what_one_offers(row: dict[str, Any], full: int, base: int) -> Numbers:
    confirmed, maximum = row["offer__confirmed_at"], row["offer__max_sessions"]
    return {
        "free_weeks": offered(_first_week(row), _last_week(row), base) & ~full,
        "max_sessions": NO_MAXIMUM if maximum is None else maximum,
        "places_per_month": _per_month(row),
        "confirmed": 0 if confirmed is None else _local_day(confirmed),
    }


def _there(row: dict[str, Any], stretch: Stretch) -> Numbers:
    """Return when there is somebody to ask; of who has no offer, or closed it, nothing can be asked on any day."""
    since, until = stretch
    last = _day(row["offer__ends_on"], ALWAYS) if _is_open(row) else -1
    return {"since": since, "until": min(until, last)}


def _local_day(moment: datetime) -> int:
    return day_number(local_date(moment))


def _is_open(row: dict[str, Any]) -> bool:
    return row["offer__places"] is not None and row["offer__state"] != OfferState.CLOSED


def _first_week(row: dict[str, Any]) -> int:
    if not _is_open(row) or not row["offer__places"]:
        return ALWAYS
    week = week_number(row["offer__starts_on"])
    if row["offer__state"] == OfferState.PARKED:
        week = max(week, week_number(row["offer__parked_until"]))
    return week


def _last_week(row: dict[str, Any]) -> int:
    ends_on = row["offer__ends_on"]
    return ALWAYS if ends_on is None else week_number(ends_on)


def _per_month(row: dict[str, Any]) -> int:
    return row["offer__places"] * 52 // (12 * row["offer__period_weeks"]) if _is_open(row) else 0


def _full(
    row: dict[str, Any], around: Around, now: datetime, base: int, timed: dict[str, tuple[datetime, datetime]]
) -> int:
    """Return the mask of the weeks in which every place is taken or, at `now`, held."""
    seats = around.seats.get(row["pk"])
    if not seats or not _is_open(row):
        return 0
    taken: dict[date, int] = {}
    for start, until in seats:
        if until is None or until > now:
            taken[start] = taken.get(start, 0) + 1
    moments = [until for _, until in seats if until is not None]
    if moments:
        _limit(timed, row["pk"], moments, now)
    terms = (row["offer__starts_on"], row["offer__period_weeks"], row["offer__places"])
    return full_weeks(*terms, taken, base)


def _limit(
    timed: dict[str, tuple[datetime, datetime]], pk: str, moments: list[datetime], now: datetime
) -> None:
    """Note between which of `moments` what was found at `now` is right."""
    since, until = timed.get(pk, (BEGINNING, END))
    timed[pk] = (
        max([since, *(moment for moment in moments if moment <= now)]),
        min([until, *(moment for moment in moments if moment > now)]),
    )


def _stretch(
    row: dict[str, Any], around: Around, on: date, timed: dict[str, tuple[datetime, datetime]]
) -> Stretch:
    """Return the days on which somebody is there to be asked: those of the account's roles, if there is an account."""
    if not row["is_active"]:
        return 0, -1
    if row["user_id"] is None:
        return 0, ALWAYS
    joined = _joined(around.roles.get(row["pk"], []))
    today = day_number(on)
    coming = [stretch for stretch in joined if stretch[1] >= today]
    if not coming:
        return 0, -1
    if len(joined) > 1:
        ends = [_midnight_after(last) for _, last in joined if last != ALWAYS]
        _limit(timed, row["pk"], ends, _midnight_after(today - 1))
    return coming[0]


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """Return the stretches in order, those that touch made one."""
    found: list[Stretch] = []
    for since, until in sorted(stretches):
        if found and since <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def _midnight_after(day: int) -> datetime:
    return datetime.combine(FIRST_DAY + timedelta(days=day + 1), datetime.min.time(), tzinfo=AMSTERDAM)
