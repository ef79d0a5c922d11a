"""The same question to PostgreSQL, with tables and indexes of its own: a row per work location with all cells in it.

Three plans: a GiST index on the point (`cube`), a btree on bands with the stretches worked out before, and that with a
GIN index on what is offered. The rules come from `rules.decisions`.
"""

# ruff: noqa: S608 - only numbers and names of our own go into these statements
from io import BytesIO

import numpy as np
from django.db import connection

from drakentemmers.matching.roster import Roster
from drakentemmers.matching.roster.locations import BAND_M
from drakentemmers.matching.roster.seeking import reaches
from drakentemmers.matching.rules import Order, decisions
from drakentemmers.matching.rules.as_sql import IN_SQL, NamedCells, Text, sql_of
from drakentemmers.matching.rules.asked import Asked
from tests.matching.columns import CELLS


class Plans:
    """Every plan answers the first few with missed needs and points."""

    names = ("GiST (cube)", "btree on bands", "GiST and GIN")

    def __init__(self, roster: Roster) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS cube")
            cursor.execute("CREATE EXTENSION IF NOT EXISTS intarray")
            cursor.execute("DROP TABLE IF EXISTS bench_offered")
            columns = ", ".join(f"{name} bigint" for name in CELLS)
            cursor.execute(
                f"""CREATE UNLOGGED TABLE bench_offered (owner integer, number integer, band integer,
                x bigint, y bigint, z bigint, reach bigint, id char(12), {columns})"""
            )
            copy_in(cursor, roster)
            for statement in (
                "ALTER TABLE bench_offered ADD spot cube",
                "UPDATE bench_offered SET spot = cube(ARRAY[x, y, z]::float8[])",
                "ALTER TABLE bench_offered ADD has integer[]",
                """UPDATE bench_offered SET has = ARRAY(SELECT bit FROM generate_series(0, 30) bit
                    WHERE (groups >> bit) & 1 = 1)
                    || ARRAY(SELECT 100 + bit FROM generate_series(0, 30) bit WHERE (fundings >> bit) & 1 = 1)""",
                "CREATE INDEX ON bench_offered USING gist (spot)",
                "CREATE INDEX ON bench_offered (band, y)",
                "CREATE INDEX ON bench_offered USING gin (has gin__int_ops)",
            ):
                cursor.execute(statement)
            cursor.execute("VACUUM ANALYZE bench_offered")
            cursor.execute("SET jit = off")

    def ask(self, name: str, asked: Asked, most: int) -> list[tuple[str, int, int]]:
        with connection.cursor() as cursor:
            cursor.execute(query(name, asked, most))
            return cursor.fetchall()


def copy_in(cursor, roster: Roster) -> None:
    places, table = roster.locations, roster.therapists
    owner = places.owner
    some = np.flatnonzero(table.gate[owner] != 0)
    who = owner[some]
    arrays = [
        who,
        places.number[some],
        places.z[some] // BAND_M,
        places.x[some],
        places.y[some],
        places.z[some],
    ]
    arrays += [reaches(places.radius[some]), table.ids[who].astype(str)]
    arrays += [getattr(table, name)[who] for name in CELLS]
    for begin in range(0, len(some), 100_000):
        rows = zip(*(array[begin : begin + 100_000].tolist() for array in arrays), strict=True)
        text = "".join("\t".join(map(str, map(_plain, row))) + "\n" for row in rows)
        with cursor.cursor.copy("COPY bench_offered FROM STDIN") as copy:
            copy.write(BytesIO(text.encode()).read())


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def query(name: str, asked: Asked, most: int) -> str:
    """Return the shortlist as one statement: candidates by an index, then the rules, one location each, the first."""
    cells = NamedCells()
    unmet, missed, points = Text("unmet"), Text("missed"), Text("points")
    chord = decisions.chord_to(asked.point, Text("x"), Text("y"), Text("z"), IN_SQL)
    serving = decisions.serving_order(asked, Text("chord"), Text("reach"), IN_SQL)
    parts = decisions.order_parts(asked, cells, missed, points, Order.FIRST_PLACE, IN_SQL)
    by = ", ".join(f"({sql_of(part)} + 0)" for part in (*parts, decisions.draw_of(asked, cells)))
    first = ", ".join(f"({sql_of(part)} + 0)" for part in serving)
    return f"""WITH near AS MATERIALIZED (SELECT *, {sql_of(chord)} AS chord FROM bench_offered
            WHERE (groups & {asked.group}) <> 0 AND {where(name, asked)}),
        one AS (SELECT *, {sql_of(decisions.unmet(asked, cells, IN_SQL))} AS unmet FROM near),
        two AS (SELECT *, {sql_of(decisions.misses(asked, cells, unmet, IN_SQL))} AS missed FROM one),
        shown AS (SELECT DISTINCT ON (owner) * FROM two
            WHERE {sql_of(decisions.is_shown(asked, cells, missed, IN_SQL))} ORDER BY owner, {first}, number),
        three AS (SELECT *, {sql_of(decisions.points(asked, cells, unmet, IN_SQL))} AS points FROM shown)
        SELECT id, unmet, points FROM three ORDER BY {by}, id LIMIT {most}"""


def where(name: str, asked: Asked) -> str:
    """Return the condition that an index serves."""
    if asked.sight is None:
        return "true"
    reach = int(asked.sight**0.5) + 1
    spot = asked.point
    box = f"cube(ARRAY[{spot.x}, {spot.y}, {spot.z}]::float8[])"
    around = f"spot <@ cube_enlarge({box}, {reach}, 3)"
    if name == "btree on bands":
        bands = range((spot.z - reach) // BAND_M, (spot.z + reach) // BAND_M + 1)
        listed = ", ".join(str(band) for band in bands)
        return f"band IN ({listed}) AND y BETWEEN {spot.y - reach} AND {spot.y + reach}"
    if name == "GiST and GIN":
        return f"{around} AND has @> ARRAY[{asked.group.bit_length() - 1}]"
    return around
