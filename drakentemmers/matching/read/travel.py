"""How long it takes to the work locations of a list, by the router of the setting. One query, however long the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from drakentemmers.directory.models import Place
from drakentemmers.kernel.geography import Point
from drakentemmers.matching.rules import Need, Verdict
from drakentemmers.matching.travel import (
    CITY_FROM,
    TOWN_FROM,
    Density,
    Journey,
    Mode,
    Spot,
    density_of,
    router,
)

CITY_REACHES_M, TOWN_REACHES_M = 6_000, 4_000


@dataclass(frozen=True, slots=True)
class Travel:
    """How long it takes to one work location."""

    car: Journey
    public_transport: Journey


def travels(need: Need, verdicts: Sequence[Verdict]) -> list[Travel | None]:
    """Return how long it takes to the work location of each verdict; None when no place is asked or known."""
    if need.point is None or not any(verdict.nearest for verdict in verdicts):
        return [None] * len(verdicts)
    towns = _towns()
    start = Spot(need.point, _density(need.point, towns))
    way = router(settings.TRAVEL_ROUTER)
    found: list[Travel | None] = []
    for verdict in verdicts:
        if verdict.nearest is None:
            found.append(None)
            continue
        place = verdict.nearest.point
        end = Spot(place, _density(place, towns))
        found.append(Travel(*(way.journey(start, end, mode) for mode in (Mode.CAR, Mode.PUBLIC_TRANSPORT))))
    return found


def _towns() -> list[tuple[Point, int]]:
    rows = Place.objects.filter(population__gte=TOWN_FROM).order_by("geoname_id")
    return [(Point(x, y, z), people) for x, y, z, people in rows.values_list("x", "y", "z", "population")]


def _density(place: Point, towns: list[tuple[Point, int]]) -> Density:
    """Return how it is built around a place: as the largest town that reaches so far."""
    near = [
        people
        for town, people in towns
        if abs(place.z - town.z) <= CITY_REACHES_M  # nearly all are out already: a list measures thousands
        and place.chord_squared(town) <= (CITY_REACHES_M if people >= CITY_FROM else TOWN_REACHES_M) ** 2
    ]
    return density_of(max(near, default=0))
