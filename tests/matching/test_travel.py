"""How long it takes to get there: an estimate that knows towns and ferries, or another router by setting."""

import pytest

from drakentemmers.kernel.geography import Point, drive_minutes, point
from drakentemmers.matching.read.shortlist import find
from drakentemmers.matching.read.travel import travels
from drakentemmers.matching.rules import Need
from drakentemmers.matching.travel import Density, Estimate, Journey, Mode, Spot, island_of
from drakentemmers.matching.wording import travel_text
from tests.factories.directory import ALMERE, UTRECHT, PlaceFactory
from tests.matching.therapists import NOW, ON, therapist

ALMERE_POINT, UTRECHT_POINT = point(*ALMERE), point(*UTRECHT)
DEN_HELDER, DEN_BURG, WEST_TERSCHELLING = point(52.956, 4.76), point(53.055, 4.797), point(53.36, 5.216)


def spot(place: Point, density: Density = Density.TOWN) -> Spot:
    return Spot(place, density)


class Timetable:
    """A routing service as somebody would plug it in."""

    def journey(self, start: Spot, end: Spot, mode: Mode) -> Journey:
        return Journey(12 if mode == Mode.CAR else 34, by_ferry=False, is_estimate=False)


def test_by_car_over_land_it_is_what_the_rule_counts_with():
    found = Estimate().journey(spot(ALMERE_POINT), spot(UTRECHT_POINT), Mode.CAR)
    assert found == Journey(drive_minutes(ALMERE_POINT.distance_m(UTRECHT_POINT)), by_ferry=False)


def test_by_public_transport_the_countryside_takes_longer():
    minutes = [
        Estimate().journey(spot(ALMERE_POINT), spot(UTRECHT_POINT, density), Mode.PUBLIC_TRANSPORT).minutes
        for density in (Density.CITY, Density.TOWN, Density.COUNTRYSIDE)
    ]
    assert minutes == sorted(minutes) and len(set(minutes)) == 3


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ((53.055, 4.797), "Texel"),
        ((53.026, 4.752), "Texel"),
        ((53.157, 4.862), "Texel"),
        ((53.296, 5.076), "Vlieland"),
        ((53.36, 5.216), "Terschelling"),
        ((53.403, 5.376), "Terschelling"),
        ((53.44, 5.64), "Ameland"),
        ((53.449, 5.803), "Ameland"),
        ((53.479, 6.163), "Schiermonnikoog"),
        ((52.956, 4.76), None),
        ((53.174, 5.42), None),
        ((53.37, 5.9), None),
        ((53.41, 6.205), None),
    ],
)
def test_an_island_is_known_and_its_harbour_on_the_mainland_is_not_on_it(place, name):
    island = island_of(point(*place))
    assert (island and island.name) == name


def test_to_an_island_the_ferry_counts_and_on_the_island_it_does_not():
    over = Estimate().journey(spot(DEN_HELDER), spot(DEN_BURG), Mode.CAR)
    back = Estimate().journey(spot(DEN_BURG), spot(DEN_HELDER), Mode.CAR)
    assert over == back and over.by_ferry and over.minutes >= 50
    assert not Estimate().journey(spot(DEN_BURG), spot(point(53.157, 4.862)), Mode.CAR).by_ferry


def test_between_two_islands_there_are_two_ferries():
    found = Estimate().journey(spot(DEN_BURG), spot(WEST_TERSCHELLING), Mode.CAR)
    assert found.by_ferry and found.minutes > 50 + 175


@pytest.mark.django_db
def test_a_list_says_it_in_words_and_in_one_query(django_assert_num_queries):
    PlaceFactory(population=200_000)
    therapist("Almere")
    therapist("Utrecht", at=UTRECHT)
    need = Need(group=None, point=ALMERE_POINT)
    verdicts = find(need, on=ON, now=NOW).fits[:]
    with django_assert_num_queries(1):
        found = travels(need, verdicts)
    assert [travel_text(travel) for travel in found] == [
        "ongeveer 5 min met de auto, 16 min met het OV",
        "ongeveer 53 min met de auto, 115 min met het OV",
    ]
    assert travels(Need(group=None), verdicts) == [None, None]


@pytest.mark.django_db
def test_another_router_is_plugged_in_by_setting(settings):
    settings.TRAVEL_ROUTER = "tests.matching.test_travel.Timetable"
    therapist("Almere")
    need = Need(group=None, point=ALMERE_POINT)
    (travel,) = travels(need, find(need, on=ON, now=NOW).fits)
    assert travel_text(travel) == "12 min met de auto, 34 min met het OV"
