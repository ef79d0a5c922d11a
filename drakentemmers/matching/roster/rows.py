"""Reads from the database what the columns hold: for everybody, or for those that changed. Always five queries."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import BigIntegerField, ExpressionWrapper, F, Q, QuerySet

from drakentemmers.accounts.models import Membership
from drakentemmers.accounts.rules import TREATING
from drakentemmers.directory.models import Professional, WorkLocation
from drakentemmers.kernel.clock import AMSTERDAM, local_date, monday
from drakentemmers.matching.models import Question, Seat
from drakentemmers.matching.rules.asked import day_number

CHUNK = 20_000
LONGEST_PERIOD = timedelta(weeks=52)
LATELY_DAYS = 90
ALWAYS = 2**30  # the last day of what has none
PLAIN = (
    *("pk", "user_id", "practice_id", "works_with_interpreter", "gender", "quality_mark_until", "is_active"),
    *("offer__places", "offer__period_weeks", "offer__starts_on", "offer__ends_on", "offer__state"),
    *("offer__parked_until", "offer__radius_km", "offer__max_sessions", "offer__confirmed_at"),
)
MASKS = {
    "groups_bits": "groups",
    "roles_bits": "client_roles",
    "problems_bits": "problems",
    "methods_bits": "methods",
    "languages_bits": "languages",
    "settings_bits": "settings",
    "fundings_bits": "fundings",
    "offer_settings_bits": "offer__settings",
}
Place = tuple[int, int, int, int]  # x, y, z and radius in kilometres
Held = tuple[date, datetime | None]  # the Monday of a period, and until when it is held
Stretch = tuple[int, int]  # first and last day


@dataclass(frozen=True, slots=True)
class Around:
    """What other tables know of therapists."""

    places: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    seats: dict[str, list[Held]] = field(default_factory=lambda: defaultdict(list))
    asked_days: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    roles: dict[int, list[Stretch]] = field(default_factory=lambda: defaultdict(list))  # by user


def _of(path: str, ids: Collection[str] | None) -> Q:
    return Q() if ids is None else Q(**{f"{path}__in": ids})


def professionals(ids: Collection[str] | None) -> Iterator[list[dict[str, Any]]]:
    """Yield rows of professionals with their offer, some thousands at a time; masks as plain numbers."""
    masks = {name: ExpressionWrapper(F(path), output_field=BigIntegerField()) for name, path in MASKS.items()}
    rows: QuerySet = Professional.objects.filter(_of("pk", ids)).order_by("pk").annotate(**masks)
    chunk: list[dict[str, Any]] = []
    for row in rows.values(*PLAIN, *MASKS).iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def around(ids: Collection[str] | None, on: date) -> Around:
    """Return what other tables know of these therapists (None: of all) at `on` and after."""
    found = Around()
    places = WorkLocation.objects.filter(_of("professional", ids)).order_by("pk")
    for owner, x, y, z, radius in places.values_list("professional_id", "x", "y", "z", "radius_km"):
        found.places[owner].append((x, y, z, radius))
    seats = Seat.objects.filter(
        _of("offer__professional", ids), period_start__gte=monday(on) - LONGEST_PERIOD
    )
    for owner, start, until in seats.values_list("offer__professional_id", "period_start", "held_until"):
        found.seats[owner].append((start, until))
    since = datetime.combine(on - timedelta(days=LATELY_DAYS + 7), time.min, tzinfo=AMSTERDAM)
    questions = Question.objects.filter(_of("professional", ids), asked_at__gte=since).order_by()
    for owner, at in questions.values_list("professional_id", "asked_at"):
        if at is not None:
            found.asked_days[owner].append(day_number(local_date(at)))
    roles = Membership.objects.filter(
        _of("user__professional", ids),
        ended_at__isnull=True,
        suspended_at__isnull=True,
        role__in=TREATING,
        organisation__is_active=True,
        user__is_active=True,
        user__professional__isnull=False,
    )
    for user, starts_on, ends_on in roles.values_list("user_id", "starts_on", "ends_on"):
        found.roles[user].append((day_number(starts_on), ALWAYS if ends_on is None else day_number(ends_on)))
    return found
