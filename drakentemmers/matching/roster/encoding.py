"""Rows of the database as columns of small numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from drakentemmers.directory.rules import Gender, Language
from drakentemmers.kernel.clock import AMSTERDAM, local_date
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.roster.rows import ALWAYS, Around, Stretch
from drakentemmers.matching.roster.weeks import WEEKS_KEPT, full_weeks, offered
from drakentemmers.matching.rules.asked import FIRST_DAY, NO_MAXIMUM, bit, day_number, week_number
from drakentemmers.matching.rules.draw import draw_key

Rows = list[dict[str, Any]]
BEGINNING = datetime.min.replace(tzinfo=AMSTERDAM) + timedelta(days=2)
END = datetime.max.replace(tzinfo=AMSTERDAM) - timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Columns of some therapists, and which of them change by time alone: from when until when they are right."""

    columns: dict[str, np.ndarray]
    timed: dict[str, tuple[datetime, datetime]]


def encode(rows: Rows, around: Around, *, on: date, now: datetime, base: int) -> Encoded:
    """Return the columns of `rows` as they are at `now`; `base` is the first week of the masks."""
    timed: dict[str, tuple[datetime, datetime]] = {}
    stretches = [_stretch(row, around, on, timed) for row in rows]
    full = _full(rows, around, now, base, timed)
    columns = _what_they_can(rows) | _what_they_offer(rows, full, base)
    columns["since"] = _numbers(rows, lambda row: 0, np.int32)
    for number, (since, until) in enumerate(stretches):
        columns["since"][number] = since
        columns["until"][number] = min(columns["until"][number], until)
    columns["locations"] = _numbers(rows, lambda row: len(around.places.get(row["pk"], ())), np.int16)
    return Encoded(columns, timed)


def _numbers(rows: Rows, value: Callable[[dict[str, Any]], int], dtype: Any) -> np.ndarray:
    return np.fromiter((value(row) for row in rows), dtype, len(rows))


def _day(value: date | None, otherwise: int) -> int:
    return otherwise if value is None else (value - FIRST_DAY).days


def _what_they_can(rows: Rows) -> dict[str, np.ndarray]:
    dutch, gender = bit(Language.DUTCH), {"": 0} | {one.value: bit(one) for one in Gender}
    numbers = _numbers
    return {
        "ids": np.array([row["pk"].encode() for row in rows]),
        "groups": numbers(rows, lambda row: row["groups_bits"], np.int64),
        "client_roles": numbers(rows, lambda row: row["roles_bits"], np.int64),
        "problems": numbers(rows, lambda row: row["problems_bits"], np.int64),
        "settings": numbers(rows, lambda row: row["offer_settings_bits"] or row["settings_bits"], np.int64),
        "methods": numbers(rows, lambda row: row["methods_bits"], np.int64),
        "languages": numbers(rows, lambda row: row["languages_bits"] or dutch, np.int64),
        "gender": numbers(rows, lambda row: gender[row["gender"]], np.int64),
        "fundings": numbers(rows, lambda row: row["fundings_bits"], np.int64),
        "interpreter": numbers(rows, lambda row: row["works_with_interpreter"], np.int8),
        "marked_until": numbers(rows, lambda row: _day(row["quality_mark_until"], -1), np.int32),
        "key": numbers(rows, lambda row: draw_key(row["pk"]), np.int32),
        "is_active": numbers(rows, lambda row: row["is_active"], np.bool_),
    }


def _what_they_offer(rows: Rows, full: np.ndarray, base: int) -> dict[str, np.ndarray]:
    """Return the terms; who has no offer, or closed it, has nothing to ask for on any day."""
    numbers = _numbers
    first = numbers(rows, _first_week, np.int64)
    last = numbers(rows, _last_week, np.int64)
    maximum = "offer__max_sessions"
    return {
        "free_weeks": offered(first, last, base) & ~full,
        "max_sessions": numbers(
            rows, lambda row: NO_MAXIMUM if row[maximum] is None else row[maximum], np.int32
        ),
        "places_per_month": numbers(rows, _per_month, np.int16),
        "confirmed": numbers(
            rows,
            lambda row: 0 if row["offer__confirmed_at"] is None else _local_day(row["offer__confirmed_at"]),
            np.int32,
        ),
        "until": numbers(
            rows, lambda row: _day(row["offer__ends_on"], ALWAYS) if _is_open(row) else -1, np.int32
        ),
    }


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
    rows: Rows, around: Around, now: datetime, base: int, timed: dict[str, tuple[datetime, datetime]]
) -> np.ndarray:
    """Return the masks of the weeks in which every place is taken or, at `now`, held."""
    masks = np.zeros(len(rows), np.int64)
    for number, row in enumerate(rows):
        seats = around.seats.get(row["pk"])
        if not seats or not _is_open(row):
            continue
        taken: dict[date, int] = {}
        for start, until in seats:
            if until is None or until > now:
                taken[start] = taken.get(start, 0) + 1
        terms = (row["offer__starts_on"], row["offer__period_weeks"], row["offer__places"])
        masks[number] = full_weeks(*terms, taken, base)
        moments = [until for _, until in seats if until is not None]
        if moments:
            _limit(timed, row["pk"], moments, now)
    return masks & ((1 << WEEKS_KEPT) - 1)


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
    joined = _joined(around.roles.get(row["user_id"], []))
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
