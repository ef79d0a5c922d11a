"""Reads from the database what the columns hold: for everybody, or for those that changed.

In plain statements, two of them for those that changed, because a search waits for it: to work out the text of
querysets took ten times as long as to ask. `tests/matching/test_roster.py` holds what comes out beside querysets.
"""

# ruff: noqa: S608 - only names of our own go into these statements
import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from drakentemmers.accounts.rules import TREATING
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import AMSTERDAM, local_date, monday
from drakentemmers.matching.rules.asked import day_number

CHUNK = 20_000
LONGEST_PERIOD = timedelta(weeks=52)
LATELY_DAYS = 90
ALWAYS = 2**30  # the last day of what has none
COLUMNS = {
    "pk": "p.id",
    "user_id": "p.user_id",
    "practice_id": "p.practice_id",
    "works_with_interpreter": "p.works_with_interpreter",
    "gender": "p.gender",
    "quality_mark_until": "p.quality_mark_until",
    "is_active": "p.is_active",
    "groups_bits": "p.groups",
    "roles_bits": "p.client_roles",
    "problems_bits": "p.problems",
    "methods_bits": "p.methods",
    "languages_bits": "p.languages",
    "settings_bits": "p.settings",
    "fundings_bits": "p.fundings",
    "offer_settings_bits": "o.settings",
    "offer__places": "o.places",
    "offer__period_weeks": "o.period_weeks",
    "offer__starts_on": "o.starts_on",
    "offer__ends_on": "o.ends_on",
    "offer__state": "o.state",
    "offer__parked_until": "o.parked_until",
    "offer__radius_km": "o.radius_km",
    "offer__max_sessions": "o.max_sessions",
    "offer__confirmed_at": "o.confirmed_at",
}
# All ids are one parameter: the text of a statement does not depend on how many there are.
EVERYBODY = "IS NOT NULL"
THESE = {"postgresql": "= ANY(%(ids)s)", "sqlite": "IN (SELECT value FROM json_each(%(ids)s))"}
PROFESSIONALS = f"""SELECT {", ".join(COLUMNS.values())}
    FROM directory_professional p LEFT JOIN matching_offer o ON o.professional_id = p.id
    WHERE p.id {{whom}} AND p.id > %(after)s ORDER BY p.id LIMIT {CHUNK}"""
# Every part gives: what it is, the therapist, four numbers, two days, a moment, and what it is sorted by.
AROUND = f"""SELECT 'place', w.professional_id, w.x, w.y, w.z, w.radius_km,
        CAST(NULL AS date), CAST(NULL AS date), CAST(NULL AS timestamptz), w.id AS turn
    FROM directory_worklocation w WHERE w.professional_id {{whom}}
    UNION ALL SELECT 'seat', o.professional_id, NULL, NULL, NULL, NULL, s.period_start, NULL, s.held_until, ''
    FROM matching_offer o JOIN matching_seat s ON s.offer_id = o.id
    WHERE o.professional_id {{whom}} AND s.period_start >= %(seats_since)s
    UNION ALL SELECT 'question', q.professional_id, NULL, NULL, NULL, NULL, NULL, NULL, q.asked_at, ''
    FROM matching_question q WHERE q.professional_id {{whom}} AND q.asked_at >= %(asked_since)s
    UNION ALL SELECT 'role', p.id, NULL, NULL, NULL, NULL, m.starts_on, m.ends_on, NULL, ''
    FROM directory_professional p JOIN accounts_user u ON u.id = p.user_id
    JOIN accounts_membership m ON m.user_id = u.id JOIN accounts_organisation g ON g.id = m.organisation_id
    WHERE p.id {{whom}} AND u.is_active AND g.is_active AND m.ended_at IS NULL AND m.suspended_at IS NULL
    AND m.role IN ({", ".join(f"'{role}'" for role in sorted(TREATING))})
    ORDER BY turn"""
Place = tuple[int, int, int, int]  # x, y, z and radius in kilometres
Held = tuple[date, datetime | None]  # the Monday of a period, and until when it is held
Stretch = tuple[int, int]  # first and last day


@dataclass(frozen=True, slots=True)
class Around:
    """What other tables know of therapists."""

    places: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    seats: dict[str, list[Held]] = field(default_factory=lambda: defaultdict(list))
    asked_days: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    roles: dict[str, list[Stretch]] = field(default_factory=lambda: defaultdict(list))


def professionals(ids: Collection[str] | None) -> Iterator[list[dict[str, Any]]]:
    """Yield rows of professionals with their offer, some thousands at a time; masks as plain numbers."""
    after = ""
    while chunk := [dict(zip(COLUMNS, row, strict=True)) for row in _asked(PROFESSIONALS, ids, after=after)]:
        for row in chunk:
            row["offer__confirmed_at"] = _moment(row["offer__confirmed_at"])
        yield chunk
        if len(chunk) < CHUNK:
            return
        after = chunk[-1]["pk"]


def around(ids: Collection[str] | None, on: date) -> Around:
    """Return what other tables know of these therapists (None: of all) at `on` and after."""
    found = Around()
    lately = on - timedelta(days=LATELY_DAYS + 7)
    moments = {
        "seats_since": monday(on) - LONGEST_PERIOD,
        "asked_since": datetime.combine(lately, time.min, tzinfo=AMSTERDAM),
    }
    for kind, owner, x, y, z, radius, since, until, moment, _ in _asked(AROUND, ids, **moments):
        match kind:
            case "place":
                found.places[owner].append((x, y, z, radius))
            case "seat":
                found.seats[owner].append((_day(since), _moment(moment)))
            case "question":
                found.asked_days[owner].append(day_number(local_date(_moment(moment))))
            case "role":
                last = ALWAYS if until is None else day_number(_day(until))
                found.roles[owner].append((day_number(_day(since)), last))
    return found


def _asked(statement: str, ids: Collection[str] | None, **parameters: Any) -> list[tuple]:
    """Return the rows of a statement about these therapists, or about all."""
    connection = connections[router.db_for_read(Professional) or "default"]
    values = {name: _adapted(connection, value) for name, value in parameters.items()}
    if ids is not None:
        values["ids"] = list(ids) if connection.vendor == "postgresql" else json.dumps(list(ids))
    with connection.cursor() as cursor:
        cursor.execute(statement.format(whom=EVERYBODY if ids is None else THESE[connection.vendor]), values)
        return cursor.fetchall()


def _adapted(connection: BaseDatabaseWrapper, value: Any) -> Any:
    """Return a moment as this database keeps it."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


# SQLite has no days and moments of its own: they come as text, or without the zone, which is that of Greenwich.
def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _moment(value: datetime | str | None) -> datetime | None:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
