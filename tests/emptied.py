"""After a test that commits, only the tables in which something stands are emptied.

Django truncates all of them, and PostgreSQL makes a new file for each and for each of its indexes: half a second a
test, to empty two hundred tables of which thirty hold a row.
"""

# ruff: noqa: S608 - only names of our own tables go into these statements

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def empty_only_what_holds_rows(connection: BaseDatabaseWrapper) -> None:
    """Make this the way in which PostgreSQL is emptied, where our role may switch foreign keys off; else leave it.

    It is put on the kind of connection, as with a browser's event loop comes another one.
    """
    if connection.vendor != "postgresql" or not _may_switch_triggers_off(connection):
        return

    def sql_flush(operations: Any, style: Any, tables: Iterable[str], **options: bool) -> list[str]:
        filled = _filled(operations.connection, [operations.quote_name(table) for table in tables])
        if not filled:
            return []
        return [
            "SET LOCAL session_replication_role = replica",
            f"LOCK TABLE {', '.join(filled)} IN ACCESS EXCLUSIVE MODE",  # waits for who still writes, as TRUNCATE does
            *(f"DELETE FROM {table}" for table in filled),
        ]

    type(connection.ops).sql_flush = sql_flush


def _may_switch_triggers_off(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def _filled(connection: BaseDatabaseWrapper, tables: list[str]) -> list[str]:
    """Return the tables with a row, all asked at once."""
    asked = " UNION ALL ".join(
        f"SELECT {n} WHERE EXISTS (SELECT FROM {table})" for n, table in enumerate(tables)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [tables[n] for (n,) in cursor.fetchall()]
