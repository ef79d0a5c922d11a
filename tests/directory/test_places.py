"""What people type becomes a place."""

import pytest

from drakentemmers.directory.place_names import search_name, split_postcode
from drakentemmers.directory.read.places import perhaps_meant, place_problem, resolve_place, suggest_places
from tests.factories.directory import MunicipalityFactory, PlaceFactory, PostcodeAreaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    PlaceFactory(name="Almere", search_name="almere", population=200_000)
    PlaceFactory(name="Almelo", search_name="almelo", population=70_000)
    PlaceFactory(name="Den Haag", search_name="den haag", population=500_000)
    PlaceFactory(name="Den Helder", search_name="den helder", population=50_000)
    PlaceFactory(name="'s-Hertogenbosch", search_name="s hertogenbosch")
    PostcodeAreaFactory(pc4="1315", place_name="Almere")


@pytest.mark.parametrize("text", ["1315", "1315AB", "1315 ab", " 1315  AB ", "1315 Almere", "1315ab, Almere"])
def test_a_postcode_is_found_however_it_is_written(text):
    found = resolve_place(text)
    assert (found.label, found.pc4) == ("1315 Almere", "1315")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("almere", "Almere"),
        ("ALMERE", "Almere"),
        ("Almeré", "Almere"),
        ("'s-Gravenhage", "Den Haag"),
        ("The Hague", "Den Haag"),
        ("Den Bosch", "'s-Hertogenbosch"),
        ("9999 Almere", "Almere"),
    ],
)
def test_a_place_is_found_by_any_of_its_names(text, name):
    assert resolve_place(text).label == name


def test_a_municipality_without_a_place_of_that_name_is_found():
    MunicipalityFactory(code="GM1900", name="Súdwest-Fryslân")
    assert resolve_place("súdwest-fryslân").label == "Súdwest-Fryslân"


@pytest.mark.parametrize("text", ["", "   ", "9999", "Nergenshuizen", "0123", "13155", "'"])
def test_what_is_no_place_is_not_found(text):
    assert resolve_place(text) is None
    assert place_problem(text)


def test_an_unknown_postcode_says_what_to_do():
    assert place_problem("9999") == "We kennen postcode 9999 niet. Vul een plaats in."


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Almeer", ["Almere"]),  # two that changed places
        ("almerre", ["Almere"]),
        ("Den Haagg", ["Den Haag"]),
        ("Almero", ["Almere", "Almelo"]),  # one slip each: the largest first
        ("shertogenbosch", ["'s-Hertogenbosch"]),
        ("Alm", []),
        ("Zzzzzz", []),
    ],
)
def test_a_slip_gets_the_names_that_may_be_meant(text, names):
    assert perhaps_meant(text) == names


def test_who_makes_a_slip_is_asked_what_was_meant():
    assert place_problem("Almeer") == "We kennen de plaats “Almeer” niet. Bedoel je Almere?"
    asked = "We kennen de plaats “Almero” niet. Bedoel je Almere of Almelo?"
    assert place_problem("9999 Almero") == asked
    assert place_problem("Zzzzzz") == (
        "We kennen de plaats “Zzzzzz” niet. Controleer de spelling of vul een postcode in."
    )


def test_an_island_is_found_by_its_name_and_its_largest_village():
    assert resolve_place("Texel") is None  # no places were loaded
    village = PlaceFactory(geoname_id=2757244, name="Den Burg", latitude=53.05, longitude=4.8)
    found = resolve_place("texel")
    assert (found.label, found.latitude, found.point) == ("Texel", 53.05, village.point)
    MunicipalityFactory(name="Texel", latitude=53.1)
    assert resolve_place("Texel").latitude == 53.1  # the official middle goes before it


def test_of_two_places_with_one_name_the_larger_is_meant():
    PlaceFactory(name="Hengelo", search_name="hengelo", population=8_000, latitude=52.05, longitude=6.3)
    PlaceFactory(name="Hengelo", search_name="hengelo", population=80_000, latitude=52.26, longitude=6.79)
    assert resolve_place("Hengelo").latitude == 52.26


def test_suggestions_begin_with_the_text_and_put_the_largest_first():
    assert suggest_places("den") == ["Den Haag", "Den Helder"]
    assert suggest_places("d") == []


def test_a_search_name_has_no_accents_or_signs():
    assert search_name("'s-Gravenhage") == "s gravenhage"
    assert search_name("Súdwest-Fryslân") == "sudwest fryslan"


def test_a_year_in_a_longer_number_is_no_postcode():
    assert split_postcode("13155") is None
    assert split_postcode("1315ab Almere") == ("1315", "AB", "Almere")
