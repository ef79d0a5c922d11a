"""Reads the official area files: municipality outlines as GeoJSON, middles of postcodes as CSV. Writes nothing.

Both are checked completely before anybody uses them; every problem names file, row, column and value.
"""

import csv
import io
import json
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from drakentemmers.directory.outlines import Polygon, middle

CODE_NAMES = ("statcode", "gemeentecode", "code", "c")
NAME_NAMES = ("statnaam", "gemeentenaam", "naam", "n")
MUNICIPALITY_CODE = re.compile(r"^GM\d{4}$")
# The box around the European Netherlands, with room to spare.
WEST, SOUTH, EAST, NORTH = 3.0, 50.5, 7.5, 54.0
LOOKS_LIKE_METRES = 1000
PROBLEMS_SHOWN = 50


@dataclass(frozen=True)
class FileProblem:
    """One thing that is wrong in a file, and what to do about it."""

    file: str
    row: str  # "regel 4", "gebied 12"; empty for the file as a whole
    column: str
    value: str
    advice: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.row, self.column) if part)
        value = f" {self.value!r}:" if self.value else ""
        return f"{where}:{value} {self.advice}"


class AreaFileError(Exception):
    """The files cannot be used as they are; nothing was changed."""

    def __init__(self, problems: list[FileProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True)
class FileMunicipality:
    code: str
    name: str
    polygons: list[Polygon]
    lat: float
    lon: float
    source: str
    valid_from: date


@dataclass(frozen=True)
class FilePostcode:
    pc4: str
    lat: float
    lon: float
    source: str


@dataclass
class AreaFiles:
    """What one or more files hold together."""

    municipalities: list[FileMunicipality] = field(default_factory=list)
    postcodes: list[FilePostcode] = field(default_factory=list)


def read_area_files(paths: list[Path], *, valid_from: date) -> AreaFiles:
    """Read files of either kind; raise AreaFileError with every problem when one of them cannot be used."""
    found, problems = AreaFiles(), []
    for path in paths:
        problems += _read_one(path, valid_from, found)
    if problems:
        raise AreaFileError(problems)
    return found


def _read_one(path: Path, valid_from: date, found: AreaFiles) -> list[FileProblem]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return [FileProblem(str(path), "", "", "", "this file does not exist; check the name.")]
    except (OSError, UnicodeDecodeError):
        return [FileProblem(str(path), "", "", "", "this file cannot be read as UTF-8 text.")]
    if text.lstrip().startswith("{"):
        return _read_municipalities(path.name, text, valid_from, found)
    return _read_postcodes(path.name, text, found)


def _read_municipalities(name: str, text: str, valid_from: date, found: AreaFiles) -> list[FileProblem]:
    try:
        features = json.loads(text)["features"]
    except (ValueError, KeyError, TypeError):
        advice = "this is not GeoJSON with features; download the municipality file as GeoJSON (WGS84)."
        return [FileProblem(name, "", "", "", advice)]
    problems: list[FileProblem] = []
    rows: dict[str, FileMunicipality] = {}
    for number, feature in enumerate(features, start=1):
        row = _municipality(name, number, feature, valid_from, problems)
        if row and row.code in rows:
            problems.append(
                FileProblem(
                    name, f"feature {number}", "code", row.code, "this code stands in the file twice."
                )
            )
        elif row:
            rows[row.code] = row
    if not features:
        problems.append(FileProblem(name, "", "features", "", "there is no municipality in this file."))
    found.municipalities += rows.values()
    return problems


def _municipality(
    file: str, number: int, feature: Any, valid_from: date, problems: list[FileProblem]
) -> FileMunicipality | None:
    where = f"feature {number}"
    properties = (feature or {}).get("properties") or {} if isinstance(feature, dict) else {}
    code = str(next((properties[key] for key in CODE_NAMES if properties.get(key)), ""))
    code = f"GM{code}" if re.fullmatch(r"\d{4}", code) else code
    name = str(next((properties[key] for key in NAME_NAMES if properties.get(key)), "")).strip()
    before = len(problems)
    if not MUNICIPALITY_CODE.match(code):
        problems.append(FileProblem(file, where, "code", code, "expected a CBS code such as GM0034."))
    if not name:
        problems.append(FileProblem(file, where, "name", "", "the name of the municipality is missing."))
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    polygons = _polygons(geometry)
    if polygons is None:
        kind = str((geometry or {}).get("type", "")) if isinstance(geometry, dict) else ""
        problems.append(
            FileProblem(file, where, "geometry", kind, "expected a Polygon or MultiPolygon with rings.")
        )
    else:
        advice = _coordinates_advice(polygons)
        if advice:
            problems.append(FileProblem(file, where, "coordinates", str(polygons[0][0][0]), advice))
    if len(problems) > before or polygons is None:
        return None
    longitude, latitude = middle(polygons)
    return FileMunicipality(code, name, polygons, latitude, longitude, f"CBS/Kadaster, {file}", valid_from)


def _polygons(geometry: Any) -> list[Polygon] | None:
    try:
        kind, coordinates = geometry["type"], geometry["coordinates"]
        listed = {"Polygon": [coordinates], "MultiPolygon": coordinates}[kind]
        polygons = [
            [[[float(corner[0]), float(corner[1])] for corner in ring] for ring in polygon]
            for polygon in listed
        ]
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    complete = polygons and all(polygon and all(len(ring) >= 4 for ring in polygon) for polygon in polygons)
    return polygons if complete else None


def _coordinates_advice(polygons: list[Polygon]) -> str:
    corners = [corner for polygon in polygons for ring in polygon for corner in ring]
    if any(abs(value) > LOOKS_LIKE_METRES for corner in corners for value in corner):
        return "these are metres (RD); download the file in WGS84, with longitude and latitude in degrees."
    if not all(WEST <= lon <= EAST and SOUTH <= lat <= NORTH for lon, lat in corners):
        return "this place lies outside the Netherlands; longitude comes first, then latitude, in degrees."
    return ""


def _read_postcodes(name: str, text: str, found: AreaFiles) -> list[FileProblem]:
    header = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in header else ",")
    columns = [column.strip().lower() for column in reader.fieldnames or ()]
    missing = [column for column in ("pc4", "lat", "lon") if column not in columns]
    if missing:
        advice = "expected the columns pc4, lat and lon, or GeoJSON with municipalities."
        return [FileProblem(name, "row 1", ", ".join(missing), header.strip()[:80], advice)]
    reader.fieldnames = columns
    problems: list[FileProblem] = []
    rows: dict[str, FilePostcode] = {}
    for row in reader:
        postcode = _postcode(name, reader.line_num, row, problems)
        if postcode and postcode.pc4 in rows:
            problems.append(
                FileProblem(
                    name, f"row {reader.line_num}", "pc4", postcode.pc4, "this postcode stands here twice."
                )
            )
        elif postcode:
            rows[postcode.pc4] = postcode
    found.postcodes += rows.values()
    return problems


def _postcode(
    file: str, line: int, row: dict[str, str | None], problems: list[FileProblem]
) -> FilePostcode | None:
    where, before = f"row {line}", len(problems)
    pc4 = (row.get("pc4") or "").strip()
    if not re.fullmatch(r"[1-9]\d{3}", pc4):
        problems.append(FileProblem(file, where, "pc4", pc4, "expected four digits, such as 1315."))
    degrees = {}
    for column, low, high in (("lat", SOUTH, NORTH), ("lon", WEST, EAST)):
        value = (row.get(column) or "").strip()
        try:
            degrees[column] = float(value.replace(",", "."))
        except ValueError:
            problems.append(FileProblem(file, where, column, value, "expected degrees, such as 52.3713."))
            continue
        if abs(degrees[column]) > LOOKS_LIKE_METRES:
            problems.append(
                FileProblem(file, where, column, value, "these are metres (RD); degrees are needed.")
            )
        elif not low <= degrees[column] <= high:
            problems.append(FileProblem(file, where, column, value, "this lies outside the Netherlands."))
    if len(problems) > before:
        return None
    return FilePostcode(pc4, degrees["lat"], degrees["lon"], file)
