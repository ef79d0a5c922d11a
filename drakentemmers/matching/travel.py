"""How long it takes to get somewhere: an honest estimate, or what a routing service says. Pure.

The estimate knows distance, how densely an area is built, and the five islands that only a ferry reaches. Sources and
assumptions stand in docs/matching.md. The minutes of the rule about distance are `kernel.geography.drive_minutes`, so
that every engine finds the same; by car and without a ferry the estimate is just that.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from typing import Protocol

from drakentemmers.kernel.geography import Point, drive_minutes, point


class Mode(StrEnum):
    """How somebody travels."""

    CAR = "car"
    PUBLIC_TRANSPORT = "public_transport"


class Density(StrEnum):
    """How an area is built, by how many people live in its town."""

    CITY = "city"
    TOWN = "town"
    COUNTRYSIDE = "countryside"


@dataclass(frozen=True, slots=True)
class Spot:
    """One end of a journey."""

    point: Point
    density: Density


@dataclass(frozen=True, slots=True)
class Journey:
    """How long it takes. `by_ferry`: a ferry is part of it, and its waiting and crossing are in the minutes."""

    minutes: int
    by_ferry: bool
    is_estimate: bool = True


class Router(Protocol):
    """Anything that knows how long a journey takes."""

    def journey(self, start: Spot, end: Spot, mode: Mode) -> Journey:
        """Return how long it takes from `start` to `end`."""


@dataclass(frozen=True, slots=True)
class Island:
    """An island with a ferry: its middle and how far it stretches, the harbour, minutes of waiting and crossing."""

    name: str
    middle: Point
    reach_m: int
    mainland: Point
    ferry_minutes: int


ISLANDS = (
    Island("Texel", point(53.10, 4.83), 11_000, point(52.963, 4.781), 50),
    Island("Vlieland", point(53.27, 4.99), 12_000, point(53.174, 5.412), 155),
    Island("Terschelling", point(53.40, 5.34), 16_000, point(53.174, 5.412), 175),
    Island("Ameland", point(53.45, 5.77), 11_000, point(53.391, 5.877), 105),
    Island("Schiermonnikoog", point(53.485, 6.20), 7_000, point(53.410, 6.208), 105),
)
# By public transport: walking and waiting at each end in minutes, and the speed in between in km/h, over 1.3 times the
# straight line: for the first ten kilometres and beyond, slower to where few lines go.
AT_AN_END = {Density.CITY: 8, Density.TOWN: 12, Density.COUNTRYSIDE: 20}
KM_PER_HOUR = {Density.CITY: (25, 55), Density.TOWN: (22, 45), Density.COUNTRYSIDE: (18, 35)}
NEAR_KM = 10
CITY_FROM, TOWN_FROM = 100_000, 20_000


def density_of(population: int) -> Density:
    """Return how a place of so many people is built."""
    if population >= CITY_FROM:
        return Density.CITY
    return Density.TOWN if population >= TOWN_FROM else Density.COUNTRYSIDE


class Estimate:
    """Minutes from distance, density and ferries."""

    def journey(self, start: Spot, end: Spot, mode: Mode) -> Journey:
        """Return the estimate; over water by way of the harbour on the mainland."""
        here, there = island_of(start.point), island_of(end.point)
        if here is there:
            return Journey(self._over_land(start, end, mode), by_ferry=False)
        minutes, last = 0, start
        for island, spot in ((here, start), (there, end)):
            if island is not None:
                harbour = Spot(island.mainland, spot.density)
                minutes += island.ferry_minutes
                last, end = (harbour, end) if spot is start else (last, harbour)
        return Journey(minutes + self._over_land(last, end, mode), by_ferry=True)

    @staticmethod
    def _over_land(start: Spot, end: Spot, mode: Mode) -> int:
        metres = start.point.distance_m(end.point)
        if mode == Mode.CAR:
            return drive_minutes(metres)
        near, far = min(KM_PER_HOUR[start.density], KM_PER_HOUR[end.density])
        km = metres / 1000 * 1.3
        riding = min(km, NEAR_KM) * 60 / near + max(km - NEAR_KM, 0) * 60 / far
        return round(AT_AN_END[start.density] + AT_AN_END[end.density] + riding)


@lru_cache(maxsize=4096)
def island_of(place: Point) -> Island | None:
    """Return the island on which `place` lies, if it lies on one."""
    return next((island for island in ISLANDS if island.middle.distance_m(place) <= island.reach_m), None)


@lru_cache(maxsize=4)
def router(path: str) -> Router:
    """Return the router that a setting names, such as `drakentemmers.matching.travel.Estimate`."""
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)()
