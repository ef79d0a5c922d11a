"""The directory as rows of a sheet. A confidential address never stands in it, whoever asks."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch

from drakentemmers.accounts.models import Organisation
from drakentemmers.directory.labels import label, labels_of
from drakentemmers.directory.models import Location, Professional, Region
from drakentemmers.directory.rules import RegionModel
from drakentemmers.directory.sheets.columns import COLUMNS, Column, SheetKind
from drakentemmers.directory.sheets.writing import Cell


def sheet_rows(kind: SheetKind) -> Iterator[list[Cell]]:
    """Return the rows of an export, in the columns of the template, by name. A constant number of queries."""
    return {SheetKind.ORGANISATIONS: _organisations, SheetKind.PROFESSIONALS: _professionals}[kind]()


def file_name(kind: SheetKind, extension: str, on: date) -> str:
    """Return "behandelaars-2026-11-18.xlsx"."""
    return f"{kind.value}-{on.isoformat()}.{extension}"


def _organisations() -> Iterator[list[Cell]]:
    open_locations = Prefetch("locations", Location.objects.filter(is_confidential=False), to_attr="open")
    rows = Organisation.objects.filter(is_active=True).select_related("profile__region")
    for row in rows.prefetch_related(open_locations).order_by("name", "pk"):
        profile, place = getattr(row, "profile", None), next(iter(row.open), None)
        values: dict[str, Any] = {"name": row.name, "kind": row.kind}
        if profile:
            for name in ("kvk_number", "about", "asks_for", "website", "phone", "email", "region"):
                values[name] = getattr(profile, name)
        if place:
            values |= {"place": place.place_name, "street": place.street, "is_confidential": False}
        yield _cells(SheetKind.ORGANISATIONS, values)


def _professionals() -> Iterator[list[Cell]]:
    rows = Professional.objects.filter(is_active=True).select_related("practice", "supervised_by")
    programme = Prefetch("regions", Region.objects.filter(model=RegionModel.PROGRAMME), to_attr="programme")
    rows = rows.prefetch_related("registrations", "work_locations", programme)
    for row in rows.order_by("name", "pk"):
        names = (column.field for column in COLUMNS[SheetKind.PROFESSIONALS])
        values: dict[str, Any] = {name: getattr(row, name, None) for name in names if name != "regions"}
        values["supervised_by"] = row.supervised_by.email if row.supervised_by else ""
        values["regions"] = "; ".join(region.name for region in row.programme)
        values["places"] = "; ".join(
            f"{place.postcode} {place.place_name} ({place.radius_km} km)".strip()
            for place in row.work_locations.all()
        )
        values |= {f"registration_{number.register}": number.number for number in row.registrations.all()}
        yield _cells(SheetKind.PROFESSIONALS, values)


def _cells(kind: SheetKind, values: dict[str, Any]) -> list[Cell]:
    return [_cell(column, values.get(column.field)) for column in COLUMNS[kind]]


def _cell(column: Column, value: Any) -> Cell:
    if column.words and column.many:
        return "; ".join(labels_of(value or ()))
    if column.words:
        return label(column.words(value)) if value else ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return value if value is None or isinstance(value, str | date) else str(value)
