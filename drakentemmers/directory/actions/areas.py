"""Loading areas: what comes with the site, and what the official files bring."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.directory.area_files import AreaFiles
from drakentemmers.directory.base_areas import BaseAreas
from drakentemmers.directory.models import (
    Location,
    Municipality,
    Place,
    PostcodeArea,
    Region,
    RegionMunicipality,
)
from drakentemmers.directory.models.areas import Located
from drakentemmers.directory.outlines import Outline, outline_of
from drakentemmers.directory.read.places import PlaceFound, resolve_place
from drakentemmers.kernel.geography import point


@dataclass(frozen=True)
class Changes:
    """What loading did to one kind of row. `kept` rows stand in the database and not in what was loaded."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0


@dataclass
class Report:
    """What loading did, by kind of row, in the order in which it was done."""

    changes: dict[str, Changes] = field(default_factory=dict)

    @property
    def did_something(self) -> bool:
        return any(change.added or change.changed for change in self.changes.values())


def located(row: Located, latitude: float, longitude: float) -> Located:
    """Put `row` at a place; degrees and metres always change together."""
    at = point(latitude, longitude)
    row.latitude, row.longitude, row.x, row.y, row.z = latitude, longitude, at.x, at.y, at.z
    return row


@transaction.atomic
def load_base_areas(*, areas: BaseAreas, by: User | None, now: datetime) -> Report:
    """Bring in what the site knows by itself. Rows that an official file or a person changed stay as they are."""
    demand(by, Permission.EDIT_AREAS)
    report = Report()
    municipalities = [
        located(
            Municipality(code=m.code, name=m.name, source=m.source, valid_from=m.valid_from), m.lat, m.lon
        )
        for m in areas.municipalities
    ]
    places = [
        located(
            Place(geoname_id=p.id, name=p.name, search_name=p.search_name, population=p.population),
            p.lat,
            p.lon,
        )
        for p in areas.places
    ]
    postcodes = [
        located(PostcodeArea(pc4=p.pc4, place_name=p.place_name, source=p.source), p.lat, p.lon)
        for p in areas.postcodes
    ]
    regions = [
        Region(
            code=r.code,
            model=r.model,
            name=r.name,
            source=r.source,
            verified=r.verified,
            valid_from=r.valid_from,
        )
        for r in areas.regions
    ]
    report.changes["municipalities"] = _add_missing(municipalities)
    report.changes["places"] = _save(places, ("name", "search_name", "population", *PLACED))
    report.changes["postcodes"] = _add_missing(postcodes)
    report.changes["regions"] = _add_missing(regions)
    report.changes["regions of municipalities"] = _link(areas)
    _place_in_municipalities()
    if report.did_something:
        _log("areas.base_loaded", report, by=by, now=now)
    return report


@transaction.atomic
def load_areas(*, files: AreaFiles, by: User | None, now: datetime) -> Report:
    """Bring in municipalities with outlines and middles of postcodes; all of it or, on any error, nothing."""
    demand(by, Permission.EDIT_AREAS)
    report = Report()
    if files.municipalities:
        rows = [
            located(
                Municipality(
                    code=m.code, name=m.name, outline=m.polygons, source=m.source, valid_from=m.valid_from
                ),
                m.lat,
                m.lon,
            )
            for m in files.municipalities
        ]
        report.changes["municipalities"] = _save(rows, ("name", "outline", "source", "valid_from", *PLACED))
    if files.postcodes:
        nearest = _nearest_place_name()
        areas = [
            located(PostcodeArea(pc4=p.pc4, place_name=nearest(p.lat, p.lon), source=p.source), p.lat, p.lon)
            for p in files.postcodes
        ]
        report.changes["postcodes"] = _save(areas, ("place_name", "source", *PLACED))
    report.changes |= _place_in_municipalities()
    if report.did_something:
        _log("areas.loaded", report, by=by, now=now)
    return report


PLACED = ("latitude", "longitude", "x", "y", "z")


def _log(action: str, report: Report, *, by: User | None, now: datetime) -> None:
    first = Municipality.objects.order_by("pk").first()
    counts: dict[str, Any] = {kind: [c.added, c.changed] for kind, c in report.changes.items()}
    record(action, first or Municipality(pk=""), by=by, now=now, counts=counts)


def _save(rows: Iterable[Any], fields: tuple[str, ...]) -> Changes:
    """Add rows whose key is new and change those that differ in `fields`; the others stay untouched."""
    rows = list(rows)
    model: type[Model] = type(rows[0])
    before = model._default_manager.in_bulk()
    new = [row for row in rows if row.pk not in before]
    changed = [row for row in rows if row.pk in before and _differs(row, before[row.pk], fields)]
    model._default_manager.bulk_create(new, batch_size=500)
    if changed:
        model._default_manager.bulk_update(changed, fields, batch_size=200)
    kept = len(before) - (len(rows) - len(new))
    return Changes(len(new), len(changed), len(rows) - len(new) - len(changed), kept)


def _differs(row: Any, before: Any, fields: tuple[str, ...]) -> bool:
    return any(getattr(row, name) != getattr(before, name) for name in fields)


def _add_missing(rows: Iterable[Any]) -> Changes:
    """Add rows whose key is new; what stands there already may come from a better source."""
    return _save(rows, ())


def _link(areas: BaseAreas) -> Changes:
    before = set(RegionMunicipality.objects.values_list("region_id", "municipality_id", "valid_from"))
    links = [
        RegionMunicipality(region_id=r.code, municipality_id=code, source=r.source, valid_from=r.valid_from)
        for r in areas.regions
        for code in r.municipality_codes
        if (r.code, code, r.valid_from) not in before
    ]
    RegionMunicipality.objects.bulk_create(links)
    return Changes(added=len(links), unchanged=len(before))


def _place_in_municipalities() -> dict[str, Changes]:
    """Tell every place and location in which municipality it lies, as far as outlines are known."""
    outlines = [
        (code, outline_of(polygons))
        for code, polygons in Municipality.objects.values_list("code", "outline")
        if polygons
    ]
    if not outlines:
        return {}
    return {
        "places in a municipality": _assign(Place.objects.all(), outlines),
        "locations in a municipality": _assign(Location.objects.filter(is_confidential=False), outlines),
        "secret locations in a municipality": _assign_secret(outlines),
    }


def _assign_secret(outlines: list[tuple[str, Outline]]) -> Changes:
    """Of a confidential location the map knows the middle of a municipality only: look at its secret town."""
    rows = list(Location.objects.filter(is_confidential=True).select_related("municipality"))
    moved = []
    for row in rows:
        place = resolve_place(f"{row.postcode} {row.place_name}".strip())
        code = _area_at(place, outlines) if place else None
        if code is not None and code != row.municipality_id:
            row.municipality_id = code
            moved.append(row)
        located(row, row.municipality.latitude, row.municipality.longitude)
    Location.objects.bulk_update(rows, ["municipality", *PLACED], batch_size=200)
    return Changes(changed=len(moved), unchanged=len(rows) - len(moved))


def _area_at(row: Located | PlaceFound, outlines: list[tuple[str, Outline]]) -> str | None:
    return next((code for code, area in outlines if area.holds(row.longitude, row.latitude)), None)


def _assign(rows: Iterable[Any], outlines: list[tuple[str, Outline]]) -> Changes:
    rows = list(rows)
    moved = []
    for row in rows:
        code = _area_at(row, outlines)
        if code is not None and code != row.municipality_id:
            row.municipality_id = code
            moved.append(row)
    if moved:
        type(moved[0]).objects.bulk_update(moved, ["municipality"], batch_size=200)
    return Changes(changed=len(moved), unchanged=len(rows) - len(moved))


def _nearest_place_name() -> Callable[[float, float], str]:
    places = list(Place.objects.values_list("latitude", "longitude", "name"))

    def nearest(latitude: float, longitude: float) -> str:
        near = min(
            places,
            key=lambda place: (place[0] - latitude) ** 2 + (0.62 * (place[1] - longitude)) ** 2,
            default=(0, 0, ""),
        )
        return near[2]

    return nearest
