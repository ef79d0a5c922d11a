"""Distances are exact integers and agree with what is known of the country."""

from hypothesis import given
from hypothesis import strategies as st

from drakentemmers.kernel.geography import chord_squared_for, drive_minutes, point

ALMERE, NAARDEN = point(52.3703, 5.2141), point(52.2955, 5.1632)
GRONINGEN, MAASTRICHT = point(53.2192, 6.5667), point(50.8483, 5.6889)

latitudes, longitudes = st.floats(50.7, 53.6), st.floats(3.3, 7.3)


def test_almere_to_naarden_is_nine_kilometres() -> None:
    assert ALMERE.distance_m(NAARDEN) == 9008


def test_groningen_to_maastricht_is_about_270_kilometres() -> None:
    assert 265_000 < GRONINGEN.distance_m(MAASTRICHT) < 275_000


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_the_same_in_both_directions(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    one, other = point(lat1, lon1), point(lat2, lon2)
    assert one.distance_m(other) == other.distance_m(one)


@given(latitudes, longitudes, latitudes, longitudes, st.integers(1, 300_000))
def test_comparing_chords_is_comparing_distances(
    lat1: float, lon1: float, lat2: float, lon2: float, bound_m: int
) -> None:
    one, other = point(lat1, lon1), point(lat2, lon2)
    distance = one.distance_m(other)
    if abs(distance - bound_m) > 2:  # both are rounded to the metre
        assert (one.chord_squared(other) <= chord_squared_for(bound_m)) == (distance <= bound_m)


def test_minutes_grow_with_distance_and_start_at_five() -> None:
    minutes = [drive_minutes(km * 1000) for km in (0, 3, 11, 27, 60)]
    assert minutes == [5, 12, 27, 48, 80]
