"""Child and parent together: one practice, or practices close by."""

from dataclasses import replace
from datetime import date

from drakentemmers.directory.rules import ClientGroup
from drakentemmers.kernel.geography import point
from drakentemmers.matching.family import family_options
from drakentemmers.matching.rules import Need, Supply, Verdict, WorkPlace, assess

ON = date(2026, 11, 18)
ALMERE = point(52.3714, 5.2219)
PLACES = {
    "Almere": WorkPlace(ALMERE, 25, "Almere"),
    "Naarden": WorkPlace(point(52.2958, 5.1625), 25, "Naarden"),
    "Huizen": WorkPlace(point(52.2992, 5.2417), 25, "Huizen"),
    "Groningen": WorkPlace(point(53.2192, 6.5667), 25, "Groningen"),
}


def therapist(name: str, group: ClientGroup, place: str, practice: str = "", **other: object) -> Verdict:
    supply = Supply(
        id=name,
        name=name,
        groups=frozenset({group}),
        places=(PLACES[place],),
        first_place=other.pop("first_place", date(2026, 11, 23)),
        confirmed_on=ON,
        practice_id=practice,
    )
    return assess(Need(group=group, point=ALMERE), replace(supply, **other), on=ON)


def child(name: str, place: str, practice: str = "", **other: object) -> Verdict:
    return therapist(name, ClientGroup.CHILD_6_12, place, practice, **other)


def parent(name: str, place: str, practice: str = "", **other: object) -> Verdict:
    return therapist(name, ClientGroup.ADULT, place, practice, **other)


def names(options) -> list[list[str]]:
    return [[verdict.supply.id for verdict in option.verdicts] for option in options]


def test_one_practice_comes_before_two_that_start_earlier():
    children = [
        child("noor", "Naarden", "waterrand"),
        child("bram", "Almere", first_place=date(2026, 11, 16)),
    ]
    parents = [
        parent("yusuf", "Naarden", "waterrand"),
        parent("lot", "Almere", first_place=date(2026, 11, 16)),
    ]
    options = family_options([children, parents])
    assert names(options) == [["noor", "yusuf"], ["bram", "lot"]]
    assert [option.practices for option in options] == [1, 2]


def test_practices_close_to_each_other_serve_a_family():
    options = family_options([[child("noor", "Naarden")], [parent("sam", "Huizen")]])
    assert names(options) == [["noor", "sam"]]
    assert 4_000 < options[0].spread_m < 7_000


def test_therapists_far_apart_are_no_option():
    assert family_options([[child("noor", "Naarden")], [parent("sam", "Groningen")]]) == []


def test_everybody_must_be_near_everybody():
    third = [child("almere", "Almere")]
    within_ten = {"within_m": 10_000}
    assert family_options([[child("n", "Naarden")], [parent("h", "Huizen")]], **within_ten)
    assert family_options([[child("n", "Naarden")], [parent("h", "Huizen")], third], **within_ten)
    within_nine = {"within_m": 9_000}
    assert not family_options([[child("n", "Naarden")], [parent("h", "Huizen")], third], **within_nine)


def test_a_near_miss_is_no_option():
    full = parent("full", "Naarden", "waterrand", first_place=None)
    assert family_options([[child("noor", "Naarden", "waterrand")], [full]]) == []


def test_nobody_for_one_person_is_no_option():
    assert family_options([[child("noor", "Naarden")], []]) == []
    assert family_options([]) == []


def test_at_most_the_asked_number_of_options():
    children = [child(f"child{number}", "Naarden") for number in range(9)]
    assert len(family_options([children, [parent("sam", "Huizen")]], at_most=3)) == 3
