"""Outlines of areas: is a place inside, where is the middle. Pure; longitude comes first, as in GeoJSON."""

from collections.abc import Iterable
from dataclasses import dataclass

Ring = list[list[float]]
Polygon = list[Ring]  # the outer ring, then the holes


@dataclass(frozen=True)
class Outline:
    """The polygons of one area with the box around them, so that most questions are answered by four comparisons."""

    polygons: list[Polygon]
    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        """Tell whether a place lies inside; holes do not count."""
        if not (self.west <= longitude <= self.east and self.south <= latitude <= self.north):
            return False
        return any(_inside(longitude, latitude, polygon) for polygon in self.polygons)


def outline_of(polygons: list[Polygon]) -> Outline:
    """Return the outline made of `polygons` (at least one, with an outer ring each)."""
    corners = [corner for polygon in polygons for corner in polygon[0]]
    longitudes, latitudes = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return Outline(polygons, min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def _inside(x: float, y: float, rings: Iterable[Ring]) -> bool:
    """Count how often a line to the east crosses the rings: an odd number is inside."""
    crossings = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1


def middle(polygons: list[Polygon]) -> tuple[float, float]:
    """Return longitude and latitude of the centre of gravity of the largest polygon."""
    return max((_centre(polygon[0]) for polygon in polygons), key=lambda found: found[0])[1]


def _centre(ring: Ring) -> tuple[float, tuple[float, float]]:
    area = x_sum = y_sum = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        part = x1 * y2 - x2 * y1
        area += part
        x_sum += (x1 + x2) * part
        y_sum += (y1 + y2) * part
    if area == 0:
        return 0.0, (ring[0][0], ring[0][1])
    return abs(area) / 2, (x_sum / (3 * area), y_sum / (3 * area))
