"""How well the country is covered at this moment, and who has a place: what the front page shows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache

from drakentemmers.directory.labels import label
from drakentemmers.directory.models import Professional, Region, RegionMunicipality
from drakentemmers.directory.rules import ClientGroup, RegionModel
from drakentemmers.kernel.geography import Point, chord_squared_for
from drakentemmers.matching.read.supply import findable, supplies
from drakentemmers.matching.rules import Supply

NEAR_KM = 30
SOON = timedelta(weeks=4)
FRESHEST = 5
KEPT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Spot:
    """One centre municipality on the small map."""

    name: str
    latitude: float
    longitude: float
    is_covered: bool


@dataclass(frozen=True, slots=True)
class FreePlace:
    """A therapist with a place soon, most recently confirmed first."""

    id: str
    name: str
    place: str
    groups: str
    first_place: date
    is_now: bool


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page knows of supply."""

    spots: tuple[Spot, ...]
    therapists_with_place: int
    freshest: tuple[FreePlace, ...]
    counted_at: datetime

    @property
    def covered(self) -> int:
        return sum(spot.is_covered for spot in self.spots)

    @property
    def gaps(self) -> list[str]:
        return [spot.name for spot in self.spots if not spot.is_covered]


def front(*, on: date, now: datetime) -> Front:
    """Return the figures of the front page, counted at most every two minutes.

    A centre municipality is covered when a therapist works within 30 km who has a place within four weeks of `on`.
    """
    kept: Front | None = cache.get(f"home.front.{on}")
    if kept is None:
        kept = count(on=on, now=now)
        cache.set(f"home.front.{on}", kept, KEPT_SECONDS)
    return kept


def count(*, on: date, now: datetime) -> Front:
    """Count the figures of the front page anew."""
    soon = [supply for supply in supplies(findable(on), on, now) if has_place_soon(supply, on)]
    works = {place.point for supply in soon for place in supply.places}
    return Front(
        spots=tuple(_spots(works)),
        therapists_with_place=len(soon),
        freshest=tuple(_freshest(soon, on)),
        counted_at=now,
    )


def has_place_soon(supply: Supply, on: date) -> bool:
    """Tell whether somebody can start within four weeks of `on`."""
    return supply.first_place is not None and supply.first_place <= on + SOON


def _spots(works: set[Point]) -> list[Spot]:
    reach = chord_squared_for(NEAR_KM * 1000)
    regions = Region.objects.filter(model=RegionModel.CENTRE_MUNICIPALITY).order_by("name")
    middles = {
        link.region_id: link.municipality
        for link in RegionMunicipality.objects.filter(region__in=regions)
        .select_related("municipality")
        .defer("municipality__outline")
        .order_by("-valid_from")
        if link.municipality.name == link.region.name
    }
    return [
        Spot(
            region.name,
            middle.latitude,
            middle.longitude,
            any(middle.point.chord_squared(work) <= reach for work in works),
        )
        for region in regions
        if (middle := middles.get(region.pk))
    ]


def _freshest(soon: list[Supply], on: date) -> list[FreePlace]:
    newest = sorted(soon, key=lambda supply: (_unconfirmed_days(supply, on), supply.first_place, supply.name))
    return [
        FreePlace(
            id=supply.id,
            name=supply.name,
            place=supply.places[0].name if supply.places else "",
            groups=", ".join(str(label(group)) for group in ClientGroup if group in supply.groups),
            first_place=max(supply.first_place, on),
            is_now=supply.first_place <= on,
        )
        for supply in newest[:FRESHEST]
        if supply.first_place is not None
    ]


def _unconfirmed_days(supply: Supply, on: date) -> int:
    return (on - supply.confirmed_on).days if supply.confirmed_on else 10_000


def professionals_in_network() -> int:
    """Return how many therapists and trainees have a profile."""
    return Professional.objects.filter(is_active=True).count()
