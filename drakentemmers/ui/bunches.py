"""Numbered pins on a drawing, so that each can be read and pressed.

Those of one town share a flag, with every number as a link of its own. A head that would lie on another steps aside,
and keeps pointing at its place. Pure; all in units of the drawing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, cos, hypot, pi, sin, sqrt

ONE_TOWN = 14.0  # pins so near each other share a flag
HEAD, CELL, EDGE = 30.0, 27.0, 3.0  # how wide a pin is; one number in a flag; what is left around all of them
ABOVE = 10.0  # how far the point of a pin is below its head
ROW_OF = 3  # so few stand next to each other; more go in rows
# On a small screen pins are drawn so much larger, out of their point (find.css): they stay apart there too.
LARGEST = 1.45
SIZES = (1.0, LARGEST)
# In sixteenths of a turn, from straight up.
DIRECTIONS = (0, *(turn for n in range(1, 8) for turn in (n, -n)), 8)
FURTHER = (0.0, 14.0, 30.0, 50.0, 75.0, 105.0, 140.0)

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Pin:
    """One numbered place on the map; `kind` is ok, warn or full; `href` leads to the item in the list."""

    number: int
    name: str
    latitude: float
    longitude: float
    kind: str
    href: str


@dataclass(frozen=True, slots=True)
class DrawnPin:
    """A pin in the coordinates of the drawing."""

    pin: Pin
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bunch:
    """One pin or the pins of one town. It points at x and y; the middle of its head is `aside` and `up` from there."""

    x: float
    y: float
    pins: tuple[Pin, ...]
    aside: float = 0.0
    up: float = 0.0

    @property
    def is_flag(self) -> bool:
        return len(self.pins) > 1

    @property
    def is_plain(self) -> bool:
        """One pin that stands straight on its place."""
        return not self.is_flag and (self.aside, self.up) == (0.0, ABOVE + HEAD / 2)

    @property
    def columns(self) -> int:
        count = len(self.pins)
        return count if count <= ROW_OF else max(ROW_OF, ceil(sqrt(count)))

    @property
    def width(self) -> float:
        return self.columns * CELL + 2 * EDGE if self.is_flag else HEAD

    @property
    def height(self) -> float:
        return ceil(len(self.pins) / self.columns) * CELL + 2 * EDGE if self.is_flag else HEAD

    @property
    def left(self) -> float:
        return round(self.aside - self.width / 2, 1)

    @property
    def top(self) -> float:
        return round(-self.up - self.height / 2, 1)

    @property
    def cells(self) -> list[DrawnPin]:
        """Every pin with the middle of its number, seen from the place at which all of them point."""
        rows = [divmod(place, self.columns) for place in range(len(self.pins))]
        edge, cell = (EDGE, CELL) if self.is_flag else (0.0, HEAD)
        return [
            DrawnPin(
                pin,
                round(self.left + edge + (column + 0.5) * cell, 1),
                round(self.top + edge + (row + 0.5) * cell, 1),
            )
            for pin, (row, column) in zip(self.pins, rows, strict=True)
        ]

    @property
    def pointer(self) -> str:
        """Return the path from the place to both sides of the middle of the head, which lies over its end."""
        far = hypot(self.aside, self.up) or 1
        across, down = 7 * self.up / far, 7 * self.aside / far
        ends = (self.aside - across, -self.up - down), (self.aside + across, -self.up + down)
        return "M0 0L" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ends) + "Z"

    def head(self, size: float) -> Box:
        """Return what the head covers in the drawing when pins are drawn so large."""
        x, y = self.x + self.aside * size, self.y - self.up * size
        half_w, half_h = self.width / 2 * size, self.height / 2 * size
        return x - half_w, y - half_h, x + half_w, y + half_h


@dataclass(frozen=True, slots=True)
class _Room:
    """The drawing, and what in it a head may not lie on."""

    width: float
    height: float
    clear: tuple[Box, ...]
    towns: tuple[Bunch, ...]

    def takes(self, town: Bunch, drawn: Sequence[Bunch], size: float) -> bool:
        head = town.head(size)
        points = [(t.x - 3, t.y - 3, t.x + 3, t.y + 3) for t in self.towns if (t.x, t.y) != (town.x, town.y)]
        inside = head[0] >= 0 and head[1] >= 0 and head[2] <= self.width and head[3] <= self.height
        return inside and not any(
            _overlap(head, other)
            for others in (self.clear, points, (other.head(size) for other in drawn))
            for other in others
        )


def bunched(
    pins: Sequence[DrawnPin], width: float, height: float, clear: Sequence[Box] = ()
) -> tuple[Bunch, ...]:
    """Return all pins in bunches of which no head lies on another, nor on what stays `clear`; from north to south.

    Where there is no room for one town it goes in with the nearest.
    """
    towns = _towns(pins)
    while True:
        room = _Room(width, height, tuple(clear), tuple(towns))
        drawn: list[Bunch] = []
        for town in sorted(towns, key=lambda town: (-len(town.pins), town.pins[0].number)):
            if (placed := _placed(town, drawn, room)) is None:
                towns = _joined(town, towns)
                break
            drawn.append(placed)
        else:
            return tuple(sorted(drawn, key=lambda bunch: (bunch.y, bunch.x)))


def _towns(pins: Sequence[DrawnPin]) -> list[Bunch]:
    towns: list[Bunch] = []
    for drawn in pins:
        for at, town in enumerate(towns):
            if hypot(town.x - drawn.x, town.y - drawn.y) <= ONE_TOWN:
                towns[at] = replace(town, pins=(*town.pins, drawn.pin))
                break
        else:
            towns.append(Bunch(drawn.x, drawn.y, (drawn.pin,)))
    return towns


def _placed(town: Bunch, drawn: Sequence[Bunch], room: _Room) -> Bunch | None:
    """Return a town with its head where there is room, as near as can be; None: there is none."""
    for tried in _tries(town):
        if all(room.takes(tried, drawn, size) for size in SIZES):
            return tried
    return next(_tries(town)) if len(room.towns) == 1 else None  # nobody to join: then as it comes


def _tries(town: Bunch) -> Iterator[Bunch]:
    near_x, near_y = ABOVE + town.width / 2, ABOVE + town.height / 2
    for further in FURTHER:
        for direction in DIRECTIONS:
            turn = direction * pi / 8
            aside, up = sin(turn) * (near_x + further), cos(turn) * (near_y + further)
            yield replace(town, aside=round(aside, 1), up=round(up, 1))


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _joined(town: Bunch, towns: Sequence[Bunch]) -> list[Bunch]:
    """Return the towns with the one for which there is no room joined to the nearest other."""
    others = [other for other in towns if other is not town]
    nearest = min(others, key=lambda other: hypot(other.x - town.x, other.y - town.y))
    pins = sorted((*nearest.pins, *town.pins), key=lambda pin: pin.number)
    return [replace(other, pins=tuple(pins)) if other is nearest else other for other in others]
