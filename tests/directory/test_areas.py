"""Areas come from the package and from the official files: complete, once, or not at all."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from drakentemmers.directory.area_files import AreaFileError, read_area_files
from drakentemmers.directory.base_areas import read_base_areas
from drakentemmers.directory.models import Municipality, Place, PostcodeArea, Region
from drakentemmers.directory.outlines import middle, outline_of
from drakentemmers.directory.rules import RegionModel
from drakentemmers.kernel.geography import point
from tests.factories.directory import LocationFactory, MunicipalityFactory, PlaceFactory, PostcodeAreaFactory

SQUARE = [[5.0, 52.0], [6.0, 52.0], [6.0, 53.0], [5.0, 53.0], [5.0, 52.0]]
HOLE = [[5.4, 52.4], [5.6, 52.4], [5.6, 52.6], [5.4, 52.6], [5.4, 52.4]]


def geojson(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


def feature(properties, coordinates=(SQUARE,), kind="Polygon"):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


@pytest.fixture
def written(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def at(latitude, longitude):
    here = point(latitude, longitude)
    return {"latitude": latitude, "longitude": longitude, "x": here.x, "y": here.y, "z": here.z}


def refusals(*paths):
    with pytest.raises(AreaFileError) as refused:
        read_area_files(list(paths), valid_from=date(2025, 1, 1))
    return [str(problem) for problem in refused.value.problems]


def load(*paths):
    out = StringIO()
    call_command("load_areas", *map(str, paths), stdout=out)
    return out.getvalue()


def test_a_hole_lies_outside():
    area = outline_of([[SQUARE, HOLE]])
    assert area.holds(5.2, 52.2)
    assert not area.holds(5.5, 52.5)
    assert not area.holds(4.9, 52.5)


def test_the_middle_is_that_of_the_largest_part():
    small = [[3.0, 51.0], [3.1, 51.0], [3.1, 51.1], [3.0, 51.1], [3.0, 51.0]]
    assert middle([[small], [SQUARE]]) == pytest.approx((5.5, 52.5))


def test_the_package_knows_the_three_divisions():
    areas = read_base_areas()
    models = [region.model for region in areas.regions]
    assert models.count(RegionModel.CENTRE_MUNICIPALITY) == 35
    assert models.count(RegionModel.PROGRAMME) == 27  # the name of the 28th is not known
    assert models.count(RegionModel.VEILIG_THUIS) == 26
    verified = [r.name for r in areas.regions if r.model == RegionModel.PROGRAMME and r.verified]
    assert len(verified) == 6
    assert sum(1 for r in areas.regions if r.model == RegionModel.VEILIG_THUIS and r.verified) == 9
    assert len({region.code for region in areas.regions}) == 88
    assert len(areas.municipalities) == 35


def test_every_region_has_a_name_that_somebody_can_choose():
    assert [region.name for region in read_base_areas().regions if "naam" in region.name.lower()] == []


@pytest.mark.django_db
def test_loading_the_base_twice_adds_nothing_and_keeps_what_people_changed():
    call_command("load_base_areas", stdout=StringIO())
    counts = [model.objects.count() for model in (Municipality, Place, PostcodeArea, Region)]
    Region.objects.filter(code="pr-zeeland").update(name="Gevonden naam")
    call_command("load_base_areas", stdout=StringIO())
    assert [model.objects.count() for model in (Municipality, Place, PostcodeArea, Region)] == counts
    assert Region.objects.get(code="pr-zeeland").name == "Gevonden naam"
    assert Place.objects.filter(search_name="den haag").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "properties",
    [
        {"c": "GM9001", "n": "Vierkant"},
        {"statcode": "GM9001", "statnaam": "Vierkant"},
        {"gemeentecode": "9001", "naam": "Vierkant"},
    ],
)
def test_each_known_shape_of_the_municipality_file_is_read(written, properties):
    load(written("g.geojson", geojson(feature(properties))))
    row = Municipality.objects.get(code="GM9001")
    assert row.name == "Vierkant"
    assert (row.longitude, row.latitude) == pytest.approx((5.5, 52.5))


@pytest.mark.django_db
def test_loading_says_what_changed_and_the_same_file_changes_nothing(written):
    MunicipalityFactory(code="GM0001", name="Oud")
    first = written("g.geojson", geojson(feature({"c": "GM9001", "n": "Vierkant"})))
    postcodes = written("pc4.csv", "pc4;lat;lon\n1315;52,37;5,22\n")
    assert "municipalities: 1 added, 0 changed, 0 unchanged, 1 kept" in load(first, postcodes)
    assert "municipalities: 0 added, 0 changed, 1 unchanged, 1 kept" in load(first, postcodes)
    renamed = written("h.geojson", geojson(feature({"c": "GM9001", "n": "Ruit"})))
    assert "0 added, 1 changed" in load(renamed)


@pytest.mark.django_db
def test_places_and_locations_learn_their_municipality(written):
    place = PlaceFactory()
    location = LocationFactory(is_confidential=False)
    load(written("g.geojson", geojson(feature({"c": "GM9001", "n": "Vierkant"}))))
    place.refresh_from_db()
    location.refresh_from_db()
    assert (place.municipality_id, location.municipality_id) == ("GM9001", "GM9001")


@pytest.mark.django_db
def test_a_secret_location_learns_its_municipality_by_its_town_and_moves_to_its_middle(written):
    """The map knows no more of it than the middle of a municipality, so the map cannot tell."""
    PlaceFactory(name="Almere")
    far = MunicipalityFactory(code="GM0001", name="Ver", **at(51.0, 4.0))
    location = LocationFactory(municipality=far, place_name="Almere", postcode="", **at(51.0, 4.0))
    load(written("g.geojson", geojson(feature({"c": "GM9001", "n": "Vierkant"}))))
    location.refresh_from_db()
    assert location.municipality_id == "GM9001"
    assert (location.x, location.latitude) == (location.municipality.x, location.municipality.latitude)


@pytest.mark.django_db
def test_one_bad_row_and_nothing_changes(written):
    PostcodeAreaFactory(pc4="1315")
    good = written("g.geojson", geojson(feature({"c": "GM9001", "n": "Vierkant"})))
    bad = written("pc4.csv", "pc4,lat,lon\n1011,52.37,4.90\nABCD,52.37,4.90\n")
    with pytest.raises(CommandError, match=r"pc4\.csv, row 3, pc4: 'ABCD'"):
        load(good, bad)
    assert not Municipality.objects.exists()
    assert PostcodeArea.objects.count() == 1


def test_metres_are_refused_with_advice(written):
    metres = [[155000, 463000], [156000, 463000], [156000, 464000], [155000, 463000]]
    (problem,) = refusals(written("g.geojson", geojson(feature({"c": "GM0001", "n": "RD"}, [metres]))))
    assert "metres (RD)" in problem
    (problem, _) = refusals(written("p.csv", "pc4,lat,lon\n1315,463000,155000\n"))
    assert "row 2, lat: '463000'" in problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "not GeoJSON with features"),
        ('{"features": []}', "no municipality"),
        ("{", "not GeoJSON"),
        ("a,b\n1,2\n", "expected the columns pc4, lat and lon"),
        ("", "expected the columns"),
        ("pc4,lat,lon\n1315,,5.2\n", "row 2, lat"),
        ("pc4,lat,lon\n1315,52.3,5.2\n1315,52.3,5.2\n", "stands here twice"),
        (geojson(feature({"c": "X", "n": ""})), "feature 1, code: 'X'"),
        (geojson(feature({"c": "GM0001", "n": "A"}, kind="Point")), "expected a Polygon"),
        (geojson(feature({"c": "GM0001", "n": "A"}, [[[1.0, 2.0]]])), "expected a Polygon"),
        (geojson(feature({"c": "GM0001", "n": "A"}, [[[52.0, 5.0]] * 4])), "outside the Netherlands"),
        (geojson(*[feature({"c": "GM0001", "n": "A"})] * 2), "twice"),
        (geojson(None), "feature 1"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(written, text, said):
    assert any(said in problem for problem in refusals(written("file", text)))


def test_a_file_that_is_not_there_says_so(tmp_path):
    (problem,) = refusals(tmp_path / "weg.csv")
    assert "does not exist" in problem
