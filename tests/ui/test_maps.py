"""A map drawn on the server holds every pin, keeps its proportions and lets nothing through unescaped."""

import re

import numpy as np
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler
from hypothesis import given, settings
from hypothesis import strategies as st

from drakentemmers.ui.bunches import LARGEST, SIZES, Bunch, Pin
from drakentemmers.ui.maps import Label, Map, cut_off, draw
from drakentemmers.ui.provinces import provinces

ALMERE = (52.37, 5.21)


def _pin(number: int, latitude: float, longitude: float, name: str = "Praktijk") -> Pin:
    return Pin(number, name, latitude, longitude, "ok", f"#r{number}")


def _render(drawn: object) -> str:
    source = CottonCompiler().process('<c-map :map="map" label="Kaart" />')
    return engines["django"].from_string(source).render({"map": drawn})


@settings(deadline=None)  # a busy machine is no error of the map
@given(st.lists(st.tuples(st.floats(50.7, 53.6), st.floats(3.3, 7.3)), max_size=12))
def test_every_pin_lies_inside_the_drawing(places: list[tuple[float, float]]) -> None:
    drawn = draw([_pin(n, *place) for n, place in enumerate(places, 1)], centre=ALMERE, radius_km=30)
    assert sorted(_numbers(drawn)) == list(range(1, len(places) + 1))
    assert all(0 <= bunch.x <= drawn.width and 0 <= bunch.y <= drawn.height for bunch in drawn.bunches)


def _numbers(drawn: Map) -> list[int]:
    return [pin.number for bunch in drawn.bunches for pin in bunch.pins]


def _lie_on_each_other(one: Bunch, other: Bunch, size: float) -> bool:
    a, b = one.head(size), other.head(size)
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(51.5, 52.6), st.floats(4.5, 6.0)), min_size=2, max_size=20))
def test_no_number_lies_on_another_on_a_small_screen_either(places: list[tuple[float, float]]) -> None:
    drawn = draw([_pin(n, *place) for n, place in enumerate(places, 1)])
    assert sorted(_numbers(drawn)) == list(range(1, len(places) + 1))
    for size in SIZES:
        for at, one in enumerate(drawn.bunches):
            assert not any(_lie_on_each_other(one, other, size) for other in drawn.bunches[at + 1 :])


def test_therapists_of_one_town_share_a_flag_in_which_each_has_a_link() -> None:
    drawn = draw(
        [_pin(1, *ALMERE), _pin(2, 52.3701, 5.2101), _pin(3, 52.09, 5.12)], radius_km=30, centre=ALMERE
    )
    assert sorted([pin.number for pin in bunch.pins] for bunch in drawn.bunches) == [[1, 2], [3]]
    html = _render(drawn)
    assert [f'href="#r{number}"' in html for number in (1, 2, 3)] == [True, True, True]


def test_the_asked_place_stays_in_sight() -> None:
    drawn = draw([_pin(n, *ALMERE) for n in range(1, 21)], centre=ALMERE, radius_km=30)
    (left, top, right, bottom), (x, y) = drawn.bunches[0].head(LARGEST), drawn.centre or (0, 0)
    assert not (left < x < right and top < y < bottom)


def test_across_the_border_is_land_and_the_sea_is_not() -> None:
    assert draw([], centre=(50.85, 5.69), radius_km=30).abroad  # Maastricht
    assert draw([], centre=(51.33, 3.83), radius_km=30).abroad  # Terneuzen
    assert not draw([], centre=(53.05, 4.8), radius_km=20).abroad  # Texel
    assert not draw([], centre=ALMERE, radius_km=20).abroad


def test_the_circle_has_the_asked_radius() -> None:
    east = (52.37, 5.21 + 30 / (111.2 * 0.6105))  # thirty kilometres east of Almere
    drawn = draw([_pin(1, *east)], centre=ALMERE, radius_km=30)
    assert drawn.centre is not None
    assert drawn.radius is not None
    assert abs((drawn.bunches[0].x - drawn.centre[0]) - drawn.radius) < 1


def test_without_official_outlines_the_twelve_provinces_are_the_ground() -> None:
    assert len(provinces()) == 12
    assert len(draw([]).paths) == 12
    assert not draw([]).has_outlines


def _inside(ring: np.ndarray, x: float, y: float) -> bool:
    """Tell whether a point lies in a ring, by how many of its sides lie to the right of it."""
    found = False
    for (x1, y1), (x2, y2) in zip(ring.tolist(), np.roll(ring, -1, axis=0).tolist(), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            found = not found
    return found


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-90, 190), st.integers(-90, 190)), min_size=3, max_size=40))
def test_what_is_cut_off_an_outline_lies_outside_the_drawing(corners: list[tuple[int, int]]) -> None:
    ring = np.array(corners, np.float64)
    cut = cut_off(ring, 100, 100)
    assert set(map(tuple, cut.tolist())) <= set(map(tuple, ring.tolist()))
    for x in np.arange(0.37, 100, 12.3):  # beside the corners, so that no point lies on a side
        for y in np.arange(0.41, 100, 12.3):
            assert _inside(cut, x, y) == _inside(ring, x, y)


def test_a_map_of_a_town_does_not_draw_the_coast_far_away() -> None:
    whole, town = draw([]), draw([_pin(1, *ALMERE)], centre=ALMERE, radius_km=10)
    assert 0 < sum(map(len, town.paths)) < sum(map(len, whole.paths)) / 10


@settings(deadline=None)
@given(st.floats(50.7, 53.6), st.floats(3.3, 7.3), st.integers(2, 60))
def test_every_path_can_be_drawn(latitude: float, longitude: float, radius_km: int) -> None:
    drawn = draw([], centre=(latitude, longitude), radius_km=radius_km)
    point = r"-?[\d.]+ -?[\d.]+"
    assert all(re.fullmatch(f"(M{point}(L{point}){{2,}}Z)+", path) for path in drawn.paths)


def test_labels_never_overlap_and_the_heaviest_stays() -> None:
    drawn = draw([], labels=[Label("Klein", 52.2, 5.3, 1), Label("Groot", 52.2, 5.3, 9)])
    assert [label.name for label in drawn.labels] == ["Groot"]


def test_a_hostile_name_is_escaped() -> None:
    html = _render(draw([_pin(1, *ALMERE, name='"><script>alert(1)</script>')], centre=ALMERE))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_numbers_in_the_drawing_have_a_point_and_never_a_comma() -> None:
    html = _render(draw([_pin(1, 52.5, 5.5)], centre=ALMERE, radius_km=30))
    assert 'cx="280.0"' in html
