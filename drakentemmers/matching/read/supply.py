"""What therapists offer at this moment, as the facts the rules work with. At most five queries.

Columns come out as plain values: building model objects would cost more than applying the rules.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from drakentemmers.directory.models import Professional, WorkLocation
from drakentemmers.directory.rules import Gender, Language, ProfessionalKind
from drakentemmers.kernel.clock import AMSTERDAM, local_date
from drakentemmers.kernel.geography import Point
from drakentemmers.matching.capacity import OfferState, Terms, first_free, places_per_month
from drakentemmers.matching.models import Offer, Question, Seat
from drakentemmers.matching.rules import Supply, WorkPlace

LATELY_DAYS = 90
FEW = 100  # therapists, of a page: what other tables know of them is asked for by name, and of more in one sweep

Chosen = QuerySet | list[str]  # ids, or what finds them

COLUMNS = (
    *(
        "pk",
        "name",
        "kind",
        "gender",
        "practice_id",
        "quality_mark_until",
        "works_with_interpreter",
        "is_active",
    ),
    *("groups", "client_roles", "problems", "methods", "languages", "settings", "fundings"),
    *(
        "offer__pk",
        "offer__places",
        "offer__period_weeks",
        "offer__starts_on",
        "offer__ends_on",
        "offer__state",
    ),
    *(
        "offer__parked_until",
        "offer__settings",
        "offer__radius_km",
        "offer__max_sessions",
        "offer__confirmed_at",
    ),
)


def confirmed_since(on: date) -> date:
    """Return the first day on which a confirmation still counts; older offers are not found."""
    return on - timedelta(days=settings.OFFER_DROPS_OUT_AFTER)


def findable(on: date) -> QuerySet[Professional]:
    """Return the available professionals whose offer can be asked for on `on`."""
    offers = Offer.objects.findable(on=on, confirmed_since=confirmed_since(on))
    return Professional.objects.filter(pk__in=offers.values("professional_id"))


def supplies(professionals: QuerySet[Professional], on: date, now: datetime) -> list[Supply]:
    """Return the supply of each of `professionals` on `on`; places held at `now` count as taken.

    Professionals without an offer are part of it: nothing free, never confirmed.
    """
    rows = list(professionals.order_by("pk").values(*COLUMNS))
    if len(rows) <= FEW:
        chosen: Chosen = [row["pk"] for row in rows]
        asked = _asked_lately(on, chosen, {row["practice_id"] for row in rows} - {None})
    else:
        chosen = professionals.order_by().values("pk")
        asked = _asked_lately(on)
    around = _Around(_places(chosen), taken_places(Q(offer__professional__in=chosen), now), asked)
    return [_supply(row, around, on) for row in rows]


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known about therapists in other tables."""

    places: Mapping[str, list[tuple[Point, int, str]]]
    taken: Mapping[str, Mapping[date, int]]
    asked: Mapping[str, int]  # by practice, or by therapist without one


def _places(chosen: Chosen) -> dict[str, list[tuple[Point, int, str]]]:
    found = defaultdict(list)
    rows = WorkLocation.objects.filter(professional__in=chosen).order_by("pk")
    for owner, x, y, z, radius, name in rows.values_list(
        "professional_id", "x", "y", "z", "radius_km", "place_name"
    ):
        found[owner].append((Point(x, y, z), radius, name))
    return found


def taken_places(which: Q, now: datetime) -> dict[str, dict[date, int]]:
    """Return, by offer and Monday of a period, how many places are taken or held at `now`."""
    found: dict[str, dict[date, int]] = defaultdict(dict)
    seats = Seat.objects.live(now).filter(which)
    for offer, start, count in seats.values_list("offer_id", "period_start").annotate(count=Count("pk")):
        found[offer][start] = count
    return found


def _asked_lately(
    on: date, therapists: Collection[str] = (), practices: Collection[str] | None = None
) -> dict[str, int]:
    """Return questions on the last 90 days per 100 therapists of a practice, so that size gives no turn away.

    With `practices`: of those, and of `therapists`; else of everybody.
    """
    since, until = (
        datetime.combine(on + timedelta(days=days), time.min, tzinfo=AMSTERDAM)
        for days in (1 - LATELY_DAYS, 1)
    )
    colleagues = Professional.objects.filter(is_active=True, practice__isnull=False)
    questions = Question.objects.filter(asked_at__gte=since, asked_at__lt=until)
    if practices is not None:
        colleagues = colleagues.filter(practice__in=practices)
        ours = Q(professional__in=therapists) | Q(professional__practice__in=practices)
        questions = questions.filter(ours)
    size = dict(colleagues.order_by().values_list("practice_id").annotate(size=Count("pk")))
    asked: dict[str, int] = defaultdict(int)
    counted = questions.order_by().values_list("professional__practice_id", "professional_id")
    for practice, professional, count in counted.annotate(count=Count("pk")):
        asked[practice or professional] += count
    return {owner: 100 * count // size.get(owner, 1) for owner, count in asked.items()}


def terms_of(row: Mapping[str, Any], prefix: str = "offer__") -> Terms | None:
    """Return the terms of the offer in a row of columns; None when there is no offer."""
    if row[f"{prefix}places"] is None:
        return None
    return Terms(
        row[f"{prefix}places"],
        row[f"{prefix}period_weeks"],
        row[f"{prefix}starts_on"],
        row[f"{prefix}ends_on"],
        OfferState(row[f"{prefix}state"]),
        row[f"{prefix}parked_until"],
    )


def _supply(row: Mapping[str, Any], around: _Around, on: date) -> Supply:
    terms = terms_of(row)
    confirmed_on = local_date(row["offer__confirmed_at"]) if terms else None
    if confirmed_on is None or confirmed_on < confirmed_since(on):
        terms = None
    radius = row["offer__radius_km"]
    mark = row["quality_mark_until"]
    return Supply(
        id=row["pk"],
        name=row["name"],
        groups=row["groups"],
        client_roles=row["client_roles"],
        problems=row["problems"],
        settings=row["offer__settings"] or row["settings"],
        methods=row["methods"],
        languages=row["languages"] or frozenset({Language.DUTCH}),
        works_with_interpreter=row["works_with_interpreter"],
        gender=Gender(row["gender"]) if row["gender"] else None,
        fundings=row["fundings"],
        places=tuple(
            WorkPlace(point, min(own, radius) if radius is not None else own, name)
            for point, own, name in around.places.get(row["pk"], ())
        ),
        first_place=first_free(terms, around.taken.get(row["offer__pk"], {}), on) if terms else None,
        places_per_month=places_per_month(terms) if terms else 0,
        max_sessions=row["offer__max_sessions"],
        confirmed_on=confirmed_on,
        quality_mark=mark is not None and mark >= on,
        is_trainee=row["kind"] == ProfessionalKind.TRAINEE,
        practice_id=row["practice_id"] or "",
        asked_lately=around.asked.get(row["practice_id"] or row["pk"], 0),
    )
