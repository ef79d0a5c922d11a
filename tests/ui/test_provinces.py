"""In which province a place lies."""

import pytest

from drakentemmers.ui.provinces import provinces, provinces_of

PLACES = {
    "Assen": (52.9967, 6.5625, "Drenthe"),
    "Almere": (52.3703, 5.2143, "Flevoland"),
    "Emmeloord": (52.7108, 5.7486, "Flevoland"),
    "Leeuwarden": (53.2012, 5.7999, "Friesland"),
    "Arnhem": (51.9800, 5.9111, "Gelderland"),
    "Groningen": (53.2192, 6.5667, "Groningen"),
    "Maastricht": (50.8483, 5.6889, "Limburg"),
    "Eindhoven": (51.4408, 5.4778, "Noord-Brabant"),
    "Haarlem": (52.3808, 4.6368, "Noord-Holland"),
    "Den Burg": (53.0542, 4.7972, "Noord-Holland"),  # on an island
    "Zwolle": (52.5125, 6.0944, "Overijssel"),
    "Utrecht": (52.0908, 5.1222, "Utrecht"),
    "Middelburg": (51.5000, 3.6139, "Zeeland"),
    "Rotterdam": (51.9225, 4.4792, "Zuid-Holland"),
    "Brussel": (50.8505, 4.3488, ""),
    "in the North Sea": (53.0, 4.0, ""),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_place_lies_in_its_province(name: str) -> None:
    latitude, longitude, province = PLACES[name]
    assert provinces_of([latitude], [longitude]) == [province]


def test_many_places_are_answered_in_their_order() -> None:
    latitudes, longitudes, names = zip(*PLACES.values(), strict=True)
    assert provinces_of(latitudes * 300, longitudes * 300) == list(names) * 300
    assert provinces_of([], []) == []


def test_what_lies_level_with_a_corner_is_counted_once() -> None:
    """A line to the right through a corner crosses two sides there, or none."""
    for name, rings in provinces():
        ring = max(rings, key=len)
        west, east = min(x for x, _ in ring) - 1, max(x for x, _ in ring) + 1
        levels = [y for _, y in ring]
        for outside in (west, east):
            assert name not in provinces_of(levels, [outside] * len(levels))
