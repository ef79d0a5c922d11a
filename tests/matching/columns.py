"""Supplies as columns and as tables of SQL, without rows of Django."""

# ruff: noqa: S608 - only names of our own go into these statements
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np

from drakentemmers.matching.roster import Roster
from drakentemmers.matching.roster.locations import BEYOND
from drakentemmers.matching.roster.rows import ALWAYS
from drakentemmers.matching.rules import Supply
from drakentemmers.matching.rules.asked import NEVER, week_number
from drakentemmers.matching.rules.pair import PairCells, cells_of
from drakentemmers.matching.rules.reach import chord_within_km

AS_THEY_ARE = (
    *("groups", "client_roles", "problems", "settings", "methods", "languages", "gender", "fundings"),
    *("interpreter", "max_sessions", "places_per_month", "confirmed", "key"),
)
CELLS = tuple(name for name in PairCells.__slots__ if name not in {"chord", "reach"})


def roster_of(supplies: Sequence[Supply], on: date) -> Roster:
    """Return a roster of what these therapists offer on `on`, each with a practice of its own."""
    cells = [cells_of(supply, 0, 0) for supply in supplies]
    base = week_number(on)
    columns = {name: np.array([getattr(cell, name) for cell in cells]) for name in AS_THEY_ARE}
    columns["ids"] = np.array([supply.id.encode() for supply in supplies])
    columns["marked_until"] = np.array([ALWAYS if cell.marked else -1 for cell in cells])
    columns["free_weeks"] = np.array(
        [0 if cell.first_week == NEVER else 1 << (cell.first_week - base) for cell in cells], np.int64
    )
    columns["until"] = np.full(len(cells), ALWAYS)
    columns["practice"] = np.full(len(cells), -1)
    columns["locations"] = np.array([len(supply.places) for supply in supplies])
    owner, number, x, y, z, radius = np.array(list(_places(supplies))).T
    roster = Roster.of(
        columns, {"owner": owner, "number": number, "x": x, "y": y, "z": z, "radius": radius}, on
    )
    lately = {supply.id.encode(): cell.lately for supply, cell in zip(supplies, cells, strict=True)}
    roster.therapists.lately[:] = [lately[pk] for pk in roster.therapists.ids.tolist()]
    return roster


def _places(supplies: Iterable[Supply]) -> Iterable[tuple[int, ...]]:
    for owner, supply in enumerate(supplies):
        for number, place in enumerate(supply.places):
            point = place.point
            yield owner, number, point.x, point.y, point.z, place.radius_km
        if not supply.places:
            yield owner, 0, BEYOND, BEYOND, BEYOND, -1


def tables_of(supplies: Sequence[Supply]) -> tuple[list[tuple[Any, ...]], list[tuple[int, ...]]]:
    """Return the rows of the tables `cells` and `places` of `rules.as_sql`."""
    cells = [cells_of(supply, 0, 0) for supply in supplies]
    rows = [
        (n, supply.id, *(getattr(cell, name) for name in CELLS))
        for n, (supply, cell) in enumerate(zip(supplies, cells, strict=True))
    ]
    places = [
        (owner, number, x, y, z, -1 if radius < 0 else chord_within_km(radius))
        for owner, number, x, y, z, radius in _places(supplies)
    ]
    return rows, places


def make_tables(cursor: Any, rows: list, places: list, mark: str) -> None:
    """Make and fill both tables; `mark` is how the database marks a value."""
    columns = ", ".join(f"{name} bigint" for name in CELLS)
    cursor.execute("DROP TABLE IF EXISTS cells")
    cursor.execute("DROP TABLE IF EXISTS places")
    cursor.execute(f"CREATE TEMP TABLE cells (n bigint, id varchar(12), {columns})")
    axes = "owner bigint, number bigint, x bigint, y bigint, z bigint, reach bigint"
    cursor.execute(f"CREATE TEMP TABLE places ({axes})")
    cursor.executemany(f"INSERT INTO cells VALUES ({', '.join([mark] * (2 + len(CELLS)))})", rows)
    cursor.executemany(f"INSERT INTO places VALUES ({', '.join([mark] * 6)})", places)
