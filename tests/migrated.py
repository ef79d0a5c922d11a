"""The rows that migrations made, kept as the database itself writes them, and put back after every table was emptied.

Django can do this too, but makes an object of every row: two thirds of a second for each test that commits.
"""

# ruff: noqa: S608 - only names of our own tables go into these statements

from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from drakentemmers.matching.roster.changes import LIFE


class MigratedRows:
    """What stands in the tables that a test empties, at the moment this is made.

    The row that says which life of the database this is stays out: with emptied tables another life begins.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        every = connection.introspection.django_table_names(only_existing=True, include_views=False)
        tables = [table for table in every if table != LIFE]
        read = _copied if connection.vendor == "postgresql" else _selected
        with connection.cursor() as cursor:
            found = {table: read(cursor, connection.ops.quote_name(table)) for table in tables}
        self.rows = {table: rows for table, rows in found.items() if rows}

    def put_back(self, connection: BaseDatabaseWrapper) -> None:
        """Write the rows in the empty tables. Foreign keys are looked at when all are there."""
        write = _copy_in if connection.vendor == "postgresql" else _insert
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in self.rows.items():
                write(cursor, connection.ops.quote_name(table), rows)


def _copied(cursor: Any, table: str) -> bytes:
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)


def _copy_in(cursor: Any, table: str, rows: bytes) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        copy.write(rows)


def _selected(cursor: Any, table: str) -> tuple[str, list[tuple[Any, ...]]] | None:
    """Return the columns and the rows; of an index (a virtual table) none, as triggers write those anew."""
    made = cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table.strip('"')]).fetchone()
    if made[0].startswith("CREATE VIRTUAL"):
        return None
    names = ", ".join(f'"{row[1]}"' for row in cursor.execute(f"PRAGMA table_info({table})").fetchall())
    rows = cursor.execute(f"SELECT {names} FROM {table}").fetchall()
    return (names, rows) if rows else None


def _insert(cursor: Any, table: str, kept: tuple[str, list[tuple[Any, ...]]]) -> None:
    names, rows = kept
    marks = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
