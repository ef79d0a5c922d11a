"""Places as whole metres on a sphere, so that distance is exact integer arithmetic and the same everywhere."""

from dataclasses import dataclass
from math import asin, atan2, cos, degrees, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_000


@dataclass(frozen=True, slots=True)
class Point:
    """A place: whole metres from the centre of the earth along three axes."""

    x: int
    y: int
    z: int

    def chord_squared(self, other: "Point") -> int:
        """Return the squared straight-line distance in square metres; exact."""
        return (self.x - other.x) ** 2 + (self.y - other.y) ** 2 + (self.z - other.z) ** 2

    def distance_m(self, other: "Point") -> int:
        """Return the distance over the ground in whole metres."""
        return distance_of_chord(self.chord_squared(other))


def point(latitude: float, longitude: float) -> Point:
    """Return the point at a latitude and longitude in degrees."""
    lat, lon = radians(latitude), radians(longitude)
    return Point(
        round(EARTH_RADIUS_M * cos(lat) * cos(lon)),
        round(EARTH_RADIUS_M * cos(lat) * sin(lon)),
        round(EARTH_RADIUS_M * sin(lat)),
    )


def degrees_at(place: Point) -> tuple[float, float]:
    """Return the latitude and longitude of a point, to a few metres: to draw it."""
    return degrees(asin(max(-1.0, min(1.0, place.z / EARTH_RADIUS_M)))), degrees(atan2(place.y, place.x))


def distance_of_chord(chord_squared: int) -> int:
    """Return the distance over the ground, in whole metres, that belongs to a squared chord."""
    half = min(1.0, sqrt(chord_squared) / (2 * EARTH_RADIUS_M))
    return round(2 * EARTH_RADIUS_M * asin(half))


def chord_squared_for(distance_m: float) -> int:
    """Return the squared chord that belongs to a distance over the ground: the bound to compare with."""
    return round((2 * EARTH_RADIUS_M * sin(distance_m / (2 * EARTH_RADIUS_M))) ** 2)


def drive_minutes(distance_m: int) -> int:
    """Estimate minutes by car from a straight line: 5 minutes to start and park, 1.3 times the line as road,
    35 km/h for the first 10 km of road, 55 km/h up to 30 km and 80 km/h beyond. An estimate, and shown as one.
    """
    road_km = distance_m / 1000 * 1.3
    town, near, far = min(road_km, 10), min(max(road_km - 10, 0), 20), max(road_km - 30, 0)
    return round(5 + town * 60 / 35 + near * 60 / 55 + far * 60 / 80)
