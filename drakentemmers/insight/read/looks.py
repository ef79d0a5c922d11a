"""The looks at sensitive records of one week, as facts for the rules."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from drakentemmers.accounts.models import Membership
from drakentemmers.audit.models import Event
from drakentemmers.audit.rules import Kind, Sensitivity
from drakentemmers.insight.rules import Look
from drakentemmers.kernel.clock import AMSTERDAM, local_date
from drakentemmers.matching.models import TreatmentRequest

SEEING = [Kind.READ, Kind.SEARCH, Kind.PRINT, Kind.EXPORT]
EMERGENCY = "breakglass."
IN_ONE_QUERY = 500
SAME = ("action", "subject_type", "subject_id")


def looks_in(week: date) -> list[Look]:
    """Return every look at something sensitive, and everything taken out, in the week that begins on this Monday.

    Doing the very same again on one day is one look: nobody drowns a look in repetitions of another.
    """
    everything = list(_rows(week))
    per_day: Counter[tuple[str, date]] = Counter()
    for row in everything:
        per_day[row["actor_id"], local_date(row["at"])] += _records(row)
    rows = _without_repeats(everything)
    elsewhere = _in_another_region(rows)
    return [
        Look(
            event_id=row["pk"],
            actor_id=row["actor_id"],
            at=row["at"],
            records=_records(row),
            that_day=per_day[row["actor_id"], local_date(row["at"])],
            is_emergency=row["action"].startswith(EMERGENCY),
            is_taken_out=row["kind"] in (Kind.PRINT, Kind.EXPORT),
            is_other_region=row["pk"] in elsewhere,
        )
        for row in rows
    ]


def _without_repeats(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the same deed by the same person at the same thing on one day, keep the one with the most records."""
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = (row["actor_id"], local_date(row["at"]), *(row[name] for name in SAME))
        if key not in kept or _records(row) > _records(kept[key]):
            kept[key] = row
    return list(kept.values())


def _rows(week: date) -> Iterable[dict[str, Any]]:
    begin = datetime.combine(week, time(), AMSTERDAM)
    end = datetime.combine(week + timedelta(weeks=1), time(), AMSTERDAM)
    sensitive = Q(sensitivity__in=[Sensitivity.SENSITIVE, Sensitivity.SECRET]) | Q(kind=Kind.EXPORT)
    events = Event.objects.filter(sensitive, at__gte=begin, at__lt=end, kind__in=SEEING).exclude(actor_id="")
    names = ("pk", "actor_id", "at", "kind", "action", "subject_type", "subject_id", "details")
    return events.order_by("at", "pk").values(*names).iterator(chunk_size=2000)


def _records(row: dict[str, Any]) -> int:
    return 1 if row["subject_id"] else int(row["details"].get("count") or 0)


def _in_another_region(rows: list[dict[str, Any]]) -> set[int]:
    """Return the looks at a request of an organisation in another region than any organisation of who looked.

    Where either region is not known nothing can be said, and nothing is.
    """
    requests = {
        row["subject_id"] for row in rows if row["subject_type"] == TreatmentRequest._meta.label_lower
    }
    whose = _by_pieces(TreatmentRequest.objects, "pk", requests, "organisation__profile__region")
    homes: dict[str, set[str]] = {}
    actors = {row["actor_id"] for row in rows if row["actor_id"].isdecimal()}
    for actor, home_region in _pairs(Membership.objects, "user_id", actors, "organisation__profile__region"):
        homes.setdefault(str(actor), set()).add(home_region)
    return {
        row["pk"]
        for row in rows
        if (region := whose.get(row["subject_id"]))
        and (home := homes.get(row["actor_id"]))
        and region not in home
    }


def _by_pieces(manager: Any, key: str, values: set[str], wanted: str) -> dict[str, str]:
    return {str(value): found for value, found in _pairs(manager, key, values, wanted)}


def _pairs(manager: Any, key: str, values: set[str], wanted: str) -> Iterable[tuple[Any, str]]:
    ordered = sorted(values - {""})
    for begin in range(0, len(ordered), IN_ONE_QUERY):
        piece = ordered[begin : begin + IN_ONE_QUERY]
        known = manager.filter(**{f"{key}__in": piece}).exclude(**{f"{wanted}__isnull": True})
        yield from known.values_list(key, wanted)
